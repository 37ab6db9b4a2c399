// A file of keys: small, read and written in place, never readable by others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "events/result.hpp"

namespace daybook {

enum class Access : std::uint8_t { read, write };

/// What decides whether a file is fit to hold a key.
struct FileFacts {
  bool is_regular = false;
  /// Permission bits, as in chmod.
  unsigned mode = 0;
  std::uint64_t size = 0;
};

/// An open file. Reads and writes name their place, so any thread may call any function at any time.
/// Errors: `storage_full` when there is no space, else `read_only`; the detail names the file.
class KeyFile {
 public:
  /// Never waits, whatever the path leads to.
  static Result<KeyFile> open(const std::filesystem::path& path, Access access);
  /// A new file holding `bytes`; it and its folder are synced. `invalid_field` when the path is taken; after any other
  /// failure there is no file.
  static Result<void> write_new(const std::filesystem::path& path, unsigned mode, std::span<const std::uint8_t> bytes);

  KeyFile(KeyFile&& other) noexcept;
  KeyFile& operator=(KeyFile&& other) noexcept;
  ~KeyFile();

  const std::filesystem::path& path() const { return path_; }
  Result<FileFacts> facts() const;
  /// How many bytes were read: fewer than asked for only at the end of the file.
  Result<std::size_t> read(std::span<std::uint8_t> bytes, std::uint64_t offset) const;
  Result<void> write(std::span<const std::uint8_t> bytes, std::uint64_t offset);
  /// Contents and size are on disk.
  Result<void> sync();

 private:
  KeyFile(std::filesystem::path path, int descriptor);
  static Result<KeyFile> open(const std::filesystem::path& path, int flags, unsigned mode);
  static Result<void> sync_folder_of(const std::filesystem::path& path);

  std::filesystem::path path_;
  int descriptor_;
};

}  // namespace daybook
