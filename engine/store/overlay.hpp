// Rows in memory that are not on disk yet: every version that somebody may still read.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/container/vector.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include "engine/store/row_batch.hpp"
#include "events/ids.hpp"

namespace daybook {

/// Counts the batches written to the rows since they were opened, from 1. A reader sees all up to one of them.
using BatchNumber = Number<struct BatchTag>;

/// Memory that grows and is given back as a whole. Pieces of a size that allocators keep for the next one who asks: what goes back to
/// the system costs a page fault for every page when it is needed again.
class Pieces {
 public:
  /// `alignment`: a power of two, at most that of any object.
  void* allocate(std::size_t bytes, std::size_t alignment) {
    const std::size_t padding = -reinterpret_cast<std::uintptr_t>(next_) & (alignment - 1);
    if (left_ < bytes + padding) {
      return allocate_elsewhere(bytes);
    }
    std::byte* const place = next_ + padding;
    next_ = place + bytes;
    left_ -= bytes + padding;
    return place;
  }

 private:
  void* allocate_elsewhere(std::size_t bytes);

  std::vector<boost::container::vector<std::byte>> pieces_;
  std::byte* next_ = nullptr;
  std::size_t left_ = 0;
};

/// One thread puts, in order of batches; any thread reads. Once frozen (nobody puts any more) it is immutable.
///
/// Keys, values and versions live in memory that grows and is given back as a whole, so a reader needs no lock to follow
/// them, and what nobody sees any more takes memory until the overlay goes. Rows whose key is a space and a number, most of all, stand
/// in tables by number; others in hash maps.
class Overlay {
 public:
  class Newest;

  Overlay() = default;
  /// Empty, with room in its hash maps for as many rows as there are in those of `like`. By the thread that puts.
  static std::shared_ptr<Overlay> make_like(const Overlay& like);
  Overlay(const Overlay&) = delete;
  Overlay& operator=(const Overlay&) = delete;

  /// All of `changes`, in their order, as batch `number`. Keeps the versions that were visible before it, and each older one that a reader
  /// of `readers` (ascending) sees.
  void put(const RowBatch& changes, BatchNumber number, std::span<const BatchNumber> readers);
  /// The key's value after `moment`; nothing when the overlay says nothing about it then. The view is good as long as the overlay.
  std::optional<RowView> find(std::string_view key, BatchNumber moment) const;
  /// Adds to `rows`, or replaces there, what `find` gives for every key from `from` on that starts with `prefix`.
  void collect(std::string_view prefix, std::string_view from, BatchNumber moment, std::map<std::string, RowView>& rows) const;
  /// The same for the keys of one space from the number in `first` to the number in `last`: looks at these alone.
  void collect_numbers(std::string_view first, std::string_view last, BatchNumber moment, std::map<std::string, RowView>& rows) const;
  /// Of a frozen overlay: its rows whose key starts with `space`, by key.
  std::vector<Newest> newest(char space) const;
  /// What it takes in memory, about.
  std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  /// Its key and value stand behind it: who looks at one has the others at hand.
  struct Version {
    BatchNumber batch;
    std::atomic<Version*> older;
    std::uint32_t key_bytes;
    std::uint32_t value_bytes;

    static constexpr std::uint32_t erased = std::numeric_limits<std::uint32_t>::max();
    const char* bytes() const { return reinterpret_cast<const char*>(this + 1); }
    std::string_view key() const { return {bytes(), key_bytes}; }
    RowView value() const { return value_bytes == erased ? RowView() : RowView({bytes() + key_bytes, value_bytes}); }
  };
  using Newer = std::atomic<Version*>;

  /// Versions by number, in three steps. Below `numbers_end` only.
  static constexpr std::size_t leaf_bits = 9;
  static constexpr std::size_t branch_bits = 12;
  static constexpr std::uint64_t numbers_end = std::uint64_t{1} << (leaf_bits + 2 * branch_bits);
  using Leaf = std::array<Newer, std::size_t{1} << leaf_bits>;
  using Branch = std::array<std::atomic<Leaf*>, std::size_t{1} << branch_bits>;
  using Root = std::array<std::atomic<Branch*>, std::size_t{1} << branch_bits>;

  /// Hashed once.
  struct HashedKey {
    std::string_view bytes;
    std::size_t hash;

    HashedKey(std::string_view key, std::size_t key_hash) : bytes(key), hash(key_hash) {}
    explicit HashedKey(std::string_view key) : HashedKey(key, boost::hash<std::string_view>{}(key)) {}
    bool operator==(const HashedKey& other) const { return bytes == other.bytes; }
  };
  struct HashOf {
    std::size_t operator()(const HashedKey& key) const { return key.hash; }
  };
  /// Several, so that none takes long when it grows.
  using NamedRows = std::array<boost::unordered_flat_map<HashedKey, Version*, HashOf>, 16>;
  /// Keys with the same first byte, which are scanned together.
  struct Space {
    Root numbered{};
    /// Held by who changes `named`, and by others who read it.
    mutable std::mutex mutex;
    NamedRows named;
  };
  /// A row on its way into the order of keys: a few bytes of its key decide most comparisons.
  struct Ordered {
    std::uint64_t bytes;
    const Version* version;
  };

  struct Change;

  static std::optional<std::uint64_t> number_of(std::string_view key);
  static const Version* seen_at(const Version* newest, BatchNumber moment);
  static void forget_unread(Version& newest, std::span<const BatchNumber> readers);
  /// Only one thread counts.
  void count_bytes(std::size_t more) { bytes_.store(bytes_.load(std::memory_order_relaxed) + more, std::memory_order_relaxed); }
  template <class Made>
  Made* make();
  Version* make_version(std::string_view key, RowView value, BatchNumber batch, Version* older);
  Version* next_version(Version* newest, const Change& row, BatchNumber batch, std::span<const BatchNumber> readers);
  const Space* space_of(std::string_view key) const {
    return spaces_[static_cast<unsigned char>(key.front())].load(std::memory_order_acquire);
  }
  Space& make_space(std::string_view key);
  Newer& make_place(Space& space, std::uint64_t number);
  template <class Rows>
  static auto& rows_of(Rows& named, const HashedKey& key) {
    return named[(key.hash >> 48U) % named.size()];
  }
  static const Version* newest_of(const Space& space, const HashedKey& key);
  void put_named(const Change& row, BatchNumber batch, std::span<const BatchNumber> readers);
  static const Version* newest_at(const Space& space, std::uint64_t number);
  template <class Visit>
  static void for_each_numbered(const Space& space, Visit visit);
  template <class Visit>
  static void for_each_named(const Space& space, Visit visit);
  static void sort_by_key(std::span<Ordered> rows, std::size_t from);

  Pieces memory_;
  // A space is made by the thread that puts, and lives as long as the overlay.
  std::array<std::atomic<Space*>, 256> spaces_{};
  std::vector<std::unique_ptr<Space>> owned_;
  std::atomic<std::size_t> bytes_ = 0;
};

/// What a flush writes: the newest value of a key. A view into the overlay.
class Overlay::Newest {
 public:
  explicit Newest(const Version& version) : version_(&version) {}

  std::string_view key() const { return version_->key(); }
  RowView value() const { return version_->value(); }
  /// Where it stands in memory.
  const void* begin() const { return version_; }
  /// Its last byte.
  const void* last() const { return version_->bytes() + version_->key_bytes + value().value_or("").size() - 1; }

 private:
  const Version* version_;
};

}  // namespace daybook
