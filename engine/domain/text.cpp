#include "engine/domain/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <optional>

namespace daybook {
namespace {

bool is_decimal(char c) { return c >= '0' && c <= '9'; }

bool is_control(char32_t point) { return point < 0x20 || (point >= 0x7F && point <= 0x9F); }

/// Takes one code point off the front of `text`; nothing when what stands there is not well-formed UTF-8.
std::optional<char32_t> take_code_point(std::string_view& text) {
  const auto lead = static_cast<std::uint8_t>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4 || length > text.size()) {
    return std::nullopt;
  }
  char32_t point = length == 1 ? lead : lead & (0x7FU >> length);
  for (const char c : text.substr(1, length - 1)) {
    const auto byte = static_cast<std::uint8_t>(c);
    if ((byte & 0xC0U) != 0x80) {
      return std::nullopt;
    }
    point = (point << 6U) | (byte & 0x3FU);
  }
  constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  if (point < smallest[length] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
    return std::nullopt;
  }
  text.remove_prefix(length);
  return point;
}

std::size_t bytes_max(Check check) {
  switch (check) {
    case Check::name:
      return 100;
    case Check::email:
      return 254;
    case Check::notes:
      return 16'384;
    case Check::none:
    case Check::text:
    case Check::identifier:
    case Check::ssn:
    case Check::routing_number:
    case Check::positive_money:
    case Check::non_negative_money:
    case Check::nonzero_money:
    case Check::credit_score:
    case Check::non_negative:
    case Check::only_initial:
      return 255;
  }
  return 255;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\n\r\f\v";
  const auto first = text.find_first_not_of(blanks);
  return first == std::string_view::npos ? std::string_view() : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string problem_of_email(std::string_view value) {
  const std::string_view email = trimmed(value);
  const auto at = email.find('@');
  const bool one = at != std::string_view::npos && email.find('@', at + 1) == std::string_view::npos;
  return one && at > 0 && at + 1 < email.size() ? "" : "is no e-mail address";
}

std::string problem_of_ssn(std::string_view value) {
  const bool dashed = value.size() == 11 && value[3] == '-' && value[6] == '-';
  const std::string digits = digits_of(value);
  if (digits.size() != 9 || !(dashed || value.size() == 9)) {
    return "is not of the form NNN-NN-NNNN";
  }
  const std::string_view number = digits;
  const std::string_view area = number.substr(0, 3);
  const bool never_issued = area == "000" || area == "666" || area[0] == '9' || number.substr(3, 2) == "00" || number.substr(5) == "0000";
  return never_issued ? "has an area, group or serial that is never issued" : "";
}

/// The checksum of the American Bankers Association: weights 3, 7, 1, repeated, sum divisible by ten.
std::string problem_of_routing_number(std::string_view value) {
  if (value.size() != 9 || !std::ranges::all_of(value, is_decimal)) {
    return "";
  }
  constexpr std::array<int, 9> weights{3, 7, 1, 3, 7, 1, 3, 7, 1};
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    sum += weights[i] * (value[i] - '0');
  }
  return sum % 10 == 0 ? "" : "fails the ABA checksum";
}

}  // namespace

bool is_clean_text(std::string_view text, bool multiline) {
  while (!text.empty()) {
    const auto point = take_code_point(text);
    if (!point || (is_control(*point) && !(multiline && (*point == '\t' || *point == '\n')))) {
      return false;
    }
  }
  return true;
}

std::string comparable_email(std::string_view email) {
  std::string comparable(trimmed(email));
  std::ranges::transform(comparable, comparable.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return comparable;
}

std::string digits_of(std::string_view text) {
  std::string digits;
  std::ranges::copy_if(text, std::back_inserter(digits), is_decimal);
  return digits;
}

std::string problem_of(Check check, Presence presence, std::string_view value) {
  if (value.empty() && (presence == Presence::required || check == Check::identifier)) {
    return "is empty";
  }
  if (value.size() > bytes_max(check)) {
    return "is longer than " + std::to_string(bytes_max(check)) + " bytes";
  }
  if (!is_clean_text(value, check == Check::notes)) {
    return "is not UTF-8 text without control characters";
  }
  if (check == Check::email) {
    return problem_of_email(value);
  }
  if (check == Check::ssn) {
    return problem_of_ssn(value);
  }
  return check == Check::routing_number ? problem_of_routing_number(value) : "";
}

}  // namespace daybook
