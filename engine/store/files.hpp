// The few things the store asks of the operating system, with errors translated in one place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "events/result.hpp"

namespace daybook {

/// `number` is an errno. A full disk or quota is `storage_full`, a missing file `corrupt` (we only ask for files that must be
/// there), anything else `internal`. The detail names the operation and the file.
Error file_error(std::string_view operation, const std::filesystem::path& file, int number);

/// An open file; closed when it goes. Reads and writes at different places may run in parallel.
class File {
 public:
  static Result<File> open_read_only(const std::filesystem::path& path);
  static Result<File> open_read_write(const std::filesystem::path& path);
  /// The file must not exist.
  static Result<File> create(const std::filesystem::path& path);

  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  ~File();

  Result<std::uint64_t> size() const;
  /// Up to `bytes_max` bytes from `offset` on; fewer only at the end of the file.
  Result<std::string> read(std::uint64_t offset, std::size_t bytes_max) const;
  /// All of `bytes`; into the operating system's cache.
  Result<void> write(std::uint64_t offset, std::string_view bytes);
  /// On return what was written is on disk (fdatasync).
  Result<void> sync();

 private:
  static Result<File> open(const std::filesystem::path& path, int flags);
  File(std::filesystem::path path, int descriptor);

  std::filesystem::path path_;
  int descriptor_;
};

/// The first `bytes_max` bytes.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max);

/// On return files created, renamed or removed in `directory` stay so.
Result<void> sync_directory(const std::filesystem::path& directory);

/// The folder that holds `path`; the current one for a bare name.
std::filesystem::path parent_of(const std::filesystem::path& path);

/// Something new that appears whole or not at all: made under another name and renamed when it is done. What a crash leaves under
/// that name is swept away by the next try.
class StagedPath {
 public:
  /// `internal` when there is something at `target` already.
  static Result<StagedPath> prepare(const std::filesystem::path& target);

  /// Where to make it. Nothing is there yet.
  const std::filesystem::path& path() const { return staged_; }
  /// Renames it and syncs the parent. What is in it must be synced already.
  Result<void> publish() const;

 private:
  explicit StagedPath(const std::filesystem::path& target);

  std::filesystem::path target_;
  std::filesystem::path staged_;
};

/// `storage_full` when fewer than `bytes` are free to us on the disk of `directory`.
Result<void> check_free_space(const std::filesystem::path& directory, std::uint64_t bytes);

}  // namespace daybook
