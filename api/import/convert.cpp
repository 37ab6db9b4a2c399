#include "api/import/convert.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "api/import/rounding.hpp"
#include "engine/domain/validate.hpp"
#include "events/require.hpp"

namespace daybook {
namespace {

/// Decimals of a Rate.
constexpr unsigned rate_digits = 4;

/// What a column says in the type of its field, or why it cannot be read so ("is not a number").
template <class T>
struct Reading {
  std::optional<T> value{};
  std::string problem{};
};

template <class T>
Reading<T> problem(std::string why) {
  return {{}, std::move(why)};
}

/// Integers as they are, and floats without a fraction.
Reading<std::int64_t> read_integer(const SourceValue& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return {*integer};
  }
  constexpr double exact_max = 9'007'199'254'740'992;
  if (const auto* number = std::get_if<double>(&value); number != nullptr && std::abs(*number) <= exact_max) {
    const auto integer = static_cast<std::int64_t>(*number);
    if (static_cast<double>(integer) == *number) {
      return {integer};
    }
  }
  return problem<std::int64_t>("is not an integer");
}

/// In units of 10^-digits.
Reading<Rounded> read_decimal(const SourceValue& value, unsigned digits) {
  std::optional<Rounded> rounded;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    const auto units = scale(*integer, digits);
    rounded = units ? std::optional(Rounded{*units}) : std::nullopt;
  } else if (const auto* number = std::get_if<double>(&value)) {
    rounded = round_half_even(*number, digits);
  } else {
    return problem<Rounded>("is not a number");
  }
  return rounded ? Reading<Rounded>{rounded} : problem<Rounded>("is too large");
}

/// SQLAlchemy's "2024-01-15 09:30:00.000000", with or without decimals, `T` and offset, or a date alone.
Reading<Instant> read_instant(const SourceValue& value) {
  constexpr std::size_t separator = 10;
  if (const auto* text = std::get_if<std::string>(&value)) {
    std::string instant = *text;
    if (instant.size() > separator && instant[separator] == ' ') {
      instant[separator] = 'T';
    }
    for (const std::string_view offset : {"", "Z"}) {
      if (const auto parsed = parse_instant(instant.append(offset))) {
        return {parsed.value()};
      }
    }
  }
  return problem<Instant>("is not a date and time of the calendar");
}

/// Walks the fields of a command and fills each from the column of its name.
class RowReader {
 public:
  RowReader(const SourceRow& row, const Currency& currency) : row_(row), currency_(currency) {}

  template <class Command>
  Command read() {
    Command command;
    Command::fields(command, [this](const Field& field, auto& member) {
      if (row_.column(field.name) != nullptr) {
        take(field.name, member);
      }
    });
    return command;
  }

  template <class T>
  void take(std::string_view column, T& member) {
    if (!is_null(column)) {
      assign(column, member);
    }
  }

  template <class T>
  void take(std::string_view column, std::optional<T>& member) {
    if (!is_null(column)) {
      assign(column, member.emplace());
    }
  }

  std::int64_t customer_id() const { return customer_id_; }
  std::int64_t debt_id() const { return debt_id_; }
  std::vector<Error>& errors() { return errors_; }
  std::vector<std::string>& notices() { return notices_; }

 private:
  /// NULL where it must not be is an error.
  bool is_null(std::string_view column) {
    const bool null = std::holds_alternative<std::monostate>(row_[column]);
    if (null && row_.column(column)->needed) {
      report(ErrorCode::missing_field, column, "is NULL");
    }
    return null;
  }

  void report(ErrorCode code, std::string_view column, const std::string& why) {
    errors_.push_back(error(code, std::string(column).append(" ").append(why), std::string("/").append(column)));
  }

  /// The value read, or its type's default with an error remembered.
  template <class T>
  T settle(std::string_view column, const Reading<T>& reading) {
    if (!reading.value) {
      report(ErrorCode::invalid_field, column, reading.problem);
    }
    return reading.value.value_or(T{});
  }

  std::int64_t units(std::string_view column, unsigned digits) {
    const Rounded rounded = settle(column, read_decimal(row_[column], digits));
    if (rounded.noticeable) {
      notices_.push_back(std::string(column) + " is rounded by more than 0.00001");
    }
    return rounded.units;
  }

  template <class Integer>
  Integer integer(std::string_view column, std::int64_t min, std::int64_t max, const std::string& otherwise) {
    Reading<std::int64_t> reading = read_integer(row_[column]);
    if (reading.value && (*reading.value < min || *reading.value > max)) {
      reading = problem<std::int64_t>(otherwise);
    }
    return static_cast<Integer>(settle(column, reading));
  }

