#include "engine/privacy/master_key.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/engine/privacy/support.hpp"

namespace daybook {
namespace {

using std::filesystem::perms;

void write_key_file(const std::filesystem::path& file, const std::string& text, perms mode) {
  std::ofstream(file) << text;
  std::filesystem::permissions(file, mode);
}

void expect_error(const Result<Key>& result, ErrorCode code, const std::filesystem::path& file) {
  ASSERT_TRUE(result.has_error()) << file;
  EXPECT_EQ(result.error().code, code);
  EXPECT_NE(result.error().detail.find(file.string()), std::string::npos) << result.error().detail;
}

TEST(MasterKey, loads_what_was_created) {
  const TempFolder folder;
  SeededRandomness randomness(1);
  const Result<Key> created = create_master_key(folder / "master", randomness);
  ASSERT_TRUE(created.has_value());
  const Result<Key> loaded = load_master_key(folder / "master");
  ASSERT_TRUE(loaded.has_value()) << loaded.error().detail;
  EXPECT_EQ(created.value(), loaded.value());
}

TEST(MasterKey, is_a_line_of_hex_for_its_owner_alone) {
  const TempFolder folder;
  SeededRandomness randomness(2);
  ASSERT_TRUE(create_master_key(folder / "master", randomness).has_value());
  const std::string text = read_file(folder / "master");
  EXPECT_EQ(text.size(), 65U);
  EXPECT_EQ(text.find_first_not_of("0123456789abcdef"), 64U);
  EXPECT_EQ(text.back(), '\n');
  EXPECT_EQ(std::filesystem::status(folder / "master").permissions(), perms::owner_read);
}

TEST(MasterKey, never_replaces_a_file) {
  const TempFolder folder;
  SeededRandomness randomness(3);
  ASSERT_TRUE(create_master_key(folder / "master", randomness).has_value());
  const std::string before = read_file(folder / "master");
  expect_error(create_master_key(folder / "master", randomness), ErrorCode::invalid_field, folder / "master");
  EXPECT_EQ(read_file(folder / "master"), before);
}

TEST(MasterKey, is_refused_when_missing) {
  const TempFolder folder;
  expect_error(load_master_key(folder / "master"), ErrorCode::read_only, folder / "master");
}

TEST(MasterKey, needs_a_folder_to_be_created_in) {
  const TempFolder folder;
  SeededRandomness randomness(4);
  expect_error(create_master_key(folder / "missing/master", randomness), ErrorCode::read_only, folder / "missing/master");
}

TEST(MasterKey, is_refused_when_others_have_any_permission) {
  const TempFolder folder;
  const std::string text = std::string(64, 'a') + "\n";
  for (const perms mode :
       {perms::group_read, perms::group_write, perms::group_exec, perms::others_read, perms::others_write, perms::others_exec}) {
    write_key_file(folder / "master", text, perms::owner_read | perms::owner_write | mode);
    expect_error(load_master_key(folder / "master"), ErrorCode::invalid_field, folder / "master");
  }
  std::filesystem::permissions(folder / "master", perms::owner_read);
  EXPECT_TRUE(load_master_key(folder / "master").has_value());
}

TEST(MasterKey, is_for_its_group_to_read_and_nothing_else_when_told_so) {
  const TempFolder folder;
  const std::string text = std::string(64, 'a') + "\n";
  write_key_file(folder / "master", text, perms::owner_read | perms::group_read);
  EXPECT_TRUE(load_master_key(folder / "master", KeyReaders::owner_and_group).has_value());
  for (const perms mode : {perms::group_write, perms::group_exec, perms::others_read, perms::others_write, perms::others_exec}) {
    std::filesystem::permissions(folder / "master", perms::owner_read | perms::group_read | mode);
    const Result<Key> loaded = load_master_key(folder / "master", KeyReaders::owner_and_group);
    expect_error(loaded, ErrorCode::invalid_field, folder / "master");
  }
}

TEST(MasterKey, is_refused_when_it_is_no_regular_file) {
  const TempFolder folder;
  std::filesystem::create_directory(folder / "folder");
  ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0400), 0);
  expect_error(load_master_key(folder / "folder"), ErrorCode::invalid_field, folder / "folder");
  expect_error(load_master_key(folder / "pipe"), ErrorCode::invalid_field, folder / "pipe");
}

TEST(MasterKey, is_refused_when_malformed_and_never_quoted) {
  const TempFolder folder;
  const std::string good(63, 'a');
  for (const std::string& text :
       {std::string(), good, good + "\n", good + "a", good + "a \n", good + "g\n", good + "A\n", "\n" + good + "a"}) {
    write_key_file(folder / "master", text, perms::owner_read | perms::owner_write);
    const Result<Key> loaded = load_master_key(folder / "master");
    expect_error(loaded, ErrorCode::invalid_field, folder / "master");
    EXPECT_EQ(loaded.error().detail.find("aaaa"), std::string::npos);
  }
}

}  // namespace
}  // namespace daybook
