#include "events/require.hpp"

#include <cstdio>
#include <cstdlib>

namespace daybook {

void fail_requirement(std::string_view why, const std::source_location& where) {
  std::fprintf(stderr, "daybook: bug: required: %.*s (%s:%u)\n", static_cast<int>(why.size()), why.data(), where.file_name(),
               static_cast<unsigned>(where.line()));
  std::abort();
}

}  // namespace daybook
