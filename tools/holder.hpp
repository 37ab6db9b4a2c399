// For a process that holds a ledger: the program's commands work on it meanwhile.
//
//   std::shared_ptr<daybook::Ledger> ledger = daybook::Ledger::open(options).value();
//   auto holder = daybook::Holder::listen(options, {ledger}).value();
//
// `daybook serve` is such a process; any service that embeds the ledger may be one.
#pragma once

#include <chrono>
#include <memory>

#include "api/access.hpp"
#include "api/ledger.hpp"

namespace daybook {

/// A ledger that is held while commands run on it.
struct Held {
  std::shared_ptr<Ledger> ledger;
  /// Null: nobody here asks who may use the ledger from outside.
  std::shared_ptr<Access> access{};
};

/// Listens on `DATA/control` while it lives, and runs the commands of other processes of the folder's owner, each on a thread of its own.
/// When it goes, it tells those that still run to stop, and waits for them.
class Holder {
 public:
  /// `options`: as the ledger was opened. `internal` when the socket cannot be made.
  static Result<std::unique_ptr<Holder>> listen(const LedgerOptions& options, Held held);
  ~Holder();
  /// Takes no more commands, and tells those that run to end.
  void stop();
  /// For those that run, after `stop`; false when one runs on. Then neither this nor the ledger may go.
  bool wait(std::chrono::milliseconds most);
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;

 private:
  struct Content;
  explicit Holder(std::unique_ptr<Content> content);
  std::unique_ptr<Content> content_;
};

}  // namespace daybook
