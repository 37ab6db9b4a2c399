#include "api/doctor.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <sys/stat.h>

#include "api/open.hpp"
#include "engine/files/file.hpp"

namespace daybook {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view keep_first = "Stop whatever writes to this folder and copy it as it is before anything else is tried. ";
constexpr std::string_view put_back =
    "Put back the newest copy that `daybook verify` finds whole, with the newest `keys` there is; then send again what came later, with "
    "the "
    "same idempotency keys: nothing counts twice.";

/// The process that holds a lock on the file; 0 when none does. The file is not opened: closing it would drop a lock of this process.
int holder_of(const fs::path& file) {
  struct stat about{};
  if (::stat(file.c_str(), &about) != 0) {
    return 0;
  }
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);) {
    std::istringstream words(line);
    std::string number;
    std::string family;
    std::string kind;
    std::string access;
    int process = 0;
    std::string place;
    words >> number >> family >> kind >> access >> process >> place;
    if (family == "POSIX" && access == "WRITE" && place.ends_with(":" + std::to_string(about.st_ino))) {
      return process;
    }
  }
  return 0;
}

std::string mebibytes(std::uint64_t bytes) { return std::to_string(bytes >> 20U) + " MiB"; }

/// Which part of the folder a fault lies in, and what to do about it.
struct Remedy {
  std::string part;
  std::string advice;
};

Remedy remedy_of_keys() {
  return {"keys",
          std::string(keep_first) +
              "Put back the newest `keys` of this ledger: keys are only added or destroyed, so the newest file fits every older log. "
              "Without it the personal data sealed with the lost keys cannot be read by anyone; amounts, laws and proofs stay true."};
}

Remedy remedy_of_log(const Fault& fault) {
  const std::string proven =
      fault.position.value > 1 ? "Events 1 to " + std::to_string(fault.position.value - 1) + " are as they were written. " : "";
  return {"log", std::string(keep_first) + proven + std::string(put_back)};
}

Remedy remedy_of(const Fault& fault, const std::string& check) {
  if (check == "view files" || fault.kind == "projection") {
    return {"views", "Nothing is lost: `daybook replay` rebuilds the views from the log."};
  }
  if (fault.kind == "keys" || fault.kind == "sealed") {
    return remedy_of_keys();
  }
  if (fault.kind == "head" && !fault.position) {
    return {"HEAD",
            std::string(keep_first) +
                "Put back HEAD from the newest copy of this folder: it may be older than the log, never newer. Then `daybook verify` "
                "with a tree head kept elsewhere tells whether the log is whole."};
  }
  if (fault.kind == "law") {
    return {"log",
            "What is on the log breaks a law of the ledger: the program that wrote it was wrong, or the log was rewritten. Correct it "
            "with new commands where there are some for it, and keep a copy for whoever finds out why."};
  }
  return remedy_of_log(fault);
}

class Examination {
 public:
  explicit Examination(const VerifyOptions& options) : options_(options), directory_(options.directory) {}

  Result<Diagnosis> run() {
    BOOST_OUTCOME_TRY(diagnosis_.verified, verify(options_));
    examine_folder();
    examine_holder();
    examine_space();
    examine_master_key();
    report_checks();
    std::ranges::stable_sort(diagnosis_.findings, std::ranges::greater(), &Finding::weight);
    diagnosis_.proven = proven();
    return std::move(diagnosis_);
  }

 private:
  void note(const std::string& part, const std::string& what, const std::string& advice = {}) {
    diagnosis_.findings.push_back({Weight::note, part, what, advice, {}, {}});
  }
  bool is_there(const char* name) const {
    std::error_code failure;
    return fs::exists(directory_ / name, failure);
  }

  void examine_folder() {
    std::error_code failure;
    const fs::perms others = fs::perms::group_all | fs::perms::others_all;
    if ((fs::status(directory_, failure).permissions() & others) != fs::perms::none) {
      note("folder", "others than its owner may enter it", "chmod 700 " + directory_.string());
    }
    for (const char* name : {"log.new", "HEAD.new", "keys.new"}) {
      if (is_there(name)) {
        note("folder", std::string(name) + " was left when the making of the ledger was interrupted", "It can be removed.");
      }
    }
    if (!is_there("HEAD") && is_there("log")) {
      note("HEAD", "it is missing: it was removed, or the making of this ledger was interrupted before it was one");
    }
  }

  void examine_holder() {
    const int process = holder_of(directory_ / "log" / "LOCK");
    if (process != 0) {
      note("holder", "process " + std::to_string(process) + " holds the ledger; what it wrote since this began is not examined");
    } else if (is_there("control")) {
      note("holder", "nobody holds the ledger, but a holder that was killed left the socket `control`", "The next one replaces it.");
    }
  }

  void examine_space() {
    std::error_code failure;
    const fs::space_info space = fs::space(directory_, failure);
    if (!failure && space.available < 4 * disk_reserve_bytes) {
      note("space", mebibytes(space.available) + " are free; below " + mebibytes(disk_reserve_bytes) + " nothing more is written",
           "Make space: reading goes on meanwhile, and so does writing once there is some.");
    }
  }

  void examine_master_key() {
    const fs::path file = master_key_file(options_.master_key, directory_);
    std::error_code failure;
    if (!fs::exists(file, failure)) {
      note("master key", file.string() + " is not there: what is sealed is not checked, and the ledger does not open",
           "Put it back, or name it with --master-key.");
    } else if (fs::equivalent(file.parent_path(), directory_, failure)) {
      note("master key", "it lies in the folder itself: whoever copies that can read everything", "Keep it apart; see --master-key.");
    }
  }

  /// Faults are told in the order of their checks; each failed check has one.
  void report_checks() {
    std::size_t fault = 0;
    for (const VerifyReport::Check& check : diagnosis_.verified.checks) {
      if (check.outcome == "failed") {
        report(diagnosis_.verified.faults.at(fault++), check.name);
      } else if (check.outcome == "not checked") {
        note("verify", check.name + ": not checked: " + check.detail);
      } else if (check.name == "HEAD" && check.detail.find(';') != std::string::npos) {
        note("HEAD", check.detail);
      }
    }
  }

  void report(const Fault& fault, const std::string& check) {
    Remedy remedy = remedy_of(fault, check);
    const bool whole_log = diagnosis_.verified.first_bad().value == 0;
    if (remedy.part == "views" && !whole_log) {
      remedy.advice = "Keep the views until the log is mended: they may tell what it lost.";
    }
    diagnosis_.findings.push_back({Weight::fault, remedy.part, fault.detail, remedy.advice, fault.kind, fault.position});
  }

  Position proven() const {
    const VerifyReport& report = diagnosis_.verified;
    const Position bad = report.first_bad();
    return bad && bad.value - 1 < report.position.value ? Position{bad.value - 1} : report.position;
  }

  const VerifyOptions& options_;
  fs::path directory_;
  Diagnosis diagnosis_;
};

}  // namespace

std::string_view to_text(Weight weight) {
  switch (weight) {
    case Weight::fine:
      return "fine";
    case Weight::note:
      return "note";
    case Weight::fault:
      return "fault";
  }
  return "";
}

Result<Diagnosis> examine(const VerifyOptions& options) { return Examination(options).run(); }

}  // namespace daybook
