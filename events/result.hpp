// Result<T>: a value or an Error. Return it or handle it, never both.
#pragma once

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/outcome/try.hpp>

#include "events/error.hpp"

namespace daybook {

/// A value or an Error; asking the wrong one of the two ends the process. Chain with BOOST_OUTCOME_TRY.
template <class T>
using Result = boost::outcome_v2::basic_result<T, Error, boost::outcome_v2::policy::terminate>;

/// What a function without a value returns when all went well.
inline auto success() { return boost::outcome_v2::success(); }

/// An error on its way out.
inline Error error(ErrorCode code, std::string detail, std::string pointer = {}) {
  return Error{code, std::move(detail), std::move(pointer), {}};
}

}  // namespace daybook
