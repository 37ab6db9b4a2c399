// How single values stand on the wire. Internal to the codec: nothing outside it includes this.
#pragma once

#include <algorithm>
#include <capnp/blob.h>
#include <capnp/list.h>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "events/change.hpp"
#include "events/ids.hpp"
#include "events/kinds.hpp"
#include "events/money.hpp"
#include "events/require.hpp"
#include "events/sealed.hpp"
#include "events/time.hpp"

namespace daybook {

/// What `on_wire` gives for a value is what the setters of the generated code take. It asks for what ValueReader asks for: a
/// record that cannot be read back must not reach the log.
template <class Tag>
std::uint64_t on_wire(Number<Tag> id) {
  require(static_cast<bool>(id), "an event names rows by ids from 1");
  return id.value;
}

template <Spelled Enum>
std::uint8_t on_wire(Enum member) {
  return static_cast<std::uint8_t>(member);
}

inline std::int64_t on_wire(Money money) { return money.minor; }
inline std::int32_t on_wire(Rate rate) { return rate.ten_thousandths; }
inline std::int32_t on_wire(std::int32_t number) { return number; }

inline std::int64_t on_wire(Instant instant) {
  require(instant >= instant_min && instant <= instant_max, "an instant is in the years 0001 to 9999");
  return instant.microseconds;
}

inline capnp::Text::Reader on_wire(const std::string& text) { return {text.c_str(), text.size()}; }

/// The bytes of a string or an array.
capnp::Data::Reader blob(const auto& bytes) { return {reinterpret_cast<const kj::byte*>(bytes.data()), bytes.size()}; }

/// Sealed, Token, Digest, LedgerId.
template <class Value>
  requires requires(const Value& value) { blob(value.bytes); }
capnp::Data::Reader on_wire(const Value& value) {
  return blob(value.bytes);
}

/// `out` is a union of `none` and `value`.
template <class Value, class Union>
void write_optional(const std::optional<Value>& value, Union out) {
  if (value) {
    out.setValue(on_wire(*value));
  }
}

/// `out` is a union of `unchanged`, `cleared` and `value`.
template <class Value, class Union>
void write_change(const Change<Value>& change, Union out) {
  if (change.clears()) {
    out.setCleared();
  } else if (change.given()) {
    out.setValue(on_wire(*change.value()));
  }
}

/// Wire values to ours. Remembers the first that no record may hold, so that a whole event is read straight through and judged once,
/// at the end. Lives as long as one record is read.
class ValueReader {
 public:
  /// What is wrong; empty when nothing is.
  std::string_view fault() const { return fault_; }

  void expect(bool condition, std::string_view otherwise) {
    if (!condition && fault_.empty()) {
      fault_ = otherwise;
    }
  }

  template <class Id>
  Id id(std::uint64_t number) {
    expect(number != 0, "an id is 0");
    return Id{number};
  }

  template <Spelled Enum>
  Enum member(unsigned number) {
    const auto member = from_number<Enum>(number);
    expect(member.has_value(), "a member of a closed set has an unknown number");
    return member.value_or(Enum{});
  }

  Instant instant(std::int64_t microseconds) {
    const Instant instant{microseconds};
    expect(instant >= instant_min && instant <= instant_max, "an instant is outside the years 0001 to 9999");
    return instant;
  }

  std::string text(capnp::Text::Reader in) { return {in.begin(), in.size()}; }

  std::optional<std::string> text_if(bool present, capnp::Text::Reader in) { return present ? std::optional(text(in)) : std::nullopt; }

  Sealed sealed(capnp::Data::Reader in) { return {{reinterpret_cast<const char*>(in.begin()), in.size()}}; }

  /// Token, Digest, LedgerId.
  template <class Fixed>
  Fixed fixed(capnp::Data::Reader in) {
    Fixed value;
    expect(in.size() == value.bytes.size(), "a value of fixed size has another size");
    std::copy_n(in.begin(), std::min(in.size(), value.bytes.size()), value.bytes.begin());
    return value;
  }

  std::vector<SealedField> changed(capnp::List<std::uint8_t>::Reader in) {
    std::vector<SealedField> fields;
    fields.reserve(in.size());
    for (const std::uint8_t number : in) {
      fields.push_back(member<SealedField>(number));
    }
    return fields;
  }

  std::vector<DebtId> debts(capnp::List<std::uint64_t>::Reader in) {
    std::vector<DebtId> ids;
    ids.reserve(in.size());
    for (const std::uint64_t number : in) {
      ids.push_back(id<DebtId>(number));
    }
    return ids;
  }

  template <class Value, class Union>
  std::optional<Value> optional(Union in) {
    expect(in.isNone() || in.isValue(), "an optional value is in an unknown state");
    return in.isValue() ? std::optional(value<Value>(in.getValue())) : std::nullopt;
  }

  template <class Value, class Union>
  Change<Value> change(Union in) {
    expect(in.isUnchanged() || in.isCleared() || in.isValue(), "a change is in an unknown state");
    if (in.isValue()) {
      return value<Value>(in.getValue());
    }
    return in.isCleared() ? Change<Value>::cleared() : Change<Value>();
  }

 private:
  template <class Value, class Wire>
  Value value(Wire in) {
    if constexpr (std::is_same_v<Value, Instant>) {
      return instant(in);
    } else if constexpr (std::is_same_v<Value, std::string>) {
      return text(in);
    } else {
      return Value{in};
    }
  }

  std::string_view fault_;
};

}  // namespace daybook
