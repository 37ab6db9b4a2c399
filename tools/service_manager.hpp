// What a service tells its manager (sd_notify): nothing, where there is none.
#pragma once

#include <string_view>

namespace daybook {

/// `state` as systemd knows it: "READY=1", "STOPPING=1", "STATUS=…". Never fails and never waits.
void tell_service_manager(std::string_view state);

}  // namespace daybook
