#include "tests/support/spec_sealing.hpp"

#include <algorithm>

#include "engine/domain/validate.hpp"

namespace daybook::spec {
namespace {

std::string text_of(const std::string& value) { return value; }
std::string text_of(Date value) { return format(value); }
std::string text_of(Money value) { return format(value, Currency{}); }
std::string text_of(std::int32_t value) { return std::to_string(value); }

template <class T>
concept Sealable = requires(const T& value) { text_of(value); };

/// What a command says about one sealed field: nothing when it is left alone, an empty inner optional when it is cleared.
using Said = std::optional<std::optional<std::string>>;

Said said(const std::string& value) { return std::optional(value); }
template <Sealable T>
Said said(const std::optional<T>& value) {
  return value ? Said(std::optional(text_of(*value))) : Said();
}
template <Sealable T>
Said said(const Change<T>& change) {
  if (!change.given()) {
    return {};
  }
  return change.value() ? std::optional(text_of(*change.value())) : std::optional<std::string>();
}

/// Calls `take(field, value or nothing)` for every sealed field the command sets or clears.
template <class Take>
void each_sealed(const Command& command, Take take) {
  std::visit(
      [&](const auto& alternative) {
        alternative.fields(alternative, [&](const Field& field, const auto& member) {
          if constexpr (requires { said(member); }) {
            if (const Said value = said(member); field.sealed && value) {
              take(*field.sealed, *value);
            }
          }
        });
      },
      command);
}

template <class Id>
Sealer::Updated updated(const State& state, Table table, Id id) {
  const auto* row = state.find(id);
  return {table, id.value, row ? std::optional(row->sealed_at) : std::nullopt};
}

std::optional<Sealer::Updated> updated_row(const State& state, const Command& command) {
  if (const auto* update = std::get_if<UpdateCustomer>(&command)) {
    return updated(state, Table::customers, update->customer_id);
  }
  if (const auto* update = std::get_if<ChangeDebtTerms>(&command)) {
    return updated(state, Table::debts, update->debt_id);
  }
  if (const auto* update = std::get_if<AmendCommunication>(&command)) {
    return updated(state, Table::communications, update->communication_id);
  }
  if (const auto* update = std::get_if<UpdateAccount>(&command)) {
    return updated(state, Table::accounts, update->account_id);
  }
  return std::nullopt;
}

Values part(const Values& values, bool secret) {
  Values chosen;
  std::ranges::copy_if(values, std::inserter(chosen, chosen.end()), [&](const auto& value) { return is_secret(value.first) == secret; });
  return chosen;
}

/// The customer whose key a new row is sealed with was not there.
bool lacks_customer(const State& state, const Command& command) {
  return std::visit(
      [&](const auto& alternative) {
        if constexpr (requires { alternative.customer_id; }) {
          return state.find(alternative.customer_id) == nullptr;
        } else {
          return false;
        }
      },
      command);
}

/// Id and table of the row whose sealed groups stand in an event.
template <class Fact>
std::pair<Table, std::uint64_t> row_of(const Fact& fact) {
  if constexpr (requires { fact.communication_id; }) {
    return {Table::communications, fact.communication_id.value};
  } else if constexpr (requires { fact.account_id; }) {
    return {Table::accounts, fact.account_id.value};
  } else if constexpr (requires { fact.payment_id; }) {
    return {Table::payments, fact.payment_id.value};
  } else if constexpr (requires { fact.debt_id; }) {
    return {Table::debts, fact.debt_id.value};
  } else {
    return {Table::customers, fact.customer_id.value};
  }
}

template <class Fact>
Sealed secret_of(const Fact& fact) {
  if constexpr (requires { fact.secret; }) {
    return fact.secret;
  } else {
    return {};
  }
}

}  // namespace

Token token_of(SealedField field, std::string_view comparable) {
  Token token;
  std::uint64_t hash = 14695981039346656037U + static_cast<std::uint64_t>(field);
  for (std::size_t index = 0; index < token.bytes.size(); ++index) {
    for (const char character : comparable) {
      hash = (hash ^ static_cast<unsigned char>(character)) * 1099511628211U;
    }
    token.bytes[index] = static_cast<std::uint8_t>(hash >> 32U);
    hash += 1 + index;
  }
  return token;
}

Tokens tokens_of(const Values& values) {
  Tokens tokens;
  for (const auto& [field, value] : values) {
    if (field == SealedField::ssn) {
      tokens.ssn = token_of(field, digits_of(value));
    } else if (field == SealedField::email) {
      tokens.email = token_of(field, comparable_email(value));
    } else if (field == SealedField::phone_primary) {
      tokens.phone_primary = token_of(field, digits_of(value));
    } else if (field == SealedField::account_number) {
      tokens.account_number = token_of(field, value);
    }
  }
  return tokens;
}

Sealed seal(const Values& values) {
  Sealed sealed;
  for (const auto& [field, value] : values) {
    sealed.bytes += std::to_string(static_cast<int>(field)) + ' ' + std::to_string(value.size()) + ' ' + value;
  }
  return sealed;
}

Values open(const Sealed& sealed) {
  Values values;
  std::string_view rest = sealed.bytes;
  const auto number = [&rest] {
    const std::size_t end = rest.find(' ');
    require(end != std::string_view::npos, "a sealed group is one that seal() made");
    const std::size_t value = std::stoul(std::string(rest.substr(0, end)));
    rest.remove_prefix(end + 1);
    return value;
  };
  while (!rest.empty()) {
    const auto field = static_cast<SealedField>(number());
    const std::size_t size = number();
    values[field] = rest.substr(0, size);
    rest.remove_prefix(size);
  }
  return values;
}

bool is_secret(SealedField field) {
  return field == SealedField::ssn || field == SealedField::account_number || field == SealedField::routing_number;
}

Values values_of(const Command& command) {
  Values values;
  each_sealed(command, [&](SealedField field, const std::optional<std::string>& value) {
    if (value) {
      values[field] = *value;
    }
  });
  if (std::holds_alternative<CreateCustomer>(command)) {
    values.try_emplace(SealedField::country, "USA");
  }
  return values;
}

Sealing Sealer::prepare(const State& state, const Command& command) {
  Sealing sealing;
  const Values values = values_of(command);
  sealing.tokens = tokens_of(values);
  if (const auto born = values.find(SealedField::date_of_birth); born != values.end()) {
    sealing.date_of_birth = parse_date(born->second).value();
  }
  if (const auto update = updated_row(state, command)) {
    prepare_update(*update, command, sealing);
    return sealing;
  }
  if (std::holds_alternative<CreateCustomer>(command)) {
    sealing.new_key = KeyId{++keys_};
  }
  sealing.personal = seal(part(values, false));
  sealing.secret = seal(part(values, true));
  sealing.incomplete = lacks_customer(state, command);
  return sealing;
}

void Sealer::prepare_update(const Updated& row, const Command& command, Sealing& sealing) const {
  sealing.incomplete = !row.sealed_at;
  sealing.based_on = row.sealed_at.value_or(Position{});
  const Values before = values(row.table, row.id);
  Values after = before;
  each_sealed(command, [&](SealedField field, const std::optional<std::string>& value) {
    after.erase(field);
    if (value) {
      after[field] = *value;
    }
    if (before.contains(field) != after.contains(field) || (value && before.at(field) != *value)) {
      sealing.changed.push_back(field);
    }
  });
  const auto changes = [&](bool secret) {
    return std::ranges::any_of(sealing.changed, [&](auto field) { return is_secret(field) == secret; });
  };
  sealing.personal = changes(false) ? seal(part(after, false)) : Sealed{};
  sealing.secret = changes(true) ? seal(part(after, true)) : Sealed{};
}

void Sealer::learn(const Event& event) {
  const auto learn_fact = [this](const auto& fact) {
    if constexpr (requires { fact.personal; }) {
      Groups& groups = rows_[row_of(fact)];
      if constexpr (requires { fact.changed; }) {
        for (const SealedField field : fact.changed) {
          (is_secret(field) ? groups.secret : groups.personal) = open(is_secret(field) ? secret_of(fact) : fact.personal);
        }
      } else if constexpr (!std::is_same_v<std::decay_t<decltype(fact)>, PaymentCompleted>) {
        groups = {open(fact.personal), open(secret_of(fact))};
      } else if (!fact.personal.empty()) {
        groups.personal = open(fact.personal);
      }
    }
  };
  std::visit(
      [&](const auto& fact) {
        if constexpr (requires { fact.row; }) {
          learn_fact(fact.row);
        } else {
          learn_fact(fact);
        }
      },
      event);
}

Values Sealer::values(Table table, std::uint64_t id) const {
  const auto row = rows_.find({table, id});
  if (row == rows_.end()) {
    return {};
  }
  Values values = row->second.personal;
  values.insert(row->second.secret.begin(), row->second.secret.end());
  return values;
}

}  // namespace daybook::spec
