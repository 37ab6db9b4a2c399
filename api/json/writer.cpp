#include "api/json/writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "events/require.hpp"

namespace daybook {
namespace {

bool is_special(char character) { return static_cast<unsigned char>(character) < 0x20 || character == '"' || character == '\\'; }

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

/// Most texts have nothing to escape: they go in as a whole.
void JsonWriter::quote(std::string_view text) {
  text_ += '"';
  while (!text.empty()) {
    const auto plain = static_cast<std::size_t>(std::ranges::find_if(text, is_special) - text.begin());
    text_.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (!text.empty()) {
      append_escaped(text_, text.front());
      text.remove_prefix(1);
    }
  }
  text_ += '"';
}

}  // namespace daybook
