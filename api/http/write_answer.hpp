// Requests that give a command, and what is answered when it is durable.
#pragma once

#include "api/http/route.hpp"

namespace daybook {

/// What the answer to a command depends on, once the request is gone.
struct WriteAnswer {
  Ledger* ledger = nullptr;
  Role role{};
  Table table = Table::ledger;
  /// The command's field that stood in the path; empty: none.
  std::string_view path_field{};
  int status = 200;
  bool dry_run = false;
  /// `expected_version` came from `If-Match`.
  bool has_condition = false;
  std::string request_id{};
};

/// The command that the request gives, checked; field errors together.
Result<Request> command_of(const Call& call);
WriteAnswer write_answer_of(const Call& call, const Request& request);

/// The row as it is now, or a problem. On the server's thread.
HttpResponse answer_write(const WriteAnswer& write, const Result<Receipt>& receipt);

}  // namespace daybook
