#include "tests/simulation/reads.hpp"

#include <algorithm>
#include <utility>

#include "tests/simulation/comparison.hpp"
#include "tests/simulation/shown.hpp"

namespace daybook::simulation {
namespace {

using model::Id;

template <class Shown>
using List = Result<std::vector<Shown>> (Snapshot::*)(const ListQuery&) const;

/// Compares one snapshot, of now or of the past, with one model.
class Reads {
 public:
  Reads(const Snapshot& snapshot, const model::Model& model, Comparison& comparison)
      : snapshot_(snapshot), model_(model), comparison_(comparison) {}

  void tables() {
    table<CustomerId>("customers", &Snapshot::customers, model_.customers(), ErrorCode::customer_not_found);
    table<DebtId>("debts", &Snapshot::debts, model_.debts(), ErrorCode::debt_not_found);
    table<PaymentId>("payments", &Snapshot::payments, model_.payments(), ErrorCode::payment_not_found);
    table<CommunicationId>("communications", &Snapshot::communications, model_.communications(), ErrorCode::communication_not_found);
    table<AccountId>("accounts", &Snapshot::accounts, model_.accounts(), ErrorCode::account_not_found);
  }

  void statuses() {
    for (const std::string status : {"active", "frozen", "closed"}) {
      list("customers", &Snapshot::customers, {.status = status}, model_.customers(),
           [&](const auto& row) { return to_text(row.status) == status; });
    }
    for (const std::string status : {"ACTIVE", "DEFAULTED", "IN_COLLECTION", "PAID_OFF", "SETTLED", "WRITTEN_OFF"}) {
      list("debts", &Snapshot::debts, {.status = status}, model_.debts(), [&](const auto& row) { return to_text(row.status) == status; });
    }
    for (const std::string status : {"PENDING", "COMPLETED", "FAILED", "REFUNDED"}) {
      list("payments", &Snapshot::payments, {.status = status}, model_.payments(),
           [&](const auto& row) { return to_text(row.status) == status; });
    }
    for (const std::string status : {"active", "inactive"}) {
      list("accounts", &Snapshot::accounts, {.status = status}, model_.accounts(),
           [&](const auto& row) { return row.is_active == (status == "active"); });
    }
    comparison_.refused("debts of no status", snapshot_.debts({.status = "OPEN"}), ErrorCode::invalid_field);
  }

  /// What can be asked about one customer, now or in the past.
  void customer(Id id) {
    const ListQuery query{.customer = {id}};
    const auto belongs = [&](const auto& row) { return row.customer_id == id; };
    one(CustomerId{id}, "customer", model_.customers().at(id));
    list("debts", &Snapshot::debts, query, model_.debts(), belongs);
    list("payments", &Snapshot::payments, query, model_.payments(), belongs);
    list("communications", &Snapshot::communications, query, model_.communications(), belongs);
    list("accounts", &Snapshot::accounts, query, model_.accounts(), belongs);
    comparison_.equal("summary of customer " + std::to_string(id), translated(snapshot_.summary({id})),
                      model_.summary(id, snapshot_.today()));
  }

  void debt(Id id) {
    const Id owner = model_.debts().at(id).customer_id;
    for (const Id customer : {Id{0}, owner, Id{1}}) {
      const auto belongs = [&](const auto& row) { return customer == 0 || row.customer_id == customer; };
      const ListQuery query{.customer = {customer}, .debt = {id}};
      list("payments", &Snapshot::payments, query, model_.payments(), [&](const auto& row) { return row.debt_id == id && belongs(row); });
      list("communications", &Snapshot::communications, query, model_.communications(),
           [&](const auto& row) { return std::ranges::find(row.debt_ids, id) != row.debt_ids.end() && belongs(row); });
    }
  }

  void portfolio() { comparison_.equal("portfolio", translated(snapshot_.portfolio()), model_.portfolio(snapshot_.today())); }

  /// A row alone.
  template <class Number, class Row>
  void one(Number id, const std::string& what, const Row& row) {
    comparison_.equal(what + ' ' + std::to_string(id.value), translated(snapshot_.row(id)), shown(whole(row)));
  }

