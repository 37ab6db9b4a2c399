#include "projections/current_state.hpp"

#include <algorithm>

#include "projections/archive.hpp"
#include "projections/row_keys.hpp"

namespace daybook {
namespace {

/// So many debts, and as many customers, leave memory together in a rebuild: what is on its way takes memory too.
constexpr std::size_t batch_rows = 32'768;

}  // namespace

CurrentState::CurrentState(const Rows& rows, std::size_t bytes_max, DebtObserver before_change, DebtObserver after_change)
    : rows_(&rows),
      bytes_max_(bytes_max),
      before_change_(std::move(before_change)),
      after_change_(std::move(after_change)),
      claims_(rows) {}

Result<void> CurrentState::reset() {
  customers_.clear();
  debts_.clear();
  payments_.clear();
  communications_.clear();
  accounts_.clear();
  claims_.clear();
  full_blocks_.clear();
  failure_.reset();
  BOOST_OUTCOME_TRY(const auto bytes, rows_->get(facts_key()));
  const auto facts = bytes ? from_bytes<LedgerFacts>(*bytes) : std::optional(LedgerFacts{});
  if (!facts) {
    return error(ErrorCode::corrupt, "the views' facts cannot be read");
  }
  facts_ = *facts;
  return success();
}

std::optional<std::string> CurrentState::read(const std::string& key) const {
  if (failure_) {
    return std::nullopt;
  }
  auto bytes = rows_->get(key);
  if (!bytes) {
    failure_ = std::move(bytes).error();
    return std::nullopt;
  }
  return std::move(bytes).value();
}

template <class Id, class Row>
Row* CurrentState::look_up(RowCache<Id, Row>& cache, Id id) const {
  if (Row* row = cache.find(id)) {
    return row;
  }
  const auto bytes = id && is_given(id) ? read(row_key(id, facts_.last_payment)) : std::nullopt;
  if (!bytes) {
    return nullptr;
  }
  auto row = from_bytes<Row>(*bytes);
  if (!row) {
    failure_ = error(ErrorCode::corrupt, "a row of the views cannot be read");
    return nullptr;
  }
  return &cache.insert(id, std::move(*row));
}

template <class Id, class Row>
Row& CurrentState::edit_in(RowCache<Id, Row>& cache, Id id, bool* first) {
  Row* row = look_up(cache, id);
  if (row == nullptr) {
    row = &cache.make(id);
  }
  const bool touched = cache.touch(id);
  if (first != nullptr) {
    *first = touched;
  }
  return *row;
}

const Customer* CurrentState::find(CustomerId id) const {
  const ListedCustomer* listed = look_up(customers_, id);
  return listed == nullptr ? nullptr : &listed->row;
}
const Debt* CurrentState::find(DebtId id) const {
  const ListedDebt* listed = look_up(debts_, id);
  return listed == nullptr ? nullptr : &listed->row;
}
const Payment* CurrentState::find(PaymentId id) const {
  const PaymentBlock* block = look_up(payments_, block_of(id));
  return block == nullptr ? nullptr : block->find(id);
}
const Communication* CurrentState::find(CommunicationId id) const { return look_up(communications_, id); }
const Account* CurrentState::find(AccountId id) const { return look_up(accounts_, id); }

Customer& CurrentState::edit(CustomerId id) { return edit_in(customers_, id).row; }
Payment& CurrentState::edit(PaymentId id) {
  PaymentBlock& block = edit_in(payments_, block_of(id));
  block.id = block_of(id);
  return block.edit(id);
}
Communication& CurrentState::edit(CommunicationId id) { return edit_in(communications_, id); }
Account& CurrentState::edit(AccountId id) { return edit_in(accounts_, id); }
Debt& CurrentState::edit(DebtId id) { return edit_listed(id).row; }

ListedDebt& CurrentState::edit_listed(DebtId id) {
  bool first = false;
  ListedDebt& debt = edit_in(debts_, id, &first);
  if (first && debt.row.id) {
    before_change_(debt.row);
  }
  return debt;
}

void CurrentState::add(const IndexEntry& entry) {
  NumberList* list = is_of_customers(entry.space) ? edit_in(customers_, CustomerId{entry.parent}).list(entry.space)
                                                  : edit_listed(DebtId{entry.parent}).list(entry.space);
  require(list != nullptr, "an index belongs to customers or to debts");
  if (auto full = list->add(entry.child)) {
    full_blocks_.push_back({entry.space, entry.parent, list->blocks - 1, std::move(*full)});
  }
}

std::optional<std::uint64_t> CurrentState::holder(UniqueKind kind, std::string_view value) const {
  if (const auto known = claims_.holder(kind, value)) {
    return *known;
  }
  const auto bytes = read(unique_key(kind, value));
  return Claims::holder_in(bytes);
}

void CurrentState::hold(UniqueKind kind, std::string_view value, std::uint64_t holder) { claims_.set(kind, value, holder); }

void CurrentState::release(UniqueKind kind, std::string_view value) { claims_.set(kind, value, std::nullopt); }

namespace {

template <class Row>
void put_row(RowBatch& batch, const std::string& key, Row& row) {
  batch.put_written(key, [&row](GrowingBytes& bytes) {
    ArchiveWriter writer(bytes);
    archive(writer, row);
  });
}

/// Puts a changed row into the batch.
auto putting_into(RowBatch& batch) {
  return [&batch](auto id, auto& row) { put_row(batch, row_key(id), row); };
}

}  // namespace

/// Rows that change again and again.
void CurrentState::gather_busy(RowBatch& batch, std::size_t rows_max) {
  const auto put = putting_into(batch);
  customers_.collect(collected_ + 1, put, rows_max);
  debts_.collect(
      collected_ + 1,
      [&](DebtId id, ListedDebt& debt) {
        after_change_(debt.row);
        put(id, debt);
      },
      rows_max);
}

/// What was the newest block stands among the full ones once it is full.
void CurrentState::gather_payments(RowBatch& batch) {
  const PaymentId last = facts_.last_payment;
  bool was_filled = false;
  payments_.collect(collected_ + 1, [&](PaymentBlockId id, PaymentBlock& block) {
    put_row(batch, payments_key(id, last), block);
    was_filled |= last_in(id) == last;
  });
  if (was_filled) {
    batch.erase(RowKey(RowSpace::newest_payments).bytes());
  }
}

/// Rows that seldom change once they are there.
void CurrentState::gather_settled(RowBatch& batch) {
  const auto put = putting_into(batch);
  gather_payments(batch);
  communications_.collect(collected_ + 1, put);
  accounts_.collect(collected_ + 1, put);
  for (Block& block : full_blocks_) {
    batch.put(block_key(block.space, block.parent, block.number), block.content);
  }
  full_blocks_.clear();
}

void CurrentState::gather(RowBatch& batch) {
  gather_busy(batch);
  gather_settled(batch);
}

void CurrentState::collect(RowBatch& batch) {
  gather(batch);
  ++collected_;
  claims_.collect(batch);
  batch.put(facts_key(), to_bytes(facts_));
}

void CurrentState::collect_settled(RowBatch& batch) {
  gather_settled(batch);
  if (customers_.changed_bytes() + debts_.changed_bytes() > bytes_max_ / 10 * 9) {
    gather_busy(batch, batch_rows);
  }
  ++collected_;
  claims_.collect_unasked(batch);
}

bool CurrentState::collect_some(RowBatch& batch) {
  if (customers_.changed_bytes() + debts_.changed_bytes() == 0) {
    return false;
  }
  gather_busy(batch, batch_rows);
  ++collected_;
  claims_.collect_unasked(batch);
  return true;
}

void CurrentState::written(std::uint64_t batches) {
  claims_.written(batches);
  // Most commands are about debts and their customers: nine tenths are theirs, and each takes what the other leaves. Other rows are
  // rarely looked at again.
  const std::size_t others = bytes_max_ / 30;
  payments_.shrink(others, batches);
  communications_.shrink(others, batches);
  accounts_.shrink(others, batches);
  const std::size_t room = bytes_max_ - 3 * others;
  const auto left_by = [room](std::size_t taken) { return room - std::min(room, taken); };
  customers_.shrink(std::max(room / 5 * 2, left_by(debts_.bytes())), batches);
  debts_.shrink(std::max(room / 5 * 3, left_by(customers_.bytes())), batches);
}

}  // namespace daybook
