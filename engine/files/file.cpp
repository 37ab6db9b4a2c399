#include "engine/files/file.hpp"

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

namespace fs = std::filesystem;
using Kind = FileOperation::Kind;

ErrorCode code_of(int number) {
  switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return ErrorCode::storage_full;
    case ENOENT:
    case ENOTDIR:
      return ErrorCode::corrupt;
    case EEXIST:
      return ErrorCode::invalid_field;
    default:
      return ErrorCode::read_only;
  }
}

/// What a system call that returns -1 on failure left behind.
int failure_of(int returned) { return returned < 0 ? errno : 0; }

Result<void> done(std::string_view doing, const Place& place, int failed) {
  if (failed != 0) {
    return file_error(doing, place.path, failed);
  }
  return success();
}

int write_all(int descriptor, std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno != EINTR) {
      return errno;
    }
    const auto written = count > 0 ? static_cast<std::size_t>(count) : 0;
    bytes.remove_prefix(written);
    offset += written;
  }
  return 0;
}

Result<void> remove_entry(const Place& place) {
  const FileOperation operation{Kind::remove, place.path};
  return done("removing", place,
              carry_out(place.disk, operation, [&](std::size_t) { return failure_of(std::remove(place.path.c_str())); }));
}

std::string_view text_of(std::span<const std::uint8_t> bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

}  // namespace

Error file_error(std::string_view operation, const fs::path& file, int number) {
  return error(code_of(number), std::string(operation) + " " + file.filename().string() + ": " + std::generic_category().message(number));
}

Result<File> File::open(const Place& place, Kind kind, int flags, unsigned mode) {
  int descriptor = -1;
  const int failed = carry_out(place.disk, {kind, place.path}, [&](std::size_t) {
    descriptor = ::open(place.path.c_str(), flags | O_CLOEXEC | O_NONBLOCK, mode);
    return failure_of(descriptor);
  });
  BOOST_OUTCOME_TRY(done("opening", place, failed));
  return File(place, descriptor);
}

Result<File> File::open_read_only(const Place& place) { return open(place, Kind::open, O_RDONLY, 0); }

Result<File> File::open_read_write(const Place& place) { return open(place, Kind::open, O_RDWR, 0); }

Result<File> File::create(const Place& place, unsigned mode) { return open(place, Kind::create, O_RDWR | O_CREAT | O_EXCL, mode); }

File::File(Place place, int descriptor) : place_(std::move(place)), descriptor_(descriptor) {}

