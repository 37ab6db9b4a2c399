#include "engine/privacy/file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace daybook {
namespace {

ErrorCode code_of(int number) {
  switch (number) {
    case EEXIST:
      return ErrorCode::invalid_field;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return ErrorCode::storage_full;
    default:
      return ErrorCode::read_only;
  }
}

/// The call that just failed, as an Error.
Error last_error(const char* action, const std::filesystem::path& path) {
  const int number = errno;
  return error(code_of(number), std::string("cannot ") + action + " " + path.string() + ": " + std::generic_category().message(number));
}

}  // namespace

KeyFile::KeyFile(std::filesystem::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

KeyFile::KeyFile(KeyFile&& other) noexcept : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

KeyFile& KeyFile::operator=(KeyFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

KeyFile::~KeyFile() {
  if (descriptor_ >= 0) {
    close(descriptor_);
  }
}

Result<KeyFile> KeyFile::open(const std::filesystem::path& path, Access access) {
  return open(path, (access == Access::write ? O_RDWR : O_RDONLY) | O_NONBLOCK, 0);
}

Result<KeyFile> KeyFile::open(const std::filesystem::path& path, int flags, unsigned mode) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  if (descriptor < 0) {
    return last_error("open", path);
  }
  return KeyFile(path, descriptor);
}

Result<void> KeyFile::write_new(const std::filesystem::path& path, unsigned mode, std::span<const std::uint8_t> bytes) {
  BOOST_OUTCOME_TRY(KeyFile file, open(path, O_RDWR | O_CREAT | O_EXCL, mode));
  Result<void> written = file.write(bytes, 0);
  if (written.has_value() && fsync(file.descriptor_) != 0) {
    written = last_error("sync", path);
  }
  if (written.has_value()) {
    written = sync_folder_of(path);
  }
  if (written.has_error()) {
    unlink(path.c_str());
  }
  return written;
}

Result<void> KeyFile::sync_folder_of(const std::filesystem::path& path) {
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  BOOST_OUTCOME_TRY(const KeyFile opened, open(folder, O_RDONLY | O_DIRECTORY, 0));
  if (fsync(opened.descriptor_) != 0) {
    return last_error("sync", folder);
  }
  return success();
}

Result<FileFacts> KeyFile::facts() const {
  struct stat status{};
  if (fstat(descriptor_, &status) != 0) {
    return last_error("look at", path_);
  }
  return FileFacts{
      .is_regular = S_ISREG(status.st_mode), .mode = status.st_mode & 07777U, .size = static_cast<std::uint64_t>(status.st_size)};
}

Result<std::size_t> KeyFile::read(std::span<std::uint8_t> bytes, std::uint64_t offset) const {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = pread(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno != EINTR) {
      return last_error("read", path_);
    }
    if (count == 0) {
      break;
    }
    done += count > 0 ? static_cast<std::size_t>(count) : 0;
  }
  return done;
}

Result<void> KeyFile::write(std::span<const std::uint8_t> bytes, std::uint64_t offset) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = pwrite(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno != EINTR) {
      return last_error("write", path_);
    }
    done += count > 0 ? static_cast<std::size_t>(count) : 0;
  }
  return success();
}

Result<void> KeyFile::sync() {
  if (fdatasync(descriptor_) != 0) {
    return last_error("sync", path_);
  }
  return success();
}

}  // namespace daybook
