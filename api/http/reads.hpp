// Answers that only read. Each is one row of the route table.
#pragma once

#include "api/http/route.hpp"

namespace daybook {

Result<HttpResponse> read_customer(const Call& call);
Result<HttpResponse> read_debt(const Call& call);
Result<HttpResponse> read_payment(const Call& call);
Result<HttpResponse> read_communication(const Call& call);
Result<HttpResponse> read_account(const Call& call);

// All rows, or those of the customer in the path.
Result<HttpResponse> list_customers(const Call& call);
Result<HttpResponse> list_debts(const Call& call);
Result<HttpResponse> list_payments(const Call& call);
Result<HttpResponse> list_communications(const Call& call);
Result<HttpResponse> list_accounts(const Call& call);

Result<HttpResponse> read_summary(const Call& call);
Result<HttpResponse> read_portfolio(const Call& call);
Result<HttpResponse> list_events(const Call& call);
Result<HttpResponse> search_customers(const Call& call);
/// Waits for the ledger: who looked is on the log before anything is shown.
Result<HttpResponse> reveal_customer(const Call& call);

}  // namespace daybook
