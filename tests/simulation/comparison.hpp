// Collects the first of many differences.
#pragma once

#include <string>

#include "events/result.hpp"
#include "tests/support/spec_text.hpp"

namespace daybook::simulation {

class Comparison {
 public:
  /// The first difference there was, or empty.
  const std::string& first() const { return first_; }

  void hold(bool holds, const std::string& what) {
    if (first_.empty() && !holds) {
      first_ = what;
    }
  }

  /// What the ledger answered must be there and equal what the model says.
  template <class Value>
  void equal(const std::string& what, const Result<Value>& ledger, const Value& model) {
    if (!ledger) {
      hold(false, what + "\n  ledger " + std::string(to_text(ledger.error().code)) + ": " + ledger.error().detail);
    } else if (first_.empty() && !(ledger.value() == model)) {
      hold(false, what + "\n  ledger " + spec::describe(ledger.value()) + "\n  model  " + spec::describe(model));
    }
  }

  /// What the ledger answered must be this refusal.
  template <class Value>
  void refused(const std::string& what, const Result<Value>& ledger, ErrorCode code) {
    hold(!ledger && ledger.error().code == code, what + " should be " + std::string(to_text(code)));
  }

 private:
  std::string first_;
};

}  // namespace daybook::simulation
