#include "engine/store/folder.hpp"

#include <algorithm>
#include <string_view>
#include <system_error>
#include <utility>

#include "engine/files/file.hpp"
#include "engine/store/log_framing.hpp"

namespace daybook {
namespace {

constexpr std::size_t current_bytes_max = 64;

/// CURRENT holds the name of a MANIFEST and a line feed.
Result<std::string> read_current(const Place& directory) {
  BOOST_OUTCOME_TRY(std::string name, read_file(directory / "CURRENT", current_bytes_max));
  constexpr std::string_view prefix = "MANIFEST-";
  const bool is_line = name.starts_with(prefix) && name.ends_with('\n');
  if (is_line) {
    name.pop_back();
  }
  if (!is_line || name.find_first_not_of("0123456789", prefix.size()) != std::string::npos) {
    return error(ErrorCode::corrupt, "CURRENT names no MANIFEST");
  }
  return name;
}

Result<std::vector<std::string>> list_wals(const Place& directory) {
  std::vector<std::string> names;
  std::error_code failed;
  std::filesystem::directory_iterator entry(directory.path, failed);
  while (!failed && entry != std::filesystem::directory_iterator()) {
    if (entry->path().extension() == ".log") {
      names.push_back(entry->path().filename().string());
    }
    entry.increment(failed);
  }
  if (failed) {
    return file_error("listing", directory.path, failed.value());
  }
  std::ranges::sort(names);
  return names;
}

bool is_there(const Place& file) {
  std::error_code failed;
  return std::filesystem::exists(file.path, failed);
}

/// `corrupt` unless the file is whole or has gone.
Result<void> check_unless_gone(const Place& file, Writing writing) {
  auto framing = check_framing(file, writing);
  if (!framing && is_there(file)) {
    return std::move(framing).error();
  }
  return success();
}

}  // namespace

Result<FolderState> look_at_folder(const Place& directory) {
  BOOST_OUTCOME_TRY(std::string name, read_current(directory));
  const auto manifest = File::open_read_only(directory / name);
  if (!manifest) {
    // A writer that has just opened the folder begins a new one.
    BOOST_OUTCOME_TRY(const std::string name_now, read_current(directory));
    return name_now == name ? Result<FolderState>(manifest.error()) : look_at_folder(directory);
  }
  BOOST_OUTCOME_TRY(const std::uint64_t manifest_bytes, manifest.value().size());
  BOOST_OUTCOME_TRY(std::vector<std::string> wals, list_wals(directory));
  return FolderState{std::move(name), manifest_bytes, std::move(wals)};
}

Result<void> check_folder_framing(const Place& directory) {
  BOOST_OUTCOME_TRY(const FolderState state, look_at_folder(directory));
  BOOST_OUTCOME_TRY(check_unless_gone(directory / state.manifest, Writing::at_the_end));
  for (const std::string& wal : state.wals) {
    BOOST_OUTCOME_TRY(check_unless_gone(directory / wal, Writing::over_zeros));
  }
  return success();
}

}  // namespace daybook
