#include "api/head_keeper.hpp"

#include "api/json/tree_head.hpp"

namespace daybook {
namespace {

Result<void> check_contains(const Ledger& ledger, const std::filesystem::path& file) {
  std::error_code failure;
  if (!std::filesystem::exists(file, failure)) {
    return success();
  }
  BOOST_OUTCOME_TRY(const TreeHead kept, read_tree_head(file));
  const Snapshot snapshot = ledger.snapshot();
  const std::string named = "position " + std::to_string(kept.size.value) + ", which " + file.string() + " names";
  if (kept.size > snapshot.position()) {
    const std::string ends = "the log ends at position " + std::to_string(snapshot.position().value) + ", before ";
    return error(ErrorCode::corrupt, ends + named + ": it lost its end, or an older copy was put back");
  }
  BOOST_OUTCOME_TRY(const TreeHead now, snapshot.tree_head(kept.size));
  return now.root == kept.root
             ? Result<void>(success())
             : error(ErrorCode::corrupt, "the log is not what it was at " + named + ": it was changed, or is another one");
}

}  // namespace

Result<std::unique_ptr<HeadKeeper>> HeadKeeper::start(const Ledger& ledger, const std::filesystem::path& file) {
  BOOST_OUTCOME_TRY(check_contains(ledger, file));
  std::unique_ptr<HeadKeeper> keeper(new HeadKeeper(ledger, file));
  BOOST_OUTCOME_TRY(keeper->write());
  keeper->thread_ = std::thread(&HeadKeeper::keep, keeper.get());
  return keeper;
}

HeadKeeper::HeadKeeper(const Ledger& ledger, std::filesystem::path file) : ledger_(ledger), file_(std::move(file)) {}

HeadKeeper::~HeadKeeper() { static_cast<void>(stop()); }

Result<void> HeadKeeper::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) {
    thread_.join();
    if (auto last = write(); !last && !failure_) {
      failure_ = last.error();
    }
  }
  return failure_ ? Result<void>(*failure_) : success();
}

void HeadKeeper::keep() {
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, interval, [this] { return stopping_; })) {
    lock.unlock();
    auto written = write();
    lock.lock();
    if (!written && !failure_) {
      failure_ = written.error();
    }
  }
}

Result<void> HeadKeeper::write() {
  const Snapshot snapshot = ledger_.snapshot();
  if (snapshot.position() == written_) {
    return success();
  }
  BOOST_OUTCOME_TRY(const TreeHead head, snapshot.tree_head());
  BOOST_OUTCOME_TRY(write_tree_head(file_, head));
  written_ = head.size;
  return success();
}

}  // namespace daybook
