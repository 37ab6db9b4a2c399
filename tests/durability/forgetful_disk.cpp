#include "tests/durability/forgetful_disk.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <utility>

#include "events/require.hpp"

namespace daybook::durability {
namespace {

namespace fs = std::filesystem;
using Kind = FileOperation::Kind;

/// What a disk writes whole or not at all.
constexpr std::size_t sector_bytes = 512;

/// A write or, without bytes, a new length.
struct ByteChange {
  std::uint64_t offset = 0;
  std::string bytes;
  bool truncates = false;
};

void apply(std::string& content, const ByteChange& change) {
  if (change.truncates) {
    content.resize(change.offset, '\0');
    return;
  }
  content.resize(std::max<std::size_t>(content.size(), change.offset + change.bytes.size()), '\0');
  content.replace(change.offset, change.bytes.size(), change.bytes);
}

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

/// A file or a folder: as it is on disk, and what was done to it since.
struct ForgetfulDisk::Node {
  bool is_folder = false;
  std::string content;
  std::vector<ByteChange> changes;
  std::map<std::string, NodePointer> entries;
  /// As seen by who looks now.
  std::map<std::string, NodePointer> seen;
  /// In order; each is names and what they stand for from then on, nothing if they went.
  std::vector<std::map<std::string, NodePointer>> entry_changes;
};

ForgetfulDisk::ForgetfulDisk(fs::path folder, std::uint64_t operations, std::uint64_t seed)
    : folder_(std::move(folder)), dies_at_(operations), random_(seed), root_(std::make_shared<Node>()) {
  root_->is_folder = true;
  adopt(*root_, folder_);
}

ForgetfulDisk::~ForgetfulDisk() = default;

void ForgetfulDisk::adopt(Node& node, const fs::path& path) {
  for (const fs::directory_entry& entry : fs::directory_iterator(path)) {
    const auto child = std::make_shared<Node>();
    child->is_folder = entry.is_directory();
    if (child->is_folder) {
      adopt(*child, entry.path());
    } else {
      child->content = read(entry.path());
    }
    node.entries.emplace(entry.path().filename(), child);
  }
  node.seen = node.entries;
}

void ForgetfulDisk::cut_power() {
  const std::lock_guard lock(mutex_);
  has_power_ = false;
}

bool ForgetfulDisk::has_power() const {
  const std::lock_guard lock(mutex_);
  return has_power_;
}

std::uint64_t ForgetfulDisk::operations() const {
  const std::lock_guard lock(mutex_);
  return operations_;
}

/// Under the lock, so that what is noted has the order of what was done.
int ForgetfulDisk::carry_out(const FileOperation& operation, const Act& act) {
  const std::lock_guard lock(mutex_);
  if (!has_power_) {
    return EIO;
  }
  if (++operations_ == dies_at_) {
    has_power_ = false;
    // Some of it may have reached the disk.
    if (operation.kind == Kind::write) {
      note(operation);
    }
    return EIO;
  }
  const int failed = act(operation.bytes.size());
  if (failed == 0) {
    note(operation);
  }
  return failed;
}

ForgetfulDisk::NodePointer ForgetfulDisk::find(const fs::path& path) const {
  NodePointer node = root_;
  const fs::path relative = path.lexically_normal().lexically_relative(folder_.lexically_normal());
  for (const fs::path& name : relative) {
    if (name != "." && !name.empty()) {
      const auto entry = node->seen.find(name);
      require(entry != node->seen.end(), "only what is in the folder is worked on");
      node = entry->second;
    }
  }
  return node;
}

/// In one folder, all at once.
void ForgetfulDisk::note_entries(const fs::path& folder, const std::map<std::string, NodePointer>& changes) {
  Node& node = *find(folder);
  change_entries(node.seen, changes);
  node.entry_changes.push_back(changes);
}

void ForgetfulDisk::change_entries(std::map<std::string, NodePointer>& entries, const std::map<std::string, NodePointer>& changes) {
  for (const auto& [name, node] : changes) {
    if (node) {
      entries[name] = node;
    } else {
      entries.erase(name);
    }
  }
}

void ForgetfulDisk::note_creation(const fs::path& path, bool is_folder) {
  const std::string name = path.filename();
  const bool is_root = path.lexically_normal() == folder_.lexically_normal();
  if (is_root || (is_folder && find(path.parent_path())->seen.contains(name))) {
    return;
  }
  const auto node = std::make_shared<Node>();
  node->is_folder = is_folder;
  note_entries(path.parent_path(), {{name, node}});
}

void ForgetfulDisk::note_sync(Node& node) const {
  if (lies_) {
    return;
  }
  std::ranges::for_each(node.changes, [&](const ByteChange& change) { apply(node.content, change); });
  node.changes.clear();
  node.entries = node.seen;
  node.entry_changes.clear();
}

void ForgetfulDisk::note(const FileOperation& operation) {
  const fs::path folder = operation.file.parent_path();
  const std::string name = operation.file.filename();
  switch (operation.kind) {
    case Kind::open:
    case Kind::read:
      return;
    case Kind::create:
    case Kind::create_folder:
      return note_creation(operation.file, operation.kind == Kind::create_folder);
    case Kind::write:
      find(operation.file)->changes.push_back({operation.offset, std::string(operation.bytes), false});
      return;
    case Kind::truncate:
      find(operation.file)->changes.push_back({operation.offset, "", true});
      return;
    case Kind::sync:
    case Kind::sync_folder:
      return note_sync(*find(operation.file));
    case Kind::link:
      return note_entries(folder, {{operation.target.filename(), find(operation.file)}});
    case Kind::rename:
      return note_entries(folder, {{operation.target.filename(), find(operation.file)}, {name, nullptr}});
    case Kind::remove:
      return note_entries(folder, {{name, nullptr}});
  }
}

/// Some first changes, the last of them in part.
std::string ForgetfulDisk::leftover(const Node& node) {
  std::string content = node.content;
  const std::size_t whole = node.changes.empty() ? 0 : random_() % (node.changes.size() + 1);
  for (std::size_t index = 0; index < whole; ++index) {
    apply(content, node.changes[index]);
  }
  if (whole < node.changes.size() && !node.changes[whole].truncates) {
    tear(content, node.changes[whole].offset, node.changes[whole].bytes);
  }
  return content;
}

/// Appended bytes end somewhere; overwritten sectors are new or old, each by itself.
void ForgetfulDisk::tear(std::string& content, std::uint64_t offset, std::string_view bytes) {
  const std::size_t there = content.size() > offset ? content.size() - offset : 0;
  const std::size_t overwritten = std::min(there, bytes.size());
  bytes = bytes.substr(0, overwritten + random_() % (bytes.size() - overwritten + 1));
  while (!bytes.empty()) {
    const std::size_t count = std::min(sector_bytes - offset % sector_bytes, bytes.size());
    const bool overwrites = offset + count <= content.size();
    if (!overwrites || random_() % 2 == 0) {
      apply(content, {offset, std::string(bytes.substr(0, count)), false});
    }
    offset += count;
    bytes.remove_prefix(count);
  }
}

void ForgetfulDisk::leave(const Node& node, const fs::path& path) {
  auto entries = node.entries;
  const std::size_t kept = node.entry_changes.empty() ? 0 : random_() % (node.entry_changes.size() + 1);
  for (std::size_t index = 0; index < kept; ++index) {
    change_entries(entries, node.entry_changes[index]);
  }
  for (const auto& [name, entry] : entries) {
    if (entry->is_folder) {
      fs::create_directory(path / name);
      leave(*entry, path / name);
    } else {
      std::ofstream(path / name, std::ios::binary) << leftover(*entry);
      fs::permissions(path / name, fs::perms::owner_read | fs::perms::owner_write);
    }
  }
}

void ForgetfulDisk::leave() {
  const std::lock_guard lock(mutex_);
  require(!has_power_, "the power has gone");
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_)) {
    fs::remove_all(entry.path());
  }
  leave(*root_, folder_);
}

}  // namespace daybook::durability
