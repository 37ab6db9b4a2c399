// For clang and clang-tidy alone, which include it first: what Cap'n Proto 0.9 lacks under clang and C++20.
#pragma once

#include <kj/string.h>

namespace kj {

// `right == left` would be this again, turned round.
inline bool operator==(const char* left, const StringPtr& right) { return right.operator==(left); }
inline bool operator!=(const char* left, const StringPtr& right) { return !right.operator==(left); }

}  // namespace kj
