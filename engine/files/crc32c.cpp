#include "engine/files/crc32c.hpp"

#include <array>
#include <cstddef>
#include <cstring>

namespace daybook {
namespace {

constexpr std::uint32_t polynomial_reflected = 0x82f63b78;

using Tables = std::array<std::array<std::uint32_t, 256>, 8>;

// Table k advances a byte over k further zero bytes, so that eight bytes are folded in one step ("slicing by 8").
constexpr Tables make_tables() {
  Tables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) {
      value = (value >> 1) ^ ((value & 1) != 0 ? polynomial_reflected : 0);
    }
    tables[0][byte] = value;
  }
  for (std::size_t slice = 1; slice < tables.size(); ++slice) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t previous = tables[slice - 1][byte];
      tables[slice][byte] = (previous >> 8) ^ tables[0][previous & 0xff];
    }
  }
  return tables;
}

constexpr Tables tables = make_tables();

std::uint32_t byte_at(std::string_view bytes, std::size_t index) { return static_cast<unsigned char>(bytes[index]); }

std::uint32_t fold_eight(std::string_view bytes, std::uint32_t crc) {
  const std::uint32_t low = crc ^ (byte_at(bytes, 0) | byte_at(bytes, 1) << 8 | byte_at(bytes, 2) << 16 | byte_at(bytes, 3) << 24);
  return tables[7][low & 0xff] ^ tables[6][low >> 8 & 0xff] ^ tables[5][low >> 16 & 0xff] ^ tables[4][low >> 24] ^
         tables[3][byte_at(bytes, 4)] ^ tables[2][byte_at(bytes, 5)] ^ tables[1][byte_at(bytes, 6)] ^ tables[0][byte_at(bytes, 7)];
}

std::uint32_t by_tables(std::string_view bytes, std::uint32_t crc) {
  while (bytes.size() >= 8) {
    crc = fold_eight(bytes, crc);
    bytes.remove_prefix(8);
  }
  for (std::size_t index = 0; index < bytes.size(); ++index) {
    crc = (crc >> 8) ^ tables[0][(crc ^ byte_at(bytes, index)) & 0xff];
  }
  return crc;
}

#if defined(__x86_64__)
/// The processor's own instruction: some six times as fast.
[[gnu::target("sse4.2")]] std::uint32_t by_instruction(std::string_view bytes, std::uint32_t crc) {
  std::uint64_t wide = crc;
  for (; bytes.size() >= sizeof wide; bytes.remove_prefix(sizeof wide)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), sizeof word);
    wide = __builtin_ia32_crc32di(wide, word);
  }
  crc = static_cast<std::uint32_t>(wide);
  for (const char byte : bytes) {
    crc = __builtin_ia32_crc32qi(crc, static_cast<unsigned char>(byte));
  }
  return crc;
}

bool has_instruction() {
  static const bool has = __builtin_cpu_supports("sse4.2") != 0;
  return has;
}
#else
std::uint32_t by_instruction(std::string_view bytes, std::uint32_t crc) { return by_tables(bytes, crc); }

bool has_instruction() { return false; }
#endif

}  // namespace

std::uint32_t crc32c(std::string_view bytes, std::uint32_t before) {
  return ~(has_instruction() ? by_instruction(bytes, ~before) : by_tables(bytes, ~before));
}

}  // namespace daybook
