// Rows and summaries as the ledger shows them, in the model's terms, so that both can be compared.
#pragma once

#include "projections/row.hpp"
#include "projections/summary.hpp"
#include "tests/support/model_rows.hpp"

namespace daybook::simulation {

// What the ledger answered. Days past due and external ids have no place in the model's rows.
model::Customer in_model_terms(const CustomerRow& row);
model::Debt in_model_terms(const DebtRow& row);
model::Payment in_model_terms(const PaymentRow& row);
model::Communication in_model_terms(const CommunicationRow& row);
model::Account in_model_terms(const AccountRow& row);
model::CustomerSummary in_model_terms(const CustomerSummary& summary);
model::PortfolioSummary in_model_terms(const PortfolioSummary& portfolio);

// What the ledger should show of the model's row: SSN, account and routing numbers by their last four characters.
model::Customer shown(model::Customer row);
model::Debt shown(model::Debt row);
model::Account shown(model::Account row);
// NOLINTBEGIN(bugprone-return-const-ref-from-parameter): of the model, which stays
inline const model::Payment& shown(const model::Payment& row) { return row; }
inline const model::Communication& shown(const model::Communication& row) { return row; }
// NOLINTEND(bugprone-return-const-ref-from-parameter)

}  // namespace daybook::simulation
