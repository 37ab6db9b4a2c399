// JSON as it was written: numbers keep their text, members their order.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "events/result.hpp"

namespace daybook {

struct JsonMember;

/// One JSON value. A plain tree; owns what it holds.
struct Json {
  /// A number's text, untouched ("200", "19.990", "1e3"): whoever reads it knows what it has to be exact to.
  struct Number {
    std::string text;
  };
  using Array = std::vector<Json>;
  using Object = std::vector<JsonMember>;

  /// Null by itself.
  std::variant<std::nullptr_t, bool, Number, std::string, Array, Object> content;

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(content); }
  /// The content as `T`; null when it is something else.
  template <class T>
  const T* as() const {
    return std::get_if<T>(&content);
  }
};

struct JsonMember {
  std::string name;
  Json value;
};

/// Arrays and objects within each other.
inline constexpr std::size_t json_depth_max = 32;

/// Reads one document. `malformed` for anything but RFC 8259 JSON in UTF-8, for a name that appears twice in one object, for
/// nesting beyond `json_depth_max`, and for text after the document.
Result<Json> parse_json(std::string_view text);

/// The member `name`; null when there is none.
const Json* find_member(const Json::Object& object, std::string_view name);

/// The RFC 6901 pointer to the member or element `name` of what `parent` points to.
std::string pointer_to(std::string_view parent, std::string_view name);

}  // namespace daybook
