// The bulk format's way out: what became of a line.
#pragma once

#include <cstdint>
#include <string>

#include "api/json/writer.hpp"
#include "api/ledger.hpp"

namespace daybook {

/// How much of the events that a dry run would append is shown: to those who may not read, which ones, and their ids.
enum class Would : std::uint8_t { in_full, in_outline };

/// The member `would` of an object that is open.
void write_would(JsonWriter& writer, const Receipt& receipt, Would would);

/// An accepted line: `{"ok":true,"position":123,"events":["PaymentCompleted"],"id":55,"replayed":false}`; `would` follows for a
/// dry run that was decided.
std::string receipt_line(const Receipt& receipt, bool dry_run, const Currency& currency, Would would = Would::in_full);

/// A refused line: `{"ok":false,"line":2,"error":{…}}`, line counting from 1. Pointers as they are in `error`.
std::string refusal_line(std::uint64_t line, const Error& error);

/// `{"code":…,"detail":…,"errors":[{"pointer":…,"code":…}]}`, every error in `errors`, the first one giving code and detail.
std::string error_document(const Error& error);

}  // namespace daybook
