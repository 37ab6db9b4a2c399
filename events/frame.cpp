#include <algorithm>
#include <limits>

#include "events/codec.hpp"
#include "events/codec_message.hpp"
#include "events/codec_values.hpp"
#include "events/ledger.capnp.h"

namespace daybook {
namespace {

std::size_t words_of(const Frame& frame) {
  const std::size_t root_pointer = 1;
  std::size_t words = root_pointer + capnp::sizeInWords<wire::Frame>() + sizeof(RootBytes) / sizeof(capnp::word);
  for (const std::string& record : frame.records) {
    require(!record.empty() && record.size() % sizeof(capnp::word) == 0, "a record is made of whole words");
    const std::size_t pointer = 1;
    words += pointer + record.size() / sizeof(capnp::word);
  }
  return words;
}

}  // namespace

std::string encode_frame(const Frame& frame) {
  require(!frame.records.empty(), "a frame holds a record at least");
  std::string bytes(words_of(frame) * sizeof(capnp::word), '\0');
  // Built in place: a frame may be large, and its size is known.
  capnp::FlatMessageBuilder message(kj::arrayPtr(reinterpret_cast<capnp::word*>(bytes.data()), bytes.size() / sizeof(capnp::word)));
  auto out = message.initRoot<wire::Frame>();
  out.setFormat(format_known);
  out.setFirst(on_wire(frame.first));
  out.setRecordedAt(on_wire(frame.recorded_at));
  out.setRoot(blob(frame.root));
  auto records = out.initRecords(static_cast<unsigned>(frame.records.size()));
  for (unsigned i = 0; i < records.size(); ++i) {
    records.set(i, blob(frame.records[i]));
  }
  message.requireFilled();
  return bytes;
}

/// The records are views into the words, taken once at open.
struct FrameReader::Content {
  kj::Array<capnp::word> words;
  Position first;
  Instant recorded_at;
  RootBytes root{};
  std::vector<std::string_view> records;

  Result<void> read(wire::Frame::Reader in);
};

Result<void> FrameReader::Content::read(wire::Frame::Reader in) {
  BOOST_OUTCOME_TRY(expect_known_format("frame", in.getFormat()));
  ValueReader values;
  first = {in.getFirst()};
  recorded_at = values.instant(in.getRecordedAt());
  const auto stored_root = in.getRoot();
  values.expect(stored_root.size() == root.size(), "its root is not of 32 bytes");
  std::copy_n(stored_root.begin(), std::min(stored_root.size(), root.size()), root.begin());
  const auto stored_records = in.getRecords();
  values.expect(stored_records.size() > 0, "it holds no records");
  values.expect(first && first.value <= std::numeric_limits<std::uint64_t>::max() - stored_records.size(), "its first position is none");
  records.reserve(stored_records.size());
  for (const auto record : stored_records) {
    records.emplace_back(reinterpret_cast<const char*>(record.begin()), record.size());
  }
  if (!values.fault().empty()) {
    return error(ErrorCode::corrupt, "a frame is damaged: " + std::string(values.fault()));
  }
  return success();
}

Result<FrameReader> FrameReader::open(std::string_view bytes) {
  auto content = std::make_unique<Content>();
  content->words = kj::heapArray<capnp::word>((bytes.size() + sizeof(capnp::word) - 1) / sizeof(capnp::word));
  std::ranges::copy(bytes, content->words.asChars().begin());
  const std::string_view owned(content->words.asChars().begin(), bytes.size());
  BOOST_OUTCOME_TRY(read_message<wire::Frame>("frame", owned, [&](wire::Frame::Reader in) { return content->read(in); }));
  return FrameReader(std::move(content));
}

FrameReader::FrameReader(std::unique_ptr<Content> content) : content_(std::move(content)) {}
FrameReader::FrameReader(FrameReader&&) noexcept = default;
FrameReader& FrameReader::operator=(FrameReader&&) noexcept = default;
FrameReader::~FrameReader() = default;

Position FrameReader::first() const { return content_->first; }
Position FrameReader::last() const { return {content_->first.value + size() - 1}; }
Instant FrameReader::recorded_at() const { return content_->recorded_at; }
const RootBytes& FrameReader::root() const { return content_->root; }
std::size_t FrameReader::size() const { return content_->records.size(); }

std::string_view FrameReader::bytes(std::size_t index) const {
  require(index < size(), "a frame is asked for a record it holds");
  return content_->records[index];
}

Result<Record> FrameReader::record(std::size_t index) const {
  BOOST_OUTCOME_TRY(Record record, decode_record(bytes(index)));
  record.envelope.position = {first().value + index};
  Instant& time = record.envelope.recorded_at;
  if (time != Instant{} && time != recorded_at()) {
    return error(ErrorCode::corrupt, "a record says another time than its frame");
  }
  time = recorded_at();
  return record;
}

}  // namespace daybook
