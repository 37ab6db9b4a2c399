#include "engine/privacy/keyring.hpp"

#include <csignal>
#include <gtest/gtest.h>
#include <set>
#include <sys/resource.h>
#include <thread>

#include "engine/files/crc32c.hpp"
#include "engine/privacy/key_cache.hpp"
#include "engine/privacy/keyring_format.hpp"
#include "tests/engine/privacy/support.hpp"

namespace daybook {
namespace {

class KeyringTest : public testing::Test {
 protected:
  std::unique_ptr<Keyring> create() { return new_keyring(file_, randomness_); }
  Result<std::unique_ptr<Keyring>> try_open(const Key& master = counting_key(0)) { return Keyring::open(file_, master, randomness_); }
  std::unique_ptr<Keyring> open() { return try_open().value(); }

  /// A file with keys 1 to `count`, closed.
  std::vector<Key> create_with_keys(std::uint64_t count) {
    const std::unique_ptr<Keyring> keyring = create();
    std::vector<Key> keys;
    for (std::uint64_t number = 1; number <= count; ++number) {
      keys.push_back(keyring->key(keyring->draw().value()).value());
    }
    EXPECT_TRUE(keyring->sync().has_value());
    return keys;
  }

  TempFolder folder_;
  std::filesystem::path file_ = folder_ / "keys";
  SeededRandomness randomness_{1};
};

/// While it lives, this process cannot write past `bytes` in any file.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::uint64_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  void (*handler_)(int);
  rlimit before_{};
};

void expect_error(const auto& result, ErrorCode code, const std::string& mention) {
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().code, code);
  EXPECT_NE(result.error().detail.find(mention), std::string::npos) << result.error().detail;
}

TEST_F(KeyringTest, opens_what_was_created) {
  const Key ledger_key = create()->ledger_key();
  const std::unique_ptr<Keyring> opened = open();
  EXPECT_EQ(opened->ledger_id(), ledger_id_of(1));
  EXPECT_EQ(opened->ledger_key(), ledger_key);
  EXPECT_EQ(opened->last(), KeyId{});
}

