// The bulk format's way out: what became of a line.
#pragma once

#include <cstdint>
#include <string>

#include "api/ledger.hpp"

namespace daybook {

/// An accepted line: `{"ok":true,"position":123,"events":["PaymentCompleted"],"id":55,"replayed":false}`; `would` follows for a
/// dry run that was decided.
std::string receipt_line(const Receipt& receipt, bool dry_run, const Currency& currency);

/// A refused line: `{"ok":false,"line":2,"error":{…}}`, line counting from 1. Pointers as they are in `error`.
std::string refusal_line(std::uint64_t line, const Error& error);

/// `{"code":…,"detail":…,"errors":[{"pointer":…,"code":…}]}`, every error in `errors`, the first one giving code and detail.
std::string error_document(const Error& error);

}  // namespace daybook
