#include "engine/catch_up.hpp"

#include <algorithm>
#include <charconv>
#include <future>
#include <utility>
#include <variant>

#include "engine/decode_ahead.hpp"
#include "engine/domain/named.hpp"
#include "engine/record_reader.hpp"
#include "engine/tree_rows.hpp"
#include "events/planted.hpp"

namespace daybook {
namespace {

Error damage(Position position, const std::string& what, std::string_view kind) {
  const std::string number = std::to_string(position.value);
  return error(ErrorCode::corrupt, "at position " + number + ": " + what, "/" + std::string(kind) + "/" + number);
}

/// The tree tells only where a frame ends that something in it is not what it was.
Error damaged_tree(const DecodedFrame& frame) {
  const std::string end = frame.last == frame.first ? "" : ", or after it up to position " + std::to_string(frame.last.value);
  return damage(frame.first, "the record there" + end + " is not the one that the frame's root stands for", "tree");
}

class CatchUp {
 public:
  CatchUp(Rows& rows, Projection& projection, const CatchUpOptions& options, Tree tree)
      : rows_(rows), projection_(projection), options_(options), tree_(std::move(tree)) {}

  Position position() const { return Position{tree_.size()}; }
  bool done() const { return options_.until && position() >= options_.until; }

  Result<void> apply(const DecodedFrame& frame, Position newest) {
    const Position expected{position().value + 1};
    if (frame.first > expected) {
      return damage(expected, "missing", "position");
    }
    // Only the first frame may have been applied in part, by whoever came here before.
    if (frame.last < expected || (frame.first < expected && std::exchange(resumed_, true))) {
      return damage(frame.first, "there twice", "position");
    }
    resumed_ = true;
    for (std::uint64_t next = expected.value; next <= frame.last.value && !done(); ++next) {
      if (next > loaded_until_) {
        load_ahead(frame, next - frame.first.value);
      }
      BOOST_OUTCOME_TRY(apply_record(frame, next - frame.first.value));
      if (pending_ >= options_.batch_events) {
        BOOST_OUTCOME_TRY(write(newest));
      }
    }
    const bool is_unchecked = planted(Bug::last_root_unchecked) && frame.last == newest;
    if (position() == frame.last && frame.root != tree_.root() && !is_unchecked) {
      return damaged_tree(frame);
    }
    return success();
  }

  /// Everything, and waits until it is in the rows.
  Result<void> finish(Position newest) {
    while (options_.rebuild && projection_.collect_some(batch_)) {
      BOOST_OUTCOME_TRY(hand_over(newest));
    }
    projection_.collect(batch_);
    save_tree(tree_, batch_);
    BOOST_OUTCOME_TRY(hand_over(newest));
    return await_written();
  }

  CaughtUp result() && { return {std::move(tree_), events_}; }

 private:
  /// So many records' rows are fetched together, and written down while the processor still has them.
  static constexpr std::size_t load_events = 64;

  Result<void> write(Position newest) {
    if (options_.rebuild) {
      projection_.collect_settled(batch_);
    } else {
      projection_.collect(batch_);
      save_tree(tree_, batch_);
    }
    return hand_over(newest);
  }

  /// Has the batch written on another thread, while more is applied.
  Result<void> hand_over(Position newest) {
    BOOST_OUTCOME_TRY(projection_.health());
    BOOST_OUTCOME_TRY(await_written());
    std::swap(batch_, batch_in_writing_);
    collected_in_writing_ = projection_.collected();
    writing_ = std::async(std::launch::async, [this] { return rows_.write(batch_in_writing_); });
    events_ += std::exchange(pending_, 0);
    if (options_.progress) {
      options_.progress(position(), newest);
    }
    return success();
  }

  Result<void> await_written() {
    if (writing_.valid()) {
      BOOST_OUTCOME_TRY(writing_.get());
      batch_in_writing_.clear();
      projection_.written(collected_in_writing_);
    }
    return success();
  }

