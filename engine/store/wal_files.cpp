#include "engine/store/wal_files.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/store/log_framing.hpp"

namespace daybook {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

/// So much is written ahead: some hundred records of one command.
constexpr std::size_t zeros_bytes = 128UL * 1024;
/// What is larger only grows the file: it would be written twice, and its own bytes take the disk longer than the journal does.
constexpr std::size_t small_bytes_max = 16UL * 1024;

bool is_wal(const std::string& name) { return name.ends_with(".log"); }

class WalWriter final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  using FSWritableFileOwnerWrapper::FSWritableFileOwnerWrapper;

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* context) override {
    if (data.size() <= small_bytes_max && end_ + data.size() > zeros_end_) {
      write_zeros(options, context);
    }
    IOStatus written = target()->PositionedAppend(data, end_, options, context);
    if (written.ok()) {
      end_ += data.size();
    } else {
      // Part of it may be there, and between zeros would be taken for damage, by who reads beside us or opens after a kill.
      failed_ = true;
      zeros_end_ = end_;
      target()->Truncate(end_, options, context).PermitUncheckedError();
    }
    return written;
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo& /*verification*/,
                  IODebugContext* context) override {
    return Append(data, options, context);
  }
  std::uint64_t GetFileSize(const IOOptions& /*options*/, IODebugContext* /*context*/) override { return end_; }
  /// Without the zeros.
  IOStatus Close(const IOOptions& options, IODebugContext* context) override {
    const IOStatus cut = end_ < zeros_end_ || failed_ ? target()->Truncate(end_, options, context) : IOStatus::OK();
    IOStatus closed = target()->Close(options, context);
    return cut.ok() ? closed : cut;
  }

 private:
  /// Where that fails, as at a quota, the file only grows from then on: nothing depends on zeros.
  void write_zeros(const IOOptions& options, IODebugContext* context) {
    static const std::string zeros(zeros_bytes, '\0');
    const std::uint64_t begin = std::max(end_, zeros_end_);
    const bool written = !failed_ && target()->PositionedAppend(zeros, begin, options, context).ok();
    failed_ = !written;
    zeros_end_ = written ? begin + zeros.size() : zeros_end_;
  }

  /// Of what was appended.
  std::uint64_t end_ = 0;
  std::uint64_t zeros_end_ = 0;
  bool failed_ = false;
};

/// The first bytes of a file.
class Beginning final : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  Beginning(std::unique_ptr<FSSequentialFile> file, std::uint64_t bytes) : FSSequentialFileOwnerWrapper(std::move(file)), left_(bytes) {}

  IOStatus Read(std::size_t bytes, const IOOptions& options, Slice* result, char* scratch, IODebugContext* context) override {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, left_));
    IOStatus read = target()->Read(wanted, options, result, scratch, context);
    left_ -= read.ok() ? result->size() : 0;
    return read;
  }
  IOStatus Skip(std::uint64_t bytes) override {
    const std::uint64_t skipped = std::min(bytes, left_);
    left_ -= skipped;
    return target()->Skip(skipped);
  }

 private:
  std::uint64_t left_;
};

class WalFiles final : public rocksdb::FileSystemWrapper {
 public:
  WalFiles(const std::shared_ptr<rocksdb::FileSystem>& files, Disk* disk) : FileSystemWrapper(files), disk_(disk) {}

  const char* Name() const override { return "daybook WALs"; }

  IOStatus NewWritableFile(const std::string& name, const FileOptions& options, std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext* context) override {
    IOStatus made = target_->NewWritableFile(name, options, file, context);
    if (made.ok() && is_wal(name)) {
      *file = std::make_unique<WalWriter>(std::move(*file));
    }
    return made;
  }

  IOStatus NewSequentialFile(const std::string& name, const FileOptions& options, std::unique_ptr<rocksdb::FSSequentialFile>* file,
                             IODebugContext* context) override {
    IOStatus opened = target_->NewSequentialFile(name, options, file, context);
    if (!opened.ok() || !is_wal(name)) {
      return opened;
    }
    const auto framing = check_framing(Place(name, disk_), Writing::over_zeros);
    if (!framing) {
      file->reset();
      return framing.error().code == ErrorCode::corrupt ? IOStatus::Corruption(name) : IOStatus::IOError(name);
    }
    if (framing.value().records > 0 && !follows(framing.value())) {
      file->reset();
      return IOStatus::Corruption(name);
    }
    *file = std::make_unique<Beginning>(std::move(*file), framing.value().end);
    return opened;
  }

 private:
  /// RocksDB opens in order those WALs that count. What one lacks at its end is not on the next one: it was synced before that began.
  bool follows(const Framing& framing) {
    const std::uint64_t expected = std::exchange(next_sequence_, framing.next_sequence);
    return expected == 0 || framing.first_sequence == expected;
  }

  Disk* disk_;
  /// After the WALs opened so far; 0 before the first. Of the thread that opens the database.
  std::uint64_t next_sequence_ = 0;
};

}  // namespace

std::shared_ptr<rocksdb::FileSystem> with_wals_over_zeros(const std::shared_ptr<rocksdb::FileSystem>& files, Disk* disk) {
  return std::make_shared<WalFiles>(files, disk);
}

}  // namespace daybook
