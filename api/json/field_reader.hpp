// One JSON value into one member of a command. Internal to api/json.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/json/json.hpp"
#include "events/change.hpp"
#include "events/ids.hpp"
#include "events/kinds.hpp"
#include "events/money.hpp"
#include "events/time.hpp"

namespace daybook {

/// The id of the row that line `line` of the same input created in `table`; nothing when it created none there.
using ResolveReference = std::function<std::optional<std::uint64_t>(std::uint64_t line, Table table)>;

/// The table whose rows an id counts.
constexpr Table table_of(CustomerId) { return Table::customers; }
constexpr Table table_of(DebtId) { return Table::debts; }
constexpr Table table_of(PaymentId) { return Table::payments; }
constexpr Table table_of(CommunicationId) { return Table::communications; }
constexpr Table table_of(AccountId) { return Table::accounts; }

/// Reads values by the type of the member they go to. Errors are `invalid_field`; their detail follows the field's name, their
/// pointer is relative to the field. Holds references to what it was made from.
class FieldReader {
 public:
  FieldReader(const Currency& currency, const ResolveReference& resolve) : currency_(currency), resolve_(resolve) {}

  Result<void> read(const Json& json, std::string& out) const;
  Result<void> read(const Json& json, bool& out) const;
  Result<void> read(const Json& json, std::int32_t& out) const;
  Result<void> read(const Json& json, Money& out) const;
  Result<void> read(const Json& json, Rate& out) const;
  Result<void> read(const Json& json, Instant& out) const;
  /// Takes an instant too: its UTC day.
  Result<void> read(const Json& json, Date& out) const;
  /// A count, from 0.
  Result<void> read(const Json& json, Version& out) const;

  /// An integer from 1, or "$N".
  template <class Tag>
  Result<void> read(const Json& json, Number<Tag>& out) const {
    BOOST_OUTCOME_TRY(out.value, id(json, table_of(Number<Tag>{})));
    return success();
  }

  template <Spelled Enum>
  Result<void> read(const Json& json, Enum& out) const {
    const auto* text = json.as<std::string>();
    const auto member = text ? parse<Enum>(*text) : std::nullopt;
    if (!member) {
      return refuse(one_of<Enum>());
    }
    out = *member;
    return success();
  }

  /// Null counts as absent.
  template <class T>
  Result<void> read(const Json& json, std::optional<T>& out) const {
    return json.is_null() ? (out.reset(), Result<void>(success())) : read(json, out.emplace());
  }

  /// Null clears.
  template <class T>
  Result<void> read(const Json& json, Change<T>& out) const {
    std::optional<T> value;
    BOOST_OUTCOME_TRY(read(json, value));
    out = value ? Change<T>(std::move(*value)) : Change<T>::cleared();
    return success();
  }

  template <class T>
  Result<void> read(const Json& json, std::vector<T>& out) const {
    const auto* elements = json.as<Json::Array>();
    if (elements == nullptr) {
      return refuse("must be an array");
    }
    for (std::size_t i = 0; i < elements->size(); ++i) {
      if (auto taken = read((*elements)[i], out.emplace_back()); !taken) {
        return error(taken.error().code, taken.error().detail, "/" + std::to_string(i));
      }
    }
    return success();
  }

 private:
  static Error refuse(std::string why) { return error(ErrorCode::invalid_field, std::move(why)); }

  template <class Enum>
  static std::string one_of() {
    std::string text = "must be one of";
    for (const auto& spelling : spellings(Enum{})) {
      text += " " + std::string(spelling.text);
    }
    return text;
  }

  Result<std::uint64_t> id(const Json& json, Table table) const;

  const Currency& currency_;
  const ResolveReference& resolve_;
};

}  // namespace daybook
