#include "api/json/field_reader.hpp"

#include <charconv>
#include <limits>

namespace daybook {
namespace {

/// All of `text` as a number; nothing for anything else and for what does not fit.
template <class T>
std::optional<T> number_from(std::string_view text) {
  T number{};
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// Only what is written as an integer: 7, not 7.0 or 7e0.
std::optional<std::int64_t> integer_of(const Json& json) {
  const auto* number = json.as<Json::Number>();
  return number ? number_from<std::int64_t>(number->text) : std::nullopt;
}

/// The decimal text of an amount: strings as they are, numbers by their shortest decimal form.
std::optional<std::string> decimal_of(const Json& json) {
  if (const auto* text = json.as<std::string>()) {
    return *text;
  }
  const auto* number = json.as<Json::Number>();
  if (number == nullptr) {
    return std::nullopt;
  }
  if (number->text.find_first_of(".eE") == std::string::npos) {
    return number->text;
  }
  const auto binary = number_from<double>(number->text);
  return binary ? shortest_decimal(*binary) : std::nullopt;
}

/// N of "$N".
std::optional<std::uint64_t> reference_in(const Json& json) {
  const auto* text = json.as<std::string>();
  const bool well_formed = text != nullptr && text->size() >= 2 && (*text)[0] == '$' && (*text)[1] != '0';
  return well_formed ? number_from<std::uint64_t>(std::string_view(*text).substr(1)) : std::nullopt;
}

}  // namespace

Result<void> FieldReader::read(const Json& json, std::string& out) const {
  const auto* text = json.as<std::string>();
  if (text == nullptr) {
    return refuse("must be a string");
  }
  out = *text;
  return success();
}

Result<void> FieldReader::read(const Json& json, bool& out) const {
  const auto* flag = json.as<bool>();
  if (flag == nullptr) {
    return refuse("must be true or false");
  }
  out = *flag;
  return success();
}

Result<void> FieldReader::read(const Json& json, std::int32_t& out) const {
  using Limits = std::numeric_limits<std::int32_t>;
  const auto integer = integer_of(json);
  if (!integer || *integer < Limits::min() || *integer > Limits::max()) {
    return refuse("must be an integer of 32 bits");
  }
  out = static_cast<std::int32_t>(*integer);
  return success();
}

Result<void> FieldReader::read(const Json& json, Money& out) const {
  const auto text = decimal_of(json);
  const auto money = text ? parse_money(*text, currency_) : refuse("not an amount of money");
  if (!money) {
    return refuse("is " + money.error().detail);
  }
  out = money.value();
  return success();
}

Result<void> FieldReader::read(const Json& json, Rate& out) const {
  const auto text = decimal_of(json);
  const auto rate = text ? parse_rate(*text) : refuse("not a rate");
  if (!rate) {
    return refuse("is " + rate.error().detail);
  }
  out = rate.value();
  return success();
}

Result<void> FieldReader::read(const Json& json, Instant& out) const {
  const auto* text = json.as<std::string>();
  const auto instant = text ? parse_instant(*text) : refuse("not a string");
  if (!instant) {
    return refuse("is " + instant.error().detail);
  }
  out = instant.value();
  return success();
}

Result<void> FieldReader::read(const Json& json, Date& out) const {
  Instant instant;
  BOOST_OUTCOME_TRY(read(json, instant));
  out = day_of(instant);
  return success();
}

Result<void> FieldReader::read(const Json& json, Version& out) const {
  const auto integer = integer_of(json);
  if (!integer || *integer < 0) {
    return refuse("must be an integer from 0");
  }
  out.value = static_cast<std::uint64_t>(*integer);
  return success();
}

Result<std::uint64_t> FieldReader::id(const Json& json, Table table) const {
  if (const auto line = reference_in(json)) {
    const auto created = resolve_ ? resolve_(*line, table) : std::nullopt;
    return created ? Result<std::uint64_t>(*created) : refuse("names no earlier accepted line that created such a row");
  }
  const auto integer = integer_of(json);
  if (!integer || *integer < 1) {
    return refuse("must be an integer from 1, or \"$N\" for the row that line N created");
  }
  return static_cast<std::uint64_t>(*integer);
}

}  // namespace daybook
