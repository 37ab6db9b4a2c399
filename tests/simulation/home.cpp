#include "tests/simulation/home.hpp"

#include "api/replay.hpp"

namespace daybook::simulation {

namespace fs = std::filesystem;

LedgerOptions Home::options() {
  LedgerOptions options{.directory = directory_, .clock = &clock_, .randomness = &randomness_, .disk = disk_};
  options.changed_rows_bytes_max = changed_rows_bytes_max_;
  return options;
}

Result<void> Home::create() {
  BOOST_OUTCOME_TRY(ledger_, Ledger::create(options()));
  return success();
}

Result<void> Home::open() {
  BOOST_OUTCOME_TRY(ledger_, Ledger::open(options()));
  return success();
}

Result<void> Home::reopen() {
  close();
  return open();
}

Result<void> Home::rebuild() {
  close();
  fs::remove_all(views());
  return open();
}

Result<void> Home::replay(std::size_t batch_events) {
  close();
  BOOST_OUTCOME_TRY(daybook::replay(options(), {.batch_events = batch_events}));
  return open();
}

Result<void> Home::save_views() {
  close();
  fs::remove_all(saved_views());
  fs::copy(views(), saved_views(), fs::copy_options::recursive);
  return open();
}

Result<void> Home::restore_views() {
  close();
  if (fs::exists(saved_views())) {
    fs::remove_all(views());
    fs::copy(saved_views(), views(), fs::copy_options::recursive);
  }
  return open();
}

}  // namespace daybook::simulation
