// Rules about text alone, and how text values are compared.
#pragma once

#include <string>
#include <string_view>

#include "engine/domain/field.hpp"

namespace daybook {

/// Why `value` fails `check` ("is longer than 100 bytes"), to follow the field's name; empty when it passes.
/// Never quotes the value. Checks that are not about text pass.
std::string problem_of(Check check, Presence presence, std::string_view value);

/// Whether `text` is UTF-8 without control characters (tab and newline pass when `multiline`).
bool is_clean_text(std::string_view text, bool multiline);

/// How e-mail addresses are compared: trimmed, ASCII letters lower-cased.
std::string comparable_email(std::string_view email);

/// The ASCII digits of `text`: how phone numbers and SSNs are compared.
std::string digits_of(std::string_view text);

}  // namespace daybook
