#include "api/json/receipt.hpp"

#include "api/json/event_json.hpp"

namespace daybook {
namespace {

void write_error(JsonWriter& writer, const Error& error) {
  writer.begin_object();
  writer.member("code", to_text(error.code));
  writer.member("detail", error.detail);
  writer.name("errors");
  writer.begin_array();
  for (const Error& single : flatten(error)) {
    writer.begin_object();
    writer.member("pointer", single.pointer);
    writer.member("code", to_text(single.code));
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
}

}  // namespace

void write_would(JsonWriter& writer, const Receipt& receipt, Would would) {
  writer.name("would");
  writer.begin_array();
  for (const EventDetails& event : receipt.would) {
    if (would == Would::in_full) {
      write_event(writer, event);
    } else {
      write_outline(writer, event);
    }
  }
  writer.end_array();
}

std::string receipt_line(const Receipt& receipt, bool dry_run, const Currency& currency, Would would) {
  JsonWriter writer(currency);
  writer.begin_object();
  writer.member("ok", true);
  writer.member("position", receipt.position);
  writer.member("events", receipt.events);
  writer.member("id", receipt.id);
  writer.member("replayed", receipt.replayed);
  if (dry_run && !receipt.replayed) {
    write_would(writer, receipt, would);
  }
  writer.end_object();
  return writer.take();
}

std::string refusal_line(std::uint64_t line, const Error& error) {
  JsonWriter writer(Currency{});
  writer.begin_object();
  writer.member("ok", false);
  writer.member("line", line);
  writer.name("error");
  write_error(writer, error);
  writer.end_object();
  return writer.take();
}

std::string error_document(const Error& error) {
  JsonWriter writer(Currency{});
  write_error(writer, error);
  return writer.take();
}

}  // namespace daybook
