#include "api/json/tree_head.hpp"

#include <charconv>
#include <system_error>

#include "api/json/json.hpp"
#include "api/json/writer.hpp"
#include "engine/files/file.hpp"

namespace daybook {
namespace {

constexpr std::size_t file_bytes_max = 1U << 20U;

}  // namespace

std::string tree_head_document(const TreeHead& head) {
  JsonWriter writer(Currency{});
  writer.begin_object();
  writer.member("position", head.size);
  writer.member("root", to_hex(head.root));
  writer.end_object();
  return writer.take();
}

Result<TreeHead> parse_tree_head(std::string_view text) {
  const Error none = error(ErrorCode::invalid_field, "no tree head: an object with position and root", "/head");
  const auto document = parse_json(text);
  const auto* object = document ? document.value().as<Json::Object>() : nullptr;
  const Json* position = object == nullptr ? nullptr : find_member(*object, "position");
  const Json* root = object == nullptr ? nullptr : find_member(*object, "root");
  const auto* number = position == nullptr ? nullptr : position->as<Json::Number>();
  const auto* hex = root == nullptr ? nullptr : root->as<std::string>();
  if (number == nullptr || hex == nullptr) {
    return none;
  }
  TreeHead head;
  const char* const end = number->text.data() + number->text.size();
  const auto parsed = std::from_chars(number->text.data(), end, head.size.value);
  const std::optional<Hash> hash = hash_from_hex(*hex);
  if (parsed.ec != std::errc() || parsed.ptr != end || !head.size || !hash) {
    return none;
  }
  head.root = *hash;
  return head;
}

Result<TreeHead> read_tree_head(const std::filesystem::path& file) {
  const auto text = read_file(file, file_bytes_max);
  if (!text) {
    return error(ErrorCode::invalid_field, text.error().detail, "/head");
  }
  auto head = parse_tree_head(text.value());
  return head ? std::move(head) : error(ErrorCode::invalid_field, file.string() + " holds " + head.error().detail, "/head");
}

Result<void> write_tree_head(const std::filesystem::path& file, const TreeHead& head) {
  std::filesystem::path staged = file;
  staged += ".new";
  std::error_code failure;
  std::filesystem::remove(staged, failure);
  {
    BOOST_OUTCOME_TRY(File written, File::create(staged));
    BOOST_OUTCOME_TRY(written.write(0, tree_head_document(head) + "\n"));
    BOOST_OUTCOME_TRY(written.sync());
  }
  std::filesystem::rename(staged, file, failure);
  if (failure) {
    return file_error("renaming", staged, failure.value());
  }
  return sync_directory(Place(file).parent());
}

}  // namespace daybook
