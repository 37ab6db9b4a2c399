// What stands between a ledger and the files of its folder: normally nothing. Tests put a disk there that fails or forgets.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>
#include <utility>

namespace daybook {

/// Something done to a file or a folder.
struct FileOperation {
  enum class Kind : std::uint8_t {
    open,           ///< an existing file or folder
    create,         ///< makes an empty file, or empties the one there
    read,           ///< of a file's bytes or a folder's entries
    write,          ///< `bytes` at `offset`
    truncate,       ///< to `offset` bytes
    sync,           ///< the file's bytes are on disk then
    sync_folder,    ///< the folder's entries are on disk then
    rename,         ///< to `target`
    link,           ///< `target` is a further name of the file
    remove,         ///< a file, or an empty folder
    create_folder,  ///< does nothing when it is there
  };
  Kind kind;
  std::filesystem::path file;
  std::uint64_t offset = 0;
  std::string_view bytes{};
  std::filesystem::path target{};
};

/// Any thread may call any function.
class Disk {
 public:
  /// Does an operation, or as many of its bytes as it is told; an errno, 0 when it was done.
  using Act = std::function<int(std::size_t bytes)>;

  virtual ~Disk() = default;
  /// Calls `act`, once or not at all. An errno, 0 when all of it was done.
  virtual int carry_out(const FileOperation& operation, const Act& act) = 0;
  /// What to say when asked for free space; `bytes` are really free.
  virtual std::uint64_t free_bytes(std::uint64_t bytes) { return bytes; }
};

/// A path, and the disk it is on.
struct Place {
  template <std::convertible_to<std::filesystem::path> Path>
  Place(Path&& where, Disk* on = nullptr) : path(std::forward<Path>(where)), disk(on) {}

  std::filesystem::path path;
  /// Null: the machine's.
  Disk* disk = nullptr;

  Place operator/(std::string_view name) const { return {path / name, disk}; }
  Place parent() const {
    const std::filesystem::path parent = path.parent_path();
    return {parent.empty() ? std::filesystem::path(".") : parent, disk};
  }
};

/// Through the disk, if there is one.
inline int carry_out(Disk* disk, const FileOperation& operation, const Disk::Act& act) {
  return disk == nullptr ? act(operation.bytes.size()) : disk->carry_out(operation, act);
}

}  // namespace daybook
