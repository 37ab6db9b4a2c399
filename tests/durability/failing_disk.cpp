#include "tests/durability/failing_disk.hpp"

#include <cerrno>

namespace daybook::durability {
namespace {

using Kind = FileOperation::Kind;

bool needs_space(Kind kind) {
  switch (kind) {
    case Kind::create:
    case Kind::write:
    case Kind::sync:
    case Kind::sync_folder:
    case Kind::rename:
    case Kind::link:
    case Kind::create_folder:
      return true;
    case Kind::open:
    case Kind::read:
    case Kind::truncate:
    case Kind::remove:
      return false;
  }
  return false;
}

bool reads(Kind kind) { return kind == Kind::open || kind == Kind::read; }

}  // namespace

std::string describe(const Failure& failure) {
  std::string text = failure.error == ENOSPC ? "ENOSPC" : "EIO";
  text += (failure.for_ever ? " for ever from operation " : " once, at operation ") + std::to_string(failure.number);
  switch (failure.how) {
    case Failure::How::refused:
      return text;
    case Failure::How::cut_short:
      return text + ", cut short";
    case Failure::How::unheard:
      return text + ", done and not heard of";
  }
  return text;
}

void FailingDisk::fail(const Failure& failure) {
  const std::lock_guard lock(mutex_);
  failure_ = failure;
  armed_ = true;
  operations_ = 0;
}

void FailingDisk::heal() {
  const std::lock_guard lock(mutex_);
  armed_ = false;
}

std::uint64_t FailingDisk::operations() const {
  const std::lock_guard lock(mutex_);
  return operations_;
}

bool FailingDisk::has_failed() const {
  const std::lock_guard lock(mutex_);
  return failed_;
}

bool FailingDisk::has_failed_to_read() const {
  const std::lock_guard lock(mutex_);
  return failed_to_read_;
}

bool FailingDisk::is_due(Kind kind) {
  const std::lock_guard lock(mutex_);
  if (failure_.error == ENOSPC && !needs_space(kind)) {
    return false;
  }
  ++operations_;
  const bool is_its_turn = failure_.for_ever ? operations_ >= failure_.number : operations_ == failure_.number;
  const bool due = armed_ && is_its_turn;
  failed_ = failed_ || due;
  failed_to_read_ = failed_to_read_ || (due && reads(kind));
  return due;
}

int FailingDisk::carry_out(const FileOperation& operation, const Act& act) {
  if (!is_due(operation.kind)) {
    return act(operation.bytes.size());
  }
  if (failure_.how == Failure::How::unheard) {
    static_cast<void>(act(operation.bytes.size()));
  } else if (failure_.how == Failure::How::cut_short && operation.kind == Kind::write) {
    static_cast<void>(act(operation.bytes.size() / 2));
  }
  return failure_.error;
}

std::uint64_t FailingDisk::free_bytes(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  const bool full = armed_ && failure_.error == ENOSPC && failure_.for_ever && operations_ >= failure_.number;
  return full ? 0 : bytes;
}

}  // namespace daybook::durability
