#include "engine/store/head.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "engine/files/crc32c.hpp"
#include "engine/files/file.hpp"
#include "events/require.hpp"

namespace daybook {
namespace {

constexpr std::size_t slot_bytes = 512;
constexpr std::uint32_t format_newest = 1;
constexpr std::string_view magic = "DAYBHEAD";

/// A slot: magic, format (4), ledger id (16), sequence (8), position (8), root (32), zeros, CRC-32C of all before (4).
/// Numbers are little-endian.
struct Slot {
  LedgerId ledger_id;
  std::uint64_t sequence = 0;
  Anchor anchor;
};

template <class Unsigned>
void append_number(std::string& bytes, Unsigned number) {
  for (std::size_t index = 0; index < sizeof(Unsigned); ++index) {
    bytes.push_back(static_cast<char>(number >> (8 * index) & 0xff));
  }
}

template <class Bytes>
void append_bytes(std::string& to, const Bytes& bytes) {
  to.append(bytes.begin(), bytes.end());
}

/// Takes fields off the front.
class SlotReader {
 public:
  explicit SlotReader(std::string_view bytes) : rest_(bytes) {}

  template <class Unsigned>
  Unsigned number() {
    Unsigned value = 0;
    for (std::size_t index = 0; index < sizeof(Unsigned); ++index) {
      value = static_cast<Unsigned>(value | static_cast<Unsigned>(static_cast<unsigned char>(rest_[index])) << (8 * index));
    }
    rest_.remove_prefix(sizeof(Unsigned));
    return value;
  }

  template <std::size_t size>
  void bytes(std::array<std::uint8_t, size>& to) {
    std::copy_n(rest_.begin(), size, to.begin());
    rest_.remove_prefix(size);
  }

 private:
  std::string_view rest_;
};

std::string encode(const Slot& slot) {
  std::string bytes(magic);
  append_number(bytes, format_newest);
  append_bytes(bytes, slot.ledger_id.bytes);
  append_number(bytes, slot.sequence);
  append_number(bytes, slot.anchor.position.value);
  append_bytes(bytes, slot.anchor.root);
  bytes.resize(slot_bytes - sizeof(std::uint32_t));
  append_number(bytes, crc32c(bytes));
  return bytes;
}

bool is_whole(std::string_view bytes) {
  if (bytes.size() != slot_bytes || !bytes.starts_with(magic)) {
    return false;
  }
  const std::size_t checked = slot_bytes - sizeof(std::uint32_t);
  return SlotReader(bytes.substr(checked)).number<std::uint32_t>() == crc32c(bytes.substr(0, checked));
}

/// Nothing when damaged.
Result<std::optional<Slot>> decode(std::string_view bytes) {
  if (!is_whole(bytes)) {
    return std::nullopt;
  }
  SlotReader reader(bytes.substr(magic.size()));
  const auto format = reader.number<std::uint32_t>();
  if (format != format_newest) {
    return error(ErrorCode::corrupt, "HEAD has format " + std::to_string(format) + ", this program knows " + std::to_string(format_newest));
  }
  Slot slot;
  reader.bytes(slot.ledger_id.bytes);
  slot.sequence = reader.number<std::uint64_t>();
  slot.anchor.position.value = reader.number<std::uint64_t>();
  reader.bytes(slot.anchor.root);
  return slot;
}

/// The newest whole slot.
struct Newest {
  Slot slot;
  std::size_t index = 0;
  bool other_is_whole = true;
};

Result<Newest> read_newest(const File& file) {
  BOOST_OUTCOME_TRY(const std::string first_bytes, file.read(0, slot_bytes));
  BOOST_OUTCOME_TRY(const std::string second_bytes, file.read(slot_bytes, slot_bytes));
  BOOST_OUTCOME_TRY(const std::optional<Slot> first, decode(first_bytes));
  BOOST_OUTCOME_TRY(const std::optional<Slot> second, decode(second_bytes));
  if (!first && !second) {
    return error(ErrorCode::corrupt, "HEAD has no whole slot");
  }
  if (first && second && first->ledger_id != second->ledger_id) {
    return error(ErrorCode::corrupt, "HEAD names two ledgers");
  }
  const bool second_is_newest = !first || (second && second->sequence > first->sequence);
  return Newest{second_is_newest ? *second : *first, second_is_newest ? 1U : 0U, first && second};
}

}  // namespace

struct Head::Content {
  std::mutex mutex;
  File file;
  Slot slot;
  /// The slot on disk; writes go to the other one.
  std::size_t synced_index;
  bool is_synced = true;
  /// What a failed sync leaves in the operating system's cache may be taken for synced the next time.
  bool must_write_again = false;

  Result<void> write() { return file.write((1 - synced_index) * slot_bytes, encode(slot)); }
};

Result<HeadContent> read_head(const Place& path) {
  BOOST_OUTCOME_TRY(const File file, File::open_read_only(path));
  BOOST_OUTCOME_TRY(const Newest newest, read_newest(file));
  return HeadContent{newest.slot.ledger_id, newest.slot.anchor, newest.other_is_whole};
}

Result<std::unique_ptr<Head>> Head::create(const Place& path, const LedgerId& ledger_id) {
  BOOST_OUTCOME_TRY(StagedPath staged, StagedPath::prepare(path));
  BOOST_OUTCOME_TRY(File file, File::create(staged.place()));
  const Slot slot{.ledger_id = ledger_id, .sequence = 0, .anchor = {}};
  BOOST_OUTCOME_TRY(file.write(0, encode(slot) + encode(slot)));
  BOOST_OUTCOME_TRY(file.sync());
  BOOST_OUTCOME_TRY(staged.publish());
  return open(path);
}

Result<std::unique_ptr<Head>> Head::open(const Place& path) {
  BOOST_OUTCOME_TRY(File file, File::open_read_write(path));
  BOOST_OUTCOME_TRY(const Newest newest, read_newest(file));
  // What a process that was killed has written may not be on disk yet.
  BOOST_OUTCOME_TRY(file.sync());
  // NOLINTNEXTLINE(modernize-make-unique): a mutex is not moved, and braces make it in place
  std::unique_ptr<Content> content(new Content{{}, std::move(file), newest.slot, newest.index, true});
  return std::unique_ptr<Head>(new Head(std::move(content)));
}

Head::Head(std::unique_ptr<Content> content) : content_(std::move(content)) {}

Head::~Head() = default;

const LedgerId& Head::ledger_id() const { return content_->slot.ledger_id; }

Anchor Head::anchor() const {
  const std::scoped_lock lock(content_->mutex);
  return content_->slot.anchor;
}

Result<void> Head::write(const Anchor& anchor) {
  const std::scoped_lock lock(content_->mutex);
  Slot& slot = content_->slot;
  slot.anchor = anchor;
  ++slot.sequence;
  content_->is_synced = false;
  const Result<void> written = content_->write();
  content_->must_write_again = !written;
  return written;
}

Result<void> Head::sync() {
  const std::scoped_lock lock(content_->mutex);
  if (content_->is_synced) {
    return success();
  }
  if (std::exchange(content_->must_write_again, true)) {
    BOOST_OUTCOME_TRY(content_->write());
  }
  BOOST_OUTCOME_TRY(content_->file.sync());
  content_->must_write_again = false;
  content_->synced_index = 1 - content_->synced_index;
  content_->is_synced = true;
  return success();
}

}  // namespace daybook
