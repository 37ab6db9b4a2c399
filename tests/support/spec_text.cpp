#include "tests/support/spec_text.hpp"

#include <iomanip>
#include <sstream>

#include <boost/pfr.hpp>

namespace daybook::spec {
namespace {

void write(std::ostream& out, const std::string& value) { out << std::quoted(value.size() > 60 ? value.substr(0, 60) + "…" : value); }
void write(std::ostream& out, bool value) { out << (value ? "true" : "false"); }
void write(std::ostream& out, Money value) { out << value.minor; }
void write(std::ostream& out, Rate value) { out << value.ten_thousandths; }
void write(std::ostream& out, Date value) { out << format(value); }
/// Commands may ask for what is on no calendar.
void write(std::ostream& out, Instant value) {
  if (value < instant_min || value > instant_max) {
    out << value.microseconds << "us";
  } else {
    out << format(value);
  }
}
void write(std::ostream& out, const Token& value) { out << "token:" << std::hex << int{value.bytes[0]} << int{value.bytes[1]} << std::dec; }
void write(std::ostream& out, const Sealed& value) { write(out, value.bytes); }
template <class Tag>
void write(std::ostream& out, Number<Tag> value) {
  out << value.value;
}
template <Spelled Enum>
void write(std::ostream& out, Enum value) {
  out << to_text(value);
}
template <class Integer>
  requires std::is_integral_v<Integer>
void write(std::ostream& out, Integer value) {
  out << value;
}
template <class Aggregate>
  requires std::is_aggregate_v<Aggregate>
void write(std::ostream& out, const Aggregate& value);
template <class T>
void write(std::ostream& out, const std::optional<T>& value);
template <class T>
void write(std::ostream& out, const Change<T>& value);
template <class T>
void write(std::ostream& out, const std::vector<T>& values);
void write(std::ostream& out, const model::Personal& values);
void write(std::ostream& out, const std::map<std::string, model::Bucket>& buckets);

template <class T>
void write(std::ostream& out, const std::optional<T>& value) {
  value ? write(out, *value) : void(out << "-");
}
template <class T>
void write(std::ostream& out, const Change<T>& value) {
  value.clears() ? void(out << "cleared") : write(out, value.value());
}
template <class T>
void write(std::ostream& out, const std::vector<T>& values) {
  out << '[';
  for (const T& value : values) {
    write(out, value);
    out << ' ';
  }
  out << ']';
}
void write(std::ostream& out, const model::Personal& values) {
  for (const auto& [name, value] : values) {
    out << name << '=';
    write(out, value);
    out << ' ';
  }
}
void write(std::ostream& out, const std::map<std::string, model::Bucket>& buckets) {
  for (const auto& [name, bucket] : buckets) {
    out << name << ": " << bucket.count << " of " << bucket.current_balance << ", ";
  }
}
template <class Aggregate>
  requires std::is_aggregate_v<Aggregate>
void write(std::ostream& out, const Aggregate& value) {
  out << '{';
  boost::pfr::for_each_field(value, [&out](const auto& field, std::size_t index) {
    out << (index == 0 ? "" : ", ");
    write(out, field);
  });
  out << '}';
}

template <class Row>
std::string text_of(const Row& row) {
  std::ostringstream out;
  write(out, row);
  return out.str();
}

template <class T>
bool is_given(const T&) {
  return true;
}
template <class T>
bool is_given(const std::optional<T>& value) {
  return value.has_value();
}
template <class T>
bool is_given(const Change<T>& value) {
  return value.given();
}

}  // namespace

std::string describe(const Event& event) {
  std::ostringstream out;
  out << name_of(event);
  std::visit([&out](const auto& fact) { write(out, fact); }, event);
  return out.str();
}

std::string describe(const std::vector<Event>& events) {
  std::string text;
  for (const Event& event : events) {
    text += "  " + describe(event) + '\n';
  }
  return text.empty() ? "  nothing\n" : text;
}

std::string describe(const Command& command) {
  std::ostringstream out;
  out << name_of(command);
  std::visit(
      [&out](const auto& alternative) {
        alternative.fields(alternative, [&out](const Field& field, const auto& member) {
          if (is_given(member)) {
            out << ' ' << field.name << '=';
            write(out, member);
          }
        });
      },
      command);
  return out.str();
}

std::string describe(const model::Customer& row) { return text_of(row); }
std::string describe(const model::Debt& row) { return text_of(row); }
std::string describe(const model::Payment& row) { return text_of(row); }
std::string describe(const model::Communication& row) { return text_of(row); }
std::string describe(const model::Account& row) { return text_of(row); }
std::string describe(const model::CustomerSummary& row) { return text_of(row); }
std::string describe(const model::PortfolioSummary& row) { return text_of(row); }

std::string describe(const model::Answer& answer) {
  std::ostringstream out;
  for (const auto& [code, pointer] : answer.faults) {
    out << to_text(code) << ' ' << pointer << "; ";
  }
  for (const std::string& event : answer.events) {
    out << event << ' ';
  }
  out << "id " << answer.id << " position " << answer.position << (answer.replayed ? " replayed" : "");
  return out.str();
}

}  // namespace daybook::spec
