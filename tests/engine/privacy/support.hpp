// What the tests of this folder share: files looked at as bytes, keys and ledgers by number.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "engine/privacy/vault.hpp"
#include "tests/support/seeded_randomness.hpp"
#include "tests/support/temp_folder.hpp"

namespace daybook {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Writes `bytes` over what stands at `offset`; the rest of the file stays.
inline void overwrite(const std::filesystem::path& path, std::uint64_t offset, const std::string& bytes) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(static_cast<std::streamoff>(offset));
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline std::string text_of(const auto& bytes) { return {bytes.begin(), bytes.end()}; }

inline std::string hex_of(const auto& bytes) {
  std::string text;
  for (const auto each : bytes) {
    const auto byte = static_cast<std::uint8_t>(each);
    text += "0123456789abcdef"[byte / 16];
    text += "0123456789abcdef"[byte % 16];
  }
  return text;
}

/// `first`, `first` + 1, … as 32 bytes.
inline Key counting_key(std::uint8_t first) {
  std::array<std::uint8_t, Key::size> bytes{};
  std::ranges::generate(bytes, [first]() mutable { return first++; });
  return Key(bytes);
}

inline LedgerId ledger_id_of(std::uint8_t number) {
  LedgerId id;
  id.bytes.fill(number);
  return id;
}

inline std::unique_ptr<Keyring> new_keyring(const std::filesystem::path& file, Randomness& randomness,
                                            const LedgerId& ledger_id = ledger_id_of(1)) {
  return Keyring::create(file, ledger_id, counting_key(0), randomness).value();
}

}  // namespace daybook
