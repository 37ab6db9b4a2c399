// A small database of the bank's old shape.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

struct sqlite3;

namespace daybook {

/// Columns and their values as SQL literals: `{"amount", "12.50"}`, `{"notes", "'paid'"}`.
using SqlRow = std::map<std::string, std::string>;

/// Each `add_…` fills in what a proper row needs; `row` overrides it or adds to it.
class OldDatabase {
 public:
  enum class Constraints : std::uint8_t { kept, dropped };

  /// A new file with the five tables, empty. Without constraints it takes NULLs, duplicates and repeated ids.
  explicit OldDatabase(std::filesystem::path file, Constraints constraints = Constraints::kept);
  ~OldDatabase();
  OldDatabase(const OldDatabase&) = delete;
  OldDatabase& operator=(const OldDatabase&) = delete;

  const std::filesystem::path& file() const { return file_; }

  void run(const std::string& statements);
  /// The first column of the first row; 0 for NULL.
  std::int64_t number(const std::string& query);

  void add_customer(std::int64_t id, const SqlRow& row = {});
  /// 100.00 owed of 100.00.
  void add_debt(std::int64_t id, std::int64_t customer, const SqlRow& row = {});
  /// 10.00, COMPLETED.
  void add_payment(std::int64_t id, std::int64_t customer, std::int64_t debt, const SqlRow& row = {});
  void add_communication(std::int64_t id, std::int64_t customer, const SqlRow& row = {});
  void add_account(std::int64_t id, std::int64_t customer, const SqlRow& row = {});

 private:
  void insert(const std::string& table, SqlRow defaults, const SqlRow& row);

  std::filesystem::path file_;
  sqlite3* database_ = nullptr;
};

}  // namespace daybook
