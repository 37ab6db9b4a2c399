#include "api/json/event_json.hpp"

#include <algorithm>
#include <ranges>

#include "api/json/event_fields.hpp"

namespace daybook {
namespace {

std::string hexadecimal(const LedgerId& id) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : id.bytes) {
    text += digits[byte >> 4U];
    text += digits[byte & 0xFU];
  }
  return text;
}

/// Writes the fields that were given.
class DataWriter {
 public:
  explicit DataWriter(JsonWriter& writer) : writer_(writer) {}

  template <class T>
  void operator()(std::string_view name, const T& value) {
    writer_.member(name, value);
  }
  template <class T>
  void operator()(std::string_view name, const std::optional<T>& value) {
    if (value) {
      writer_.member(name, *value);
    }
  }
  template <class T>
  void operator()(std::string_view name, const Change<T>& change) {
    if (change.given()) {
      writer_.member(name, change.value());
    }
  }
  void operator()(std::string_view name, const LedgerId& id) { writer_.member(name, hexadecimal(id)); }
  void operator()(std::string_view name, const Currency& currency) { writer_.member(name, currency.text()); }
  void operator()(std::string_view name, const std::vector<SealedField>& changed) {
    changed_ = &changed;
    writer_.member(name, changed);
  }

  /// What was sealed: of a change, what it changed (null where it cleared); of anything else, all of it.
  void write_sealed(const std::vector<std::pair<SealedField, std::string>>& sealed) {
    if (changed_ == nullptr) {
      for (const auto& [field, text] : sealed) {
        write_sealed(field, text);
      }
      return;
    }
    for (const SealedField field : *changed_) {
      const auto found = std::ranges::find(sealed, field, [](const auto& entry) { return entry.first; });
      if (found == sealed.end()) {
        writer_.member(to_text(field), nullptr);
      } else {
        write_sealed(field, found->second);
      }
    }
  }

 private:
  void write_sealed(SealedField field, const std::string& text) {
    if (field != SealedField::credit_score) {
      return writer_.member(to_text(field), text);
    }
    writer_.name(to_text(field));
    writer_.literal(text);
  }

  JsonWriter& writer_;
  /// Of an event that changes sealed fields: which ones.
  const std::vector<SealedField>* changed_ = nullptr;
};

/// Writes ids alone.
class IdWriter {
 public:
  explicit IdWriter(JsonWriter& writer) : writer_(writer) {}

  template <class T>
  void operator()(std::string_view /*name*/, const T& /*value*/) {}
  template <class Tag>
  void operator()(std::string_view name, Number<Tag> id) {
    writer_.member(name, id);
  }

 private:
  JsonWriter& writer_;
};

void write_ids(JsonWriter& writer, const Event& event) {
  writer.begin_object();
  std::visit([ids = IdWriter(writer)](const auto& alternative) mutable { event_fields(alternative, ids); }, event);
  writer.end_object();
}

void write_data(JsonWriter& writer, const EventDetails& details) {
  writer.begin_object();
  DataWriter data(writer);
  std::visit([&](const auto& event) { event_fields(event, data); }, details.record.event);
  data.write_sealed(details.personal);
  writer.end_object();
}

}  // namespace

std::string stream_of(const Envelope& envelope) {
  return envelope.customer ? "customer/" + std::to_string(envelope.customer.value) : "ledger";
}

void write_outline(JsonWriter& writer, const EventDetails& details) {
  const Envelope& envelope = details.record.envelope;
  writer.begin_object();
  writer.member("type", name_of(details.record.event));
  writer.member("stream", stream_of(envelope));
  writer.member("version", envelope.version);
  writer.member("actor", envelope.actor);
  writer.name("data");
  write_ids(writer, details.record.event);
  writer.end_object();
}

void write_event(JsonWriter& writer, const EventDetails& details) {
  const Envelope& envelope = details.record.envelope;
  writer.begin_object();
  if (envelope.position) {
    writer.member("position", envelope.position);
    writer.member("recorded_at", envelope.recorded_at);
  }
  writer.member("type", name_of(details.record.event));
  writer.member("stream", stream_of(envelope));
  writer.member("version", envelope.version);
  writer.member("actor", envelope.actor);
  writer.name("data");
  write_data(writer, details);
  if (!envelope.idempotency_key.empty()) {
    writer.member("idempotency_key", envelope.idempotency_key);
  }
  if (details.reason) {
    writer.member("reason", *details.reason);
  }
  writer.end_object();
}

std::string event_line(const EventDetails& details, const Currency& currency) {
  JsonWriter writer(currency);
  write_event(writer, details);
  return writer.take();
}

std::string event_data(const EventDetails& details, const Currency& currency) {
  JsonWriter writer(currency);
  write_data(writer, details);
  return writer.take();
}

}  // namespace daybook
