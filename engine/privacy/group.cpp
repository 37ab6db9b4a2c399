#include "engine/privacy/group.hpp"

#include <optional>

namespace daybook {
namespace {

constexpr unsigned varint_bits = 7;
constexpr unsigned varint_more = 0x80;
/// Lengths stay below 2^28.
constexpr unsigned varint_shift_max = 3 * varint_bits;

void append_varint(std::string& bytes, std::size_t value) {
  for (; value >= varint_more; value >>= varint_bits) {
    bytes += static_cast<char>(value | varint_more);
  }
  bytes += static_cast<char>(value);
}

/// What is left to decode. Each `take` gives nothing when the bytes are not of that shape.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : left_(bytes) {}

  bool at_end() const { return left_.empty(); }

  std::optional<unsigned> take_byte() {
    if (left_.empty()) {
      return std::nullopt;
    }
    const auto byte = static_cast<unsigned char>(left_.front());
    left_.remove_prefix(1);
    return byte;
  }

  std::optional<std::size_t> take_varint() {
    std::size_t value = 0;
    for (unsigned shift = 0; shift <= varint_shift_max; shift += varint_bits) {
      const std::optional<unsigned> byte = take_byte();
      if (!byte || (*byte == 0 && shift != 0)) {
        return std::nullopt;
      }
      value |= static_cast<std::size_t>(*byte & ~varint_more) << shift;
      if (*byte < varint_more) {
        return value;
      }
    }
    return std::nullopt;
  }

  std::optional<std::string_view> take_text(std::size_t size) {
    if (size > left_.size()) {
      return std::nullopt;
    }
    const std::string_view text = left_.substr(0, size);
    left_.remove_prefix(size);
    return text;
  }

  std::optional<SealedField> take_field() {
    const std::optional<unsigned> number = take_byte();
    return number ? from_number<SealedField>(*number) : std::nullopt;
  }

 private:
  std::string_view left_;
};

/// Adds the next field to `group`; false when there is none of the right shape.
bool take_into(Group& group, Reader& reader) {
  const std::optional<SealedField> field = reader.take_field();
  if (!field || (!group.empty() && *field <= group.rbegin()->first)) {
    return false;
  }
  const std::optional<std::size_t> size = reader.take_varint();
  const std::optional<std::string_view> text = size ? reader.take_text(*size) : std::nullopt;
  if (text) {
    group.emplace_hint(group.end(), *field, *text);
  }
  return text.has_value();
}

}  // namespace

std::string encode_group(const Group& group) {
  std::string bytes;
  for (const auto& [field, text] : group) {
    bytes += static_cast<char>(field);
    append_varint(bytes, text.size());
    bytes += text;
  }
  return bytes;
}

Result<Group> decode_group(std::string_view bytes) {
  Group group;
  Reader reader(bytes);
  while (!reader.at_end()) {
    if (!take_into(group, reader)) {
      return error(ErrorCode::corrupt, "a sealed group holds fields that this version cannot read");
    }
  }
  return group;
}

}  // namespace daybook
