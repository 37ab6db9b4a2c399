// The file `HEAD`: the newest position and tree root, kept outside the database so that a log cut short is noticed.
//
// Two slots, each with a checksum. Writes go to the slot that is not the synced one, so one of them is always whole, whatever
// a power loss does to the other.
#pragma once

#include <memory>

#include "engine/files/disk.hpp"
#include "events/codec.hpp"
#include "events/ids.hpp"
#include "events/result.hpp"
#include "events/sealed.hpp"

namespace daybook {

/// What HEAD says: the log reached `position`, and the tree over it has `root`.
struct Anchor {
  Position position;
  RootBytes root{};

  friend bool operator==(const Anchor&, const Anchor&) = default;
};

/// HEAD as read, without holding it.
struct HeadContent {
  LedgerId ledger_id;
  Anchor anchor;
  /// No slot is damaged. A power loss may damage one; the next writes mend it.
  bool is_whole = true;
};

/// Reads the file alone, also beside its writer. `corrupt` when there is no file, neither slot is whole, or its format is newer
/// than this program (naming both).
Result<HeadContent> read_head(const Place& file);

/// `write` and `sync` may be called from two threads; either waits for the other.
class Head {
 public:
  /// A new file; it must not exist. Synced with its folder; the anchor is position 0.
  static Result<std::unique_ptr<Head>> create(const Place& file, const LedgerId& ledger_id);
  /// Errors of `read_head`.
  static Result<std::unique_ptr<Head>> open(const Place& file);

  ~Head();
  const LedgerId& ledger_id() const;
  Anchor anchor() const;
  /// Into the operating system's cache; survives the process, not the machine, until `sync`. After a failure try again.
  Result<void> write(const Anchor& anchor);
  /// On return the newest anchor written is on disk. After a failure try again.
  Result<void> sync();

 private:
  struct Content;
  explicit Head(std::unique_ptr<Content> content);
  std::unique_ptr<Content> content_;
};

}  // namespace daybook
