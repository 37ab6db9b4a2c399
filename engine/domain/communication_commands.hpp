// What can be asked about communications. `fields` describes each command once (`field.hpp`).
#pragma once

#include <string>
#include <vector>

#include "engine/domain/field.hpp"
#include "events/event.hpp"

namespace daybook {

/// `timestamp` defaults to now; `duration_seconds` goes only with CALL.
struct LogCommunication {
  CustomerId customer_id{};
  CommunicationType communication_type = CommunicationType::call;
  Direction direction = Direction::inbound;
  std::optional<Instant> timestamp{};
  std::optional<std::int32_t> duration_seconds{};
  std::optional<std::string> contact_phone{};
  std::optional<std::string> contact_email{};
  std::optional<std::string> outcome{};
  std::optional<std::string> notes{};
  std::optional<std::string> agent_id{};
  std::optional<std::vector<DebtId>> debt_ids{};

  static constexpr std::string_view name = "log_communication";
  static constexpr Table table = Table::communications;
  static void fields(auto& self, auto&& visit) {
    visit(required("customer_id"), self.customer_id);
    visit(required("communication_type"), self.communication_type);
    visit(required("direction"), self.direction);
    visit(optional("timestamp"), self.timestamp);
    visit(optional("duration_seconds", Check::non_negative), self.duration_seconds);
    visit(personal(SealedField::contact_phone, Check::text), self.contact_phone);
    visit(personal(SealedField::contact_email, Check::email), self.contact_email);
    visit(optional("outcome", Check::text), self.outcome);
    visit(personal(SealedField::notes, Check::notes), self.notes);
    visit(optional("agent_id", Check::text), self.agent_id);
    visit(optional("debt_ids"), self.debt_ids);
  }
  friend bool operator==(const LogCommunication&, const LogCommunication&) = default;
};

struct AmendCommunication {
  CommunicationId communication_id{};
  Change<std::string> outcome{};
  Change<std::string> notes{};
  Change<std::int32_t> duration_seconds{};

  static constexpr std::string_view name = "amend_communication";
  static constexpr Table table = Table::communications;
  static void fields(auto& self, auto&& visit) {
    visit(required("communication_id"), self.communication_id);
    visit(optional("outcome", Check::text), self.outcome);
    visit(personal(SealedField::notes, Check::notes), self.notes);
    visit(optional("duration_seconds", Check::non_negative), self.duration_seconds);
  }
  friend bool operator==(const AmendCommunication&, const AmendCommunication&) = default;
};

}  // namespace daybook
