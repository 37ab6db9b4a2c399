#include "projections/row_source.hpp"

#include "engine/domain/evolve.hpp"
#include "projections/archive.hpp"
#include "projections/index_entries.hpp"
#include "projections/row_keys.hpp"
#include "projections/sealed_groups.hpp"

namespace daybook {
namespace {

template <class Row>
Result<std::optional<Row>> read(const RowSnapshot& rows, const std::string& key) {
  BOOST_OUTCOME_TRY(const auto bytes, rows.get(key));
  if (!bytes) {
    return std::optional<Row>();
  }
  auto row = from_bytes<Row>(*bytes);
  if (!row) {
    return error(ErrorCode::corrupt, "a row of the views cannot be read");
  }
  return row;
}

}  // namespace

Result<std::shared_ptr<const ViewSource>> ViewSource::open(std::unique_ptr<const RowSnapshot> rows) {
  const std::shared_ptr<ViewSource> source(new ViewSource(std::move(rows)));
  BOOST_OUTCOME_TRY(const auto facts, read<LedgerFacts>(*source->rows_, facts_key()));
  source->facts_ = facts.value_or(LedgerFacts{});
  return source;
}

Result<std::optional<Customer>> ViewSource::find(CustomerId id) const { return read<Customer>(*rows_, row_key(id)); }
Result<std::optional<Debt>> ViewSource::find(DebtId id) const { return read<Debt>(*rows_, row_key(id)); }
Result<std::optional<Payment>> ViewSource::find(PaymentId id) const { return read<Payment>(*rows_, row_key(id)); }
Result<std::optional<Communication>> ViewSource::find(CommunicationId id) const { return read<Communication>(*rows_, row_key(id)); }
Result<std::optional<Account>> ViewSource::find(AccountId id) const { return read<Account>(*rows_, row_key(id)); }

Result<std::optional<std::uint64_t>> ViewSource::holder(UniqueKind kind, std::string_view value) const {
  return read<std::uint64_t>(*rows_, unique_key(kind, value));
}

Result<Sealed> ViewSource::sealed(Table table, std::uint64_t id, GroupKind kind) const {
  BOOST_OUTCOME_TRY(auto bytes, rows_->get(sealed_key(table, id, kind)));
  return Sealed{std::move(bytes).value_or("")};
}

Result<std::vector<std::uint64_t>> ViewSource::children(RowSpace space, std::uint64_t parent, const Page& page) const {
  std::vector<std::uint64_t> ids;
  if (page.limit == 0) {
    return ids;
  }
  BOOST_OUTCOME_TRY(
      rows_->scan(index_prefix(space, parent), index_key(space, parent, page.after + 1), [&](std::string_view key, std::string_view) {
        ids.push_back(last_number(key).value_or(0));
        return ids.size() < page.limit;
      }));
  return ids;
}

Result<Portfolio> ViewSource::portfolio() const {
  BOOST_OUTCOME_TRY(auto portfolio, read<Portfolio>(*rows_, portfolio_key()));
  return std::move(portfolio).value_or(Portfolio{});
}

void PastSource::apply(const Record& record) {
  evolve(state_, record);
  for (const IndexEntry& entry : index_entries(record)) {
    index_.emplace(index_key(entry.space, entry.parent, entry.child), entry.child);
  }
  for_each_sealed_group(record.event,
                        [&](const SealedGroup& group) { sealed_[sealed_key(group.table, group.id, group.kind)] = group.sealed; });
}

Result<Sealed> PastSource::sealed(Table table, std::uint64_t id, GroupKind kind) const {
  const auto group = sealed_.find(sealed_key(table, id, kind));
  return group == sealed_.end() ? Sealed{} : group->second;
}

Result<std::vector<std::uint64_t>> PastSource::children(RowSpace space, std::uint64_t parent, const Page& page) const {
  std::vector<std::uint64_t> ids;
  const std::string prefix = index_prefix(space, parent);
  for (auto entry = index_.lower_bound(index_key(space, parent, page.after + 1));
       entry != index_.end() && entry->first.starts_with(prefix) && ids.size() < page.limit; ++entry) {
    ids.push_back(entry->second);
  }
  return ids;
}

Result<Portfolio> PastSource::portfolio() const { return error(ErrorCode::invalid_field, "as of the past only single customers are read"); }

}  // namespace daybook
