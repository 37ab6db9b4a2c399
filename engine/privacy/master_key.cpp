#include "engine/privacy/master_key.hpp"

#include <openssl/crypto.h>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/files/file.hpp"

namespace daybook {
namespace {

constexpr unsigned master_key_mode = 0400;
constexpr unsigned permissions_of_others = 077;
constexpr unsigned group_read = 040;
constexpr std::string_view hex_digits = "0123456789abcdef";

/// 64 lower-case hex digits and a newline. Wiped when it goes.
struct KeyText {
  std::array<std::uint8_t, 2 * Key::size + 1> bytes{};

  KeyText() = default;
  KeyText(const KeyText&) = delete;
  KeyText& operator=(const KeyText&) = delete;
  ~KeyText() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
};

void write_hex(const Key& key, KeyText& text) {
  std::size_t at = 0;
  for (const std::uint8_t byte : key.bytes()) {
    text.bytes[at++] = static_cast<std::uint8_t>(hex_digits[byte >> 4U]);
    text.bytes[at++] = static_cast<std::uint8_t>(hex_digits[byte & 0xFU]);
  }
  text.bytes[at] = '\n';
}

std::optional<Key> read_hex(const KeyText& text) {
  std::array<std::uint8_t, Key::size> bytes{};
  bool valid = text.bytes.back() == '\n';
  for (std::size_t index = 0; index < bytes.size() && valid; ++index) {
    const std::size_t high = hex_digits.find(static_cast<char>(text.bytes[2 * index]));
    const std::size_t low = hex_digits.find(static_cast<char>(text.bytes[2 * index + 1]));
    valid = high != std::string_view::npos && low != std::string_view::npos;
    bytes[index] = static_cast<std::uint8_t>(high << 4U | (low & 0xFU));
  }
  std::optional<Key> key;
  if (valid) {
    key.emplace(bytes);
  }
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return key;
}

/// Why a file with these facts is not fit to be read as a master key; empty when it is.
std::string problem_of(const FileFacts& facts, KeyReaders readers) {
  if (!facts.is_regular) {
    return "is no regular file";
  }
  const unsigned allowed = readers == KeyReaders::owner_and_group ? group_read : 0;
  if ((facts.mode & permissions_of_others & ~allowed) != 0) {
    return "can be used by others than its owner: chmod 0400 it";
  }
  return facts.bytes == KeyText().bytes.size() ? "" : "is no master key: 64 lower-case hex digits and a newline are wanted";
}

/// What was wrong with the file itself: `read_only`, but for a full disk or a taken name. Names the file.
Error file_failed(const std::filesystem::path& file, const Error& failed) {
  return error(failed.code == ErrorCode::corrupt ? ErrorCode::read_only : failed.code,
               "master key " + file.string() + ": " + failed.detail);
}

Error invalid(const std::filesystem::path& file, const std::string& why) {
  return error(ErrorCode::invalid_field, "master key " + file.string() + " " + why);
}

}  // namespace

Key::~Key() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

Key Key::random(Randomness& randomness) {
  Key key;
  randomness.fill(key.bytes_);
  return key;
}

bool operator==(const Key& left, const Key& right) { return CRYPTO_memcmp(left.bytes_.data(), right.bytes_.data(), Key::size) == 0; }

Result<Key> create_master_key(const std::filesystem::path& file, Randomness& randomness) {
  const Key key = Key::random(randomness);
  KeyText text;
  write_hex(key, text);
  if (const auto written = write_new_file(file, text.bytes, master_key_mode); !written) {
    return file_failed(file, written.error());
  }
  return key;
}

Result<Key> load_master_key(const std::filesystem::path& file, KeyReaders readers) {
  const auto opened = File::open_read_only(file);
  if (!opened) {
    return file_failed(file, opened.error());
  }
  BOOST_OUTCOME_TRY(const FileFacts facts, opened.value().facts());
  if (const std::string problem = problem_of(facts, readers); !problem.empty()) {
    return invalid(file, problem);
  }
  KeyText text;
  BOOST_OUTCOME_TRY(opened.value().read(0, text.bytes));
  const std::optional<Key> key = read_hex(text);
  if (!key) {
    return invalid(file, "is no master key: 64 lower-case hex digits and a newline are wanted");
  }
  return *key;
}

}  // namespace daybook
