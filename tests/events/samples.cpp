#include "tests/events/samples.hpp"

#include <numeric>
#include <utility>

namespace daybook {
namespace {

constexpr Instant noon{1'738'324'800'000'000};
constexpr Instant before_1970{-86'400'000'001};

template <class Fixed>
Fixed counting_bytes(std::uint8_t first) {
  Fixed value;
  std::iota(value.bytes.begin(), value.bytes.end(), first);
  return value;
}

const Sealed sealed_personal{"sealed personal group"};
const Sealed sealed_secret{std::string("sealed\0secret", 13)};
const ImportOrigin full_origin{
    .source = "bank", .external_id = -7, .created_at = before_1970, .updated_at = noon, .body_digest = counting_bytes<Digest>(3)};
const ImportOrigin bare_origin{.source = "bank", .external_id = 7, .created_at = {}, .updated_at = {}, .body_digest = {}};
const std::vector<SealedField> changed{SealedField::notes, SealedField::first_name};

const CustomerCreated full_customer{.customer_id = {7}, .key_id = {8}, .personal = sealed_personal, .secret = sealed_secret, .tokens = {}};
const CustomerCreated bare_customer{.customer_id = {7}, .key_id = {8}, .personal = {}, .secret = {}, .tokens = {}};
const DebtIssued full_debt{.debt_id = {21},
                           .customer_id = {7},
                           .debt_type = "credit_card",
                           .original_amount = {500'000},
                           .current_balance = {480'000},
                           .interest_rate = Rate{199'900},
                           .minimum_payment = Money{15'000},
                           .issue_date = before_1970,
                           .due_date = noon,
                           .reference_number = "R-1",
                           .personal = sealed_personal,
                           .secret = sealed_secret};
const DebtIssued bare_debt{.debt_id = {21},
                           .customer_id = {7},
                           .debt_type = "loan",
                           .original_amount = {1},
                           .current_balance = {1},
                           .interest_rate = {},
                           .minimum_payment = {},
                           .issue_date = noon,
                           .due_date = {},
                           .reference_number = {},
                           .personal = {},
                           .secret = {}};
const PaymentInitiated full_payment{.payment_id = {55},
                                    .customer_id = {7},
                                    .debt_id = {21},
                                    .amount = {20'000},
                                    .payment_date = noon,
                                    .payment_method = "bank_transfer",
                                    .transaction_id = "tx-123456789",
                                    .personal = sealed_personal};
const PaymentInitiated bare_payment{.payment_id = {55},
                                    .customer_id = {7},
                                    .debt_id = {21},
                                    .amount = {20'000},
                                    .payment_date = noon,
                                    .payment_method = {},
                                    .transaction_id = {},
                                    .personal = {}};
const CommunicationLogged full_communication{.communication_id = {90},
                                             .customer_id = {7},
                                             .communication_type = CommunicationType::in_person,
                                             .direction = Direction::outbound,
                                             .timestamp = noon,
                                             .duration_seconds = 180,
                                             .outcome = "payment_promised",
                                             .agent_id = "agent_001",
                                             .debt_ids = {{21}, {22}},
                                             .personal = sealed_personal};
const CommunicationLogged bare_communication{.communication_id = {90},
                                             .customer_id = {7},
                                             .communication_type = CommunicationType::call,
                                             .direction = Direction::inbound,
                                             .timestamp = noon,
                                             .duration_seconds = {},
                                             .outcome = {},
                                             .agent_id = {},
                                             .debt_ids = {},
                                             .personal = {}};
const AccountLinked full_account{.account_id = {31},
                                 .customer_id = {7},
                                 .account_type = "checking",
                                 .bank_name = "First Bank",
                                 .personal = sealed_personal,
                                 .secret = sealed_secret,
                                 .tokens = {}};
const AccountLinked bare_account{
    .account_id = {31}, .customer_id = {7}, .account_type = "savings", .bank_name = {}, .personal = {}, .secret = {}, .tokens = {}};

const DebtTermsChanged full_terms{.debt_id = {21},
                                  .interest_rate = Rate{10'000'000},
                                  .minimum_payment = Money{15'001},
                                  .due_date = before_1970,
                                  .reference_number = Change<std::string>("R-2"),
                                  .changed = changed,
                                  .personal = sealed_personal,
                                  .secret = sealed_secret};

const PaymentCompleted full_completion{.payment_id = {55},
                                       .customer_id = {7},
                                       .debt_id = {21},
                                       .amount = {20'000},
                                       .payment_date = noon,
                                       .payment_method = "bank_transfer",
                                       .transaction_id = "tx-123456789",
                                       .personal = sealed_personal,
                                       .applied = {19'999},
                                       .credited = {1}};

Envelope full_envelope() {
  return {.position = {},
          .recorded_at = {},
          .customer = {7},
          .version = {12},
          .following = 2,
          .actor = "os:root",
          .idempotency_key = "import-12345",
          .body_digest = counting_bytes<Digest>(100),
          .note = {"sealed reason"}};
}

/// Everything optional present.
std::vector<Event> full_events() {
  using Text = Change<std::string>;
  return {
      LedgerOpened{.ledger_id = counting_bytes<LedgerId>(1), .currency = {.code = {'K', 'W', 'D'}, .digits = 3}},
      full_customer,
      CustomerProfileChanged{.customer_id = {7}, .changed = changed, .personal = sealed_personal, .secret = sealed_secret, .tokens = {}},
      CustomerFrozen{{7}},
      CustomerUnfrozen{{7}},
      CustomerClosed{{7}},
      CustomerReopened{{7}},
      full_debt,
      full_terms,
      DebtBalanceAdjusted{
          .debt_id = {21}, .amount = {-1'000}, .kind = AdjustmentKind::import, .effective_at = before_1970, .from_credit = {5}},
      DebtDefaulted{{21}},
      DebtCured{{21}},
      DebtPlacedInCollection{.debt_id = {21}, .agency = "Collectors & Sons"},
      DebtRecalled{{21}},
      DebtWrittenOff{.debt_id = {21}, .amount = {480'000}},
      DebtSettled{.debt_id = {21}, .forgiven = {480'000}},
      DebtPaidOff{{21}},
      DebtReopened{.debt_id = {21}, .status = DebtStatus::written_off, .unforgiven = {12}},
      CreditRefunded{.debt_id = {21}, .amount = {12}},
      CreditApplied{.from_debt_id = {21}, .to_debt_id = {22}, .amount = {12}},
      full_payment,
      full_completion,
      PaymentFailed{.payment_id = {55}, .debt_id = {21}},
      PaymentRefunded{.payment_id = {55},
                      .debt_id = {21},
                      .amount = {20'000},
                      .kind = RefundKind::error,
                      .refunded_at = noon,
                      .from_credit = {1},
                      .restored = {19'999}},
      full_communication,
      CommunicationAmended{.communication_id = {90},
                           .outcome = Text("no_answer"),
                           .duration_seconds = Change<std::int32_t>(60),
                           .changed = changed,
                           .personal = sealed_personal},
      full_account,
      AccountChanged{.account_id = {31},
                     .account_type = "savings",
                     .bank_name = Text("Second Bank"),
                     .changed = changed,
                     .personal = sealed_personal,
                     .secret = sealed_secret},
      PrimaryAccountChanged{.customer_id = {7}, .account_id = {31}},
      AccountDeactivated{{31}},
      AccountReactivated{{31}},
      CustomerImported{.row = full_customer, .status = CustomerStatus::closed, .origin = full_origin},
      DebtImported{.row = full_debt, .origin = full_origin},
      DebtStatusImported{.debt_id = {21}, .status = DebtStatus::settled, .amount = {480'000}},
      PaymentImported{.row = full_payment, .status = PaymentStatus::completed, .applied = {19'999}, .credited = {1}, .origin = full_origin},
      CommunicationImported{.row = full_communication, .origin = full_origin},
      AccountImported{.row = full_account, .is_active = true, .is_primary = true, .origin = full_origin},
      TokenCreated{.hash = counting_bytes<AccessHash>(1), .role = Role::admin, .name = "clerk", .expires_at = noon},
      TokenRevoked{.token_id = {9}, .hash = counting_bytes<AccessHash>(1)},
      DataRevealed{.customer_id = {7}, .fields = changed},
  };
}

/// Of the events that have something optional or empty: without it.
std::vector<Event> bare_events() {
  return {
      LedgerOpened{},
      bare_customer,
      CustomerProfileChanged{.customer_id = {7}, .changed = {}, .personal = {}, .secret = {}, .tokens = {}},
      bare_debt,
      DebtTermsChanged{.debt_id = {21},
                       .interest_rate = {},
                       .minimum_payment = {},
                       .due_date = {},
                       .reference_number = {},
                       .changed = {},
                       .personal = {},
                       .secret = {}},
      DebtBalanceAdjusted{.debt_id = {21}, .amount = {}, .kind = {}, .effective_at = {}, .from_credit = {}},
      DebtPlacedInCollection{.debt_id = {21}, .agency = ""},
      bare_payment,
      PaymentCompleted{.payment_id = {55},
                       .customer_id = {7},
                       .debt_id = {21},
                       .amount = {20'000},
                       .payment_date = noon,
                       .payment_method = {},
                       .transaction_id = {},
                       .personal = {},
                       .applied = {20'000},
                       .credited = {}},
      PaymentRefunded{
          .payment_id = {55}, .debt_id = {21}, .amount = {1}, .kind = {}, .refunded_at = {}, .from_credit = {}, .restored = {1}},
      bare_communication,
      CommunicationAmended{.communication_id = {90}, .outcome = {}, .duration_seconds = {}, .changed = {}, .personal = {}},
      bare_account,
      AccountChanged{.account_id = {31}, .account_type = {}, .bank_name = {}, .changed = {}, .personal = {}, .secret = {}},
      CustomerImported{.row = bare_customer, .status = {}, .origin = bare_origin},
      DebtImported{.row = bare_debt, .origin = bare_origin},
      PaymentImported{.row = bare_payment, .status = {}, .applied = {}, .credited = {}, .origin = bare_origin},
      CommunicationImported{.row = bare_communication, .origin = bare_origin},
      AccountImported{.row = bare_account, .is_active = false, .is_primary = false, .origin = bare_origin},
      TokenCreated{},
      DataRevealed{.customer_id = {7}, .fields = {}},
  };
}

/// Updates that clear, and texts that are present but empty.
std::vector<Event> cleared_events() {
  using Text = Change<std::string>;
  return {
      DebtTermsChanged{.debt_id = {21},
                       .interest_rate = Change<Rate>::cleared(),
                       .minimum_payment = Change<Money>::cleared(),
                       .due_date = Change<Instant>::cleared(),
                       .reference_number = Text::cleared(),
                       .changed = changed,
                       .personal = {},
                       .secret = {}},
      CommunicationAmended{.communication_id = {90},
                           .outcome = Text::cleared(),
                           .duration_seconds = Change<std::int32_t>::cleared(),
                           .changed = {},
                           .personal = {}},
      AccountChanged{
          .account_id = {31}, .account_type = "", .bank_name = Text::cleared(), .changed = changed, .personal = {}, .secret = {}},
  };
}

}  // namespace

std::vector<Sample> samples() {
  std::vector<Sample> all;
  const auto add = [&all](const char* suffix, const Envelope& envelope, std::vector<Event> events) {
    for (Event& event : events) {
      std::string name = std::string(name_of(event)) + suffix;
      all.push_back({std::move(name), Record{envelope, std::move(event)}});
    }
  };
  add("/full", full_envelope(), full_events());
  add("/bare", Envelope{}, bare_events());
  add("/cleared", Envelope{}, cleared_events());
  return all;
}

}  // namespace daybook
