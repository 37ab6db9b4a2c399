// Strong integer types: an id of one table never passes for an id of another.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace daybook {

/// An unsigned 64-bit number with a meaning. 0 is "none"; real ids, positions and versions count from 1.
template <class Tag>
struct Number {
  std::uint64_t value = 0;

  constexpr explicit operator bool() const { return value != 0; }
  friend constexpr auto operator<=>(Number, Number) = default;
};

using CustomerId = Number<struct CustomerTag>;
using DebtId = Number<struct DebtTag>;
using PaymentId = Number<struct PaymentTag>;
using AccountId = Number<struct AccountTag>;
using CommunicationId = Number<struct CommunicationTag>;
/// Place of an event on the log, from 1, without gaps.
using Position = Number<struct PositionTag>;
/// Number of events on a customer's stream.
using Version = Number<struct VersionTag>;
/// An access token: the position of the event that created it.
using AccessId = Number<struct AccessTag>;
/// Slot of a customer's data key in the keyring.
using KeyId = Number<struct KeyTag>;

}  // namespace daybook

template <class Tag>
struct std::hash<daybook::Number<Tag>> {
  std::size_t operator()(daybook::Number<Tag> number) const noexcept { return std::hash<std::uint64_t>{}(number.value); }
};