File::File(File&& other) noexcept : place_(std::move(other.place_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(place_, other.place_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

File::~File() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

Result<FileFacts> File::facts() const {
  struct stat status{};
  if (::fstat(descriptor_, &status) != 0) {
    return file_error("looking at", path(), errno);
  }
  return FileFacts{
      .is_regular = S_ISREG(status.st_mode), .mode = status.st_mode & 07777U, .bytes = static_cast<std::uint64_t>(status.st_size)};
}

Result<std::uint64_t> File::size() const {
  BOOST_OUTCOME_TRY(const FileFacts known, facts());
  return known.bytes;
}

Result<std::size_t> File::read(std::uint64_t offset, std::span<std::uint8_t> bytes) const {
  std::size_t read = 0;
  const int failed = carry_out(place_.disk, {.kind = Kind::read, .file = path(), .offset = offset}, [&](std::size_t) {
    ssize_t count = 1;
    while (read < bytes.size() && count != 0) {
      count = ::pread(descriptor_, bytes.data() + read, bytes.size() - read, static_cast<off_t>(offset + read));
      if (count < 0 && errno != EINTR) {
        return errno;
      }
      read += count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    return 0;
  });
  BOOST_OUTCOME_TRY(done("reading", place_, failed));
  return read;
}

Result<std::string> File::read(std::uint64_t offset, std::size_t bytes_max) const {
  std::string bytes(bytes_max, '\0');
  BOOST_OUTCOME_TRY(const std::size_t count, read(offset, std::span(reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size())));
  bytes.resize(count);
  return bytes;
}

Result<void> File::write(std::uint64_t offset, std::string_view bytes) {
  const FileOperation operation{.kind = Kind::write, .file = path(), .offset = offset, .bytes = bytes};
  const int failed =
      carry_out(place_.disk, operation, [&](std::size_t count) { return write_all(descriptor_, offset, bytes.substr(0, count)); });
  return done("writing", place_, failed);
}

Result<void> File::write(std::uint64_t offset, std::span<const std::uint8_t> bytes) { return write(offset, text_of(bytes)); }

Result<void> File::sync() {
  const int failed = carry_out(place_.disk, {Kind::sync, path()}, [&](std::size_t) { return failure_of(::fdatasync(descriptor_)); });
  return done("syncing", place_, failed);
}

Result<std::string> read_file(const Place& file, std::size_t bytes_max) {
  BOOST_OUTCOME_TRY(const File opened, File::open_read_only(file));
  return opened.read(0, bytes_max);
}

Result<void> write_new_file(const Place& file, std::span<const std::uint8_t> bytes, unsigned mode) {
  BOOST_OUTCOME_TRY(File created, File::create(file, mode));
  Result<void> written = created.write(0, bytes);
  if (written) {
    written = created.sync();
  }
  if (written) {
    written = sync_directory(file.parent());
  }
  if (!written) {
    static_cast<void>(remove_entry(file));
  }
  return written;
}

Result<void> sync_directory(const Place& directory) {
  const int failed = carry_out(directory.disk, {Kind::sync_folder, directory.path}, [&](std::size_t) {
    const int descriptor = ::open(directory.path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int outcome = descriptor < 0 ? errno : failure_of(::fsync(descriptor));
    if (descriptor >= 0) {
      ::close(descriptor);
    }
    return outcome;
  });
  return done("syncing", directory, failed);
}

Result<void> remove_tree(const Place& directory) {
  std::error_code failed;
  if (fs::symlink_status(directory.path, failed).type() == fs::file_type::not_found) {
    return success();
  }
  for (fs::directory_iterator entry(directory.path, failed); !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
    const Place place(entry->path(), directory.disk);
    BOOST_OUTCOME_TRY(entry->is_directory() && !entry->is_symlink() ? remove_tree(place) : remove_entry(place));
  }
  if (failed && failed.value() != ENOTDIR) {
    return file_error("listing", directory.path, failed.value());
  }
  return remove_entry(directory);
}

StagedPath::StagedPath(const Place& target) : target_(target), staged_(target) { staged_.path += ".new"; }

Result<StagedPath> StagedPath::prepare(const Place& target) {
  StagedPath staged(target);
  std::error_code failed;
  if (fs::exists(target.path, failed)) {
    return file_error("creating", target.path, EEXIST);
  }
  BOOST_OUTCOME_TRY(remove_tree(staged.place()));
  return staged;
}

Result<void> StagedPath::publish() const {
  const FileOperation operation{.kind = Kind::rename, .file = staged_.path, .target = target_.path};
  const int failed =
      carry_out(target_.disk, operation, [&](std::size_t) { return failure_of(std::rename(staged_.path.c_str(), target_.path.c_str())); });
  BOOST_OUTCOME_TRY(done("renaming", staged_, failed));
  return sync_directory(target_.parent());
}

Result<std::uint64_t> free_space(const Place& directory) {
  struct statvfs disk{};
  if (::statvfs(directory.path.c_str(), &disk) != 0) {
    return file_error("looking at the disk of", directory.path, errno);
  }
  const std::uint64_t free_bytes = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
  return directory.disk == nullptr ? free_bytes : directory.disk->free_bytes(free_bytes);
}

Result<void> check_free_space(const Place& directory, std::uint64_t bytes) {
  BOOST_OUTCOME_TRY(const std::uint64_t free_bytes, free_space(directory));
  if (free_bytes < disk_reserve_bytes + bytes) {
    return error(ErrorCode::storage_full, "the disk has " + std::to_string(free_bytes) + " bytes free and must keep " +
                                              std::to_string(disk_reserve_bytes) + " beside what " + directory.path.filename().string() +
                                              " needs");
  }
  return success();
}

}  // namespace daybook
