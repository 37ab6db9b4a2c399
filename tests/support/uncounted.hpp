// For processes that tests kill.
#pragma once

#include <cstdlib>

namespace daybook {

/// In a build that counts lines: this process's counts go nowhere. Killed while it writes them, it would spoil those of all others.
/// Before there are threads.
inline void count_no_lines() {
  ::setenv("GCOV_PREFIX", "/dev/null", 1);
  ::setenv("GCOV_ERROR_FILE", "/dev/null", 1);
}

}  // namespace daybook
