#include "api/json/json.hpp"

#include <algorithm>
#include <exception>
#include <iterator>

#include <boost/json/basic_parser_impl.hpp>

namespace daybook {
namespace {

using Code = boost::json::error_code;
using Text = boost::json::string_view;

/// Builds the tree from the parser's events. Containers that are still open stand on a stack, each with what it holds so far.
class TreeBuilder {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  Json take() { return std::move(root_); }

  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_object_begin(Code&) { return open(Json::Object()); }
  bool on_array_begin(Code&) { return open(Json::Array()); }
  bool on_array_end(std::size_t, Code&) { return close(); }
  bool on_object_end(std::size_t, Code& code) {
    if (has_duplicate(std::get<Json::Object>(open_.back().value.content))) {
      code = boost::json::error::syntax;
      return false;
    }
    return close();
  }

  bool on_key_part(Text part, std::size_t, Code&) { return append(part); }
  bool on_key(Text rest, std::size_t, Code&) {
    append(rest);
    name_ = std::exchange(text_, {});
    return true;
  }
  bool on_string_part(Text part, std::size_t, Code&) { return append(part); }
  bool on_string(Text rest, std::size_t, Code&) {
    append(rest);
    return add(std::exchange(text_, {}));
  }
  bool on_number_part(Text part, Code&) { return append(part); }
  bool on_int64(std::int64_t, Text rest, Code&) { return add_number(rest); }
  bool on_uint64(std::uint64_t, Text rest, Code&) { return add_number(rest); }
  bool on_double(double, Text rest, Code&) { return add_number(rest); }
  bool on_bool(bool value, Code&) { return add(value); }
  bool on_null(Code&) { return add(nullptr); }
  bool on_comment_part(Text, Code&) { return true; }
  bool on_comment(Text, Code&) { return true; }

 private:
  bool append(Text part) {
    text_.append(part.data(), part.size());
    return true;
  }

  bool add_number(Text rest) {
    append(rest);
    return add(Json::Number{std::exchange(text_, {})});
  }

  template <class Content>
  bool add(Content content) {
    place(std::exchange(name_, {}), Json{std::move(content)});
    return true;
  }

  template <class Container>
  bool open(Container container) {
    open_.push_back({std::exchange(name_, {}), Json{std::move(container)}});
    return true;
  }

  bool close() {
    JsonMember done = std::move(open_.back());
    open_.pop_back();
    place(std::move(done.name), std::move(done.value));
    return true;
  }

  void place(std::string name, Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (auto* object = std::get_if<Json::Object>(&open_.back().value.content)) {
      object->push_back({std::move(name), std::move(value)});
    } else {
      std::get<Json::Array>(open_.back().value.content).push_back(std::move(value));
    }
  }

  static bool has_duplicate(const Json::Object& object) {
    std::vector<std::string_view> names;
    names.reserve(object.size());
    std::ranges::transform(object, std::back_inserter(names), &JsonMember::name);
    std::ranges::sort(names);
    return std::ranges::adjacent_find(names) != names.end();
  }

  Json root_;
  /// Each open container, with the name it will have in the one around it.
  std::vector<JsonMember> open_;
  std::string name_;
  std::string text_;
};

Error malformed() { return error(ErrorCode::malformed, "is not one JSON document in UTF-8 with distinct names"); }

}  // namespace

Result<Json> parse_json(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = json_depth_max;
  try {
    boost::json::basic_parser<TreeBuilder> parser(options);
    Code code;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), code);
    if (code || read != text.size()) {
      return malformed();
    }
    return parser.handler().take();
  } catch (const std::exception&) {
    return error(ErrorCode::internal, "out of memory while reading JSON");
  }
}

const Json* find_member(const Json::Object& object, std::string_view name) {
  const auto member = std::ranges::find(object, name, &JsonMember::name);
  return member == object.end() ? nullptr : &member->value;
}

std::string pointer_to(std::string_view parent, std::string_view name) {
  std::string pointer(parent);
  pointer += '/';
  for (const char character : name) {
    if (character == '~') {
      pointer += "~0";
    } else if (character == '/') {
      pointer += "~1";
    } else {
      pointer += character;
    }
  }
  return pointer;
}

}  // namespace daybook
