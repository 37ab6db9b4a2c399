// Bytes of the rows in the views. Internal: views are rebuilt, never migrated.
//
// One `archive` function a type lists its members once, for writing and for reading. Numbers are varints, signed ones
// zigzag-coded; text and lists carry their length.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <boost/endian/conversion.hpp>

#include "engine/domain/entities.hpp"
#include "engine/store/growing_bytes.hpp"
#include "projections/number_list.hpp"
#include "projections/summary.hpp"

namespace daybook {

/// A number as it is written, seven bits a byte, all but the last byte with their highest bit set.
struct Varint {
  /// The first of them lowest; of numbers below 2^56.
  std::uint64_t bytes;
  std::size_t size;

  static constexpr std::uint64_t end = std::uint64_t{1} << 56U;

  /// In a few steps without a loop: sevens of bits move apart, half of what is left at a time.
  static constexpr Varint of(std::uint64_t value) {
    const auto apart = [](std::uint64_t bits, std::uint64_t upper, std::uint64_t lower, unsigned shift) {
      return ((bits & upper) << shift) | (bits & lower);
    };
    std::uint64_t bytes = apart(value, 0x00FF'FFFF'F000'0000, 0x0FFF'FFFF, 4);
    bytes = apart(bytes, 0x0FFF'C000'0FFF'C000, 0x0000'3FFF'0000'3FFF, 2);
    bytes = apart(bytes, 0x3F80'3F80'3F80'3F80, 0x007F'007F'007F'007F, 1);
    const auto size = static_cast<unsigned>(std::bit_width(value | 1U) + 6) / 7;
    const std::uint64_t followed = 0x8080'8080'8080'8080 & ((std::uint64_t{1} << (8 * (size - 1))) - 1);
    return {bytes | followed, size};
  }
};

/// Appends to bytes that belong to whoever made it.
class ArchiveWriter {
 public:
  static constexpr bool reads = false;

  explicit ArchiveWriter(GrowingBytes& out) : out_(&out) {}

  void bytes(const void* data, std::size_t size) { out_->append({static_cast<const char*>(data), size}); }
  void number(std::uint64_t& value) { number_of(value); }
  /// By one store: a byte at a time, what reads them next would wait for all stores before.
  void number_of(std::uint64_t value) {
    constexpr std::size_t longest = 10;
    char* place = out_->room_for(longest);
    std::size_t size = 0;
    for (; value >= Varint::end; value >>= 7U) {
      place[size++] = static_cast<char>(value | 0x80U);
    }
    const Varint varint = Varint::of(value);
    const std::uint64_t bytes = boost::endian::native_to_little(varint.bytes);
    std::memcpy(place + size, &bytes, sizeof(bytes));
    out_->grow(size + varint.size);
  }

 private:
  GrowingBytes* out_;
};

/// Reads what a writer wrote; `ok` turns false for good when the bytes are something else.
class ArchiveReader {
 public:
  static constexpr bool reads = true;

  explicit ArchiveReader(std::string_view in) : in_(in) {}

  void bytes(void* data, std::size_t size) {
    ok_ = ok_ && size <= in_.size();
    if (ok_) {
      in_.copy(static_cast<char*>(data), size);
      in_.remove_prefix(size);
    }
  }
  void number(std::uint64_t& value) {
    // Most numbers are small.
    if (ok_ && !in_.empty() && static_cast<std::uint8_t>(in_.front()) < 0x80) {
      value = static_cast<std::uint8_t>(in_.front());
      in_.remove_prefix(1);
      return;
    }
    long_number(value);
  }
  void skip(std::size_t size) {
    ok_ = ok_ && size <= in_.size();
    in_.remove_prefix(ok_ ? size : 0);
  }
  std::size_t left() const { return in_.size(); }
  bool ok() const { return ok_; }
  void fail() { ok_ = false; }

