#include "api/verify.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <iterator>
#include <thread>

#include "engine/privacy/keyring_format.hpp"
#include "engine/row_space.hpp"
#include "engine/store/head.hpp"
#include "engine/store/rows.hpp"
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
  EXPECT_TRUE(verify({.directory = data(), .heads = {saved}}).value().faults.empty());
  std::string root = then.root;
  root.front() = root.front() == '0' ? '1' : '0';
  std::ofstream(saved) << R"({"position":)" << then.position.value << R"(,"root":")" << root << R"("})";
  const VerifyReport report = verify({.directory = data(), .heads = {saved}}).value();
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

/// The outcome of a check, and of every check of that name when there are several.
std::string outcome_of(const VerifyReport& report, const std::string& name) {
  std::string outcomes;
  for (const auto& check : report.checks) {
    outcomes += check.name == name ? check.outcome + " " : "";
  }
  return outcomes;
}

TEST_F(VerifyTest, finds_nothing_wrong_beside_a_holder_that_writes) {
  std::atomic<bool> stopping = false;
  std::thread writer([&] {
    for (int i = 0; !stopping; ++i) {
      accept(payment(CustomerId{1}, DebtId{1}, 1 + i % 50));
      if (i % 20 == 0) {
        EXPECT_TRUE(ledger_->flush().has_value());
      }
    }
  });
  for (int round = 0; round < 6; ++round) {
    const VerifyReport report = verified();
    for (const Fault& fault : report.faults) {
      ADD_FAILURE() << fault.kind << " at position " << fault.position.value << ": " << fault.detail;
    }
  }
  stopping = true;
  writer.join();
}

TEST_F(VerifyTest, tells_a_missing_log_from_no_ledger) {
  close();
  fs::remove_all(data() / "log");
  EXPECT_FALSE(verified().faults.empty());
  EXPECT_EQ(Ledger::open(options()).error().code, ErrorCode::corrupt);
  fs::remove(data() / "HEAD");
  EXPECT_EQ(verify({.directory = data()}).error().code, ErrorCode::read_only);
}

TEST_F(VerifyTest, names_a_head_of_another_ledger) {
  close();
  const fs::path other = folder_.path() / "other";
  Ledger::create({.directory = other, .clock = &clock_}).value().reset();
  fs::copy_file(other / "HEAD", data() / "HEAD", fs::copy_options::overwrite_existing);
  const VerifyReport report = verified();
  ASSERT_FALSE(report.faults.empty());
  EXPECT_EQ(report.faults.front().kind, "head");
  EXPECT_NE(report.faults.front().detail.find("different ledgers"), std::string::npos) << report.faults.front().detail;
}

TEST_F(VerifyTest, says_what_came_after_head_and_that_half_of_it_is_damaged) {
  close();
  flip(data() / "HEAD", 20);
  const VerifyReport report = verified();
  EXPECT_TRUE(report.faults.empty());
  const auto head = std::ranges::find(report.checks, "HEAD", &VerifyReport::Check::name);
  EXPECT_NE(head->detail.find("damaged"), std::string::npos) << head->detail;
}

TEST_F(VerifyTest, names_a_key_that_is_damaged_destroyed_or_gone_with_and_without_the_master_key) {
  close();
  const fs::path keys = data() / "keys";
  const fs::path kept = folder_.path() / "keys";
  fs::copy_file(keys, kept);
  const auto slot = static_cast<std::streamoff>(slot_offset(KeyId{1}));
  const auto write_slot = [&](const KeySlot& content) {
    const SlotBytes bytes = encode_slot(content);
    std::fstream stream(keys, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(slot);
    stream.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  };
  const std::vector<std::pair<std::string, std::function<void()>>> ways{
      {"damaged", [&] { flip(keys, static_cast<std::uintmax_t>(slot) + 20); }},
      {"destroyed", [&] { write_slot({.state = SlotState::erased, .id = {1}, .key = {}}); }},
      {"missing", [&] { fs::resize_file(keys, static_cast<std::uintmax_t>(slot)); }}};
  for (const bool has_master : {true, false}) {
    if (!has_master) {
      fs::remove(data() / "master.key");
    }
    for (const auto& [word, hurt] : ways) {
      fs::copy_file(kept, keys, fs::copy_options::overwrite_existing);
      EXPECT_TRUE(verified().faults.empty()) << word;
      hurt();
      const VerifyReport report = verified();
      const auto names_it = [&](const Fault& fault) { return fault.kind == "keys" && fault.detail.find(word) != std::string::npos; };
      EXPECT_TRUE(std::ranges::any_of(report.faults, names_it) || (has_master && !report.faults.empty())) << word;
    }
  }
}

TEST_F(VerifyTest, names_a_master_key_that_is_another_ledgers) {
  close();
  const fs::path other = folder_.path() / "other";
  Ledger::create({.directory = other, .clock = &clock_}).value().reset();
  const VerifyReport report = verify({.directory = data(), .master_key = other / "master.key"}).value();
  EXPECT_EQ(outcome_of(report, "master key"), "failed ");
  EXPECT_EQ(report.faults.front().kind, "keys");
}

TEST_F(VerifyTest, does_not_compare_views_that_are_to_be_rebuilt) {
  close();
  {
    const auto rows = Rows::open(data() / "views").value();
    RowBatch batch;
    batch.put(RowKey(RowSpace::schema).bytes(), RowKey(RowSpace::schema).number(views_schema_version + 1).bytes());
    ASSERT_TRUE(rows->write(batch).has_value());
    ASSERT_TRUE(rows->flush().has_value());
  }
  EXPECT_TRUE(verified().faults.empty());
  EXPECT_EQ(outcome_of(verified(), "projections"), "not checked ");
  fs::remove_all(data() / "views");
  EXPECT_TRUE(verified().faults.empty());
  EXPECT_EQ(outcome_of(verified(), "view files"), "not checked ");
}

TEST_F(VerifyTest, names_views_that_are_no_state_at_all) {
  close();
  {
    const auto rows = Rows::open(data() / "views").value();
    RowBatch batch;
    batch.erase(RowKey(RowSpace::tree).bytes());
    ASSERT_TRUE(rows->write(batch).has_value());
    ASSERT_TRUE(rows->flush().has_value());
  }
  const VerifyReport report = verified();
  ASSERT_EQ(report.faults.size(), 1U);
  EXPECT_EQ(report.faults.front().kind, "projection");
  reopen();
  EXPECT_TRUE(verified().faults.empty());
}

TEST_F(VerifyTest, names_one_changed_row_of_the_views) {
  close();
  {
    const auto rows = Rows::open(data() / "views").value();
    RowBatch batch;
    batch.erase(RowKey(RowSpace::payments).number(1).bytes());
    ASSERT_TRUE(rows->write(batch).has_value());
    ASSERT_TRUE(rows->flush().has_value());
  }
  const VerifyReport report = verified();
  ASSERT_EQ(report.faults.size(), 1U);
  EXPECT_EQ(outcome_of(report, "projection current_state"), "failed ");
}

TEST_F(VerifyTest, takes_no_tree_head_for_what_is_none) {
  const fs::path saved = folder_.path() / "head.json";
  const VerifyReport then = verified();
  for (const std::string& text : {std::string(), std::string("{}"), R"({"position":0,"root":")" + then.root + R"("})",
                                  R"({"position":5,"root":")" + then.root.substr(1) + R"("})", std::string("[]")}) {
    std::ofstream(saved) << text;
    EXPECT_EQ(outcome_of(verify({.directory = data(), .heads = {saved}}).value(), "saved head"), "failed ") << text;
  }
  std::ofstream(saved) << R"({"position":99999,"root":")" << then.root << R"("})";
  const VerifyReport report = verify({.directory = data(), .heads = {saved}}).value();
  ASSERT_EQ(report.faults.size(), 1U);
  EXPECT_EQ(report.first_bad(), Position{then.position.value + 1});
}

}  // namespace
}  // namespace daybook
