// The schema of a value, by its type. Internal to the files that describe documents.
#pragma once

#include <concepts>
#include <string>

#include "api/json/writer.hpp"
#include "events/change.hpp"

namespace daybook {

inline void write_reference(JsonWriter& writer, std::string_view schema) {
  writer.begin_object();
  writer.member("$ref", "#/components/schemas/" + std::string(schema));
  writer.end_object();
}

/// Either of what `write` writes, or null.
template <class Write>
void write_or_null(JsonWriter& writer, Write write) {
  writer.begin_object();
  writer.name("anyOf");
  writer.begin_array();
  write();
  writer.literal(R"({"type":"null"})");
  writer.end_array();
  writer.end_object();
}

/// A list of what `write` writes.
template <class Write>
void write_list(JsonWriter& writer, Write write) {
  writer.begin_object();
  writer.member("type", "array");
  writer.name("items");
  write();
  writer.end_object();
}

/// The spellings of those members of a closed set that are `allowed`.
template <Spelled Enum, class Allowed>
void write_choice(JsonWriter& writer, Allowed allowed) {
  writer.begin_object();
  writer.member("type", "string");
  writer.name("enum");
  writer.begin_array();
  for (const auto& spelling : spellings(Enum{})) {
    if (allowed(spelling.value)) {
      writer.value(spelling.text);
    }
  }
  writer.end_array();
  writer.end_object();
}

/// `names` becomes `required`, where there are any.
inline void write_required(JsonWriter& writer, const std::vector<std::string>& names) {
  if (!names.empty()) {
    writer.member("required", names);
  }
}

/// As answers have it.
class TypeSchema {
 public:
  explicit TypeSchema(JsonWriter& writer) : writer_(writer) {}

  void of(const std::string&) { writer_.literal(R"({"type":"string"})"); }
  void of(bool) { writer_.literal(R"({"type":"boolean"})"); }
  void of(std::int32_t) { writer_.literal(R"({"type":"integer"})"); }
  void of(std::int64_t) { writer_.literal(R"({"type":"integer"})"); }
  void of(std::uint64_t) { writer_.literal(R"({"type":"integer","minimum":0})"); }
  void of(Money) { write_reference(writer_, "Money"); }
  void of(const Total&) { write_reference(writer_, "Money"); }
  void of(Rate) { write_reference(writer_, "Rate"); }
  void of(Instant) { write_reference(writer_, "Instant"); }
  void of(Date) { write_reference(writer_, "Date"); }
  void of(Version) { write_reference(writer_, "Version"); }
  void of(Position) { write_reference(writer_, "Position"); }
  template <class Tag>
  void of(Number<Tag>) {
    write_reference(writer_, "Id");
  }
  template <Spelled Enum>
  void of(Enum) {
    write_choice<Enum>(writer_, [](Enum) { return true; });
  }
  template <class T>
  void of(const std::vector<T>&) {
    write_list(writer_, [this] { of(T{}); });
  }
  template <class T>
  void of(const std::optional<T>&) {
    write_or_null(writer_, [this] { of(T{}); });
  }

 private:
  JsonWriter& writer_;
};

}  // namespace daybook
