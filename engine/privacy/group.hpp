// The plaintext of a sealed group: its fields in order of their numbers, so that equal groups have equal bytes.
//
//   field   := number (u8, `SealedField`), length (LEB128, shortest form), that many bytes of text
//   group   := field*, numbers strictly ascending
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "events/kinds.hpp"
#include "events/result.hpp"

namespace daybook {

/// The values of a group by field, as text ("1980-01-02", "52000.00", "720").
using Group = std::map<SealedField, std::string>;

std::string encode_group(const Group& group);

/// `corrupt` for anything that `encode_group` does not write. Takes any bytes, in time and memory of their size.
Result<Group> decode_group(std::string_view bytes);

}  // namespace daybook
