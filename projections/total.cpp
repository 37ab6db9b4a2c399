#include "projections/total.hpp"

#include <algorithm>

namespace daybook {

Total Total::from_halves(std::uint64_t high, std::uint64_t low) {
  Total total;
  total.minor_ = static_cast<Wide>(static_cast<std::int64_t>(high)) * (Wide{1} << 64U) + static_cast<Wide>(low);
  return total;
}

std::string Total::digits() const {
  const bool negative = minor_ < 0;
  std::string reversed;
  for (Wide rest = minor_; rest != 0 || reversed.empty(); rest /= 10) {
    const auto digit = static_cast<int>(rest % 10);
    reversed.push_back(static_cast<char>('0' + (digit < 0 ? -digit : digit)));
  }
  if (negative) {
    reversed.push_back('-');
  }
  std::ranges::reverse(reversed);
  return reversed;
}

std::string format(const Total& total, const Currency& currency) {
  std::string text = total.digits();
  const bool negative = text.front() == '-';
  text.erase(0, negative ? 1 : 0);
  if (currency.digits > 0) {
    if (text.size() <= currency.digits) {
      text.insert(0, currency.digits + 1U - text.size(), '0');
    }
    text.insert(text.size() - currency.digits, ".");
  }
  return negative ? "-" + text : text;
}

}  // namespace daybook
