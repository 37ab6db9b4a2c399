// Who owns which keys of the views: the first byte of a key names the space. Ids and positions in keys are eight bytes,
// big-endian, so that order of keys is order of numbers.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/endian/conversion.hpp>

namespace daybook {

enum class RowSpace : char {
  // New rows of these come at the end: files that are hardly ever merged (engine/store/rows.hpp).
  payments = '1',  ///< number of the full block -> its payments
  subtrees = '2',  ///< number of the full 256-leaf subtree -> hash

  // In no order and seldom read, each row written once or twice: files that are merged seldom.
  unique = '#',             ///< kind, value -> holder
  customer_history = '$',   ///< customer, block -> positions; the newest ones stand in the customer's row
  debt_history = '%',       ///< debt, block -> positions; likewise
  debts_of_customer = '&',  ///< customer, block -> debts; likewise below
  payments_of_debt = '(',
  communications_of_customer = ')',
  communications_of_debt = '*',
  accounts_of_customer = '+',

  // Written again and again.
  schema = 'v',     ///< -> version of this layout
  tree = 't',       ///< -> size and peaks
  facts = 'A',      ///< -> LedgerFacts
  customers = 'C',  ///< id -> Customer; likewise the three below
  debts = 'D',
  communications = 'M',
  accounts = 'B',
  newest_payments = 'p',  ///< -> the block that is not full, if there is one
  sealed = 'S',           ///< table, id, group -> sealed blob
  access = 'k',           ///< 0, position of an event about a token -> nothing
  phones = 'T',           ///< token, customer -> nothing
  portfolio = 'O',        ///< -> Portfolio without its due days
  due_days = 'o',         ///< day -> Bucket of open debts due then
};

/// Changes whenever keys or values of the views change: views of another version are rebuilt.
inline constexpr std::uint64_t views_schema_version = 6;

/// Builds a key piece by piece.
class RowKey {
 public:
  explicit RowKey(RowSpace space) : bytes_(1, static_cast<char>(space)) {}

  RowKey& number(std::uint64_t number) {
    const auto bytes = std::bit_cast<std::array<char, sizeof(number)>>(boost::endian::native_to_big(number));
    bytes_.append(bytes.data(), bytes.size());
    return *this;
  }
  RowKey& byte(std::uint8_t byte) {
    bytes_.push_back(static_cast<char>(byte));
    return *this;
  }
  RowKey& text(std::string_view text) {
    bytes_.append(text);
    return *this;
  }

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// The number in the last eight bytes of `key`; nothing when it is shorter.
inline std::optional<std::uint64_t> last_number(std::string_view key) {
  if (key.size() < 8) {
    return std::nullopt;
  }
  std::uint64_t number = 0;
  for (const char c : key.substr(key.size() - 8)) {
    number = (number << 8U) | static_cast<std::uint8_t>(c);
  }
  return number;
}

}  // namespace daybook
