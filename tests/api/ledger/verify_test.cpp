#include "api/verify.hpp"

#include <fstream>
#include <iterator>

#include "tests/api/ledger/fixture.hpp"

namespace daybook {
namespace {

namespace fs = std::filesystem;

class VerifyTest : public LedgerTest {
 protected:
  VerifyTest() {
    const CustomerId id = customer();
    const DebtId owed = debt(id);
    for (int i = 0; i < 20; ++i) {
      accept(payment(id, owed, 1'000 + i));
    }
  }

  fs::path data() { return folder_.path() / "data"; }
  VerifyReport verified() { return verify({.directory = data()}).value(); }

  /// Turns one bit of a file over.
  static void flip(const fs::path& file, std::uintmax_t byte) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(byte));
    const auto was = static_cast<char>(stream.get());
    stream.seekp(static_cast<std::streamoff>(byte));
    stream.put(static_cast<char>(was ^ 0x10));
  }
};

TEST_F(VerifyTest, finds_nothing_wrong_beside_a_live_holder_and_after_closing) {
  EXPECT_TRUE(verified().faults.empty());
  ASSERT_TRUE(ledger_->flush().has_value());
  close();
  const VerifyReport report = verified();
  EXPECT_TRUE(report.faults.empty());
  EXPECT_EQ(report.position, Position{23});
  EXPECT_EQ(report.events, 23U);
  EXPECT_EQ(report.root.size(), 64U);
}

TEST_F(VerifyTest, changes_nothing_in_the_folder) {
  close();
  const auto listing = [&] {
    std::map<std::string, std::pair<std::uintmax_t, fs::file_time_type>> files;
    for (const auto& entry : fs::recursive_directory_iterator(data())) {
      if (entry.is_regular_file()) {
        files[entry.path()] = {entry.file_size(), entry.last_write_time()};
      }
    }
    return files;
  };
  const auto before = listing();
  EXPECT_TRUE(verified().faults.empty());
  EXPECT_EQ(listing(), before);
}

TEST_F(VerifyTest, names_damage_in_every_byte_range_of_the_log_files) {
  close();
  int files = 0;
  for (const auto& entry : fs::directory_iterator(data() / "log")) {
    const std::string name = entry.path().filename();
    if (!name.ends_with(".log") && !name.ends_with(".sst") && !name.starts_with("MANIFEST")) {
      continue;
    }
    ++files;
    const std::uintmax_t size = entry.file_size();
    for (std::uintmax_t byte = 0; byte < size; byte += 1 + size / 16) {
      flip(entry.path(), byte);
      EXPECT_FALSE(verified().faults.empty()) << name << " byte " << byte;
      flip(entry.path(), byte);
    }
  }
  EXPECT_GE(files, 2);
  EXPECT_TRUE(verified().faults.empty());
}

TEST_F(VerifyTest, compares_with_a_saved_head) {
  const VerifyReport then = verified();
  const fs::path saved = folder_.path() / "head.json";
  std::ofstream(saved) << R"({"position":)" << then.position.value << R"(,"root":")" << then.root << R"("})";
  customer("Joe");
  EXPECT_TRUE(verify({.directory = data(), .head = saved}).value().faults.empty());
  std::string root = then.root;
  root.front() = root.front() == '0' ? '1' : '0';
  std::ofstream(saved) << R"({"position":)" << then.position.value << R"(,"root":")" << root << R"("})";
  const VerifyReport report = verify({.directory = data(), .head = saved}).value();
  ASSERT_EQ(report.faults.size(), 1U);
  EXPECT_EQ(report.faults.front().kind, "head");
  EXPECT_EQ(report.faults.front().position, then.position);
}

TEST_F(VerifyTest, says_what_it_cannot_check_without_the_master_key) {
  close();
  fs::remove(data() / "master.key");
  const VerifyReport report = verified();
  EXPECT_TRUE(report.faults.empty());
  int skipped = 0;
  for (const auto& check : report.checks) {
    skipped += check.outcome == "not checked" ? 1 : 0;
  }
  EXPECT_GE(skipped, 3);
  EXPECT_EQ(Ledger::open(options()).error().code, ErrorCode::read_only);
}

TEST_F(VerifyTest, names_views_that_differ_from_the_log) {
  close();
  fs::copy(data() / "views", folder_.path() / "old_views", fs::copy_options::recursive);
  fs::copy(data(), folder_.path() / "other", fs::copy_options::recursive);
  auto other = Ledger::open({.directory = folder_.path() / "other", .clock = &clock_}).value();
  ASSERT_TRUE(other->submit(payment(CustomerId{1}, DebtId{1}, 7)).has_value());
  other.reset();
  reopen();
  accept(payment(CustomerId{1}, DebtId{1}, 8));
  close();
  fs::remove_all(data() / "views");
  fs::copy(folder_.path() / "other" / "views", data() / "views", fs::copy_options::recursive);
  const VerifyReport report = verified();
  ASSERT_FALSE(report.faults.empty());
  EXPECT_EQ(report.faults.front().kind, "projection");
}

}  // namespace
}  // namespace daybook
