// A disk that forgets, when the power goes, what was not synced.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "engine/files/disk.hpp"

namespace daybook::durability {

/// Watches a folder. When the power has gone every operation fails, and `leave` makes the folder that is found afterwards:
///   - what was appended to a file since its last sync is there up to some byte; of what was overwritten any sectors are;
///   - of the entries created, renamed and removed since their folder was synced the first few are as they were left.
class ForgetfulDisk final : public Disk {
 public:
  /// All that is in `folder` is on disk. The power goes at the operation with this number, from 1; 0: when it is cut.
  ForgetfulDisk(std::filesystem::path folder, std::uint64_t operations, std::uint64_t seed);
  ~ForgetfulDisk() override;

  /// From now on what is said to be synced is not.
  void lie(bool lies) { lies_ = lies; }
  void cut_power();
  bool has_power() const;
  std::uint64_t operations() const;
  /// After the power went: replaces what is in the folder.
  void leave();

  int carry_out(const FileOperation& operation, const Act& act) override;

 private:
  struct Node;
  using NodePointer = std::shared_ptr<Node>;

  NodePointer find(const std::filesystem::path& path) const;
  void adopt(Node& node, const std::filesystem::path& path);
  void note(const FileOperation& operation);
  void note_creation(const std::filesystem::path& path, bool is_folder);
  void note_sync(Node& node) const;
  void note_entries(const std::filesystem::path& folder, const std::map<std::string, NodePointer>& changes);
  static void change_entries(std::map<std::string, NodePointer>& entries, const std::map<std::string, NodePointer>& changes);
  void leave(const Node& node, const std::filesystem::path& path);
  std::string leftover(const Node& node);
  void tear(std::string& content, std::uint64_t offset, std::string_view bytes);

  std::filesystem::path folder_;
  std::uint64_t dies_at_;
  mutable std::mutex mutex_;
  std::mt19937_64 random_;
  NodePointer root_;
  std::uint64_t operations_ = 0;
  bool has_power_ = true;
  bool lies_ = false;
};

}  // namespace daybook::durability
