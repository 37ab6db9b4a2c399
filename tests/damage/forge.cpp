#include "tests/damage/forge.hpp"

#include "engine/integrity/tree.hpp"
#include "engine/store/log.hpp"

namespace daybook::damage {

std::vector<Forged> frames_of(const std::filesystem::path& folder) {
  const auto log = Log::open(folder / "log", LogAccess::files_only).value();
  const auto cursor = log->scan(Position{1}).value();
  std::vector<Forged> frames;
  while (const auto stored = cursor->next().value()) {
    const FrameReader reader = FrameReader::open(stored->bytes).value();
    Forged forged{stored->first, {reader.first(), reader.recorded_at(), {}, reader.root()}};
    for (std::size_t index = 0; index < reader.size(); ++index) {
      forged.frame.records.emplace_back(reader.bytes(index));
    }
    frames.push_back(std::move(forged));
  }
  return frames;
}

void write_log(const std::filesystem::path& folder, const std::vector<Forged>& frames) {
  std::filesystem::remove_all(folder / "log");
  const auto log = Log::create(folder / "log").value();
  for (const Forged& forged : frames) {
    require(log->append(forged.key, encode_frame(forged.frame)).has_value(), "a forged frame can be written");
  }
}

void rebuild_chain(std::vector<Forged>& frames) {
  Tree tree;
  for (Forged& forged : frames) {
    forged.key = forged.frame.first = Position{tree.size() + 1};
    for (const std::string& record : forged.frame.records) {
      tree.append(leaf_hash(record));
    }
    forged.frame.root = tree.root();
  }
}

void write_head(const std::filesystem::path& folder, const std::vector<Forged>& frames) {
  const LedgerId ledger = read_head(folder / "HEAD").value().ledger_id;
  std::filesystem::remove(folder / "HEAD");
  const auto head = Head::create(folder / "HEAD", ledger).value();
  require(head->write({frames.back().last(), frames.back().frame.root}).has_value(), "HEAD can be written");
  require(head->sync().has_value(), "HEAD can be synced");
}

std::string changed(const std::string& record, const std::function<void(Record&)>& change) {
  Record decoded = decode_record(record).value();
  change(decoded);
  return encode_record(decoded);
}

}  // namespace daybook::damage
