// What is read from disk: records, frames, the plaintext of sealed groups.
#include "engine/privacy/group.hpp"
#include "events/codec.hpp"
#include "events/require.hpp"
#include "tests/events/samples.hpp"
#include "tests/fuzz/targets.hpp"

namespace daybook::fuzz {
namespace {

/// Position and time stand in the frame.
void check_record(Record decoded) {
  decoded.envelope.position = {};
  decoded.envelope.recorded_at = {};
  const auto again = decode_record(encode_record(decoded));
  require(again.has_value(), "what was decoded can be encoded and decoded");
  require(again.value() == decoded, "and is the same then");
}

void check_corrupt(const Error& found) {
  require(found.code == ErrorCode::corrupt, "bytes that are none are corrupt");
  require(!found.detail.empty(), "and it is said why");
}

void run_record(std::string_view bytes) {
  auto decoded = decode_record(bytes);
  decoded ? check_record(std::move(decoded).value()) : check_corrupt(decoded.error());
}

void run_frame(std::string_view bytes) {
  const auto reader = FrameReader::open(bytes);
  if (!reader) {
    check_corrupt(reader.error());
    return;
  }
  const FrameReader& opened = reader.value();
  require(opened.size() > 0, "a frame has records");
  require(opened.last().value - opened.first().value + 1 == opened.size(), "a frame's positions have no gaps");
  std::size_t total = 0;
  for (std::size_t index = 0; index < opened.size(); ++index) {
    total += opened.bytes(index).size();
    auto decoded = opened.record(index);
    decoded ? check_record(std::move(decoded).value()) : check_corrupt(decoded.error());
  }
  require(total <= bytes.size(), "records do not overlap");
}

void run_group(std::string_view bytes) {
  const auto decoded = decode_group(bytes);
  if (decoded) {
    require(encode_group(decoded.value()) == bytes, "equal groups have equal bytes");
  } else {
    check_corrupt(decoded.error());
  }
}

std::vector<std::string> record_seeds() {
  std::vector<std::string> seeds;
  for (const Sample& sample : samples()) {
    seeds.push_back(encode_record(sample.record));
  }
  return seeds;
}

std::vector<std::string> frame_seeds() {
  std::vector<std::string> records = record_seeds();
  Frame small{.first = {7}, .recorded_at = {1'738'324'800'000'000}, .records = {records.front(), records.back()}, .root = {}};
  return {encode_frame(small), encode_frame({.first = {1}, .recorded_at = {}, .records = std::move(records), .root = {}})};
}

std::vector<std::string> group_seeds() {
  return {{}, encode_group({{SealedField::first_name, "Jane"}, {SealedField::notes, std::string(200, 'n')}})};
}

}  // namespace

const Target record{"record", run_record, record_seeds};
const Target frame{"frame", run_frame, frame_seeds};
const Target group{"group", run_group, group_seeds};

}  // namespace daybook::fuzz
