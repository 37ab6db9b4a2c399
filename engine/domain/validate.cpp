#include "engine/domain/validate.hpp"

#include <algorithm>
#include <type_traits>

namespace daybook {
namespace {

std::string problem_of(const Field& field, const std::string& value) { return problem_of(field.check, field.presence, value); }

std::string problem_of(const Field& field, Money value) {
  if (field.check == Check::none) {
    return "";
  }
  if (value > money_max || value < -money_max) {
    return "is above 10^15 minor units";
  }
  if (field.check == Check::positive_money && value.minor <= 0) {
    return "must be above 0";
  }
  if (field.check == Check::non_negative_money && value.minor < 0) {
    return "must not be below 0";
  }
  return field.check == Check::nonzero_money && value.minor == 0 ? "must not be 0" : "";
}

std::string problem_of(const Field& field, std::int32_t value) {
  if (field.check == Check::credit_score && (value < 300 || value > 850)) {
    return "must be from 300 to 850";
  }
  if (field.check == Check::only_initial && value != 0) {
    return "can only be 0 here";
  }
  return field.check == Check::non_negative && value < 0 ? "must not be below 0" : "";
}

std::string problem_of(const Field&, Rate value) {
  return value.ten_thousandths < 0 || value > rate_max ? "must be from 0 to 1000 percent" : "";
}

std::string problem_of(const Field& field, bool value) {
  return field.check == Check::only_initial && !value ? "can only be true here" : "";
}

template <class Tag>
std::string problem_of(const Field&, Number<Tag> value) {
  return value ? "" : "is no id: they count from 1";
}

template <class Tag>
std::string problem_of(const Field& field, const std::vector<Number<Tag>>& values) {
  const auto bad = std::ranges::find_if(values, [](auto id) { return !id; });
  return bad == values.end() ? "" : problem_of(field, *bad);
}

template <class Enum>
  requires std::is_enum_v<Enum>
std::string problem_of(const Field& field, Enum value) {
  const bool refused = field.check == Check::only_initial && value != Enum{};
  return refused ? "can only be " + std::string(to_text(Enum{})) + " here" : "";
}

constexpr std::string_view off_the_calendar = "must be in the years 0001 to 9999";

std::string problem_of(const Field&, Date value) { return std::string(value < date_min || value > date_max ? off_the_calendar : ""); }

std::string problem_of(const Field&, Instant value) {
  return std::string(value < instant_min || value > instant_max ? off_the_calendar : "");
}

template <class T>
std::string problem_of(const Field& field, const std::optional<T>& value) {
  return value ? problem_of(field, *value) : "";
}

template <class T>
std::string problem_of(const Field& field, const Change<T>& change) {
  return problem_of(field, change.value());
}

Error invalid(std::string_view name, const std::string& why) {
  return error(ErrorCode::invalid_field, std::string(name) + " " + why, "/" + std::string(name));
}

using Errors = std::vector<Error>;

// What a command asks beyond its single fields.
void validate_whole(const auto&, Errors&) {}

void validate_whole(const RecordPayment& command, Errors& errors) {
  if (command.status && *command.status != PaymentStatus::pending && *command.status != PaymentStatus::completed) {
    errors.push_back(invalid("status", "can only be PENDING or COMPLETED here"));
  }
}

void validate_whole(const AdjustDebt& command, Errors& errors) {
  if (command.kind == AdjustmentKind::import) {
    errors.push_back(invalid("kind", "must be INTEREST, FEE, WAIVER or CORRECTION"));
  }
}

void validate_whole(const ApplyCredit& command, Errors& errors) {
  if (command.from_debt_id == command.to_debt_id) {
    errors.push_back(invalid("to_debt_id", "is the debt the credit comes from"));
  }
}

void validate_whole(const LogCommunication& command, Errors& errors) {
  if (command.duration_seconds && command.communication_type != CommunicationType::call) {
    errors.push_back(invalid("duration_seconds", "goes only with CALL"));
  }
}

/// What a row always has cannot be emptied either.
void refuse_empty(std::string_view name, const std::optional<std::string>& value, Errors& errors) {
  if (value && value->empty()) {
    errors.push_back(invalid(name, "is empty"));
  }
}

void validate_whole(const UpdateCustomer& command, Errors& errors) {
  refuse_empty("first_name", command.first_name, errors);
  refuse_empty("last_name", command.last_name, errors);
  refuse_empty("phone_primary", command.phone_primary, errors);
}

void validate_whole(const UpdateAccount& command, Errors& errors) { refuse_empty("account_type", command.account_type, errors); }

template <class T>
void validate_value(const Field& field, const T& value, Errors& errors) {
  if (const std::string why = problem_of(field, value); !why.empty()) {
    errors.push_back(invalid(field.name, why));
  }
}

bool is_among(const std::vector<std::string>& names, std::string_view name) { return std::ranges::find(names, name) != names.end(); }

template <class AnyCommand>
Errors validate_fields(const AnyCommand& command, const std::vector<std::string>& skip) {
  Errors errors;
  AnyCommand::fields(command, [&](const Field& field, const auto& value) {
    if (!is_among(skip, field.name)) {
      validate_value(field, value, errors);
    }
  });
  return errors;
}

bool has_error_at(const Errors& errors, std::string_view pointer) {
  return std::ranges::find(errors, pointer, &Error::pointer) != errors.end();
}

/// What the whole is refused for counts where the field alone was not refused, and is not skipped.
void add_errors_of_whole(const Errors& whole, const std::vector<std::string>& skip, Errors& errors) {
  std::ranges::copy_if(whole, std::back_inserter(errors), [&](const Error& found) {
    return !has_error_at(errors, found.pointer) && !is_among(skip, found.pointer.substr(1));
  });
}

template <class Row>
Errors validate_row(const Row& row, const ImportOrigin& origin, const std::vector<std::string>& skip = {}) {
  std::vector<std::string> free{"account_status", "status", "current_balance", "days_past_due", "is_active"};
  free.insert(free.end(), skip.begin(), skip.end());
  Errors errors = validate_fields(row, free);
  validate_value(optional("created_at"), origin.created_at, errors);
  validate_value(optional("updated_at"), origin.updated_at, errors);
  return errors;
}

Errors validate_import(const ImportCustomer& import) { return validate_row(import.row, import.origin); }
Errors validate_import(const ImportPayment& import) { return validate_row(import.row, import.origin); }
Errors validate_import(const ImportAccount& import) { return validate_row(import.row, import.origin); }

Errors validate_import(const ImportCommunication& import) {
  Errors errors = validate_row(import.row, import.origin);
  validate_whole(import.row, errors);
  return errors;
}

/// The payments belong to the debt they come with, whatever ids they name.
void validate_payments(const std::vector<ImportPayment>& payments, Errors& errors) {
  for (std::size_t i = 0; i < payments.size(); ++i) {
    for (Error& found : validate_row(payments[i].row, payments[i].origin, {"customer_id", "debt_id"})) {
      found.pointer.insert(0, "/payments/" + std::to_string(i));
      errors.push_back(std::move(found));
    }
  }
}

Errors validate_import(const ImportDebt& import) {
  Errors errors = validate_row(import.row, import.origin);
  validate_value(optional("current_balance", Check::non_negative_money), import.row.current_balance, errors);
  const bool closed = import.status == DebtStatus::paid_off || import.status == DebtStatus::settled;
  if (closed && import.row.current_balance.value_or(Money{}).minor != 0) {
    errors.push_back(invalid("current_balance", "is not 0 though the debt is " + std::string(to_text(import.status))));
  }
  validate_payments(import.payments, errors);
  return errors;
}

}  // namespace

std::vector<Error> validate(const Command& command, const std::vector<std::string>& skip) {
  return std::visit(
      [&](const auto& alternative) {
        Errors errors = validate_fields(alternative, skip);
        Errors whole;
        validate_whole(alternative, whole);
        add_errors_of_whole(whole, skip, errors);
        return errors;
      },
      command);
}

std::vector<Error> validate(const Import& import) {
  return std::visit([](const auto& alternative) { return validate_import(alternative); }, import);
}

bool needs_reason(const Command& command) {
  return std::holds_alternative<WriteOffDebt>(command) || std::holds_alternative<SettleDebt>(command) ||
         std::holds_alternative<AdjustDebt>(command) || std::holds_alternative<ReopenCustomer>(command);
}

}  // namespace daybook
