// Writing JSON without blanks. Knows how each type of the domain is answered.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/ids.hpp"
#include "events/kinds.hpp"
#include "events/money.hpp"
#include "events/time.hpp"
#include "projections/total.hpp"

namespace daybook {

/// Appends one JSON document to a string. Money and rates are strings with all digits, ids and positions numbers, absent
/// values null, instants RFC 3339 with six decimals. Whoever calls it opens, closes and names in the right order.
class JsonWriter {
 public:
  /// `currency`: of all amounts.
  explicit JsonWriter(const Currency& currency) : currency_(currency) { text_.reserve(bytes_expected); }

  const Currency& currency() const { return currency_; }
  /// The document; the writer is empty again.
  std::string take() { return std::exchange(text_, {}); }

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  /// Names the value that comes next.
  void name(std::string_view name);

  template <class T>
  void member(std::string_view member_name, const T& member_value) {
    name(member_name);
    value(member_value);
  }

  void value(std::nullptr_t) { literal("null"); }
  void value(std::string_view text);
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(const char* text) { value(std::string_view(text)); }
  void value(std::same_as<bool> auto flag) { literal(flag ? "true" : "false"); }
  void value(std::integral auto number)
    requires(!std::same_as<decltype(number), bool>)
  {
    literal(std::to_string(number));
  }
  /// With six decimals, as seconds are.
  void value(double number);
  template <class Tag>
  void value(Number<Tag> number) {
    value(number.value);
  }
  void value(Money money) { value(format(money, currency_)); }
  void value(const Total& total) { value(format(total, currency_)); }
  void value(Rate rate) { value(format(rate)); }
  void value(Instant instant) { value(format(instant)); }
  void value(Date date) { value(format(date)); }
  template <Spelled Enum>
  void value(Enum member) {
    value(to_text(member));
  }
  template <class T>
  void value(const std::optional<T>& optional) {
    if (optional) {
      value(*optional);
    } else {
      value(nullptr);
    }
  }
  template <class T>
  void value(const std::vector<T>& elements) {
    begin_array();
    for (const T& element : elements) {
      value(element);
    }
    end_array();
  }

  /// A token that is JSON already: a number's digits, true, null.
  void literal(std::string_view token);

 private:
  /// Most documents are no longer.
  static constexpr std::size_t bytes_expected = 512;

  void open(char bracket);
  void close(char bracket);
  /// The comma between this value and the one before, where one is needed.
  void separate();
  void quote(std::string_view text);

  Currency currency_;
  std::string text_;
  /// The next value or name is the first of what is open.
  bool first_ = true;
};

/// The members of `row` by its `fields`, into an object that is open.
template <class Row>
void write_fields(JsonWriter& writer, const Row& row) {
  Row::fields(row, [&](std::string_view name, const auto& value) { writer.member(name, value); });
}

}  // namespace daybook
