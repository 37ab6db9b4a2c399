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

std::string problem_of(const Field&, Date) { return ""; }
std::string problem_of(const Field&, Instant) { return ""; }

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

template <class AnyCommand>
Errors validate_fields(const AnyCommand& command, const std::vector<std::string>& skip) {
  Errors errors;
  AnyCommand::fields(command, [&](const Field& field, const auto& value) {
    if (std::ranges::find(skip, field.name) != skip.end()) {
      return;
    }
    if (const std::string why = problem_of(field, value); !why.empty()) {
      errors.push_back(invalid(field.name, why));
    }
  });
  return errors;
}

bool names(const Errors& errors, std::string_view pointer) { return std::ranges::find(errors, pointer, &Error::pointer) != errors.end(); }

template <class Row>
Errors validate_row(const Row& row) {
  return validate_fields(row, {"account_status", "status", "current_balance", "days_past_due", "is_active"});
}

Errors validate_import(const ImportCustomer& import) { return validate_row(import.row); }
Errors validate_import(const ImportPayment& import) { return validate_row(import.row); }
Errors validate_import(const ImportAccount& import) { return validate_row(import.row); }

Errors validate_import(const ImportCommunication& import) {
  Errors errors = validate_row(import.row);
  validate_whole(import.row, errors);
  return errors;
}

Errors validate_import(const ImportDebt& import) {
  Errors errors = validate_row(import.row);
  constexpr Field balance = optional("current_balance", Check::non_negative_money);
  if (const std::string why = problem_of(balance, import.row.current_balance); !why.empty()) {
    errors.push_back(invalid(balance.name, why));
  }
  const bool closed = import.status == DebtStatus::paid_off || import.status == DebtStatus::settled;
  if (closed && import.row.current_balance.value_or(Money{}).minor != 0) {
    errors.push_back(invalid("current_balance", "is not 0 though the debt is " + std::string(to_text(import.status))));
  }
  return errors;
}

}  // namespace

std::vector<Error> validate(const Command& command, const std::vector<std::string>& skip) {
  return std::visit(
      [&](const auto& alternative) {
        Errors errors = validate_fields(alternative, skip);
        Errors whole;
        validate_whole(alternative, whole);
        std::ranges::copy_if(whole, std::back_inserter(errors), [&](const Error& found) {
          return !names(errors, found.pointer) && std::ranges::find(skip, found.pointer.substr(1)) == skip.end();
        });
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
