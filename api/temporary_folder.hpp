// A folder for rows nobody keeps. Internal to api/.
#pragma once

#include <filesystem>
#include <stdlib.h>
#include <string>
#include <utility>

#include "events/result.hpp"

namespace daybook {

/// A folder under the system's temporary one, gone with this object.
class TemporaryFolder {
 public:
  static Result<TemporaryFolder> make() {
    std::string name = (std::filesystem::temp_directory_path() / "daybook-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
      return error(ErrorCode::read_only, "cannot make a temporary folder in " + std::filesystem::temp_directory_path().string());
    }
    return TemporaryFolder(name);
  }
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, std::filesystem::path())) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) {
      std::filesystem::remove_all(path_, ignored);
    }
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace daybook
