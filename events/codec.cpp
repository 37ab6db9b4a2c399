#include "events/codec.hpp"

#include <algorithm>
#include <array>
#include <capnp/message.h>

#include "events/codec_events.hpp"
#include "events/codec_message.hpp"

namespace daybook {
namespace {

void write_envelope(const Envelope& envelope, wire::Record::Builder out) {
  out.setFormat(format_known);
  out.setFollowing(envelope.following);
  out.setCustomer(envelope.customer.value);
  out.setVersion(envelope.version.value);
  out.setRecordedAt(on_wire(envelope.recorded_at));
  if (!envelope.actor.empty()) {
    out.setActor(on_wire(envelope.actor));
  }
  if (!envelope.idempotency_key.empty()) {
    out.setIdempotencyKey(on_wire(envelope.idempotency_key));
  }
  if (envelope.body_digest) {
    out.setBodyDigest(on_wire(*envelope.body_digest));
  }
  if (!envelope.note.empty()) {
    out.setNote(on_wire(envelope.note));
  }
}

Envelope read_envelope(wire::Record::Reader in, ValueReader& values) {
  return {.position = {},
          .recorded_at = values.instant(in.getRecordedAt()),
          .customer = {in.getCustomer()},
          .version = {in.getVersion()},
          .following = in.getFollowing(),
          .actor = values.text(in.getActor()),
          .idempotency_key = values.text(in.getIdempotencyKey()),
          .body_digest = in.hasBodyDigest() ? std::optional(values.fixed<Digest>(in.getBodyDigest())) : std::nullopt,
          .note = values.sealed(in.getNote())};
}

Result<Record> read_record(wire::Record::Reader in) {
  BOOST_OUTCOME_TRY(expect_known_format("record", in.getFormat()));
  const auto number = static_cast<std::size_t>(in.getEvent().which());
  if (number >= known_events()) {
    return error(ErrorCode::corrupt, "a record holds event number " + std::to_string(number) + "; this program knows the numbers 0 to " +
                                         std::to_string(known_events() - 1));
  }
  ValueReader values;
  Record record{.envelope = read_envelope(in, values), .event = read_event(in.getEvent(), values)};
  if (!values.fault().empty()) {
    return error(ErrorCode::corrupt, "a record is damaged: " + std::string(values.fault()));
  }
  return record;
}

void write_record(const Record& record, capnp::MessageBuilder& message) {
  auto out = message.initRoot<wire::Record>();
  write_envelope(record.envelope, out);
  write_event(record.event, out.getEvent());
}

std::string bytes_of(kj::ArrayPtr<const capnp::word> segment) {
  return {reinterpret_cast<const char*>(segment.begin()), segment.size() * sizeof(capnp::word)};
}

/// Room for a record with short notes, 4 KiB.
constexpr std::size_t scratch_words = 512;

}  // namespace

std::string encode_record(const Record& record) {
  // Zero between two calls: the builder clears what it used.
  thread_local std::array<capnp::word, scratch_words> scratch{};
  capnp::MallocMessageBuilder message(kj::arrayPtr(scratch.data(), scratch.size()));
  write_record(record, message);
  const auto segments = message.getSegmentsForOutput();
  if (segments.size() == 1) {
    return bytes_of(segments[0]);
  }
  capnp::MallocMessageBuilder large(static_cast<unsigned>(message.sizeInWords()));
  write_record(record, large);
  require(large.getSegmentsForOutput().size() == 1, "one segment holds what several held");
  return bytes_of(large.getSegmentsForOutput()[0]);
}

Result<Record> decode_record(std::string_view bytes) { return read_message<wire::Record>("record", bytes, read_record); }

}  // namespace daybook