 private:
  /// In the model's terms, with what those have no place for compared here.
  template <class Shown>
  auto translated(const Result<Shown>& answer) -> Result<decltype(in_model_terms(answer.value()))> {
    if (!answer) {
      return answer.error();
    }
    if constexpr (requires { answer.value().external_id; }) {
      comparison_.hold(!answer.value().external_id, "a row that was not imported has an external id");
    }
    if constexpr (requires { answer.value().days_past_due; }) {
      const Id id = answer.value().id.value;
      comparison_.hold(model_.debts().contains(id) && answer.value().days_past_due == model_.days_past_due(id, snapshot_.today()),
                       "days past due of debt " + std::to_string(id));
    }
    return in_model_terms(answer.value());
  }

  /// With the columns that are derived on reading.
  model::Debt whole(const model::Debt& row) const { return model_.debt(row.id); }
  template <class Row>
  const Row& whole(const Row& row) const {
    return row;  // NOLINT(bugprone-return-const-ref-from-parameter): of the model, which stays
  }

  template <class Number, class Shown, class Row>
  void table(const std::string& what, List<Shown> read, const std::map<Id, Row>& rows, ErrorCode not_found) {
    list(what, read, {}, rows, [](const Row&) { return true; });
    for (const auto& [id, row] : rows) {
      one(Number{id}, what, row);
    }
    comparison_.refused(what + " 0", snapshot_.row(Number{0}), not_found);
    comparison_.refused(what + " past the end", snapshot_.row(Number{rows.size() + 1}), not_found);
  }

  /// All pages of a list: few of them where there is much, many where there is little.
  template <class Shown, class Row, class Keep>
  void list(const std::string& what, List<Shown> read, ListQuery query, const std::map<Id, Row>& rows, Keep keep) {
    std::vector<Row> expected;
    for (const auto& [id, row] : rows) {
      if (keep(row)) {
        expected.push_back(shown(whole(row)));
      }
    }
    query.limit = 1 + expected.size() / 2;
    std::vector<Row> found;
    std::string name =
        what + " of customer " + std::to_string(query.customer.value) + " debt " + std::to_string(query.debt.value) + ' ' + query.status;
    for (bool more = true; more;) {
      const auto page = (snapshot_.*read)(query);
      if (!page) {
        comparison_.hold(false, name + ": " + page.error().detail);
        return;
      }
      for (const Shown& row : page.value()) {
        found.push_back(translated(Result<Shown>(row)).value());
      }
      more = page.value().size() == query.limit;
      query.after = page.value().empty() ? 0 : page.value().back().id.value;
    }
    comparison_.hold(found.size() == expected.size(),
                     name + ": " + std::to_string(found.size()) + " rows instead of " + std::to_string(expected.size()));
    for (std::size_t index = 0; index < std::min(found.size(), expected.size()); ++index) {
      comparison_.equal(name, Result<Row>(found[index]), expected[index]);
    }
  }

  const Snapshot& snapshot_;
  const model::Model& model_;
  Comparison& comparison_;
};

/// Histories: all, of each customer, of each debt, of each kind.
class Histories {
 public:
  Histories(const Snapshot& snapshot, const std::vector<Remembered>& history, Comparison& comparison)
      : snapshot_(snapshot), history_(history), comparison_(comparison) {}

  template <class Keep>
  void list(const std::string& what, EventQuery query, Keep keep) {
    std::vector<Happened> expected;
    for (const Remembered& event : history_) {
      if (keep(event)) {
        expected.push_back(event.happened);
      }
    }
    query.limit = 1 + expected.size() / 2;
    std::vector<Happened> found;
    for (bool more = true; more;) {
      const auto page = snapshot_.events(query);
      if (!page) {
        comparison_.hold(false, what + ": " + page.error().detail);
        return;
      }
      std::ranges::transform(page.value(), std::back_inserter(found), happened);
      more = page.value().size() == query.limit;
      query.from = found.empty() ? Position{} : Position{found.back().position + 1};
    }
    comparison_.hold(found == expected,
                     what + ": " + std::to_string(found.size()) + " events, " + std::to_string(expected.size()) + " expected, or others");
  }