 private:
  void long_number(std::uint64_t& value) {
    value = 0;
    std::size_t place = 0;
    for (unsigned shift = 0; ok_ && shift < 64 && place < in_.size(); shift += 7) {
      const auto byte = static_cast<std::uint8_t>(in_[place++]);
      value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if (byte < 0x80) {
        in_.remove_prefix(place);
        return;
      }
    }
    ok_ = false;
  }

  std::string_view in_;
  bool ok_ = true;
};

template <class Archive>
void archive(Archive& a, std::uint64_t& value) {
  a.number(value);
}

template <class Archive>
void archive(Archive& a, std::int64_t& value) {
  auto zigzag = (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
  a.number(zigzag);
  value = static_cast<std::int64_t>(zigzag >> 1U) ^ -static_cast<std::int64_t>(zigzag & 1U);
}

/// Smaller integers, enums and booleans.
template <class Archive, class Small>
  requires(std::is_enum_v<Small> || (std::is_integral_v<Small> && sizeof(Small) < 8))
void archive(Archive& a, Small& value) {
  auto wide = static_cast<std::int64_t>(value);
  archive(a, wide);
  value = static_cast<Small>(wide);
}

template <class Archive>
void archive(Archive& a, std::string& value) {
  std::uint64_t size = value.size();
  a.number(size);
  if constexpr (Archive::reads) {
    if (size > a.left()) {
      a.fail();
      return;
    }
    value.resize(size);
  }
  a.bytes(value.data(), value.size());
}

template <class Archive, std::size_t size>
void archive(Archive& a, std::array<std::uint8_t, size>& value) {
  a.bytes(value.data(), size);
}

template <class Archive, class Tag>
void archive(Archive& a, Number<Tag>& value) {
  a.number(value.value);
}

template <class Archive, class T>
void archive(Archive& a, std::optional<T>& value) {
  bool present = value.has_value();
  archive(a, present);
  if (present) {
    if constexpr (Archive::reads) {
      value.emplace();
    }
    archive(a, *value);
  }
}

template <class Archive, class T>
void archive(Archive& a, std::vector<T>& values) {
  std::uint64_t size = values.size();
  a.number(size);
  if constexpr (Archive::reads) {
    if (size > a.left()) {
      a.fail();
      return;
    }
    values.resize(size);
  }
  for (T& value : values) {
    archive(a, value);
  }
}

template <class Archive, class T, std::size_t size>
  requires(!std::is_same_v<T, std::uint8_t>)
void archive(Archive& a, std::array<T, size>& values) {
  for (T& value : values) {
    archive(a, value);
  }
}

/// Several members in a row.
template <class Archive, class... Members>
  requires(sizeof...(Members) > 1)
void archive(Archive& a, Members&... members) {
  (archive(a, members), ...);
}

template <class Archive>
void archive(Archive& a, Money& money) {
  archive(a, money.minor);
}
template <class Archive>
void archive(Archive& a, Rate& rate) {
  archive(a, rate.ten_thousandths);
}
template <class Archive>
void archive(Archive& a, Instant& instant) {
  archive(a, instant.microseconds);
}
template <class Archive>
void archive(Archive& a, Date& date) {
  archive(a, date.days);
}
template <class Archive>
void archive(Archive& a, Token& token) {
  archive(a, token.bytes);
}
template <class Archive>
void archive(Archive& a, Tokens& tokens) {
  archive(a, tokens.ssn, tokens.email, tokens.phone_primary);
}
template <class Archive>
void archive(Archive& a, External& external) {
  archive(a, external.source, external.id);
}
template <class Archive>
void archive(Archive& a, Total& total) {
  std::uint64_t high = total.high();
  std::uint64_t low = total.low();
  archive(a, high, low);
  total = Total::from_halves(high, low);
}
template <class Archive>
void archive(Archive& a, Bucket& bucket) {
  archive(a, bucket.count, bucket.current_balance);
}
template <class Archive>
void archive(Archive& a, DebtTotals& totals) {
  DebtTotals::fields(totals, [&](std::string_view, Total& total) { archive(a, total); });
}

template <class Archive>
void archive(Archive& a, LedgerFacts& facts) {
  archive(a, facts.ledger_id.bytes, facts.currency.digits);
  a.bytes(facts.currency.code.data(), facts.currency.code.size());
  archive(a, facts.position, facts.recorded_at, facts.last_customer, facts.last_debt, facts.last_payment, facts.last_communication,
          facts.last_account, facts.last_key);
}

template <class Archive>
void archive(Archive& a, Customer& row) {
  archive(a, row.id, row.key_id, row.status, row.version, row.sealed_at, row.tokens, row.primary_account, row.open_debts,
          row.pending_payments, row.debt_count, row.payment_count, row.communication_count, row.account_count, row.last_communication_at,
          row.created_at, row.updated_at, row.external);
}

template <class Archive>
void archive(Archive& a, Debt& row) {
  archive(a, row.id, row.customer_id, row.status, row.status_before, row.written_off, row.last_payment_date_stale, row.debt_type,
          row.original_amount, row.current_balance, row.credit_balance, row.forgiven_amount, row.written_off_amount, row.recovered_amount,
          row.total_paid, row.pending_payment_amount, row.payment_count, row.interest_rate, row.minimum_payment, row.issue_date,
          row.due_date, row.last_payment_date, row.reference_number, row.sealed_at, row.created_at, row.updated_at, row.external);
}

template <class Archive>
void archive(Archive& a, Communication& row) {
  archive(a, row.id, row.customer_id, row.communication_type, row.direction, row.timestamp, row.duration_seconds, row.outcome, row.agent_id,
          row.debt_ids, row.sealed_at, row.external);
}

template <class Archive>
void archive(Archive& a, Account& row) {
  archive(a, row.id, row.customer_id, row.account_type, row.bank_name, row.is_active, row.is_primary, row.sealed_at, row.number_token,
          row.created_at, row.updated_at, row.external);
}

/// Calls `visit` with each number of a list's bytes; false when they are not a list's.
template <class Visit>
bool for_each_number(std::string_view bytes, Visit visit) {
  ArchiveReader reader(bytes);
  std::uint64_t number = 0;
  while (reader.left() > 0) {
    std::uint64_t difference = 0;
    reader.number(difference);
    if (!reader.ok()) {
      return false;
    }
    number += difference;
    visit(number);
  }
  return true;
}

/// The rest follows from the numbers.
template <class Archive>
void archive(Archive& a, NumberList& list) {
  archive(a, list.blocks, list.bytes);
  if constexpr (Archive::reads) {
    list.count = list.last = 0;
    const bool readable = for_each_number(list.bytes, [&list](std::uint64_t number) {
      ++list.count;
      list.last = number;
    });
    if (!readable) {
      a.fail();
    }
  }
}

template <class Archive>
void archive(Archive& a, ListedCustomer& listed) {
  archive(a, listed.row, listed.debts, listed.accounts, listed.communications, listed.history);
}

template <class Archive>
void archive(Archive& a, ListedDebt& listed) {
  archive(a, listed.row, listed.payments, listed.communications, listed.history);
}

/// Without the due days, which are rows of their own.
template <class Archive>
void archive(Archive& a, Portfolio& portfolio) {
  archive(a, portfolio.totals, portfolio.by_status);
}

/// The bytes of a row, which stays as it is: one `archive` serves reading and writing.
template <class Row>
std::string to_bytes(Row& row) {
  GrowingBytes bytes;
  ArchiveWriter writer(bytes);
  archive(writer, row);
  return std::string(bytes.view());
}

/// What stands first in a row's bytes; nothing when they begin with something else.
template <class... Members>
bool read_first(std::string_view bytes, Members&... members) {
  ArchiveReader reader(bytes);
  (archive(reader, members), ...);
  return reader.ok();
}

/// The row; nothing when the bytes are not exactly one.
template <class Row>
std::optional<Row> from_bytes(std::string_view bytes) {
  ArchiveReader reader(bytes);
  Row row;
  archive(reader, row);
  return reader.ok() && reader.left() == 0 ? std::optional<Row>(std::move(row)) : std::nullopt;
}

}  // namespace daybook