  void load_ahead(const DecodedFrame& frame, std::size_t index) {
    if (!options_.rebuild) {
      projection_.gather(batch_);
    }
    named_.clear();
    const std::size_t end = std::min(index + load_events, frame.records.size());
    loaded_until_ = frame.first.value + end - 1;
    for (; index < end; ++index) {
      const Record& record = frame.records[index];
      std::visit([this](const auto& event) { add_named(event, named_); }, record.event);
      if (named_.customers.empty() || named_.customers.back() != record.envelope.customer) {
        named_.customers.push_back(record.envelope.customer);
      }
    }
    // Unique values are set, never asked for.
    named_.values.clear();
    projection_.load(named_);
  }

  Result<void> apply_record(const DecodedFrame& frame, std::size_t index) {
    if (index >= frame.records.size()) {
      return damage(Position{frame.first.value + index}, frame.damage->detail, frame.damage->pointer.substr(1));
    }
    append_leaf(tree_, frame.leaves[index], batch_);
    BOOST_OUTCOME_TRY(check_version(frame.records[index].envelope));
    if (!planted(Bug::replay_skips) || tree_.size() % 100 != 0) {
      projection_.apply(frame.records[index]);
    }
    ++pending_;
    return success();
  }

  Result<void> check_version(const Envelope& envelope) const {
    if (!envelope.customer) {
      return success();
    }
    const Customer* customer = projection_.state().find(envelope.customer);
    const std::uint64_t before = customer == nullptr ? 0 : customer->version.value;
    if (envelope.version.value != before + 1) {
      BOOST_OUTCOME_TRY(projection_.health());
      return damage(envelope.position, "version " + std::to_string(envelope.version.value) + " follows version " + std::to_string(before),
                    "record");
    }
    return success();
  }

  Rows& rows_;
  Projection& projection_;
  const CatchUpOptions& options_;
  Tree tree_;
  RowBatch batch_;
  RowBatch batch_in_writing_;
  std::uint64_t collected_in_writing_ = 0;
  std::future<Result<void>> writing_;
  Named named_;
  std::uint64_t loaded_until_ = 0;
  std::size_t pending_ = 0;
  std::uint64_t events_ = 0;
  bool resumed_ = false;
};

}  // namespace

std::optional<LogDamage> damage_in(const Error& error) {
  const std::size_t second = error.pointer.find('/', 1);
  if (error.code != ErrorCode::corrupt || second == std::string::npos) {
    return std::nullopt;
  }
  LogDamage damage{error.pointer.substr(1, second - 1), {}};
  std::from_chars(error.pointer.data() + second + 1, error.pointer.data() + error.pointer.size(), damage.position.value);
  return damage;
}

Result<CaughtUp> catch_up(const Log& log, const Vault* vault, Rows& rows, Projection& projection, const CatchUpOptions& options) {
  BOOST_OUTCOME_TRY(Tree tree, load_tree(rows));
  const Position reached = projection.state().facts().position;
  if (tree.size() != reached.value) {
    return error(ErrorCode::corrupt, "the views' tree and state are at different positions");
  }
  // Only for whoever watches: what is wrong with the newest frame shows when it is its turn.
  const auto found = newest_position(log);
  const Position newest = found ? found.value() : Position{};
  projection.expect(newest > reached ? newest.value - reached.value : 0);
  CatchUp work(rows, projection, options, std::move(tree));
  BOOST_OUTCOME_TRY(auto cursor, log.scan(Position{reached.value + 1}));
  DecodeAhead ahead(std::move(cursor), vault, reached);
  while (!work.done()) {
    const auto frame = ahead.next();
    if (!frame) {
      return frame.error().code == ErrorCode::corrupt && !damage_in(frame.error())
                 ? damage({work.position().value + 1}, frame.error().detail, "storage")
                 : frame.error();
    }
    if (!frame.value()) {
      break;
    }
    BOOST_OUTCOME_TRY(work.apply(*frame.value(), newest));
  }
  BOOST_OUTCOME_TRY(work.finish(newest));
  return std::move(work).result();
}

}  // namespace daybook
