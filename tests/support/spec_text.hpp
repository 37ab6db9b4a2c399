// Events, commands and answers as text, for failure messages.
#pragma once

#include <string>
#include <vector>

#include "events/event.hpp"
#include "tests/support/model_rows.hpp"

namespace daybook::spec {

/// "PaymentCompleted{1, 1, 1, 20000, …}": values in the order of the struct.
std::string describe(const Event& event);
/// One event a line.
std::string describe(const std::vector<Event>& events);
/// "record_payment customer_id=1 debt_id=1 amount=20000": the fields that are given.
std::string describe(const Command& command);
/// The values of a row or summary, in the order of its struct.
std::string describe(const model::Customer& row);
std::string describe(const model::Debt& row);
std::string describe(const model::Payment& row);
std::string describe(const model::Communication& row);
std::string describe(const model::Account& row);
std::string describe(const model::CustomerSummary& row);
std::string describe(const model::PortfolioSummary& row);
/// "missing_field /reason; " or "DebtSettled id 1 position 7".
std::string describe(const model::Answer& answer);

}  // namespace daybook::spec
