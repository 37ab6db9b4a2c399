// Values as people read them.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/ids.hpp"
#include "events/kinds.hpp"
#include "events/money.hpp"
#include "events/time.hpp"
#include "projections/total.hpp"
#include "tools/terminal.hpp"

namespace daybook {

/// The same texts as in JSON, without quotes; "-" for what is absent.
class TextOf {
 public:
  explicit TextOf(const Currency& currency) : currency_(currency) {}

  std::string operator()(const std::string& text) const { return printable(text); }
  std::string operator()(std::same_as<bool> auto flag) const { return flag ? "yes" : "no"; }
  std::string operator()(std::integral auto number) const
    requires(!std::same_as<decltype(number), bool>)
  {
    return std::to_string(number);
  }
  template <class Tag>
  std::string operator()(Number<Tag> number) const {
    return std::to_string(number.value);
  }
  std::string operator()(Money money) const { return format(money, currency_); }
  std::string operator()(const Total& total) const { return format(total, currency_); }
  std::string operator()(Rate rate) const { return format(rate); }
  std::string operator()(Instant instant) const { return format(instant); }
  std::string operator()(Date date) const { return format(date); }
  template <Spelled Enum>
  std::string operator()(Enum member) const {
    return std::string(to_text(member));
  }
  template <class T>
  std::string operator()(const std::optional<T>& optional) const {
    return optional ? (*this)(*optional) : "-";
  }
  template <class T>
  std::string operator()(const std::vector<T>& elements) const {
    std::string text;
    for (const T& element : elements) {
      text += (text.empty() ? "" : " ") + (*this)(element);
    }
    return text.empty() ? "-" : text;
  }

 private:
  Currency currency_;
};

}  // namespace daybook