TEST_F(KeyringTest, is_for_its_owner_alone) {
  create();
  EXPECT_EQ(std::filesystem::status(file_).permissions(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(KeyringTest, never_replaces_a_file) {
  create_with_keys(1);
  const std::string before = read_file(file_);
  expect_error(Keyring::create(file_, ledger_id_of(2), counting_key(0), randomness_), ErrorCode::invalid_field, file_.filename().string());
  EXPECT_EQ(read_file(file_), before);
}

TEST_F(KeyringTest, refuses_a_missing_file) { expect_error(try_open(), ErrorCode::corrupt, file_.string()); }

TEST_F(KeyringTest, refuses_another_master_key) {
  create();
  expect_error(try_open(counting_key(9)), ErrorCode::forbidden, "master key");
}

TEST_F(KeyringTest, refuses_a_damaged_header) {
  create_with_keys(1);
  for (std::uint64_t at = 0; at < keyring_header_bytes; ++at) {
    const std::string before = read_file(file_);
    overwrite(file_, at, std::string(1, static_cast<char>(before[at] ^ 0x40)));
    expect_error(try_open(), ErrorCode::corrupt, "header");
    overwrite(file_, at, before.substr(at, 1));
  }
  EXPECT_TRUE(try_open().has_value());
}

TEST_F(KeyringTest, refuses_a_file_cut_off_within_the_header) {
  create();
  for (std::uint64_t size = keyring_header_bytes; size-- > 0;) {
    std::filesystem::resize_file(file_, size);
    expect_error(try_open(), ErrorCode::corrupt, "header");
  }
}

TEST_F(KeyringTest, names_a_newer_format) {
  create();
  std::string header = read_file(file_);
  header[8] = 2;
  const std::uint32_t check = crc32c({reinterpret_cast<const std::uint8_t*>(header.data()), keyring_header_bytes - 4});
  for (std::size_t index = 0; index < 4; ++index) {
    header[keyring_header_bytes - 4 + index] = static_cast<char>(check >> 8 * index);
  }
  overwrite(file_, 0, header);
  expect_error(try_open(), ErrorCode::corrupt, "format 2; this program knows 1");
}

TEST_F(KeyringTest, keeps_thousands_of_keys) {
  const std::vector<Key> keys = create_with_keys(5000);
  const std::unique_ptr<Keyring> opened = open();
  EXPECT_EQ(opened->last(), KeyId{keys.size()});
  std::set<std::array<std::uint8_t, Key::size>> distinct;
  for (std::size_t index = 0; index < keys.size(); ++index) {
    ASSERT_EQ(opened->key({index + 1}).value(), keys[index]) << index;
    distinct.insert(keys[index].bytes());
  }
  EXPECT_EQ(distinct.size(), keys.size());
}

TEST_F(KeyringTest, finds_keys_that_the_cache_pushed_out) {
  const std::unique_ptr<Keyring> keyring = create();
  const Key first = keyring->key(keyring->draw().value()).value();
  while (keyring->last() < KeyId{KeyCache::keys_max + 1}) {
    ASSERT_TRUE(keyring->draw().has_value());
  }
  EXPECT_EQ(keyring->key({1}).value(), first);
}

TEST_F(KeyringTest, goes_on_after_the_last_key) {
  create_with_keys(3);
  EXPECT_EQ(open()->draw().value(), KeyId{4});
  EXPECT_EQ(open()->draw().value(), KeyId{5});
}

TEST_F(KeyringTest, has_no_other_keys_than_those_drawn) {
  create_with_keys(3);
  expect_error(open()->key({}), ErrorCode::corrupt, "slot 0 ");
  expect_error(open()->key({4}), ErrorCode::corrupt, "slot 4 ");
  expect_error(open()->key({~std::uint64_t{0}}), ErrorCode::corrupt, "does not exist");
}

TEST_F(KeyringTest, names_a_damaged_slot_and_keeps_the_others) {
  const std::vector<Key> keys = create_with_keys(3);
  overwrite(file_, slot_offset({2}) + 20, "?");
  const std::unique_ptr<Keyring> opened = open();
  expect_error(opened->key({2}), ErrorCode::corrupt, "slot 2 ");
  EXPECT_EQ(opened->key({1}).value(), keys[0]);
  EXPECT_EQ(opened->key({3}).value(), keys[2]);
  EXPECT_EQ(opened->draw().value(), KeyId{4});
}

TEST_F(KeyringTest, names_an_empty_slot_before_others) {
  create_with_keys(3);
  overwrite(file_, slot_offset({2}), std::string(keyring_slot_bytes, '\0'));
  expect_error(open()->key({2}), ErrorCode::corrupt, "slot 2 of the key file is empty");
}

TEST_F(KeyringTest, names_a_slot_of_another_master_key) {
  create_with_keys(3);
  const KeySlot foreign{.state = SlotState::wrapped, .id = {2}, .key = KeyWrap(counting_key(9)).wrap(counting_key(8))};
  overwrite(file_, slot_offset({2}), text_of(encode_slot(foreign)));
  expect_error(open()->key({2}), ErrorCode::corrupt, "slot 2 ");
}

TEST_F(KeyringTest, says_which_key_was_erased) {
  create_with_keys(3);
  overwrite(file_, slot_offset({3}), text_of(encode_slot({.state = SlotState::erased, .id = {3}, .key = {}})));
  const std::unique_ptr<Keyring> opened = open();
  expect_error(opened->key({3}), ErrorCode::erased, "slot 3 ");
  EXPECT_EQ(opened->draw().value(), KeyId{4}) << "an erased slot is never used again";
}

TEST_F(KeyringTest, opens_after_a_power_loss_at_any_byte_of_the_tail) {
  const std::vector<Key> keys = create_with_keys(3);
  const std::uint64_t synced = slot_offset({3});
  for (std::uint64_t size = slot_offset({4}) - 1; size >= synced; --size) {
    std::filesystem::resize_file(file_, size);
    const std::unique_ptr<Keyring> opened = open();
    EXPECT_EQ(opened->key({2}).value(), keys[1]);
    EXPECT_EQ(opened->last(), KeyId{size > synced ? 3U : 2U});
    expect_error(opened->key({3}), ErrorCode::corrupt, "slot 3 ");
  }
}

TEST_F(KeyringTest, draws_after_a_torn_tail) {
  create_with_keys(3);
  std::filesystem::resize_file(file_, slot_offset({3}) + 30);
  const std::unique_ptr<Keyring> keyring = open();
  const KeyId id = keyring->draw().value();
  EXPECT_EQ(id, KeyId{4});
  EXPECT_EQ(open()->key(id).value(), keyring->key(id).value());
}

TEST_F(KeyringTest, takes_zeros_at_the_tail_for_free_slots) {
  create_with_keys(3);
  std::filesystem::resize_file(file_, slot_offset({9}) + 5);
  EXPECT_EQ(open()->draw().value(), KeyId{4});
}

TEST_F(KeyringTest, says_when_there_is_no_space_and_goes_on_when_there_is) {
  const std::unique_ptr<Keyring> keyring = create();
  ASSERT_TRUE(keyring->draw().has_value());
  {
    const FileSizeLimit limit(slot_offset({2}) + 10);
    expect_error(keyring->draw(), ErrorCode::storage_full, file_.filename().string());
  }
  EXPECT_EQ(keyring->draw().value(), KeyId{3});
  EXPECT_TRUE(keyring->sync().has_value());
  EXPECT_TRUE(open()->key({3}).has_value());
  expect_error(open()->key({2}), ErrorCode::corrupt, "slot 2 ");
}

TEST_F(KeyringTest, is_the_same_for_the_same_randomness) {
  create_with_keys(20);
  const TempFolder other;
  SeededRandomness same(1);
  const std::unique_ptr<Keyring> keyring = new_keyring(other / "keys", same);
  while (keyring->last() < KeyId{20}) {
    ASSERT_TRUE(keyring->draw().has_value());
  }
  EXPECT_EQ(read_file(other / "keys"), read_file(file_));
}

TEST_F(KeyringTest, never_writes_a_key_as_it_is) {
  std::vector<Key> keys = create_with_keys(200);
  keys.push_back(open()->ledger_key());
  keys.push_back(counting_key(0));
  const std::string bytes = read_file(file_);
  for (const Key& key : keys) {
    const std::string text = text_of(key.bytes());
    for (std::size_t at = 0; at < Key::size; at += 8) {
      EXPECT_EQ(bytes.find(text.substr(at, 8)), std::string::npos);
    }
  }
}

TEST_F(KeyringTest, draws_distinct_keys_from_many_threads) {
  constexpr std::size_t threads_max = 4;
  constexpr std::size_t draws_a_thread = 500;
  const std::unique_ptr<Keyring> keyring = create();
  std::array<std::vector<KeyId>, threads_max> drawn;
  std::vector<std::thread> threads;
  threads.reserve(threads_max);
  for (std::vector<KeyId>& ids : drawn) {
    threads.emplace_back([&keyring, &ids] {
      for (std::size_t count = 0; count < draws_a_thread; ++count) {
        ids.push_back(keyring->draw().value());
        require(keyring->key(ids.back()).has_value(), "a drawn key is usable at once");
      }
    });
  }
  for (int count = 0; count < 20; ++count) {
    EXPECT_TRUE(keyring->sync().has_value());
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  std::set<KeyId> distinct;
  const std::unique_ptr<Keyring> reopened = open();
  for (const std::vector<KeyId>& ids : drawn) {
    for (const KeyId id : ids) {
      distinct.insert(id);
      ASSERT_EQ(reopened->key(id).value(), keyring->key(id).value());
    }
  }
  EXPECT_EQ(distinct.size(), threads_max * draws_a_thread);
  EXPECT_EQ(reopened->last(), KeyId{threads_max * draws_a_thread});
}

}  // namespace
}  // namespace daybook
