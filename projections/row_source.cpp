#include "projections/row_source.hpp"

#include <algorithm>
#include <limits>

#include "engine/domain/evolve.hpp"
#include "engine/tree_rows.hpp"
#include "projections/archive.hpp"
#include "projections/index_entries.hpp"
#include "projections/row_keys.hpp"
#include "projections/sealed_groups.hpp"

namespace daybook {
namespace {

constexpr Page everything{0, std::numeric_limits<std::size_t>::max()};

Error unreadable_row() { return error(ErrorCode::corrupt, "a row of the views cannot be read"); }

/// Whether the key is there and `parse` likes its value; `corrupt` when it does not.
template <class Parse>
Result<bool> read_with(const RowSnapshot& rows, const std::string& key, Parse parse) {
  bool readable = true;
  BOOST_OUTCOME_TRY(const bool there, rows.read(key, [&](std::string_view bytes) { readable = parse(bytes); }));
  if (!readable) {
    return unreadable_row();
  }
  return there;
}

template <class Row>
Result<std::optional<Row>> read(const RowSnapshot& rows, const std::string& key) {
  std::optional<Row> row;
  BOOST_OUTCOME_TRY(read_with(rows, key, [&row](std::string_view bytes) {
    row = from_bytes<Row>(bytes);
    return row.has_value();
  }));
  return row;
}

/// The row alone, without the lists that stand behind it.
template <class Row>
Result<std::optional<Row>> read_alone(const RowSnapshot& rows, const std::string& key) {
  std::optional<Row> row;
  BOOST_OUTCOME_TRY(read_with(rows, key, [&row](std::string_view bytes) { return read_first(bytes, row.emplace()); }));
  return row;
}

}  // namespace

Result<std::shared_ptr<const ViewSource>> ViewSource::open(std::unique_ptr<const RowSnapshot> rows) {
  const auto source = std::make_shared<ViewSource>(Opened{}, std::move(rows));
  BOOST_OUTCOME_TRY(const auto facts, read<LedgerFacts>(*source->rows_, facts_key()));
  source->facts_ = facts.value_or(LedgerFacts{});
  return source;
}

Result<std::optional<Customer>> ViewSource::find(CustomerId id) const { return read_alone<Customer>(*rows_, row_key(id)); }

Result<std::optional<CustomerWithDebts>> ViewSource::find_with_debts(CustomerId id) const {
  std::optional<CustomerWithDebts> found(std::in_place);
  NumberList debts;
  BOOST_OUTCOME_TRY(const bool there,
                    read_with(*rows_, row_key(id), [&](std::string_view bytes) { return read_first(bytes, found->customer, debts); }));
  if (!there) {
    return std::optional<CustomerWithDebts>();
  }
  BOOST_OUTCOME_TRY(found->debts, numbers(debts, RowSpace::debts_of_customer, id.value, everything));
  return found;
}

Result<std::optional<Debt>> ViewSource::find(DebtId id) const { return read_alone<Debt>(*rows_, row_key(id)); }

Result<std::optional<Payment>> ViewSource::find(PaymentId id) const {
  std::optional<Payment> payment;
  if (id && id <= facts_.last_payment) {
    const std::string key = payments_key(block_of(id), facts_.last_payment);
    BOOST_OUTCOME_TRY(read_with(*rows_, key, [&](std::string_view bytes) { return read_payment(bytes, id, payment); }));
  }
  return payment;
}

Result<std::optional<Communication>> ViewSource::find(CommunicationId id) const { return read<Communication>(*rows_, row_key(id)); }
Result<std::optional<Account>> ViewSource::find(AccountId id) const { return read<Account>(*rows_, row_key(id)); }

Result<std::optional<std::uint64_t>> ViewSource::holder(UniqueKind kind, std::string_view value) const {
  return read<std::uint64_t>(*rows_, unique_key(kind, value));
}

Result<Sealed> ViewSource::sealed(Table table, std::uint64_t id, GroupKind kind) const {
  BOOST_OUTCOME_TRY(auto bytes, rows_->get(sealed_key(table, id, kind)));
  return Sealed{std::move(bytes).value_or("")};
}

Result<NumberList> ViewSource::list(RowSpace space, std::uint64_t parent) const {
  if (is_of_customers(space)) {
    BOOST_OUTCOME_TRY(auto customer, read<ListedCustomer>(*rows_, row_key(CustomerId{parent})));
    return customer ? std::move(*customer->list(space)) : NumberList{};
  }
  BOOST_OUTCOME_TRY(auto debt, read<ListedDebt>(*rows_, row_key(DebtId{parent})));
  return debt ? std::move(*debt->list(space)) : NumberList{};
}

Result<std::vector<std::uint64_t>> ViewSource::block(RowSpace space, std::uint64_t parent, std::uint64_t number) const {
  BOOST_OUTCOME_TRY(const auto bytes, rows_->get(block_key(space, parent, number)));
  auto content = bytes ? numbers_in(*bytes) : std::nullopt;
  if (!content || content->empty()) {
    return error(ErrorCode::corrupt, "a list of the views cannot be read");
  }
  return std::move(*content);
}

/// The first block with a number above `after`, or `blocks` when there is none: blocks ascend.
Result<std::uint64_t> ViewSource::first_block(RowSpace space, std::uint64_t parent, std::uint64_t blocks, std::uint64_t after) const {
  std::uint64_t low = 0;
  for (std::uint64_t high = blocks; after > 0 && low < high;) {
    const std::uint64_t middle = low + (high - low) / 2;
    BOOST_OUTCOME_TRY(const auto content, block(space, parent, middle));
    if (content.back() > after) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

Result<std::vector<std::uint64_t>> ViewSource::scan(RowSpace space, const Page& page) const {
  std::vector<std::uint64_t> ids;
  if (page.limit > 0) {
    BOOST_OUTCOME_TRY(
        rows_->scan(RowKey(space).bytes(), RowKey(space).number(page.after + 1).bytes(), [&](std::string_view key, std::string_view) {
          ids.push_back(last_number(key).value_or(0));
          return ids.size() < page.limit;
        }));
  }
  return ids;
}

Result<std::vector<std::uint64_t>> ViewSource::children(RowSpace space, std::uint64_t parent, const Page& page) const {
  if (space == RowSpace::access) {
    return scan(space, page);
  }
  BOOST_OUTCOME_TRY(const NumberList all, list(space, parent));
  return numbers(all, space, parent, page);
}

/// Those of a list that stand on the page.
Result<std::vector<std::uint64_t>> ViewSource::numbers(const NumberList& all, RowSpace space, std::uint64_t parent,
                                                       const Page& page) const {
  std::vector<std::uint64_t> ids;
  const auto take = [&](const std::vector<std::uint64_t>& numbers) {
    for (auto number = std::ranges::upper_bound(numbers, page.after); number != numbers.end() && ids.size() < page.limit; ++number) {
      ids.push_back(*number);
    }
  };
  BOOST_OUTCOME_TRY(std::uint64_t number, first_block(space, parent, all.blocks, page.after));
  for (; number < all.blocks && ids.size() < page.limit; ++number) {
    BOOST_OUTCOME_TRY(const auto content, block(space, parent, number));
    take(content);
  }
  const auto newest = numbers_in(all.bytes);
  if (!newest) {
    return error(ErrorCode::corrupt, "a list of the views cannot be read");
  }
  take(*newest);
  return ids;
}

Result<Portfolio> read_portfolio(const RowSnapshot& rows) {
  BOOST_OUTCOME_TRY(auto kept, read<Portfolio>(rows, portfolio_key()));
  Portfolio portfolio = std::move(kept).value_or(Portfolio{});
  bool readable = true;
  BOOST_OUTCOME_TRY(rows.scan(RowKey(RowSpace::due_days).bytes(), {}, [&](std::string_view key, std::string_view value) {
    const auto bucket = from_bytes<Bucket>(value);
    readable = bucket.has_value();
    portfolio.open_by_due_day.emplace(due_day_of(key), bucket.value_or(Bucket{}));
    return readable;
  }));
  if (!readable) {
    return error(ErrorCode::corrupt, "the views' portfolio cannot be read");
  }
  return portfolio;
}

Result<Portfolio> ViewSource::portfolio() const { return read_portfolio(*rows_); }

/// Every key that starts with `prefix`, from `from` on, while `parse` likes what it sees; `corrupt` when it does not.
template <class Parse>
Result<void> ViewSource::scan_rows(const std::string& prefix, const std::string& from, Parse parse) const {
  Result<void> parsed = success();
  BOOST_OUTCOME_TRY(rows_->scan(prefix, from, [&](std::string_view key, std::string_view bytes) {
    parsed = parse(key, bytes);
    return parsed.has_value();
  }));
  return parsed;
}

Result<void> ViewSource::for_each_debt(const std::function<void(const Debt&)>& visit) const {
  return scan_rows(RowKey(RowSpace::debts).bytes(), {}, [&](std::string_view, std::string_view bytes) -> Result<void> {
    Debt debt;
    if (!read_first(bytes, debt)) {
      return unreadable_row();
    }
    visit(debt);
    return success();
  });
}

Result<void> ViewSource::for_each_customer(CustomerId first, CustomerId last,
                                           const std::function<void(const CustomerWithDebts&)>& visit) const {
  return scan_rows(RowKey(RowSpace::customers).bytes(), row_key(first), [&](std::string_view key, std::string_view bytes) -> Result<void> {
    CustomerWithDebts found;
    NumberList debts;
    if (!read_first(bytes, found.customer, debts)) {
      return unreadable_row();
    }
    const std::uint64_t id = last_number(key).value_or(0);
    if (id <= last.value) {
      BOOST_OUTCOME_TRY(found.debts, numbers(debts, RowSpace::debts_of_customer, id, everything));
      visit(found);
    }
    return success();
  });
}

Result<std::vector<CustomerId>> ViewSource::customers_with_phone(const Token& phone) const {
  std::vector<CustomerId> customers;
  BOOST_OUTCOME_TRY(rows_->scan(phone_prefix(phone), {}, [&](std::string_view key, std::string_view) {
    customers.push_back(CustomerId{last_number(key).value_or(0)});
    return true;
  }));
  return customers;
}

void PastSource::apply(const Record& record) {
  evolve(state_, record);
  for_each_index_entry(record, [&](const IndexEntry& entry) { children_[{entry.space, entry.parent}].insert(entry.child); });
  for_each_sealed_group(record.event,
                        [&](const SealedGroup& group) { sealed_[sealed_key(group.table, group.id, group.kind)] = group.sealed; });
}

Result<std::optional<CustomerWithDebts>> PastSource::find_with_debts(CustomerId id) const {
  const Customer* customer = state_.find(id);
  if (customer == nullptr) {
    return std::optional<CustomerWithDebts>();
  }
  BOOST_OUTCOME_TRY(auto debts, children(RowSpace::debts_of_customer, id.value, everything));
  return std::optional(CustomerWithDebts{*customer, std::move(debts)});
}

Result<Sealed> PastSource::sealed(Table table, std::uint64_t id, GroupKind kind) const {
  const auto group = sealed_.find(sealed_key(table, id, kind));
  return group == sealed_.end() ? Sealed{} : group->second;
}

Result<std::vector<std::uint64_t>> PastSource::children(RowSpace space, std::uint64_t parent, const Page& page) const {
  std::vector<std::uint64_t> ids;
  const auto found = children_.find({space, parent});
  if (found != children_.end()) {
    for (auto id = found->second.upper_bound(page.after); id != found->second.end() && ids.size() < page.limit; ++id) {
      ids.push_back(*id);
    }
  }
  return ids;
}

Result<Hash> ViewSource::subtree(std::uint64_t number) const {
  BOOST_OUTCOME_TRY(const auto bytes, rows_->get(RowKey(RowSpace::subtrees).number(number).bytes()));
  Hash hash{};
  if (!bytes || bytes->size() != hash.size()) {
    return error(ErrorCode::corrupt, "the views have no subtree " + std::to_string(number));
  }
  std::ranges::copy(*bytes, hash.begin());
  return hash;
}

Result<Tree> ViewSource::tree() const { return load_tree(*rows_); }

Result<Tree> PastSource::tree() const { return error(ErrorCode::invalid_field, "one customer has no tree of its own"); }

Result<Hash> PastSource::subtree(std::uint64_t) const { return error(ErrorCode::invalid_field, "one customer has no tree of its own"); }

Result<std::vector<CustomerId>> PastSource::customers_with_phone(const Token&) const {
  return error(ErrorCode::invalid_field, "as of the past nobody is looked for");
}

Error PastSource::only_customers() { return error(ErrorCode::invalid_field, "as of the past only single customers are read"); }

Result<Portfolio> PastSource::portfolio() const { return only_customers(); }

Result<void> PastSource::for_each_debt(const std::function<void(const Debt&)>&) const { return only_customers(); }

Result<void> PastSource::for_each_customer(CustomerId, CustomerId, const std::function<void(const CustomerWithDebts&)>&) const {
  return only_customers();
}

}  // namespace daybook
