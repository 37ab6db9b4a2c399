#include "projections/views.hpp"

#include <algorithm>

#include "engine/domain/evolve.hpp"
#include "engine/integrity/tree.hpp"
#include "projections/archive.hpp"
#include "projections/index_entries.hpp"
#include "projections/row_keys.hpp"
#include "projections/row_source.hpp"
#include "projections/sealed_groups.hpp"

namespace daybook {
namespace {

/// The primary phone's token that an event sets, if it says anything about it.
struct PhoneChange {
  CustomerId customer;
  std::optional<Token> token;
};

std::optional<PhoneChange> phone_change(const Event& event) {
  if (const auto* created = std::get_if<CustomerCreated>(&event)) {
    return PhoneChange{created->customer_id, created->tokens.phone_primary};
  }
  if (const auto* imported = std::get_if<CustomerImported>(&event)) {
    return PhoneChange{imported->row.customer_id, imported->row.tokens.phone_primary};
  }
  const auto* changed = std::get_if<CustomerProfileChanged>(&event);
  if (changed != nullptr && std::ranges::find(changed->changed, SealedField::phone_primary) != changed->changed.end()) {
    return PhoneChange{changed->customer_id, changed->tokens.phone_primary};
  }
  return std::nullopt;
}

std::string phone_key(const Token& token, CustomerId customer) {
  return RowKey(RowSpace::phones).text(token.view()).number(customer.value).bytes();
}

}  // namespace

Views::Views(const Rows& rows, std::size_t cached_bytes_max)
    : rows_(&rows),
      state_(rows, cached_bytes_max, [this](const Debt& debt) { remove_debt(debt); }, [this](const Debt& debt) { add_debt(debt); }) {}

void Views::remove_debt(const Debt& debt) {
  portfolio_.remove(debt);
  if (debt.due_date) {
    changed_due_days_.push_back(day_of(*debt.due_date));
  }
}

void Views::add_debt(const Debt& debt) {
  portfolio_.add(debt);
  if (debt.due_date) {
    changed_due_days_.push_back(day_of(*debt.due_date));
  }
}

Result<std::unique_ptr<Views>> Views::open(const Rows& rows, std::size_t cached_bytes_max) {
  std::unique_ptr<Views> views(new Views(rows, cached_bytes_max));
  BOOST_OUTCOME_TRY(views->reset());
  return views;
}

Result<void> Views::reset() {
  writes_.clear();
  changed_due_days_.clear();
  BOOST_OUTCOME_TRY(state_.reset());
  BOOST_OUTCOME_TRY(portfolio_, read_portfolio(*rows_->snapshot()));
  return success();
}

Result<void> Views::health() const {
  if (state_.failure()) {
    return *state_.failure();
  }
  return success();
}

void Views::index_phone(const Event& event) {
  const auto change = phone_change(event);
  if (!change) {
    return;
  }
  const Customer* before = state_.find(change->customer);
  if (before != nullptr && before->tokens.phone_primary) {
    writes_.erase(phone_key(*before->tokens.phone_primary, change->customer));
  }
  if (change->token) {
    writes_.put(phone_key(*change->token, change->customer), "");
  }
}

void Views::apply(const Record& record) {
  index_phone(record.event);
  evolve(state_, record);
  for_each_index_entry(record, [this](const IndexEntry& entry) {
    if (entry.space == RowSpace::access) {
      writes_.put(RowKey(entry.space).number(entry.child).bytes(), "");
    } else {
      state_.add(entry);
    }
  });
  for_each_sealed_group(record.event, [&](const SealedGroup& group) {
    std::string key = sealed_key(group.table, group.id, group.kind);
    if (group.sealed.empty()) {
      writes_.erase(std::move(key));
    } else {
      writes_.put(std::move(key), group.sealed.bytes);
    }
  });
}

void Views::collect_due_days(RowBatch& batch) {
  std::ranges::sort(changed_due_days_);
  const auto repeated = std::ranges::unique(changed_due_days_);
  changed_due_days_.erase(repeated.begin(), repeated.end());
  for (const Date day : changed_due_days_) {
    const auto bucket = portfolio_.open_by_due_day.find(day);
    if (bucket == portfolio_.open_by_due_day.end()) {
      batch.erase(due_day_key(day));
    } else {
      batch.put(due_day_key(day), to_bytes(bucket->second));
    }
  }
  changed_due_days_.clear();
}

void Views::collect_settled(RowBatch& batch) {
  batch.append(writes_);
  writes_.clear();
  state_.collect_settled(batch);
}

void Views::collect(RowBatch& batch) {
  batch.append(writes_);
  writes_.clear();
  state_.collect(batch);
  collect_due_days(batch);
  batch.put(portfolio_key(), to_bytes(portfolio_));
}

}  // namespace daybook
