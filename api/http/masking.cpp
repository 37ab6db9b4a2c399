#include "api/http/masking.hpp"

namespace daybook {

EventDetails mask_for(Role role, EventDetails details) {
  if (readers_of_personal.has(role)) {
    return details;
  }
  std::erase_if(details.personal, [](const auto& entry) {
    return entry.first == SealedField::credit_score || entry.first == SealedField::annual_income ||
           entry.first == SealedField::date_of_birth;
  });
  for (auto& [field, text] : details.personal) {
    text = may_see(role, field) ? text : std::string(masked_text);
  }
  if (details.reason) {
    details.reason = masked_text;
  }
  return details;
}

}  // namespace daybook
