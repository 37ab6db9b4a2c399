// Shape, ranges and formats, once more: "Values" and the table of commands of `semantics.md`.
#include <algorithm>

#include "tests/support/model.hpp"

namespace daybook::model {
namespace {

constexpr std::int64_t largest_amount = 1'000'000'000'000'000;

/// Bytes of the UTF-8 sequence that `text` starts with, and its code point; 0 bytes when there is none.
std::pair<std::size_t, char32_t> first_character(std::string_view text) {
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  const auto tail = [&](std::size_t index) { return index < text.size() && byte(index) >= 0x80 && byte(index) <= 0xBF; };
  const auto low = [&](std::size_t index) { return static_cast<char32_t>(byte(index) & 0x3FU); };
  if (byte(0) < 0x80) {
    return {1, byte(0)};
  }
  if (byte(0) >= 0xC2 && byte(0) <= 0xDF && tail(1)) {
    return {2, (static_cast<char32_t>(byte(0) & 0x1FU) << 6U) | low(1)};
  }
  if (byte(0) >= 0xE0 && byte(0) <= 0xEF && tail(1) && tail(2)) {
    const char32_t point = (static_cast<char32_t>(byte(0) & 0x0FU) << 12U) | (low(1) << 6U) | low(2);
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    return {point < 0x800 || surrogate ? 0U : 3U, point};
  }
  if (byte(0) >= 0xF0 && byte(0) <= 0xF4 && tail(1) && tail(2) && tail(3)) {
    const char32_t point = (static_cast<char32_t>(byte(0) & 0x07U) << 18U) | (low(1) << 12U) | (low(2) << 6U) | low(3);
    return {point < 0x10000 || point > 0x10FFFF ? 0U : 4U, point};
  }
  return {0, 0};
}

bool is_clean(std::string_view text, bool lines) {
  while (!text.empty()) {
    const auto [bytes, point] = first_character(text);
    const bool control = point < 0x20 || (point >= 0x7F && point < 0xA0);
    if (bytes == 0 || (control && !(lines && (point == '\t' || point == '\n')))) {
      return false;
    }
    text.remove_prefix(bytes);
  }
  return true;
}

bool is_text(std::string_view text, std::size_t longest = 255) { return text.size() <= longest && is_clean(text, false); }
bool is_name(std::string_view text) { return is_text(text, 100); }
bool is_notes(std::string_view text) { return text.size() <= 16'384 && is_clean(text, true); }

std::string digits(std::string_view text) {
  std::string found;
  std::ranges::copy_if(text, std::back_inserter(found), [](char c) { return c >= '0' && c <= '9'; });
  return found;
}

/// What is compared byte by byte, and the columns that are never null, are not empty either.
bool is_given_text(std::string_view text) { return !text.empty() && is_text(text); }
bool is_given_name(std::string_view text) { return !text.empty() && is_name(text); }

bool is_email(std::string_view text) {
  if (!is_text(text, 254) || std::ranges::count(text, '@') != 1) {
    return false;
  }
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  text.remove_suffix(text.size() - 1 - text.find_last_not_of(' '));
  return text.front() != '@' && text.back() != '@';
}

bool is_ssn(std::string_view text) {
  const std::string number = digits(text);
  if (number.size() != 9) {
    return false;
  }
  const std::string area = number.substr(0, 3);
  const std::string group = number.substr(3, 2);
  const std::string serial = number.substr(5);
  const bool spelled = text == number || text == area + '-' + group + '-' + serial;
  return spelled && area != "000" && area != "666" && area[0] != '9' && group != "00" && serial != "0000";
}

bool is_routing_number(std::string_view text) {
  if (!is_text(text)) {
    return false;
  }
  if (text.size() != 9 || digits(text).size() != 9) {
    return true;
  }
  int sum = 0;
  for (std::size_t index = 0; index < 9; ++index) {
    const int weight = index % 3 == 0 ? 3 : index % 3 == 1 ? 7 : 1;
    sum += weight * (text[index] - '0');
  }
  return sum % 10 == 0;
}

bool is_positive(Money amount) { return amount.minor > 0 && amount.minor <= largest_amount; }
bool is_not_negative(Money amount) { return amount.minor >= 0 && amount.minor <= largest_amount; }
bool is_signed(Money amount) { return amount.minor != 0 && amount.minor >= -largest_amount && amount.minor <= largest_amount; }
bool is_score(std::int32_t score) { return score >= 300 && score <= 850; }
bool is_duration(std::int32_t seconds) { return seconds >= 0; }
/// From 0001-01-01T00:00:00Z to the last microsecond of 9999.
bool is_instant(Instant instant) {
  return instant.microseconds >= -62'135'596'800'000'000 && instant.microseconds <= 253'402'300'799'999'999;
}
bool is_date(Date date) { return date.days >= -719'162 && date.days <= 2'932'896; }
bool is_rate(Rate rate) { return rate.ten_thousandths >= 0 && rate.ten_thousandths <= 10'000'000; }

/// Collects what is wrong.
class Faults {
 public:
  template <class Test>
  void need(const std::string& name, const std::string& value, Test good) {
    check(name, std::optional(value), good);
  }
  /// Ids count from 1.
  template <class Tag>
  void need(const std::string& name, Number<Tag> id) {
    refuse_when(id.value == 0, name);
  }
  template <class T, class Test>
  void check(const std::string& name, const std::optional<T>& value, Test good) {
    if (value && !good(*value)) {
      found.push_back({ErrorCode::invalid_field, '/' + name});
    }
  }
  template <class T, class Test>
  void check(const std::string& name, const Change<T>& change, Test good) {
    check(name, change.value(), good);
  }
  void refuse_when(bool wrong, const std::string& name) {
    if (wrong) {
      found.push_back({ErrorCode::invalid_field, '/' + name});
    }
  }

  std::vector<Fault> found;
};

constexpr auto text = [](std::string_view value) { return is_text(value); };

/// The optional columns that creating and updating a customer share.
template <class Command>
void look_at_customer(Faults& faults, const Command& command) {
  faults.check("middle_name", command.middle_name, is_name);
  faults.check("date_of_birth", command.date_of_birth, is_date);
  faults.check("ssn", command.ssn, is_ssn);
  faults.check("email", command.email, is_email);
  faults.check("phone_secondary", command.phone_secondary, text);
  faults.check("address_line1", command.address_line1, text);
  faults.check("address_line2", command.address_line2, text);
  faults.check("city", command.city, text);
  faults.check("state", command.state, text);
  faults.check("zip_code", command.zip_code, text);
  faults.check("country", command.country, text);
  faults.check("employer_name", command.employer_name, text);
  faults.check("employment_status", command.employment_status, text);
  faults.check("annual_income", command.annual_income, is_not_negative);
  faults.check("credit_score", command.credit_score, is_score);
  faults.check("notes", command.notes, is_notes);
}

void look(Faults& faults, const CreateCustomer& command) {
  faults.need("first_name", command.first_name, is_given_name);
  faults.need("last_name", command.last_name, is_given_name);
  faults.need("phone_primary", command.phone_primary, is_given_text);
  look_at_customer(faults, command);
  faults.check("account_status", command.account_status, [](CustomerStatus status) { return status == CustomerStatus::active; });
}

void look(Faults& faults, const UpdateCustomer& command) {
  faults.need("customer_id", command.customer_id);
  faults.check("first_name", command.first_name, is_given_name);
  faults.check("last_name", command.last_name, is_given_name);
  faults.check("phone_primary", command.phone_primary, is_given_text);
  look_at_customer(faults, command);
}

void look(Faults& faults, const IssueDebt& command) {
  faults.need("customer_id", command.customer_id);
  faults.need("debt_type", command.debt_type, is_given_text);
  faults.check("original_amount", std::optional(command.original_amount), is_positive);
  faults.check("current_balance", command.current_balance, is_positive);
  faults.check("interest_rate", command.interest_rate, is_rate);
  faults.check("minimum_payment", command.minimum_payment, is_not_negative);
  faults.check("issue_date", std::optional(command.issue_date), is_instant);
  faults.check("due_date", command.due_date, is_instant);
  faults.check("account_number", command.account_number, text);
  faults.check("reference_number", command.reference_number, text);
  faults.check("notes", command.notes, is_notes);
  faults.check("status", command.status, [](DebtStatus status) { return status == DebtStatus::active; });
  faults.check("days_past_due", command.days_past_due, [](std::int32_t days) { return days == 0; });
}

void look(Faults& faults, const ChangeDebtTerms& command) {
  faults.need("debt_id", command.debt_id);
  faults.check("interest_rate", command.interest_rate, is_rate);
  faults.check("minimum_payment", command.minimum_payment, is_not_negative);
  faults.check("due_date", command.due_date, is_instant);
  faults.check("account_number", command.account_number, text);
  faults.check("reference_number", command.reference_number, text);
  faults.check("notes", command.notes, is_notes);
}

void look(Faults& faults, const AdjustDebt& command) {
  faults.need("debt_id", command.debt_id);
  faults.check("amount", std::optional(command.amount), is_signed);
  faults.refuse_when(command.kind == AdjustmentKind::import, "kind");
  faults.check("effective_at", command.effective_at, is_instant);
}

void look(Faults& faults, const PlaceDebt& command) {
  faults.need("debt_id", command.debt_id);
  faults.need("agency", command.agency, is_given_text);
}

void look(Faults& faults, const RefundCredit& command) {
  faults.need("debt_id", command.debt_id);
  faults.check("amount", std::optional(command.amount), is_positive);
}

void look(Faults& faults, const ApplyCredit& command) {
  faults.need("from_debt_id", command.from_debt_id);
  faults.need("to_debt_id", command.to_debt_id);
  faults.check("amount", std::optional(command.amount), is_positive);
  faults.refuse_when(command.to_debt_id && command.from_debt_id == command.to_debt_id, "to_debt_id");
}

void look(Faults& faults, const RecordPayment& command) {
  faults.need("customer_id", command.customer_id);
  faults.need("debt_id", command.debt_id);
  faults.check("amount", std::optional(command.amount), is_positive);
  faults.check("payment_date", std::optional(command.payment_date), is_instant);
  faults.check("payment_method", command.payment_method, text);
  faults.check("transaction_id", command.transaction_id, is_given_text);
  faults.check("status", command.status,
               [](auto status) { return status == PaymentStatus::pending || status == PaymentStatus::completed; });
  faults.check("notes", command.notes, is_notes);
}

void look(Faults& faults, const RefundPayment& command) {
  faults.need("payment_id", command.payment_id);
  faults.check("amount", command.amount, is_positive);
  faults.check("refunded_at", command.refunded_at, is_instant);
}

void look(Faults& faults, const LogCommunication& command) {
  faults.need("customer_id", command.customer_id);
  faults.check("timestamp", command.timestamp, is_instant);
  faults.check("contact_phone", command.contact_phone, text);
  faults.check("contact_email", command.contact_email, is_email);
  faults.check("outcome", command.outcome, text);
  faults.check("notes", command.notes, is_notes);
  faults.check("agent_id", command.agent_id, text);
  faults.check("debt_ids", command.debt_ids, [](const auto& ids) { return std::ranges::all_of(ids, &DebtId::operator bool); });
  const bool call = command.communication_type == CommunicationType::call;
  faults.check("duration_seconds", command.duration_seconds, [call](auto seconds) { return call && is_duration(seconds); });
}

void look(Faults& faults, const AmendCommunication& command) {
  faults.need("communication_id", command.communication_id);
  faults.check("outcome", command.outcome, text);
  faults.check("notes", command.notes, is_notes);
  faults.check("duration_seconds", command.duration_seconds, is_duration);
}

void look(Faults& faults, const LinkAccount& command) {
  faults.need("customer_id", command.customer_id);
  faults.need("account_type", command.account_type, is_given_text);
  faults.need("account_number", command.account_number, is_given_text);
  faults.check("routing_number", command.routing_number, is_routing_number);
  faults.check("bank_name", command.bank_name, text);
  faults.check("is_active", command.is_active, [](bool active) { return active; });
  faults.check("notes", command.notes, is_notes);
}

void look(Faults& faults, const UpdateAccount& command) {
  faults.need("account_id", command.account_id);
  faults.check("account_type", command.account_type, is_given_text);
  faults.check("routing_number", command.routing_number, is_routing_number);
  faults.check("bank_name", command.bank_name, text);
  faults.check("notes", command.notes, is_notes);
}

/// Commands that only name a row, and perhaps a date.
template <class Command>
void look(Faults& faults, const Command& command) {
  if constexpr (requires { command.customer_id; }) {
    faults.need("customer_id", command.customer_id);
  } else if constexpr (requires { command.payment_id; }) {
    faults.need("payment_id", command.payment_id);
    if constexpr (requires { command.payment_date; }) {
      faults.check("payment_date", command.payment_date, is_instant);
    }
  } else if constexpr (requires { command.account_id; }) {
    faults.need("account_id", command.account_id);
  } else {
    faults.need("debt_id", command.debt_id);
  }
}

bool wants_reason(const Command& command) {
  return std::holds_alternative<WriteOffDebt>(command) || std::holds_alternative<SettleDebt>(command) ||
         std::holds_alternative<AdjustDebt>(command) || std::holds_alternative<ReopenCustomer>(command);
}

}  // namespace

std::vector<Fault> field_faults(const Request& request) {
  Faults faults;
  std::visit([&](const auto& command) { look(faults, command); }, request.command);
  if (wants_reason(request.command) && request.reason.empty()) {
    faults.found.push_back({ErrorCode::missing_field, "/reason"});
  }
  std::ranges::sort(faults.found, {}, [](const Fault& fault) { return std::pair(fault.code != ErrorCode::missing_field, fault.pointer); });
  return faults.found;
}

}  // namespace daybook::model
