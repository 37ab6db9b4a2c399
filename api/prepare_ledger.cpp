// The caller's share of a command about the ledger itself.
#include <algorithm>
#include <iterator>

#include "api/prepare.hpp"
#include "engine/domain/text.hpp"
#include "projections/row_source.hpp"

namespace daybook {
namespace {

Error invalid_field(std::string_view name, const std::string& why) {
  return error(ErrorCode::invalid_field, std::string(name) + " " + why, "/" + std::string(name));
}

}  // namespace

Result<void> Preparer::check(const LedgerCommand& command, const CommandEnvelope& envelope) {
  std::vector<Error> errors;
  const auto check_text = [&errors](std::string_view name, const std::string& text) {
    if (const std::string why = problem_of(Check::text, Presence::required, text); !why.empty()) {
      errors.push_back(invalid_field(name, why));
    }
  };
  if (const auto* create = std::get_if<CreateToken>(&command)) {
    check_text("name", create->name);
  }
  if (std::holds_alternative<RevealData>(command) && !envelope.reason) {
    errors.push_back(error(ErrorCode::missing_field, "reason is required", "/reason"));
  }
  if (envelope.reason) {
    check_text("reason", *envelope.reason);
  }
  if (!errors.empty()) {
    return fold(std::move(errors));
  }
  return success();
}

Result<void> Preparer::prepare(const LedgerCommand& command, const CommandEnvelope& envelope, PreparedCommand& prepared) const {
  prepared.actor = envelope.actor;
  prepared.what = &command;
  const auto* reveal = std::get_if<RevealData>(&command);
  if (reveal == nullptr || !envelope.reason) {
    return success();
  }
  // Why somebody looked goes with the customer's key: it is about that person.
  BOOST_OUTCOME_TRY(const auto rows, ViewSource::open(engine_.rows().snapshot()));
  BOOST_OUTCOME_TRY(const auto customer, rows->find(reveal->customer_id));
  prepared.sealing.incomplete = !customer;
  if (customer) {
    BOOST_OUTCOME_TRY(prepared.note, engine_.vault().seal(customer->key_id, GroupKind::note, {{SealedField::reason, *envelope.reason}}));
  }
  return success();
}

}  // namespace daybook
