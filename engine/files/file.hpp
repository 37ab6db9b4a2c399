// The few things the engine asks of the operating system, with errors translated in one place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "engine/files/disk.hpp"
#include "events/result.hpp"

namespace daybook {

/// `number` is an errno. A full disk or quota is `storage_full`, a missing file `corrupt` (we only ask for files that must be
/// there), a taken name `invalid_field`, anything else `read_only`. The detail names the operation and the file.
Error file_error(std::string_view operation, const std::filesystem::path& file, int number);

/// What decides whether a file is fit to hold a key.
struct FileFacts {
  bool is_regular = false;
  /// Permission bits, as in chmod.
  unsigned mode = 0;
  std::uint64_t bytes = 0;
};

/// Only its owner may use it.
inline constexpr unsigned owner_only = 0600;

/// An open file; closed when it goes. Reads and writes name their place, so any thread may call any function at any time.
class File {
 public:
  /// Never waits, whatever the path leads to.
  static Result<File> open_read_only(const Place& place);
  static Result<File> open_read_write(const Place& place);
  /// The file must not exist.
  static Result<File> create(const Place& place, unsigned mode = owner_only);

  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  ~File();

  const std::filesystem::path& path() const { return place_.path; }
  Result<FileFacts> facts() const;
  Result<std::uint64_t> size() const;
  /// How many bytes were read from `offset` on; fewer than there is room for only at the end of the file.
  Result<std::size_t> read(std::uint64_t offset, std::span<std::uint8_t> bytes) const;
  Result<std::string> read(std::uint64_t offset, std::size_t bytes_max) const;
  /// All of `bytes`; into the operating system's cache.
  Result<void> write(std::uint64_t offset, std::string_view bytes);
  Result<void> write(std::uint64_t offset, std::span<const std::uint8_t> bytes);
  /// On return what was written is on disk (fdatasync). After a failure, what was written since the last sync has to be written
  /// again: the system may have dropped it, and a second sync would prove nothing.
  Result<void> sync();

 private:
  static Result<File> open(const Place& place, FileOperation::Kind kind, int flags, unsigned mode);
  File(Place place, int descriptor);

  Place place_;
  int descriptor_;
};

/// The first `bytes_max` bytes.
Result<std::string> read_file(const Place& file, std::size_t bytes_max);

/// A new file that holds `bytes`; it and its folder are synced. After a failure there is no file.
Result<void> write_new_file(const Place& file, std::span<const std::uint8_t> bytes, unsigned mode = owner_only);

/// On return files created, renamed or removed in `directory` stay so.
Result<void> sync_directory(const Place& directory);

/// With all that is in it; success when it is not there.
Result<void> remove_tree(const Place& directory);

/// Something new that appears whole or not at all: made under another name and renamed when it is done. What a crash leaves under
/// that name is swept away by the next try.
class StagedPath {
 public:
  /// `invalid_field` when there is something at `target` already.
  static Result<StagedPath> prepare(const Place& target);

  /// Where to make it. Nothing is there yet.
  const Place& place() const { return staged_; }
  /// Renames it and syncs the parent. What is in it must be synced already.
  Result<void> publish() const;

 private:
  explicit StagedPath(const Place& target);

  Place target_;
  Place staged_;
};

/// So much of the disk is left alone: appends stop, with `storage_full`, while there is still room to close, reopen and verify, and
/// RocksDB never meets a full disk.
inline constexpr std::uint64_t disk_reserve_bytes = 64ULL * 1024 * 1024;

/// Bytes that are free to us on the disk of `directory`.
Result<std::uint64_t> free_space(const Place& directory);

/// `storage_full` when fewer than `bytes` beside the reserve are free to us on the disk of `directory`.
Result<void> check_free_space(const Place& directory, std::uint64_t bytes);

}  // namespace daybook
