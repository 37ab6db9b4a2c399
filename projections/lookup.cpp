// The part of a snapshot that finds: customers by a value, versions, access tokens, and secrets for whoever may see them.
#include <algorithm>
#include <limits>

#include "engine/domain/text.hpp"
#include "engine/record_reader.hpp"
#include "projections/row_source.hpp"
#include "projections/sealed_groups.hpp"
#include "projections/snapshot.hpp"

namespace daybook {
namespace {

constexpr Page every_row{0, std::numeric_limits<std::size_t>::max()};

Error no_customer(CustomerId id) { return error(ErrorCode::customer_not_found, "no customer " + std::to_string(id.value), "/id"); }

/// How a value is compared, by its field: `digits_of` and `comparable_email` are what its token was made from.
std::string comparable(SealedField field, const std::string& value) {
  if (field == SealedField::ssn || field == SealedField::phone_primary) {
    return digits_of(value);
  }
  return field == SealedField::email ? comparable_email(value) : value;
}

UniqueKind unique_kind(SealedField field) {
  if (field == SealedField::ssn) {
    return UniqueKind::ssn;
  }
  return field == SealedField::email ? UniqueKind::email : UniqueKind::account_number;
}

template <class Row>
std::vector<CustomerId> owners(const std::optional<Row>& row) {
  return row ? std::vector{row->customer_id} : std::vector<CustomerId>();
}

/// Adds the secrets of one row that are among `fields`.
class SecretCollector {
 public:
  SecretCollector(const RowSource& rows, const Vault& vault, const std::vector<SealedField>& fields)
      : rows_(rows), vault_(vault), fields_(fields) {}

  Result<void> collect(Table table, std::uint64_t id) {
    BOOST_OUTCOME_TRY(const Sealed sealed, rows_.sealed(table, id, GroupKind::secret));
    BOOST_OUTCOME_TRY(const Group group, vault_.open(GroupKind::secret, sealed));
    for (const auto& [field, value] : group) {
      if (std::ranges::find(fields_, field) != fields_.end()) {
        found_.push_back({table, id, field, value});
      }
    }
    return success();
  }

  std::vector<SecretValue> take() { return std::move(found_); }

 private:
  const RowSource& rows_;
  const Vault& vault_;
  const std::vector<SealedField>& fields_;
  std::vector<SecretValue> found_;
};

void take_event(const Record& record, std::vector<AccessToken>& tokens) {
  const Envelope& envelope = record.envelope;
  if (const auto* created = std::get_if<TokenCreated>(&record.event)) {
    tokens.push_back({.id = {envelope.position.value},
                      .name = created->name,
                      .role = created->role,
                      .created_at = envelope.recorded_at,
                      .created_by = envelope.actor,
                      .expires_at = created->expires_at,
                      .revoked_at = {},
                      .hash = created->hash});
  } else if (const auto* revoked = std::get_if<TokenRevoked>(&record.event)) {
    const auto token = std::ranges::find(tokens, revoked->token_id, &AccessToken::id);
    if (token != tokens.end()) {
      token->revoked_at = envelope.recorded_at;
    }
  }
}

}  // namespace

Result<Version> Snapshot::version(CustomerId id) const {
  BOOST_OUTCOME_TRY(const auto customer, rows_->find(id));
  if (!customer) {
    return no_customer(id);
  }
  return customer->version;
}

Result<std::vector<CustomerId>> Snapshot::search(const SearchQuery& query) const {
  if (!query.field) {
    BOOST_OUTCOME_TRY(const auto holder, rows_->holder(UniqueKind::transaction_id, query.value));
    BOOST_OUTCOME_TRY(const auto payment, rows_->find(PaymentId{holder.value_or(0)}));
    return owners(payment);
  }
  const std::string text = comparable(*query.field, query.value);
  if (text.empty()) {
    return std::vector<CustomerId>();
  }
  const Token token = vault_->token(*query.field, text);
  if (*query.field == SealedField::phone_primary) {
    return rows_->customers_with_phone(token);
  }
  BOOST_OUTCOME_TRY(const auto holder, rows_->holder(unique_kind(*query.field), token.view()));
  if (*query.field == SealedField::account_number) {
    BOOST_OUTCOME_TRY(const auto account, rows_->find(AccountId{holder.value_or(0)}));
    return owners(account);
  }
  return holder ? std::vector{CustomerId{*holder}} : std::vector<CustomerId>();
}

Result<std::vector<AccessToken>> Snapshot::access_tokens() const {
  std::vector<AccessToken> tokens;
  RecordReader reader(*log_);
  BOOST_OUTCOME_TRY(const auto positions, rows_->children(RowSpace::access, 0, every_row));
  for (const std::uint64_t position : positions) {
    BOOST_OUTCOME_TRY(const Record record, reader.record(Position{position}));
    take_event(record, tokens);
  }
  return tokens;
}

Result<std::vector<SecretValue>> Snapshot::secrets(CustomerId id, const std::vector<SealedField>& fields) const {
  BOOST_OUTCOME_TRY(const auto customer, rows_->find(id));
  if (!customer) {
    return no_customer(id);
  }
  SecretCollector collector(*rows_, *vault_, fields);
  BOOST_OUTCOME_TRY(collector.collect(Table::customers, id.value));
  BOOST_OUTCOME_TRY(const auto debts, rows_->children(RowSpace::debts_of_customer, id.value, every_row));
  for (const std::uint64_t debt : debts) {
    BOOST_OUTCOME_TRY(collector.collect(Table::debts, debt));
  }
  BOOST_OUTCOME_TRY(const auto accounts, rows_->children(RowSpace::accounts_of_customer, id.value, every_row));
  for (const std::uint64_t account : accounts) {
    BOOST_OUTCOME_TRY(collector.collect(Table::accounts, account));
  }
  return collector.take();
}

}  // namespace daybook
