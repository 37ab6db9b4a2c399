// What a role may do and see (`reliability.md`, "Personal data").
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "events/kinds.hpp"

namespace daybook {

/// The roles that a route is for. One made of nothing is for nobody, and no route may have it.
class RoleSet {
 public:
  constexpr RoleSet() = default;
  constexpr RoleSet(std::initializer_list<Role> roles) {
    for (const Role role : roles) {
      bits_ |= bit(role);
    }
  }
  /// Without a token too.
  static constexpr RoleSet everyone() { return RoleSet(open_bit); }
  /// This machine's own programs without a token, others with one of `roles`.
  static constexpr RoleSet local_or(RoleSet roles) { return RoleSet(static_cast<std::uint16_t>(roles.bits_ | local_bit)); }

  constexpr bool has(Role role) const { return (bits_ & bit(role)) != 0; }
  constexpr bool is_open() const { return (bits_ & open_bit) != 0; }
  constexpr bool is_open_locally() const { return (bits_ & local_bit) != 0; }
  constexpr bool is_empty() const { return bits_ == 0; }

 private:
  static constexpr std::uint16_t open_bit = 0x100;
  static constexpr std::uint16_t local_bit = 0x200;

  constexpr explicit RoleSet(std::uint16_t bits) : bits_(bits) {}
  static constexpr std::uint16_t bit(Role role) { return static_cast<std::uint16_t>(1U << static_cast<unsigned>(role)); }

  std::uint16_t bits_ = 0;
};

/// Rows, amounts, dates, statuses: L1.
inline constexpr RoleSet readers{Role::agent, Role::auditor, Role::compliance};
/// Those who see personal fields: L2, and of L3 the last four digits.
inline constexpr RoleSet readers_of_personal{Role::agent, Role::compliance};
inline constexpr RoleSet writers{Role::ingest};
/// Communications and payments.
inline constexpr RoleSet writers_of_contacts{Role::agent, Role::ingest};
inline constexpr RoleSet counters{Role::agent, Role::auditor, Role::compliance, Role::admin};

/// The same question for a command in a bulk line, by its name.
constexpr RoleSet writers_of(std::string_view command) {
  const bool is_contact = command == "log_communication" || command == "amend_communication" || command == "record_payment" ||
                          command == "complete_payment" || command == "fail_payment" || command == "refund_payment";
  return is_contact ? writers_of_contacts : writers;
}

}  // namespace daybook
