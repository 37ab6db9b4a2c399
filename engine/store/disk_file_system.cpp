#include "engine/store/disk_file_system.hpp"

#include <algorithm>
#include <cerrno>
#include <rocksdb/file_system.h>
#include <rocksdb/system_clock.h>
#include <system_error>
#include <utility>

namespace daybook {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using Kind = FileOperation::Kind;

/// As RocksDB's own files put it.
IOStatus to_status(int number, const std::string& file) {
  const std::string text = std::generic_category().message(number);
  if (number == ENOSPC) {
    IOStatus full = IOStatus::NoSpace(file, text);
    full.SetRetryable(true);
    return full;
  }
  return number == ENOENT ? IOStatus::PathNotFound(file, text) : IOStatus::IOError(file, text);
}

/// `act` gives a status and takes how many of the bytes to write. Its own failure stays as it is.
template <class Act>
IOStatus through(Disk& disk, const FileOperation& operation, Act act) {
  IOStatus status;
  const int failed = disk.carry_out(operation, [&](std::size_t bytes) {
    status = act(bytes);
    return status.ok() ? 0 : EIO;
  });
  return failed != 0 && status.ok() ? to_status(failed, operation.file) : status;
}

class SequentialFile final : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  SequentialFile(std::unique_ptr<FSSequentialFile> file, Disk& disk, std::string name)
      : FSSequentialFileOwnerWrapper(std::move(file)), disk_(disk), name_(std::move(name)) {}

  IOStatus Read(std::size_t bytes, const IOOptions& options, rocksdb::Slice* result, char* scratch, IODebugContext* context) override {
    return through(disk_, {Kind::read, name_}, [&](std::size_t) { return target()->Read(bytes, options, result, scratch, context); });
  }

 private:
  Disk& disk_;
  std::string name_;
};

class RandomAccessFile final : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  RandomAccessFile(std::unique_ptr<FSRandomAccessFile> file, Disk& disk, std::string name)
      : FSRandomAccessFileOwnerWrapper(std::move(file)), disk_(disk), name_(std::move(name)) {}

  IOStatus Read(std::uint64_t offset, std::size_t bytes, const IOOptions& options, rocksdb::Slice* result, char* scratch,
                IODebugContext* context) const override {
    return through(disk_, {.kind = Kind::read, .file = name_, .offset = offset},
                   [&](std::size_t) { return target()->Read(offset, bytes, options, result, scratch, context); });
  }
  IOStatus MultiRead(rocksdb::FSReadRequest* requests, std::size_t count, const IOOptions& options, IODebugContext* context) override {
    return through(disk_, {Kind::read, name_}, [&](std::size_t) { return target()->MultiRead(requests, count, options, context); });
  }

 private:
  Disk& disk_;
  std::string name_;
};

class WritableFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  WritableFile(std::unique_ptr<FSWritableFile> file, Disk& disk, std::string name)
      : FSWritableFileOwnerWrapper(std::move(file)), disk_(disk), name_(std::move(name)) {
    size_ = target()->GetFileSize(IOOptions(), nullptr);
  }

  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options, IODebugContext* context) override {
    const FileOperation operation{.kind = Kind::write, .file = name_, .offset = size_, .bytes = data.ToStringView()};
    return through(disk_, operation, [&](std::size_t bytes) {
      size_ += bytes;
      return target()->Append(rocksdb::Slice(data.data(), bytes), options, context);
    });
  }
  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo& /*verification*/,
                  IODebugContext* context) override {
    return Append(data, options, context);
  }
  IOStatus PositionedAppend(const rocksdb::Slice& data, std::uint64_t offset, const IOOptions& options, IODebugContext* context) override {
    const FileOperation operation{.kind = Kind::write, .file = name_, .offset = offset, .bytes = data.ToStringView()};
    return through(disk_, operation, [&](std::size_t bytes) {
      size_ = offset + bytes;
      return target()->PositionedAppend(rocksdb::Slice(data.data(), bytes), offset, options, context);
    });
  }
  IOStatus PositionedAppend(const rocksdb::Slice& data, std::uint64_t offset, const IOOptions& options,
                            const rocksdb::DataVerificationInfo& /*verification*/, IODebugContext* context) override {
    return PositionedAppend(data, offset, options, context);
  }
  IOStatus Truncate(std::uint64_t size, const IOOptions& options, IODebugContext* context) override {
    return through(disk_, {.kind = Kind::truncate, .file = name_, .offset = size}, [&](std::size_t) {
      size_ = size;
      return target()->Truncate(size, options, context);
    });
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* context) override {
    return through(disk_, {Kind::sync, name_}, [&](std::size_t) { return target()->Sync(options, context); });
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* context) override {
    return through(disk_, {Kind::sync, name_}, [&](std::size_t) { return target()->Fsync(options, context); });
  }

 private:
  Disk& disk_;
  std::string name_;
  std::uint64_t size_ = 0;
};

class Directory final : public rocksdb::FSDirectoryWrapper {
 public:
  Directory(std::unique_ptr<FSDirectory> directory, Disk& disk, std::string name)
      : FSDirectoryWrapper(directory.get()), directory_(std::move(directory)), disk_(disk), name_(std::move(name)) {}

