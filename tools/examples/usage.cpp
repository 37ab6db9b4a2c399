// The four usage examples of the bank's schema document, one for one.
//
//   usage FOLDER     FOLDER is new or empty; a ledger is made in it
#include <cstdlib>
#include <iostream>

#include <daybook/ledger.hpp>

namespace {

using namespace daybook;

/// Ends the program when a result is an error: examples have nobody to hand it to.
template <class T>
T or_exit(Result<T> result) {
  if (!result) {
    std::cerr << result.error().detail << " (" << to_text(result.error().code) << ")\n";
    std::exit(1);
  }
  return std::move(result).value();
}

Money dollars(std::string_view text) { return or_exit(parse_money(text, Currency{})); }
Rate percent(std::string_view text) { return or_exit(parse_rate(text)); }
Instant instant(std::string_view text) { return or_exit(parse_instant(text)); }

// Creating a customer with a debt.

CustomerId create_customer(Ledger& ledger) {
  const Receipt receipt = or_exit(ledger.submit(CreateCustomer{.first_name = "Jane",
                                                               .last_name = "Smith",
                                                               .email = "jane.smith@example.com",
                                                               .phone_primary = "+1987654321",
                                                               .address_line1 = "456 Oak Ave",
                                                               .city = "Los Angeles",
                                                               .state = "CA",
                                                               .zip_code = "90001"}));
  return CustomerId{receipt.id};
}

DebtId create_debt(Ledger& ledger, CustomerId customer) {
  const Receipt receipt = or_exit(ledger.submit(IssueDebt{.customer_id = customer,
                                                          .debt_type = "credit_card",
                                                          .original_amount = dollars("5000.00"),
                                                          .current_balance = dollars("5000.00"),
                                                          .interest_rate = percent("19.99"),
                                                          .minimum_payment = dollars("150.00"),
                                                          .issue_date = instant("2024-01-15"),
                                                          .due_date = instant("2025-02-15"),
                                                          .status = DebtStatus::active}));
  return DebtId{receipt.id};
}

// Recording a payment.

void record_payment(Ledger& ledger, CustomerId customer, DebtId debt) {
  or_exit(ledger.submit(RecordPayment{.customer_id = customer,
                                      .debt_id = debt,
                                      .amount = dollars("200.00"),
                                      .payment_date = ledger.now(),
                                      .payment_method = "bank_transfer",
                                      .status = PaymentStatus::completed}));
  const DebtRow row = or_exit(ledger.snapshot().row(debt));
  std::cout << "Debt balance: $" << format(row.current_balance, ledger.currency()) << '\n';
}

// Logging a communication.

void log_communication(Ledger& ledger, CustomerId customer) {
  or_exit(ledger.submit(LogCommunication{.customer_id = customer,
                                         .communication_type = CommunicationType::call,
                                         .direction = Direction::outbound,
                                         .duration_seconds = 180,
                                         .contact_phone = "+1987654321",
                                         .outcome = "payment_promised",
                                         .notes = "Customer agreed to make payment by end of week",
                                         .agent_id = "agent_001"}));
}

// Getting a customer's summary.

void print_summary(const Ledger& ledger, CustomerId customer) {
  const CustomerSummary summary = or_exit(ledger.snapshot().summary(customer));
  std::cout << "Total Debt: $" << format(summary.totals.total_debt, ledger.currency()) << '\n'
            << "Active Debts: " << summary.active_debt_count << '\n'
            << "Total Paid: $" << format(summary.totals.total_paid, ledger.currency()) << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: usage FOLDER\n";
    return 2;
  }
  const auto ledger = or_exit(Ledger::create({.directory = argv[1]}));
  const CustomerId customer = create_customer(*ledger);
  const DebtId debt = create_debt(*ledger, customer);
  record_payment(*ledger, customer, debt);
  log_communication(*ledger, customer);
  print_summary(*ledger, customer);
}
