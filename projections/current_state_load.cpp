// What CurrentState reads before it is asked.
#include <algorithm>
#include <future>

#include "engine/store/fetch_ahead.hpp"
#include "projections/archive.hpp"
#include "projections/current_state.hpp"
#include "projections/row_keys.hpp"

namespace daybook {
namespace {

/// Takes a row that was read into memory, unless it is there. One that cannot be read is met again when it is asked for.
template <class Id, class Row>
void keep_read(RowCache<Id, Row>& cache, Id id, std::string_view bytes) {
  auto row = cache.contains(id) ? std::nullopt : from_bytes<Row>(bytes);
  if (row) {
    cache.insert(id, std::move(*row));
  }
}

}  // namespace

/// Collects the keys of what is not in memory, reads them together, and puts each value where it belongs.
class CurrentState::Loading {
 public:
  explicit Loading(CurrentState& state) : state_(state) {}

  template <class Id, class Row>
  void want(RowCache<Id, Row>& cache, const std::vector<Id>& ids) {
    for (const Id id : ids) {
      if (id && state_.is_given(id) && !cache.prefetch(id)) {
        wanted_.push_back(row_key(id, state_.facts_.last_payment));
        takers_.emplace_back([&cache, id](std::string_view bytes) { keep_read(cache, id, bytes); });
      }
    }
  }

  void want(const Claims::Values& values) {
    for (std::string& key : state_.claims_.unknown(values, state_.facts_.position.value)) {
      wanted_.push_back(std::move(key));
    }
  }

  void read() {
    if (wanted_.empty()) {
      return;
    }
    const auto values = state_.rows_->get_many(wanted_);
    if (!values) {
      state_.failure_ = values.error();
      return;
    }
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      const auto& bytes = values.value()[i];
      if (i >= takers_.size()) {
        state_.claims_.found(std::move(wanted_[i]), Claims::holder_in(bytes));
      } else if (bytes) {
        takers_[i](*bytes);
      }
    }
  }

 private:
  CurrentState& state_;
  std::vector<std::string> wanted_;
  /// Of the rows, which are wanted first.
  std::vector<std::function<void(std::string_view)>> takers_;
};

/// Whether all debts and customers have room in memory.
bool CurrentState::busy_rows_fit() const {
  const std::size_t bytes =
      facts_.last_customer.value * decltype(customers_)::bytes_of_a_row + facts_.last_debt.value * decltype(debts_)::bytes_of_a_row;
  return bytes < bytes_max_ / 10 * 9;
}

namespace {

/// Rows with neighbouring ids that are read together.
constexpr std::uint64_t group_rows = 64;

}  // namespace

/// Groups with a row that is named and not in memory.
template <class Id, class Row>
std::vector<std::uint64_t> CurrentState::missing_groups(const RowCache<Id, Row>& cache, const std::vector<Id>& ids) const {
  std::vector<std::uint64_t> groups;
  for (const Id id : ids) {
    if (id && is_given(id) && !cache.contains(id)) {
      groups.push_back(id.value / group_rows);
    }
  }
  std::ranges::sort(groups);
  const auto repeated = std::ranges::unique(groups);
  groups.erase(repeated.begin(), repeated.end());
  return groups;
}

/// Reads the rows of whole groups that are not in memory.
template <class Id, class Row>
Result<void> CurrentState::load_groups(RowCache<Id, Row>& cache, const std::vector<std::uint64_t>& groups) const {
  for (const std::uint64_t group : groups) {
    const std::string first = row_key(Id{group * group_rows});
    const std::string last = row_key(Id{group * group_rows + group_rows - 1});
    BOOST_OUTCOME_TRY(rows_->scan_numbers(first, last, [&cache](std::string_view key, std::string_view bytes) {
      keep_read(cache, Id{last_number(key).value_or(0)}, bytes);
      return true;
    }));
  }
  return success();
}

/// Reads all rows of a table that are not in memory.
template <class Id, class Row>
Result<void> CurrentState::load_table(RowCache<Id, Row>& cache) const {
  const std::string space = row_key(Id{}).substr(0, 1);
  return rows_->snapshot()->scan(space, {}, [&cache](std::string_view key, std::string_view bytes) {
    keep_read(cache, Id{last_number(key).value_or(0)}, bytes);
    return true;
  });
}

void CurrentState::note(const Result<void>& loaded) {
  if (!loaded && !failure_) {
    failure_ = loaded.error();
  }
}

void CurrentState::expect(std::uint64_t records) {
  // One after the other they are read in a small part of the time that as many take in no order.
  constexpr std::uint64_t rows_for_a_record = 8;
  const std::uint64_t rows = facts_.last_customer.value + facts_.last_debt.value;
  if (failure_ || !busy_rows_fit() || rows / rows_for_a_record > records) {
    return;
  }
  auto loading = std::async(std::launch::async, [this] { return load_table(customers_); });
  note(load_table(debts_));
  note(loading.get());
}

/// Where all debts and customers will be needed, a row costs a tenth of what it costs alone. Many are read on two threads.
void CurrentState::load_neighbours(const Named& named) {
  constexpr std::size_t worth_a_thread = 16;
  const auto customers = missing_groups(customers_, named.customers);
  const auto debts = missing_groups(debts_, named.debts);
  const auto launch = std::min(customers.size(), debts.size()) < worth_a_thread ? std::launch::deferred : std::launch::async;
  auto loading = std::async(launch, [&] { return load_groups(customers_, customers); });
  note(load_groups(debts_, debts));
  note(loading.get());
}

namespace {

/// Has the processor fetch the rows that are in memory; whether all are, but for what is no id.
template <class Id, class Row>
bool fetch(const RowCache<Id, Row>& cache, const std::vector<Id>& ids) {
  bool all = true;
  for (const Id id : ids) {
    all = (!id || cache.prefetch(id)) && all;
  }
  return all;
}

}  // namespace

void CurrentState::load(const Named& named) {
  if (failure_) {
    return;
  }
  const bool have_customers = fetch(customers_, named.customers);
  const bool have_debts = fetch(debts_, named.debts);
  Loading loading(*this);
  if (!have_customers || !have_debts) {
    if (busy_rows_fit()) {
      load_neighbours(named);
    }
    loading.want(customers_, named.customers);
    loading.want(debts_, named.debts);
  }
  loading.want(payments_, blocks_of(named.payments));
  loading.want(named.values);
  read_lists(named);
  loading.read();
}

/// The lists that grow with each event stand apart from their rows. Both of their ends: the newest go to one, and all are written.
void CurrentState::read_lists(const Named& named) const {
  const auto read_ends = [](const NumberList& list) {
    read_ahead(list.bytes.data());
    read_ahead(list.bytes.data() + list.bytes.size());
  };
  for (const CustomerId id : named.customers) {
    if (const ListedCustomer* customer = customers_.at_hand(id)) {
      read_ends(customer->history);
    }
  }
  for (const DebtId id : named.debts) {
    if (const ListedDebt* debt = debts_.at_hand(id)) {
      read_ends(debt->history);
      read_ends(debt->payments);
    }
  }
}

}  // namespace daybook