 private:
  const Snapshot& snapshot_;
  const std::vector<Remembered>& history_;
  Comparison& comparison_;
};

/// One customer at one moment at which the ledger was as `past` says. `day`: of that moment.
std::string difference_of_past(const Snapshot& snapshot, const Moment& moment, const Past& past, Date day, Id customer, Instant now) {
  const auto then = snapshot.as_of(moment, Table::customers, customer, now);
  if (!then) {
    return then.error().detail;
  }
  Comparison comparison;
  comparison.hold(
      then.value().position().value == past.model.position(),
      "reflects position " + std::to_string(then.value().position().value) + " instead of " + std::to_string(past.model.position()));
  comparison.hold(then.value().today() == day, "counts days past due to another day");
  if (past.model.customers().contains(customer)) {
    Reads(then.value(), past.model, comparison).customer(customer);
  } else {
    comparison.refused("customer " + std::to_string(customer), then.value().row(CustomerId{customer}), ErrorCode::customer_not_found);
  }
  return comparison.first();
}

/// All moments that name `past`: its position, those inside the next command, and the time up to the next command.
std::vector<std::pair<Moment, Date>> moments_of(const Past& past, Instant now) {
  std::vector<std::pair<Moment, Date>> moments{{{.position = {past.model.position()}}, day_of(past.recorded_at)}};
  for (std::size_t inside = 1; inside < past.next_events; ++inside) {
    moments.push_back({{.position = {past.model.position() + inside}}, day_of(past.next_recorded_at)});
  }
  const Instant end = past.next_events == 0 ? now : Instant{past.next_recorded_at.microseconds - 1};
  if (past.recorded_at <= end) {
    moments.push_back({{.instant = past.recorded_at}, day_of(past.recorded_at)});
    moments.push_back({{.instant = end}, day_of(end)});
  }
  return moments;
}

std::string text_of(const Moment& moment) {
  return moment.instant ? format(*moment.instant) : "position " + std::to_string(moment.position.value);
}

}  // namespace

std::string difference_of_reads(const Snapshot& snapshot, const model::Model& model, const std::vector<Remembered>& history) {
  Comparison comparison;
  comparison.hold(snapshot.position().value == model.position(),
                  "the snapshot is at position " + std::to_string(snapshot.position().value));
  Reads reads(snapshot, model, comparison);
  Histories histories(snapshot, history, comparison);
  reads.tables();
  reads.statuses();
  reads.portfolio();
  histories.list("events", {.from = {2}}, [](const Remembered&) { return true; });
  for (const std::string type : {"PaymentCompleted", "DebtReopened", "CustomerProfileChanged"}) {
    histories.list(type, {.type = type}, [&](const Remembered& event) { return event.happened.event == type; });
  }
  for (const auto& [id, row] : model.customers()) {
    reads.customer(id);
    histories.list("events of customer " + std::to_string(id), {.customer = {id}},
                   [&](const Remembered& event) { return event.happened.customer == id; });
  }
  for (const auto& [id, row] : model.debts()) {
    reads.debt(id);
    histories.list("events of debt " + std::to_string(id), {.debt = {id}},
                   [&](const Remembered& event) { return event.debts.contains(id); });
  }
  return comparison.first();
}

std::string difference_of_touched(const Snapshot& snapshot, const Oracle& oracle, std::size_t known) {
  Comparison comparison;
  Reads reads(snapshot, oracle.model(), comparison);
  std::set<Id> customers;
  for (std::size_t index = known; index < oracle.history().size(); ++index) {
    customers.insert(oracle.history()[index].happened.customer);
  }
  std::ranges::for_each(customers, [&](Id customer) { reads.customer(customer); });
  reads.portfolio();
  return comparison.first();
}

std::string difference_of_past_reads(const Snapshot& snapshot, const Oracle& oracle, Instant now) {
  Comparison comparison;
  const Id customers = oracle.model().customers().size();
  for (const Past& past : oracle.pasts()) {
    for (const auto& [moment, day] : moments_of(past, now)) {
      for (Id customer = 1 + past.model.position() % 5; customer <= customers; customer += 5) {
        const std::string difference = difference_of_past(snapshot, moment, past, day, customer, now);
        comparison.hold(difference.empty(), "customer " + std::to_string(customer) + " as of " + text_of(moment) + ": " + difference);
      }
    }
  }
  const Position after{oracle.model().position() + 1};
  comparison.refused("the future", snapshot.as_of({.position = after}, Table::customers, 1, now),
                     customers > 0 ? ErrorCode::date_in_future : ErrorCode::customer_not_found);
  return comparison.first();
}

}  // namespace daybook::simulation
