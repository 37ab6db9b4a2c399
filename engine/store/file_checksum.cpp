#include "engine/store/file_checksum.hpp"

#include <string>

#include "engine/files/crc32c.hpp"

namespace daybook {
namespace {

class FileChecksum final : public rocksdb::FileChecksumGenerator {
 public:
  void Update(const char* data, std::size_t size) override { crc_ = crc32c({data, size}, crc_); }
  void Finalize() override {
    // Big-endian, as RocksDB writes it.
    checksum_.clear();
    for (unsigned shift = 32; shift > 0; shift -= 8) {
      checksum_.push_back(static_cast<char>(crc_ >> (shift - 8)));
    }
  }
  std::string GetChecksum() const override { return checksum_; }
  const char* Name() const override { return "FileChecksumCrc32c"; }

 private:
  std::uint32_t crc_ = 0;
  std::string checksum_;
};

class FileChecksumFactory final : public rocksdb::FileChecksumGenFactory {
 public:
  std::unique_ptr<rocksdb::FileChecksumGenerator> CreateFileChecksumGenerator(const rocksdb::FileChecksumGenContext& /*context*/) override {
    return std::make_unique<FileChecksum>();
  }
  const char* Name() const override { return "FileChecksumGenCrc32cFactory"; }
};

}  // namespace

std::shared_ptr<rocksdb::FileChecksumGenFactory> file_checksum_factory() { return std::make_shared<FileChecksumFactory>(); }

}  // namespace daybook
