// Events, commands and answers as text, for failure messages.
#pragma once

#include <string>
#include <vector>

#include "engine/domain/command.hpp"
#include "events/event.hpp"

namespace daybook::spec {

/// "PaymentCompleted{1, 1, 1, 20000, …}": values in the order of the struct.
std::string describe(const Event& event);
/// One event a line.
std::string describe(const std::vector<Event>& events);
/// "record_payment customer_id=1 debt_id=1 amount=20000": the fields that are given.
std::string describe(const Command& command);

}  // namespace daybook::spec
