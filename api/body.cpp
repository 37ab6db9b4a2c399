// Canonical bytes of a body: equal bodies have equal bytes, others have others. They go into a digest and nowhere else.
#include <type_traits>

#include "api/prepare.hpp"

namespace daybook {
namespace {

/// Writes values so that no two different lists of values give the same bytes.
class BodyWriter {
 public:
  void value(std::string_view text) {
    value(text.size());
    bytes_.append(text);
  }
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(Money money) { value(money.minor); }
  void value(Rate rate) { value(rate.ten_thousandths); }
  void value(Instant instant) { value(instant.microseconds); }
  void value(Date date) { value(date.days); }
  template <class Tag>
  void value(Number<Tag> number) {
    value(number.value);
  }
  template <class Scalar>
    requires(std::is_integral_v<Scalar> || std::is_enum_v<Scalar>)
  void value(Scalar scalar) {
    bytes_.append(std::to_string(static_cast<std::int64_t>(scalar))).push_back(';');
  }
  template <class Id>
  void value(const std::vector<Id>& ids) {
    value(ids.size());
    for (const Id id : ids) {
      value(id);
    }
  }

  // A field is written only when it was given.
  template <class T>
  void field(std::string_view name, const T& given) {
    value(name);
    value(given);
  }
  template <class T>
  void field(std::string_view name, const std::optional<T>& given) {
    if (given) {
      field(name, *given);
    }
  }
  template <class T>
  void field(std::string_view name, const Change<T>& change) {
    if (change.clears()) {
      value(name);
      bytes_.append("null");
    }
    field(name, change.value());
  }

  template <class Described>
  void fields(const Described& described) {
    value(described.name);
    Described::fields(described, [this](const Field& described_field, const auto& given) { field(described_field.name, given); });
  }

  void origin(const ImportOrigin& origin) {
    field("source", origin.source);
    field("external_id", origin.external_id);
    field("created_at", origin.created_at);
    field("updated_at", origin.updated_at);
  }

  std::string take() && { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// The ids of an imported row's parents are given by this ledger: they are no part of the old row.
template <class Row>
Row without_parents(Row row) {
  if constexpr (requires { row.customer_id; }) {
    row.customer_id = {};
  }
  if constexpr (requires { row.debt_id; }) {
    row.debt_id = {};
  }
  return row;
}

}  // namespace

std::string body_of(const Command& command) {
  BodyWriter writer;
  std::visit([&](const auto& alternative) { writer.fields(alternative); }, command);
  return std::move(writer).take();
}

std::string body_of(const Import& import) {
  BodyWriter writer;
  std::visit(
      [&](const auto& row) {
        writer.fields(without_parents(row.row));
        writer.origin(row.origin);
        if constexpr (requires { row.status; }) {
          writer.field("status", row.status);
        }
      },
      import);
  return std::move(writer).take();
}

std::uint64_t first_id(const Command& command) {
  std::uint64_t id = 0;
  const auto take = [&](const Field& field, const auto& value) {
    if constexpr (requires { value.value + 1U; }) {
      if (id == 0 && field.presence == Presence::required) {
        id = value.value;
      }
    }
  };
  std::visit([&](const auto& alternative) { alternative.fields(alternative, take); }, command);
  return id;
}

}  // namespace daybook