  // Parents have other ids in the ledger: the old ones are kept apart.
  void assign(std::string_view column, CustomerId&) { customer_id_ = settle(column, read_integer(row_[column])); }
  void assign(std::string_view column, DebtId&) { debt_id_ = settle(column, read_integer(row_[column])); }
  // No old table has a list of debts.
  void assign(std::string_view, std::vector<DebtId>&) {}
  void assign(std::string_view column, std::int64_t& member) { member = settle(column, read_integer(row_[column])); }
  void assign(std::string_view column, std::int32_t& member) {
    using Limits = std::numeric_limits<std::int32_t>;
    member = integer<std::int32_t>(column, Limits::min(), Limits::max(), "is too large");
  }
  void assign(std::string_view column, bool& member) { member = integer<std::int8_t>(column, 0, 1, "is neither 0 nor 1") != 0; }
  void assign(std::string_view column, Money& member) { member.minor = units(column, currency_.digits); }
  void assign(std::string_view column, Rate& member) {
    const std::int64_t rate = units(column, rate_digits);
    // One beyond the bound stands for all of them: validation refuses it.
    member.ten_thousandths = static_cast<std::int32_t>(std::clamp<std::int64_t>(rate, -1, std::int64_t{rate_max.ten_thousandths} + 1));
  }
  void assign(std::string_view column, Instant& member) { member = settle(column, read_instant(row_[column])); }
  void assign(std::string_view column, Date& member) { member = day_of(settle(column, read_instant(row_[column]))); }

  /// Columns without a declared type keep numbers given for text: whole ones read the same.
  void assign(std::string_view column, std::string& member) {
    if (const auto* text = std::get_if<std::string>(&row_[column])) {
      member = *text;
    } else if (const auto* integer = std::get_if<std::int64_t>(&row_[column])) {
      member = std::to_string(*integer);
    } else {
      report(ErrorCode::invalid_field, column, "is not text");
    }
  }

  template <Spelled Enum>
  void assign(std::string_view column, Enum& member) {
    const auto* text = std::get_if<std::string>(&row_[column]);
    const auto parsed = text == nullptr ? std::nullopt : parse<Enum>(*text);
    member = settle(column, parsed ? Reading<Enum>{parsed} : problem<Enum>("is none of the values it can have"));
  }

  const SourceRow& row_;
  Currency currency_;
  std::int64_t customer_id_ = 0;
  std::int64_t debt_id_ = 0;
  std::vector<Error> errors_;
  std::vector<std::string> notices_;
};

ImportOrigin read_origin(RowReader& reader, const ConvertContext& context, std::int64_t id) {
  ImportOrigin origin;
  origin.source = context.source;
  origin.external_id = id;
  reader.take("created_at", origin.created_at);
  reader.take("updated_at", origin.updated_at);
  return origin;
}

ImportCustomer read_customer(RowReader& reader, const ImportOrigin& origin) {
  auto row = reader.read<CreateCustomer>();
  const CustomerStatus status = row.account_status.value_or(CustomerStatus::active);
  return {std::move(row), status, origin};
}

ImportDebt read_debt(RowReader& reader, const ImportOrigin& origin) {
  auto row = reader.read<IssueDebt>();
  const DebtStatus status = row.status.value_or(DebtStatus::active);
  return {std::move(row), status, origin, {}};
}

ImportPayment read_payment(RowReader& reader, const ImportOrigin& origin) {
  auto row = reader.read<RecordPayment>();
  const PaymentStatus status = row.status.value_or(PaymentStatus::pending);
  return {std::move(row), status, origin, {}};
}

Import read_import(Table table, RowReader& reader, const ImportOrigin& origin) {
  switch (table) {
    case Table::customers:
      return read_customer(reader, origin);
    case Table::debts:
      return read_debt(reader, origin);
    case Table::payments:
      return read_payment(reader, origin);
    case Table::communications:
      return ImportCommunication{reader.read<LogCommunication>(), origin};
    case Table::accounts:
      return ImportAccount{reader.read<LinkAccount>(), origin};
    case Table::ledger:
      break;
  }
  require(false, "the ledger itself is no table of the old database");
  return {};
}

/// What is wrong with a row that could be read. The ids of its parents are not known yet.
std::vector<Error> validate_alone(const Import& import) {
  std::vector<Error> errors = validate(import);
  std::erase_if(errors, [](const Error& found) { return found.pointer == "/customer_id" || found.pointer == "/debt_id"; });
  return errors;
}

}  // namespace

std::optional<std::int64_t> id_of(const SourceRow& row, std::string_view column) { return read_integer(row[column]).value; }

Result<OldRow> convert(const SourceRow& row, const ConvertContext& context) {
  RowReader reader(row, context.currency);
  OldRow old;
  reader.take("id", old.id);
  old.import = read_import(row.table(), reader, read_origin(reader, context, old.id));
  old.customer_id = reader.customer_id();
  old.debt_id = reader.debt_id();
  old.notices = std::move(reader.notices());
  std::vector<Error> errors = std::move(reader.errors());
  if (errors.empty()) {
    errors = validate_alone(old.import);
  }
  if (!errors.empty()) {
    return fold(std::move(errors));
  }
  return old;
}

}  // namespace daybook