  IOStatus Fsync(const IOOptions& options, IODebugContext* context) override {
    return through(disk_, {Kind::sync_folder, name_}, [&](std::size_t) { return directory_->Fsync(options, context); });
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* context, const rocksdb::DirFsyncOptions& sync) override {
    return through(disk_, {Kind::sync_folder, name_}, [&](std::size_t) { return directory_->FsyncWithDirOptions(options, context, sync); });
  }

 private:
  std::unique_ptr<FSDirectory> directory_;
  Disk& disk_;
  std::string name_;
};

class DiskFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  explicit DiskFileSystem(Disk& disk) : FileSystemWrapper(FileSystem::Default()), disk_(disk) {}

  const char* Name() const override { return "daybook disk"; }

  IOStatus NewSequentialFile(const std::string& name, const FileOptions& options, std::unique_ptr<rocksdb::FSSequentialFile>* file,
                             IODebugContext* context) override {
    return open<SequentialFile>(Kind::open, name, *file, [&] { return target_->NewSequentialFile(name, options, file, context); });
  }
  IOStatus NewRandomAccessFile(const std::string& name, const FileOptions& options, std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                               IODebugContext* context) override {
    return open<RandomAccessFile>(Kind::open, name, *file, [&] { return target_->NewRandomAccessFile(name, options, file, context); });
  }
  IOStatus NewWritableFile(const std::string& name, const FileOptions& options, std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext* context) override {
    return open<WritableFile>(Kind::create, name, *file, [&] { return target_->NewWritableFile(name, options, file, context); });
  }
  IOStatus ReopenWritableFile(const std::string& name, const FileOptions& options, std::unique_ptr<rocksdb::FSWritableFile>* file,
                              IODebugContext* context) override {
    return open<WritableFile>(Kind::open, name, *file, [&] { return target_->ReopenWritableFile(name, options, file, context); });
  }
  IOStatus NewDirectory(const std::string& name, const IOOptions& options, std::unique_ptr<rocksdb::FSDirectory>* directory,
                        IODebugContext* context) override {
    return open<Directory>(Kind::open, name, *directory, [&] { return target_->NewDirectory(name, options, directory, context); });
  }
  IOStatus GetChildren(const std::string& name, const IOOptions& options, std::vector<std::string>* children,
                       IODebugContext* context) override {
    return through(disk_, {Kind::read, name}, [&](std::size_t) { return target_->GetChildren(name, options, children, context); });
  }
  IOStatus DeleteFile(const std::string& name, const IOOptions& options, IODebugContext* context) override {
    return through(disk_, {Kind::remove, name}, [&](std::size_t) { return target_->DeleteFile(name, options, context); });
  }
  IOStatus DeleteDir(const std::string& name, const IOOptions& options, IODebugContext* context) override {
    return through(disk_, {Kind::remove, name}, [&](std::size_t) { return target_->DeleteDir(name, options, context); });
  }
  IOStatus Truncate(const std::string& name, std::size_t size, const IOOptions& options, IODebugContext* context) override {
    return through(disk_, {.kind = Kind::truncate, .file = name, .offset = size},
                   [&](std::size_t) { return target_->Truncate(name, size, options, context); });
  }
  IOStatus CreateDir(const std::string& name, const IOOptions& options, IODebugContext* context) override {
    return through(disk_, {Kind::create_folder, name}, [&](std::size_t) { return target_->CreateDir(name, options, context); });
  }
  IOStatus CreateDirIfMissing(const std::string& name, const IOOptions& options, IODebugContext* context) override {
    return through(disk_, {Kind::create_folder, name}, [&](std::size_t) { return target_->CreateDirIfMissing(name, options, context); });
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options, IODebugContext* context) override {
    return through(disk_, {.kind = Kind::rename, .file = from, .target = to},
                   [&](std::size_t) { return target_->RenameFile(from, to, options, context); });
  }
  IOStatus LinkFile(const std::string& from, const std::string& to, const IOOptions& options, IODebugContext* context) override {
    return through(disk_, {.kind = Kind::link, .file = from, .target = to},
                   [&](std::size_t) { return target_->LinkFile(from, to, options, context); });
  }

 private:
  /// What `make` put into `opened` comes back as ours, around it.
  template <class Ours, class Theirs, class Make>
  IOStatus open(Kind kind, const std::string& name, std::unique_ptr<Theirs>& opened, Make make) {
    const IOStatus status = through(disk_, {kind, name}, [&](std::size_t) { return make(); });
    if (status.ok()) {
      opened = std::make_unique<Ours>(std::move(opened), disk_, name);
    } else {
      opened.reset();
    }
    return status;
  }

  Disk& disk_;
};

/// After a failed flush RocksDB waits a second for the disk to get better: not for a disk that fails on purpose.
class HastyClock final : public rocksdb::SystemClockWrapper {
 public:
  HastyClock() : SystemClockWrapper(rocksdb::SystemClock::Default()) {}

  const char* Name() const override { return "daybook clock"; }
  void SleepForMicroseconds(int microseconds) override {
    constexpr int hasty_microseconds = 1'000;
    target_->SleepForMicroseconds(std::min(microseconds, hasty_microseconds));
  }
};

}  // namespace

std::shared_ptr<rocksdb::FileSystem> file_system_on(Disk& disk) { return std::make_shared<DiskFileSystem>(disk); }

std::shared_ptr<rocksdb::SystemClock> hasty_clock() { return std::make_shared<HastyClock>(); }

}  // namespace daybook
