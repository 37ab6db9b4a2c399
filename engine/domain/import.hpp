// Rows of the old database, as facts. Only the importer submits these; nothing parses them from outside.
//
// They reuse the fields of the commands that make such rows today, with what those may not set beside them.
#pragma once

#include <variant>
#include <vector>

#include "engine/domain/command.hpp"
#include "engine/domain/sealing.hpp"

namespace daybook {

/// `row.account_status` is ignored: `status` counts.
struct ImportCustomer {
  CreateCustomer row;
  CustomerStatus status = CustomerStatus::active;
  ImportOrigin origin;
};

/// `row.status` is ignored: `status` counts. Standing alone it adds a payment to a debt imported earlier.
struct ImportPayment {
  RecordPayment row;
  PaymentStatus status = PaymentStatus::pending;
  ImportOrigin origin;
  Sealing sealing;
};

/// A debt with its accepted payments, in order of date: all go in together, or none.
/// `row.current_balance` is the old row's; `row.status` is ignored: `status` counts.
struct ImportDebt {
  IssueDebt row;
  DebtStatus status = DebtStatus::active;
  ImportOrigin origin;
  std::vector<ImportPayment> payments;
};

struct ImportCommunication {
  LogCommunication row;
  ImportOrigin origin;
};

/// `row.is_active` and `row.is_primary` may be anything.
struct ImportAccount {
  LinkAccount row;
  ImportOrigin origin;
};

using Import = std::variant<ImportCustomer, ImportDebt, ImportPayment, ImportCommunication, ImportAccount>;

}  // namespace daybook
