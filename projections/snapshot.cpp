#include "projections/snapshot.hpp"

#include <algorithm>

#include "projections/row_builder.hpp"
#include "projections/row_source.hpp"

namespace daybook {
namespace {

template <class Id>
struct Naming;
template <>
struct Naming<CustomerId> {
  static constexpr ErrorCode code = ErrorCode::customer_not_found;
  static constexpr std::string_view text = "customer";
};
template <>
struct Naming<DebtId> {
  static constexpr ErrorCode code = ErrorCode::debt_not_found;
  static constexpr std::string_view text = "debt";
};
template <>
struct Naming<PaymentId> {
  static constexpr ErrorCode code = ErrorCode::payment_not_found;
  static constexpr std::string_view text = "payment";
};
template <>
struct Naming<CommunicationId> {
  static constexpr ErrorCode code = ErrorCode::communication_not_found;
  static constexpr std::string_view text = "communication";
};
template <>
struct Naming<AccountId> {
  static constexpr ErrorCode code = ErrorCode::account_not_found;
  static constexpr std::string_view text = "account";
};

template <class Id>
Error not_found(Id id) {
  return error(Naming<Id>::code, "no " + std::string(Naming<Id>::text) + " " + std::to_string(id.value), "/id");
}

/// The row, or `…_not_found`.
template <class Id>
auto require_row(const RowSource& rows, Id id) -> Result<typename decltype(rows.find(id))::value_type::value_type> {
  BOOST_OUTCOME_TRY(auto row, rows.find(id));
  if (!row) {
    return not_found(id);
  }
  return std::move(*row);
}

template <class Id>
auto build_row(const RowSource& rows, const Vault& vault, Date today, Id id)
    -> Result<typename decltype(RowBuilder(rows, vault, today).build(*rows.find(id).value()))::value_type> {
  BOOST_OUTCOME_TRY(const auto entity, require_row(rows, id));
  return RowBuilder(rows, vault, today).build(entity);
}

/// Ids of a table without a filter: they are dense.
std::vector<std::uint64_t> dense(std::uint64_t last, const Page& page) {
  std::vector<std::uint64_t> ids;
  for (std::uint64_t id = page.after + 1; id <= last && ids.size() < page.limit; ++id) {
    ids.push_back(id);
  }
  return ids;
}

using NextIds = std::function<Result<std::vector<std::uint64_t>>(const Page&)>;

/// Children of the parent that the query names, if it names one.
NextIds ids_under(const RowSource& rows, std::optional<RowSpace> space, std::uint64_t parent, std::uint64_t last) {
  return [&rows, space, parent, last](const Page& page) -> Result<std::vector<std::uint64_t>> {
    if (space) {
      return rows.children(*space, parent, page);
    }
    return dense(last, page);
  };
}

/// The payments of all debts of a customer, merged.
Result<std::vector<std::uint64_t>> payments_of_customer(const RowSource& rows, CustomerId customer, const Page& page) {
  std::vector<std::uint64_t> merged;
  Page debts{0, 500};
  while (true) {
    BOOST_OUTCOME_TRY(const auto debt_ids, rows.children(RowSpace::debts_of_customer, customer.value, debts));
    if (debt_ids.empty()) {
      break;
    }
    for (const std::uint64_t debt : debt_ids) {
      BOOST_OUTCOME_TRY(const auto ids, rows.children(RowSpace::payments_of_debt, debt, page));
      merged.insert(merged.end(), ids.begin(), ids.end());
    }
    debts.after = debt_ids.back();
  }
  std::ranges::sort(merged);
  merged.resize(std::min(merged.size(), page.limit));
  return merged;
}

/// Reads on, page by page, until `query.limit` rows match.
template <class Id, class Row, class Matches, class Build>
Result<std::vector<Row>> list(const RowSource& rows, const ListQuery& query, const NextIds& next, Matches matches, Build build) {
  constexpr std::size_t page_size = 500;
  std::vector<Row> found;
  Page page{query.after, page_size};
  while (found.size() < query.limit) {
    BOOST_OUTCOME_TRY(const auto ids, next(page));
    if (ids.empty()) {
      break;
    }
    for (const std::uint64_t id : ids) {
      BOOST_OUTCOME_TRY(const auto entity, rows.find(Id{id}));
      if (entity && matches(*entity)) {
        BOOST_OUTCOME_TRY(Row row, build(*entity));
        found.push_back(std::move(row));
      }
      if (found.size() == query.limit) {
        break;
      }
    }
    page.after = ids.back();
  }
  return found;
}

/// The status a query asks for; `invalid_field` when the table has no such status.
template <Spelled Status>
Result<std::optional<Status>> status_of(const ListQuery& query) {
  const auto status = parse<Status>(query.status);
  if (!query.status.empty() && !status) {
    return error(ErrorCode::invalid_field, "the table has no such status", "/status");
  }
  return status;
}

/// The parents that a query names must be there.
Result<void> check_parents(const RowSource& rows, const ListQuery& query) {
  if (query.customer) {
    BOOST_OUTCOME_TRY(require_row(rows, query.customer));
  }
  if (query.debt) {
    BOOST_OUTCOME_TRY(require_row(rows, query.debt));
  }
  return success();
}

bool is_of(const ListQuery& query, CustomerId customer) { return !query.customer || query.customer == customer; }

}  // namespace

Snapshot::Snapshot(std::shared_ptr<const RowSource> rows, const Log& log, const Vault& vault, Date today)
    : rows_(std::move(rows)), log_(&log), vault_(&vault), today_(today) {}

Position Snapshot::position() const { return rows_->facts().position; }
const Currency& Snapshot::currency() const { return rows_->facts().currency; }

Result<CustomerRow> Snapshot::row(CustomerId id) const { return build_row(*rows_, *vault_, today_, id); }
Result<DebtRow> Snapshot::row(DebtId id) const { return build_row(*rows_, *vault_, today_, id); }
Result<PaymentRow> Snapshot::row(PaymentId id) const { return build_row(*rows_, *vault_, today_, id); }
Result<CommunicationRow> Snapshot::row(CommunicationId id) const { return build_row(*rows_, *vault_, today_, id); }
Result<AccountRow> Snapshot::row(AccountId id) const { return build_row(*rows_, *vault_, today_, id); }

Result<std::vector<CustomerRow>> Snapshot::customers(const ListQuery& query) const {
  BOOST_OUTCOME_TRY(const auto status, status_of<CustomerStatus>(query));
  BOOST_OUTCOME_TRY(check_parents(*rows_, query));
  const RowBuilder builder(*rows_, *vault_, today_);
  return list<CustomerId, CustomerRow>(
      *rows_, query, ids_under(*rows_, {}, 0, rows_->facts().last_customer.value),
      [&](const Customer& customer) { return is_of(query, customer.id) && (!status || customer.status == *status); },
      [&](const Customer& customer) { return builder.build(customer); });
}

Result<std::vector<DebtRow>> Snapshot::debts(const ListQuery& query) const {
  BOOST_OUTCOME_TRY(const auto status, status_of<DebtStatus>(query));
  BOOST_OUTCOME_TRY(check_parents(*rows_, query));
  const RowBuilder builder(*rows_, *vault_, today_);
  const auto space = query.customer ? std::optional(RowSpace::debts_of_customer) : std::nullopt;
  return list<DebtId, DebtRow>(
      *rows_, query, ids_under(*rows_, space, query.customer.value, rows_->facts().last_debt.value),
      [&](const Debt& debt) { return (!query.debt || query.debt == debt.id) && (!status || debt.status == *status); },
      [&](const Debt& debt) { return builder.build(debt); });
}

Result<std::vector<PaymentRow>> Snapshot::payments(const ListQuery& query) const {
  BOOST_OUTCOME_TRY(const auto status, status_of<PaymentStatus>(query));
  BOOST_OUTCOME_TRY(check_parents(*rows_, query));
  const RowBuilder builder(*rows_, *vault_, today_);
  const auto space = query.debt ? std::optional(RowSpace::payments_of_debt) : std::nullopt;
  NextIds next = ids_under(*rows_, space, query.debt.value, rows_->facts().last_payment.value);
  if (query.customer && !query.debt) {
    next = [&](const Page& page) { return payments_of_customer(*rows_, query.customer, page); };
  }
  return list<PaymentId, PaymentRow>(
      *rows_, query, next,
      [&](const Payment& payment) { return is_of(query, payment.customer_id) && (!status || payment.status == *status); },
      [&](const Payment& payment) { return builder.build(payment); });
}

Result<std::vector<CommunicationRow>> Snapshot::communications(const ListQuery& query) const {
  if (!query.status.empty()) {
    return error(ErrorCode::invalid_field, "communications have no status", "/status");
  }
  BOOST_OUTCOME_TRY(check_parents(*rows_, query));
  const RowBuilder builder(*rows_, *vault_, today_);
  const auto space = query.debt       ? std::optional(RowSpace::communications_of_debt)
                     : query.customer ? std::optional(RowSpace::communications_of_customer)
                                      : std::nullopt;
  const std::uint64_t parent = query.debt ? query.debt.value : query.customer.value;
  return list<CommunicationId, CommunicationRow>(
      *rows_, query, ids_under(*rows_, space, parent, rows_->facts().last_communication.value),
      [&](const Communication& communication) { return is_of(query, communication.customer_id); },
      [&](const Communication& communication) { return builder.build(communication); });
}

Result<std::vector<AccountRow>> Snapshot::accounts(const ListQuery& query) const {
  if (!query.status.empty() && query.status != "active" && query.status != "inactive") {
    return error(ErrorCode::invalid_field, "no such status: " + query.status, "/status");
  }
  BOOST_OUTCOME_TRY(check_parents(*rows_, query));
  const RowBuilder builder(*rows_, *vault_, today_);
  const auto space = query.customer ? std::optional(RowSpace::accounts_of_customer) : std::nullopt;
  return list<AccountId, AccountRow>(
      *rows_, query, ids_under(*rows_, space, query.customer.value, rows_->facts().last_account.value),
      [&](const Account& account) { return query.status.empty() || account.is_active == (query.status == "active"); },
      [&](const Account& account) { return builder.build(account); });
}

Result<CustomerSummary> Snapshot::summary(CustomerId id) const {
  BOOST_OUTCOME_TRY(const auto found, rows_->find_with_debts(id));
  if (!found) {
    return not_found(id);
  }
  const Customer& customer = found->customer;
  const RowBuilder builder(*rows_, *vault_, today_);
  CustomerSummary summary;
  summary.customer_id = id;
  summary.last_communication_at = customer.last_communication_at;
  summary.debt_count = customer.debt_count;
  summary.payment_count = customer.payment_count;
  summary.communication_count = customer.communication_count;
  summary.account_count = customer.account_count;
  summary.position = position();
  for (const std::uint64_t debt_id : found->debts) {
    BOOST_OUTCOME_TRY(const Debt debt, require_row(*rows_, DebtId{debt_id}));
    BOOST_OUTCOME_TRY(const auto paid, builder.last_payment_date(debt));
    summary.totals.add(debt);
    summary.active_debt_count += debt.status == DebtStatus::active ? 1U : 0U;
    summary.open_debt_count += is_open(debt.status) ? 1U : 0U;
    summary.oldest_days_past_due = std::max(summary.oldest_days_past_due, days_past_due(debt, today_));
    summary.last_payment_date = std::max(summary.last_payment_date, paid);
  }
  return summary;
}

Result<PortfolioSummary> Snapshot::portfolio() const {
  BOOST_OUTCOME_TRY(const Portfolio portfolio, rows_->portfolio());
  return summarize(portfolio, rows_->facts(), today_);
}

}  // namespace daybook
