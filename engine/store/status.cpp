#include "engine/store/status.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace daybook {
namespace {

using rocksdb::Status;

bool is_lock_held(const Status& status) {
  const std::string text = status.ToString();
  return status.IsIOError() &&
         (text.find("While lock file") != std::string::npos || text.find("lock hold by current process") != std::string::npos);
}

/// What happened, in a word for people and a code for programs.
struct Meaning {
  ErrorCode code;
  std::string_view text;
};

Meaning meaning_of_io_error(const Status& status) {
  if (status.IsNoSpace() || status.subcode() == Status::kSpaceLimit) {
    return {ErrorCode::storage_full, "the disk is full"};
  }
  if (status.IsPathNotFound()) {
    return {ErrorCode::corrupt, "a file is missing"};
  }
  if (is_lock_held(status)) {
    return {ErrorCode::busy, "held by another process"};
  }
  return {ErrorCode::read_only, "input/output error"};
}

Meaning meaning_of(const Status& status) {
  switch (status.code()) {
    case Status::kIOError:
      return meaning_of_io_error(status);
    case Status::kCorruption:
      return {ErrorCode::corrupt, "damage"};
    case Status::kNotFound:
    case Status::kInvalidArgument:
      return {ErrorCode::corrupt, "a file is missing or does not fit"};
    case Status::kNotSupported:
      return {ErrorCode::corrupt, "a format that RocksDB does not know"};
    case Status::kBusy:
    case Status::kTryAgain:
    case Status::kTimedOut:
      return {ErrorCode::busy, "busy"};
    default:
      return {ErrorCode::internal, "RocksDB stopped"};
  }
}

bool is_file_name_character(char character) {
  return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '.' || character == '-';
}

bool is_number(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos; }

/// Names that RocksDB gives its files: nothing else of its text is shown.
bool is_file_name(std::string_view word) {
  constexpr std::string_view manifest = "MANIFEST-";
  if (word.ends_with(".sst") || word.ends_with(".log")) {
    return is_number(word.substr(0, word.size() - 4));
  }
  return (word.starts_with(manifest) && is_number(word.substr(manifest.size()))) || word == "CURRENT" || word == "LOCK" ||
         word == "IDENTITY";
}

/// The first file named in `text`; empty when there is none.
std::string_view file_named_in(std::string_view text) {
  while (!text.empty()) {
    const auto end = std::ranges::find_if_not(text, is_file_name_character);
    std::string_view word(text.begin(), end);
    word = word.substr(0, word.find_last_not_of('.') + 1);
    if (is_file_name(word)) {
      return word;
    }
    text.remove_prefix(std::min(text.size(), static_cast<std::size_t>(end - text.begin()) + 1));
  }
  return {};
}

}  // namespace

Error to_error(const Status& status, std::string_view doing) {
  const Meaning meaning = meaning_of(status);
  const std::string text = status.ToString();
  const std::string_view file = file_named_in(text);
  std::string detail = std::string(doing) + ": " + std::string(meaning.text);
  if (!file.empty()) {
    detail += " (" + std::string(file) + ")";
  }
  return error(meaning.code, std::move(detail));
}

Result<void> to_result(const Status& status, std::string_view doing) {
  if (!status.ok()) {
    return to_error(status, doing);
  }
  return success();
}

}  // namespace daybook
