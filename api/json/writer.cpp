#include "api/json/writer.hpp"

#include <array>
#include <charconv>

#include "events/require.hpp"

namespace daybook {
namespace {

void append_escaped(std::string& out, char character) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (character) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(character);
  if (byte >= 0x20) {
    out += character;
    return;
  }
  out += "\\u00";
  out += digits[byte >> 4U];
  out += digits[byte & 0xFU];
}

}  // namespace

void JsonWriter::name(std::string_view name) {
  separate();
  quote(name);
  text_ += ':';
  first_ = true;
}

void JsonWriter::value(std::string_view text) {
  separate();
  quote(text);
  first_ = false;
}

void JsonWriter::value(double number) {
  // The largest number takes 309 digits before the point.
  std::array<char, 320> text{};
  const auto [end, fault] = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed, 6);
  require(fault == std::errc{}, "every finite number fits");
  literal({text.data(), static_cast<std::size_t>(end - text.data())});
}

void JsonWriter::literal(std::string_view token) {
  separate();
  text_ += token;
  first_ = false;
}

void JsonWriter::open(char bracket) {
  separate();
  text_ += bracket;
  first_ = true;
}

void JsonWriter::close(char bracket) {
  text_ += bracket;
  first_ = false;
}

void JsonWriter::separate() {
  if (!first_) {
    text_ += ',';
  }
}

void JsonWriter::quote(std::string_view text) {
  text_ += '"';
  for (const char character : text) {
    append_escaped(text_, character);
  }
  text_ += '"';
}

}  // namespace daybook
