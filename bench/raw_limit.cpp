#include "bench/raw_limit.hpp"

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <random>
#include <rocksdb/db.h>
#include <unistd.h>
#include <utility>

namespace raw_limit {
namespace {

void check(bool good) {
  if (!good) {
    std::abort();
  }
}

struct File {
  int descriptor;
  ~File() { check(close(descriptor) == 0); }
};

}  // namespace

std::string encode_records(std::size_t count) {
  std::string records(count * record_bytes, '\0');
  std::ranges::generate(records, [random = std::mt19937_64(1)]() mutable { return static_cast<char>(random()); });
  return records;
}

Append into_rocksdb(const std::filesystem::path& directory) {
  rocksdb::Options options;
  options.create_if_missing = options.error_if_exists = true;
  rocksdb::DB* opened = nullptr;
  check(rocksdb::DB::Open(options, directory, &opened).ok());
  return [database = std::shared_ptr<rocksdb::DB>(opened), number = std::uint64_t{0}](std::string_view frame) mutable {
    rocksdb::WriteOptions durable;
    durable.sync = true;
    const std::uint64_t big_endian = __builtin_bswap64(++number);
    check(database->Put(durable, {reinterpret_cast<const char*>(&big_endian), sizeof big_endian}, {frame.data(), frame.size()}).ok());
  };
}

Append into_file(const std::filesystem::path& file, std::size_t bytes) {
  const auto opened = std::make_shared<File>(open(file.c_str(), O_CREAT | O_EXCL | O_RDWR, 0600));
  const std::string block(4096, '.');
  for (std::size_t written = 0; written < bytes; written += block.size()) {
    check(write(opened->descriptor, block.data(), block.size()) == static_cast<ssize_t>(block.size()));
  }
  check(fsync(opened->descriptor) == 0);
  return [opened, bytes, offset = std::size_t{0}](std::string_view frame) mutable {
    offset = offset + frame.size() > bytes ? 0 : offset;
    check(pwrite(opened->descriptor, frame.data(), frame.size(), static_cast<off_t>(offset)) == static_cast<ssize_t>(frame.size()));
    offset += frame.size();
    check(fdatasync(opened->descriptor) == 0);
  };
}

void Arrivals::append(std::string_view record) {
  std::unique_lock lock(mutex_);
  waiting_ += record;
  const std::uint64_t mine = ++arrived_;
  changed_.wait(lock, [&] { return written_ >= mine || !writing_; });
  if (written_ >= mine) {
    return;
  }
  writing_ = true;
  const std::string frame = std::exchange(waiting_, {});
  const std::uint64_t last = arrived_;
  lock.unlock();
  append_(frame);
  lock.lock();
  writing_ = false;
  written_ = last;
  changed_.notify_all();
}

}  // namespace raw_limit
