// Every projection, behind one position: what the engine feeds.
//
// current state · histories and lists · sealed groups · phone index · portfolio. Customer summaries are added up on reading.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/projection.hpp"
#include "projections/current_state.hpp"
#include "projections/summary.hpp"

namespace daybook {

/// Owned by the engine's sequencer or by a catch-up. Must not outlive its Rows.
class Views final : public Projection {
 public:
  /// The views as `rows` has them; `corrupt` when they cannot be read.
  static Result<std::unique_ptr<Views>> open(const Rows& rows, std::size_t cached_bytes_max = default_cached_bytes);
  static constexpr std::size_t default_cached_bytes = std::size_t{1152} << 20U;

  State& state() override { return state_; }
  void expect(std::uint64_t records) override { state_.expect(records); }
  void load(const Named& named) override { state_.load(named); }
  void apply(const Record& record) override;
  Result<void> health() const override;
  void gather(RowBatch& batch) override { state_.gather(batch); }
  void collect(RowBatch& batch) override;
  void collect_settled(RowBatch& batch) override;
  bool collect_some(RowBatch& batch) override { return state_.collect_some(batch); }
  std::uint64_t collected() const override { return state_.collected(); }
  void written(std::uint64_t batches) override { state_.written(batches); }
  Result<void> reset() override;

 private:
  Views(const Rows& rows, std::size_t cached_bytes_max);
  void index_phone(const Event& event);
  void remove_debt(const Debt& debt);
  void add_debt(const Debt& debt);
  void collect_due_days(RowBatch& batch);

  const Rows* rows_;
  Portfolio portfolio_;
  std::vector<Date> changed_due_days_;
  CurrentState state_;
  /// Rows that are written and never read back here: sealed groups and phones.
  RowBatch writes_;
};

/// Sees each key and value of the views.
using EachRow = std::function<void(std::string_view key, std::string_view value)>;

/// SHA-256 over the rows of each projection in hex, by the projection's name. Same log, same digests. Every row is read: `also` sees it,
/// if there is one.
Result<std::map<std::string, std::string>> digests(const RowSnapshot& rows, const EachRow& also = {});

}  // namespace daybook
