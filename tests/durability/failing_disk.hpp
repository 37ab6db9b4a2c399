// A disk on which the n-th operation fails.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "engine/files/disk.hpp"

namespace daybook::durability {

/// How operations fail.
struct Failure {
  enum class How : std::uint8_t {
    refused,    ///< nothing is done
    cut_short,  ///< half of the bytes are written; other operations are refused
    unheard,    ///< it is done, and reported as failed
  };
  /// The first operation to fail, from 1.
  std::uint64_t number = 1;
  /// EIO or ENOSPC. A full disk fails nothing but what needs space, and has no space free.
  int error = 0;
  bool for_ever = false;
  How how = How::refused;
};

/// "EIO for ever from operation 7 on, cut short"
std::string describe(const Failure& failure);

class FailingDisk final : public Disk {
 public:
  /// Nothing fails yet: operations are counted only.
  FailingDisk() = default;

  /// Counts from here on.
  void fail(const Failure& failure);
  /// Nothing fails any more.
  void heal();
  /// Operations since `fail`, or since the start; for a full disk those that need space.
  std::uint64_t operations() const;
  /// Whether anything has failed, and whether a read has.
  bool has_failed() const;
  bool has_failed_to_read() const;

  int carry_out(const FileOperation& operation, const Act& act) override;
  std::uint64_t free_bytes(std::uint64_t bytes) override;

 private:
  bool is_due(FileOperation::Kind kind);

  mutable std::mutex mutex_;
  Failure failure_;
  bool armed_ = false;
  std::uint64_t operations_ = 0;
  bool failed_ = false;
  bool failed_to_read_ = false;
};

}  // namespace daybook::durability
