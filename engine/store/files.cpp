#include "engine/store/files.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace daybook {
namespace {

ErrorCode code_of(int number) {
  switch (number) {
    case ENOSPC:
    case EDQUOT:
      return ErrorCode::storage_full;
    case ENOENT:
    case ENOTDIR:
      return ErrorCode::corrupt;
    default:
      return ErrorCode::internal;
  }
}

constexpr mode_t owner_only = 0600;

}  // namespace

Error file_error(std::string_view operation, const std::filesystem::path& file, int number) {
  return error(code_of(number), std::string(operation) + " " + file.filename().string() + ": " + std::generic_category().message(number));
}

Result<File> File::open(const std::filesystem::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, owner_only);
  if (descriptor < 0) {
    return file_error("opening", path, errno);
  }
  return File(path, descriptor);
}

Result<File> File::open_read_only(const std::filesystem::path& path) { return open(path, O_RDONLY); }

Result<File> File::open_read_write(const std::filesystem::path& path) { return open(path, O_RDWR); }

Result<File> File::create(const std::filesystem::path& path) { return open(path, O_RDWR | O_CREAT | O_EXCL); }

File::File(std::filesystem::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

File::File(File&& other) noexcept : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

File::~File() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

Result<std::uint64_t> File::size() const {
  struct stat status{};
  if (::fstat(descriptor_, &status) != 0) {
    return file_error("looking at", path_, errno);
  }
  return static_cast<std::uint64_t>(status.st_size);
}

Result<std::string> File::read(std::uint64_t offset, std::size_t bytes_max) const {
  std::string bytes(bytes_max, '\0');
  std::size_t done = 0;
  while (done < bytes_max) {
    const ssize_t count = ::pread(descriptor_, bytes.data() + done, bytes_max - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno != EINTR) {
      return file_error("reading", path_, errno);
    }
    if (count == 0) {
      break;
    }
    done += count > 0 ? static_cast<std::size_t>(count) : 0;
  }
  bytes.resize(done);
  return bytes;
}

Result<void> File::write(std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno != EINTR) {
      return file_error("writing", path_, errno);
    }
    const auto done = count > 0 ? static_cast<std::size_t>(count) : 0;
    bytes.remove_prefix(done);
    offset += done;
  }
  return success();
}

Result<void> File::sync() {
  if (::fdatasync(descriptor_) != 0) {
    return file_error("syncing", path_, errno);
  }
  return success();
}

Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
  BOOST_OUTCOME_TRY(const File file, File::open_read_only(path));
  return file.read(0, bytes_max);
}

Result<void> sync_directory(const std::filesystem::path& directory) {
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) {
    return file_error("opening", directory, errno);
  }
  const int failed = ::fsync(descriptor) != 0 ? errno : 0;
  ::close(descriptor);
  if (failed != 0) {
    return file_error("syncing", directory, failed);
  }
  return success();
}

std::filesystem::path parent_of(const std::filesystem::path& path) {
  const std::filesystem::path parent = path.parent_path();
  return parent.empty() ? "." : parent;
}

StagedPath::StagedPath(const std::filesystem::path& target) : target_(target), staged_(target) { staged_ += ".new"; }

Result<StagedPath> StagedPath::prepare(const std::filesystem::path& target) {
  StagedPath staged(target);
  std::error_code failed;
  if (std::filesystem::exists(target, failed)) {
    return file_error("creating", target, EEXIST);
  }
  if (std::filesystem::remove_all(staged.path(), failed); failed) {
    return file_error("removing", staged.path(), failed.value());
  }
  return staged;
}

Result<void> StagedPath::publish() const {
  if (::rename(staged_.c_str(), target_.c_str()) != 0) {
    return file_error("renaming", staged_, errno);
  }
  return sync_directory(parent_of(target_));
}

Result<void> check_free_space(const std::filesystem::path& directory, std::uint64_t bytes) {
  struct statvfs disk{};
  if (::statvfs(directory.c_str(), &disk) != 0) {
    return file_error("looking at the disk of", directory, errno);
  }
  const std::uint64_t free_bytes = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
  if (free_bytes < bytes) {
    return error(ErrorCode::storage_full, "the disk has " + std::to_string(free_bytes) + " bytes free and must keep " +
                                              std::to_string(bytes) + " for " + directory.filename().string());
  }
  return success();
}

}  // namespace daybook
