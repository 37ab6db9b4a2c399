// Unique values taken and released, in front of the rows.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "engine/domain/state.hpp"
#include "engine/store/rows.hpp"
#include "projections/seen_values.hpp"

namespace daybook {

/// Part of a CurrentState. One thread. Must not outlive its Rows.
class Claims {
 public:
  using Holder = std::optional<std::uint64_t>;
  using Values = std::vector<std::pair<UniqueKind, std::string_view>>;

  explicit Claims(const Rows& rows) : rows_(&rows) {}

  /// Forgets everything that is not in the rows.
  void clear();

  /// Keys of those values that only the rows can tell of. `events`: how many the rows were made of.
  std::vector<std::string> unknown(const Values& values, std::uint64_t events);
  /// What the rows have under a key of `unknown`. Good until the next `unknown` or `written`.
  void found(std::string key, Holder holder) { found_.emplace(std::move(key), holder); }

  /// What a row that is there, or not, says.
  static Holder holder_in(const std::optional<std::string>& row);

  /// Who holds a value; nothing when only the rows can tell.
  std::optional<Holder> holder(UniqueKind kind, std::string_view value) const;
  /// The value is held by somebody, or by nobody any more.
  void set(UniqueKind kind, std::string_view value, Holder holder);

  /// Puts every change since the last call into `batch`.
  void collect(RowBatch& batch);
  /// The same in a rebuild: until the next `collect` nobody asks.
  void collect_unasked(RowBatch& batch);
  /// As many collected batches are in the rows now.
  void written(std::uint64_t batches);

 private:
  /// A key in the rows, hashed once.
  struct Key {
    std::string_view bytes;
    std::uint64_t hash;
    bool operator==(const Key& other) const { return bytes == other.bytes; }
  };
  struct HashOf {
    std::size_t operator()(const Key& key) const { return key.hash; }
  };
  /// Not yet known to be in the rows; the newest change is in `batch`, which has the key's bytes.
  struct Claim {
    Holder holder;
    std::uint64_t batch = 0;
  };
  struct Change {
    Key key;
    Holder holder;
  };
  /// What changed between two collects, in order.
  struct Changes {
    std::uint64_t batch = 0;
    std::pmr::monotonic_buffer_resource memory{first_bytes};
    std::vector<Change> list;

    static constexpr std::size_t first_bytes = 4096;

    Key keep(UniqueKind kind, std::string_view value);
  };

  const Rows* rows_;
  boost::unordered_flat_map<Key, Claim, HashOf> claims_;
  /// By key, as the rows have them; for keys without a claim.
  boost::unordered_flat_map<std::string, Holder> found_;
  /// Those not yet known to be written, the last one not yet collected; never empty.
  std::deque<Changes> changes_ = std::deque<Changes>(1);
  std::uint64_t collected_ = 0;
  /// From the first time on that values are asked for.
  std::unique_ptr<SeenValues> seen_;
  /// In a rebuild changes go to the rows as they come.
  bool nobody_asks_ = false;
  RowBatch unasked_;
};

}  // namespace daybook
