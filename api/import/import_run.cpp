#include "api/import/import_run.hpp"

#include <algorithm>

namespace daybook {
namespace {

void set_customer(Import& import, CustomerId customer) {
  std::visit(
      [customer](auto& alternative) {
        if constexpr (requires { alternative.row.customer_id; }) {
          alternative.row.customer_id = customer;
        }
      },
      import);
}

bool wants_to_be_primary(const Import& import) {
  const auto* account = std::get_if<ImportAccount>(&import);
  return account != nullptr && account->row.is_primary.value_or(false);
}

/// The rows that were imported earlier, or the others.
std::vector<Incoming*> those(std::vector<Incoming>& batch, bool known) {
  std::vector<Incoming*> rows;
  for (Incoming& incoming : batch) {
    if (incoming.known == known) {
      rows.push_back(&incoming);
    }
  }
  return rows;
}

}  // namespace

bool is_refusal(const Error& error) {
  constexpr int not_found = 4;
  constexpr int refused = 5;
  const int exit_code = info(error.code).exit_code;
  return exit_code == not_found || exit_code == refused;
}

ImportRun::ImportRun(const Ledger& ledger, ImportTarget& target, const SqliteSource& source, const ImportOptions& options)
    : target_(target), source_(source), options_(options), context_{ledger.currency(), options.source}, earlier_(ledger, options.source) {
  report_.source = options.source;
  report_.database = options.file.filename().string();
  report_.dry_run = options.dry_run;
}

Result<ImportReport> ImportRun::run() {
  BOOST_OUTCOME_TRY(rows_total_, source_.count());
  for (const Table table : source_tables) {
    BOOST_OUTCOME_TRY(repeated_ids_[table], source_.repeated_ids(table));
  }
  BOOST_OUTCOME_TRY(import_table(Table::customers));
  BOOST_OUTCOME_TRY(import_debts());
  BOOST_OUTCOME_TRY(import_table(Table::communications));
  BOOST_OUTCOME_TRY(import_table(Table::accounts));
  report_.sort();
  return std::move(report_);
}

Result<std::optional<Incoming>> ImportRun::take(const SourceRow& row) {
  const Table table = row.table();
  count_row(table);
  const ImportRow name{table, id_of(row)};
  if (!name.id) {
    reject(name, error(ErrorCode::invalid_field, "id is not an integer", "/id"));
    return std::optional<Incoming>();
  }
  if (repeated_ids_[table].contains(*name.id)) {
    return turn_away(name, error(ErrorCode::invalid_field, "id is there more than once", "/id"));
  }
  Result<OldRow> old = convert(row, context_);
  if (!old) {
    return turn_away(name, old.error());
  }
  return find_customer(table, Incoming{std::move(old).value()});
}

Result<std::optional<Incoming>> ImportRun::find_customer(Table table, Incoming incoming) {
  OldRow& old = incoming.old;
  if (table == Table::customers) {
    if (std::get<ImportCustomer>(old.import).status == CustomerStatus::closed) {
      closed_customers_.insert(old.id);
    }
    return std::optional(std::move(incoming));
  }
  if (const CustomerId customer{customers_.find(old.customer_id)}) {
    set_customer(old.import, customer);
    return std::optional(std::move(incoming));
  }
  const ImportRow name{table, old.id};
  if (rejected_customers_.contains(old.customer_id)) {
    report_.reject_child(name);
    return std::optional<Incoming>();
  }
  return turn_away(name, error(ErrorCode::customer_not_found, "no customer " + std::to_string(old.customer_id), "/customer_id"));
}

Result<std::optional<Incoming>> ImportRun::turn_away(const ImportRow& row, const Error& error) {
  BOOST_OUTCOME_TRY(const bool known, earlier_.has(row.table, *row.id));
  if (!known) {
    reject(row, error);
    return std::optional<Incoming>();
  }
  report_.change(row);
  Incoming incoming;
  incoming.old.id = *row.id;
  incoming.known = true;
  return std::optional(std::move(incoming));
}

void ImportRun::reject(const ImportRow& row, const Error& error) {
  report_.reject(row, error);
  if (row.table == Table::customers && row.id) {
    rejected_customers_.insert(*row.id);
  }
}

Result<void> ImportRun::classify(Table table, std::span<Incoming* const> rows) {
  for (Incoming* incoming : rows) {
    BOOST_OUTCOME_TRY(const auto differs, earlier_.differs(incoming->old.import));
    incoming->known = differs.has_value();
    if (differs == std::optional(true)) {
      report_.change({table, incoming->old.id});
    } else if (differs) {
      ++report_.of(table).unchanged;
    }
  }
  return success();
}

Result<void> ImportRun::recall(Table table, std::span<Incoming* const> incoming) {
  std::vector<std::int64_t> external_ids;
  for (const Incoming* row : incoming) {
    external_ids.push_back(row->old.id);
  }
  BOOST_OUTCOME_TRY(const auto ids, earlier_.ids(table, external_ids));
  for (std::size_t i = 0; i < incoming.size(); ++i) {
    incoming[i]->id = ids[i];
  }
  return success();
}

void ImportRun::accept(Table table, Incoming& incoming, const Receipt& receipt) {
  incoming.id = receipt.id;
  ++report_.of(table).imported;
  for (std::string& notice : incoming.old.notices) {
    report_.list({table, incoming.old.id}, std::move(notice));
  }
}

void ImportRun::count_row(Table table) {
  ++report_.of(table).read;
  ++rows_read_;
  if (options_.progress) {
    options_.progress(rows_read_, rows_total_);
  }
}

Result<void> ImportRun::import_table(Table table) {
  BOOST_OUTCOME_TRY(SourceCursor cursor, source_.rows(table));
  std::vector<Incoming> batch;
  while (true) {
    BOOST_OUTCOME_TRY(const auto row, cursor.next());
    if (row) {
      BOOST_OUTCOME_TRY(auto incoming, take(*row));
      if (incoming) {
        batch.push_back(std::move(*incoming));
      }
    }
    if (!row || batch.size() >= batch_rows) {
      BOOST_OUTCOME_TRY(enter(table, batch));
      batch.clear();
    }
    if (!row) {
      return success();
    }
  }
}

Result<void> ImportRun::enter(Table table, std::vector<Incoming>& batch) {
  if (options_.is_cancelled && options_.is_cancelled()) {
    return error(ErrorCode::busy, "the import was stopped; run again it goes on");
  }
  BOOST_OUTCOME_TRY(classify(table, those(batch, false)));
  if (table == Table::customers) {
    BOOST_OUTCOME_TRY(recall(table, those(batch, true)));
  }
  BOOST_OUTCOME_TRY(submit(table, batch));
  if (table == Table::customers) {
    remember_customers(batch);
  }
  return success();
}

Result<void> ImportRun::submit(Table table, std::vector<Incoming>& batch) {
  const std::vector<Incoming*> fresh = those(batch, false);
  std::vector<Import> imports;
  imports.reserve(fresh.size());
  for (Incoming* incoming : fresh) {
    imports.push_back(std::move(incoming->old.import));
  }
  const auto answers = target_.submit(imports);
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    if (answers[i]) {
      accept(table, *fresh[i], answers[i].value());
      BOOST_OUTCOME_TRY(check_primary(imports[i], *fresh[i]));
    } else if (is_refusal(answers[i].error())) {
      reject({table, fresh[i]->old.id}, answers[i].error());
    } else {
      return answers[i].error();
    }
  }
  return success();
}

void ImportRun::remember_customers(const std::vector<Incoming>& batch) {
  for (const Incoming& customer : batch) {
    if (customer.id != 0 && customers_.find(customer.old.id) == 0) {
      customers_.add(customer.old.id, customer.id);
    }
  }
}

Result<void> ImportRun::check_primary(const Import& import, const Incoming& account) {
  if (wants_to_be_primary(import)) {
    BOOST_OUTCOME_TRY(const bool primary, target_.is_primary(AccountId{account.id}));
    if (!primary) {
      report_.list({Table::accounts, account.old.id}, "is not primary: it is inactive, or its customer has a primary account");
    }
  }
  return success();
}

}  // namespace daybook
