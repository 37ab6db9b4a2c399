// What this machine's disk gives to someone who stores records and does nothing else: what the engine is compared with.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace raw_limit {

inline constexpr std::size_t record_bytes = 120;

/// `count` records of `record_bytes` each, made beforehand: what is measured copies no more than a frame.
std::string encode_records(std::size_t count);

/// Makes a frame durable. Aborts when it cannot. One thread.
using Append = std::function<void(std::string_view frame)>;

/// One RocksDB put a frame, with WAL and sync, in the new folder `directory`.
Append into_rocksdb(const std::filesystem::path& directory);
/// The same bytes into a file of `bytes` that has been written before, start over at its end, `fdatasync` a frame.
Append into_file(const std::filesystem::path& file, std::size_t bytes);

/// Many threads: a frame is what has arrived while the frame before was synced, written by the first thread that waits.
class Arrivals {
 public:
  explicit Arrivals(Append append) : append_(std::move(append)) {}
  /// Returns when the record is durable. Any thread.
  void append(std::string_view record);

 private:
  Append append_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string waiting_;
  std::uint64_t arrived_ = 0;
  std::uint64_t written_ = 0;
  bool writing_ = false;
};

}  // namespace raw_limit
