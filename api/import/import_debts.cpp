// The part of an import that takes debts and their payments: together, since a debt's first balance depends on them.
#include <algorithm>
#include <charconv>

#include "api/import/import_run.hpp"
#include "engine/domain/entities.hpp"

namespace daybook {
namespace {

ImportPayment& payment_of(Incoming& payment) { return std::get<ImportPayment>(payment.old.import); }

bool is_before(const Incoming& left, const Incoming& right) {
  const auto key = [](const Incoming& payment) {
    return std::pair(std::get<ImportPayment>(payment.old.import).row.payment_date, payment.old.id);
  };
  return key(left) < key(right);
}

/// Interest and fees: what the debt must have owed before its payments, less its original amount, as decide finds it.
Money drift_of(const ImportDebt& import) {
  Money start = import.row.current_balance.value_or(Money{});
  for (const ImportPayment& payment : import.payments) {
    start.minor += payment.status == PaymentStatus::completed ? payment.row.amount.minor : 0;
  }
  const Money original = import.row.original_amount;
  start = import.status == DebtStatus::settled ? std::max(start, original) : start;
  return {start.minor - original.minor};
}

/// Which payment a pointer into an ImportDebt leads to ("/payments/3/transaction_id").
std::optional<std::size_t> payment_at(std::string_view pointer) {
  constexpr std::string_view prefix = "/payments/";
  std::size_t index = 0;
  if (!pointer.starts_with(prefix)) {
    return std::nullopt;
  }
  pointer.remove_prefix(prefix.size());
  const auto [end, fault] = std::from_chars(pointer.data(), pointer.data() + pointer.size(), index);
  return fault == std::errc{} ? std::optional(index) : std::nullopt;
}

void keep_fresh_in_order(IncomingDebt& debt) {
  std::erase_if(debt.payments, [](const Incoming& payment) { return payment.known; });
  std::ranges::sort(debt.payments, is_before);
}

/// What goes in but is listed.
void note_oddities(IncomingDebt& debt) {
  const auto* import = std::get_if<ImportDebt>(&debt.debt.old.import);
  if (import == nullptr) {
    return;
  }
  if (is_open(import->status) && import->row.current_balance == Money{}) {
    debt.debt.old.notices.emplace_back("is open though nothing is owed: it becomes PAID_OFF");
  }
  for (Incoming& payment : debt.payments) {
    if (day_of(payment_of(payment).row.payment_date) < day_of(import->row.issue_date)) {
      payment.old.notices.emplace_back("payment_date is before the debt's issue_date");
    }
  }
}

/// The debt with all its payments when it is new, else a submission for each payment that is.
void add_submissions(IncomingDebt& debt, std::vector<DebtSubmission>& submissions) {
  if (debt.debt.known) {
    for (Incoming& payment : debt.payments) {
      submissions.push_back({&debt, &payment, std::move(payment.old.import)});
    }
    return;
  }
  auto& import = std::get<ImportDebt>(debt.debt.old.import);
  for (Incoming& payment : debt.payments) {
    import.payments.push_back(std::move(payment_of(payment)));
  }
  submissions.push_back({&debt, nullptr, std::move(import)});
}

}  // namespace

Result<std::optional<SourceRow>> PaymentsByDebt::next_up_to(std::int64_t debt_id) {
  if (!ahead_) {
    BOOST_OUTCOME_TRY(ahead_, cursor_.next());
  }
  if (!ahead_ || id_of(*ahead_, "debt_id").value_or(debt_id) > debt_id) {
    return std::optional<SourceRow>();
  }
  return std::exchange(ahead_, std::nullopt);
}

Result<std::optional<SourceRow>> PaymentsByDebt::next() {
  return ahead_ ? Result<std::optional<SourceRow>>(std::exchange(ahead_, std::nullopt)) : cursor_.next();
}

Result<void> ImportRun::import_debts() {
  BOOST_OUTCOME_TRY(SourceCursor cursor, source_.rows(Table::debts));
  BOOST_OUTCOME_TRY(SourceCursor payments_cursor, source_.rows(Table::payments));
  PaymentsByDebt payments(std::move(payments_cursor));
  std::vector<IncomingDebt> batch;
  std::uint64_t batch_begin = rows_read_;
  while (true) {
    BOOST_OUTCOME_TRY(const auto row, cursor.next());
    if (row) {
      BOOST_OUTCOME_TRY(take_debt(*row, payments, batch));
    }
    if (!row || rows_read_ - batch_begin >= batch_rows) {
      BOOST_OUTCOME_TRY(enter_debts(batch));
      batch.clear();
      batch_begin = rows_read_;
    }
    if (!row) {
      break;
    }
  }
  while (true) {
    BOOST_OUTCOME_TRY(const auto payment, payments.next());
    if (!payment) {
      return success();
    }
    BOOST_OUTCOME_TRY(turn_away_orphan(*payment));
  }
}

Result<void> ImportRun::take_debt(const SourceRow& row, PaymentsByDebt& payments, std::vector<IncomingDebt>& batch) {
  BOOST_OUTCOME_TRY(auto debt, take(row));
  const auto id = id_of(row);
  if (!id) {
    return success();
  }
  BOOST_OUTCOME_TRY(auto theirs, take_payments(*id, payments));
  if (debt) {
    batch.push_back({std::move(*debt), std::move(theirs)});
    return success();
  }
  for (const Incoming& payment : theirs) {
    if (!payment.known) {
      report_.reject_child({Table::payments, payment.old.id});
    }
  }
  return success();
}

Result<std::vector<Incoming>> ImportRun::take_payments(std::int64_t debt_id, PaymentsByDebt& payments) {
  std::vector<Incoming> taken;
  while (true) {
    BOOST_OUTCOME_TRY(const auto row, payments.next_up_to(debt_id));
    if (!row) {
      return taken;
    }
    if (id_of(*row, "debt_id") != debt_id) {
      BOOST_OUTCOME_TRY(turn_away_orphan(*row));
      continue;
    }
    BOOST_OUTCOME_TRY(auto payment, take(*row));
    if (payment) {
      taken.push_back(std::move(*payment));
    }
  }
}

Result<void> ImportRun::turn_away_orphan(const SourceRow& payment) {
  BOOST_OUTCOME_TRY(const auto incoming, take(payment));
  if (incoming && !incoming->known) {
    const ImportRow name{Table::payments, incoming->old.id};
    const std::string detail = "no debt " + std::to_string(incoming->old.debt_id);
    BOOST_OUTCOME_TRY(turn_away(name, error(ErrorCode::debt_not_found, detail, "/debt_id")));
  }
  return success();
}

Result<void> ImportRun::enter_debts(std::vector<IncomingDebt>& batch) {
  BOOST_OUTCOME_TRY(classify_debts(batch));
  for (IncomingDebt& debt : batch) {
    BOOST_OUTCOME_TRY(turn_away_foreign(debt));
  }
  BOOST_OUTCOME_TRY(classify_payments(batch));
  std::vector<DebtSubmission> submissions;
  for (IncomingDebt& debt : batch) {
    keep_fresh_in_order(debt);
    note_oddities(debt);
    add_submissions(debt, submissions);
  }
  return submit(std::move(submissions));
}

Result<void> ImportRun::classify_debts(std::vector<IncomingDebt>& batch) {
  std::vector<Incoming*> asked;
  for (IncomingDebt& debt : batch) {
    if (!debt.debt.known) {
      asked.push_back(&debt.debt);
    }
  }
  BOOST_OUTCOME_TRY(classify(Table::debts, asked));
  std::vector<Incoming*> known;
  for (IncomingDebt& debt : batch) {
    if (debt.debt.known) {
      known.push_back(&debt.debt);
    }
  }
  return recall(Table::debts, known);
}

/// Of a debt imported earlier the ledger knows the owner, who may have been another one then.
Result<void> ImportRun::turn_away_foreign(IncomingDebt& debt) {
  std::vector<Incoming> kept;
  for (Incoming& payment : debt.payments) {
    if (debt.debt.known || payment.known || payment.old.customer_id == debt.debt.old.customer_id) {
      kept.push_back(std::move(payment));
      continue;
    }
    const Error mismatch = error(ErrorCode::debt_not_owned_by_customer, "the debt belongs to another customer", "/debt_id");
    BOOST_OUTCOME_TRY(turn_away({Table::payments, payment.old.id}, mismatch));
  }
  debt.payments = std::move(kept);
  return success();
}

/// Of a new debt the payments are new, or were imported with another debt and have changed since.
Result<void> ImportRun::classify_payments(std::vector<IncomingDebt>& batch) {
  std::vector<Incoming*> asked;
  for (IncomingDebt& debt : batch) {
    for (Incoming& payment : debt.payments) {
      if (!payment.known) {
        payment_of(payment).row.debt_id.value = debt.debt.id;
        asked.push_back(&payment);
      }
    }
  }
  return classify(Table::payments, asked);
}

/// Submits again what was refused for the sake of one payment, without it, until nothing is.
Result<void> ImportRun::submit(std::vector<DebtSubmission> submissions) {
  while (!submissions.empty()) {
    std::vector<Import> imports;
    imports.reserve(submissions.size());
    for (DebtSubmission& submission : submissions) {
      imports.push_back(std::move(submission.import));
    }
    const auto answers = target_.submit(imports);
    std::vector<DebtSubmission> again;
    for (std::size_t i = 0; i < submissions.size(); ++i) {
      submissions[i].import = std::move(imports[i]);
      BOOST_OUTCOME_TRY(const bool once_more, settle(submissions[i], answers[i]));
      if (once_more) {
        again.push_back(std::move(submissions[i]));
      }
    }
    submissions = std::move(again);
  }
  return success();
}

/// Whether it is to be submitted once more, without the payment that stood in its way.
Result<bool> ImportRun::settle(DebtSubmission& submission, const Result<Receipt>& answer) {
  if (answer) {
    accept_debt(submission, answer.value());
    return false;
  }
  const Error& refusal = answer.error();
  if (!is_refusal(refusal)) {
    return refusal;
  }
  if (submission.payment != nullptr) {
    reject({Table::payments, submission.payment->old.id}, refusal);
    return false;
  }
  auto& payments = submission.debt->payments;
  const auto index = payment_at(refusal.pointer);
  if (!index || *index >= payments.size()) {
    reject_debt(*submission.debt, refusal);
    return false;
  }
  reject({Table::payments, payments[*index].old.id}, refusal);
  auto& nested = std::get<ImportDebt>(submission.import).payments;
  const auto offset = static_cast<std::ptrdiff_t>(*index);
  payments.erase(payments.begin() + offset);
  nested.erase(nested.begin() + offset);
  return true;
}

void ImportRun::accept_debt(const DebtSubmission& submission, const Receipt& receipt) {
  if (submission.payment != nullptr) {
    accept(Table::payments, *submission.payment, receipt);
    return;
  }
  IncomingDebt& debt = *submission.debt;
  const auto& import = std::get<ImportDebt>(submission.import);
  accept(Table::debts, debt.debt, receipt);
  for (Incoming& payment : debt.payments) {
    accept(Table::payments, payment, receipt);
  }
  if (const Money drift = drift_of(import); drift != Money{}) {
    report_.adjust({DebtId{receipt.id}, debt.debt.old.id, drift});
  }
  const bool stays_open = is_open(import.status) && import.row.current_balance != Money{};
  if (stays_open && closed_customers_.contains(debt.debt.old.customer_id)) {
    report_.list({Table::customers, debt.debt.old.customer_id}, "is closed though debt " + std::to_string(debt.debt.old.id) + " is open");
  }
}

void ImportRun::reject_debt(const IncomingDebt& debt, const Error& error) {
  reject({Table::debts, debt.debt.old.id}, error);
  for (const Incoming& payment : debt.payments) {
    report_.reject_child({Table::payments, payment.old.id});
  }
}

}  // namespace daybook
