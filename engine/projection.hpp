// The one interface the engine feeds: facts in, state and rows out.
#pragma once

#include "engine/domain/named.hpp"
#include "engine/domain/state.hpp"
#include "engine/store/rows.hpp"
#include "events/record.hpp"

namespace daybook {

/// All projections together, behind one position. Used by one thread at a time, except where said.
class Projection {
 public:
  virtual ~Projection() = default;

  /// What decide asks: every record applied so far, durable or not.
  virtual State& state() = 0;
  /// So many records are about to be applied: what is read sooner as a whole is read now. Changes no answer.
  virtual void expect(std::uint64_t records) = 0;
  /// Reads what is about to be asked for, many at a time. Changes no answer.
  virtual void load(const Named& named) = 0;
  /// Takes a record in: evolves the state and remembers which rows change. The event's tokens are filled in.
  virtual void apply(const Record& record) = 0;
  /// The first read from the rows that failed since the last `reset`; decisions made since are worthless.
  virtual Result<void> health() const = 0;
  /// Puts rows changed so far into `batch`, which `collect` will be called with. Cheaper while they are in the processor's memory.
  virtual void gather(RowBatch& batch) = 0;
  /// Puts every row changed since the last call into `batch`.
  virtual void collect(RowBatch& batch) = 0;
  /// The same for a rebuild, where only the rows after the last batch have to fit together: those that change again and again are left
  /// for a later call while they fit into memory. Counts as a collected batch too.
  virtual void collect_settled(RowBatch& batch) = 0;
  /// Part of what `collect_settled` left for later; whether it left something. Counts as a collected batch too, if it did.
  virtual bool collect_some(RowBatch& batch) = 0;
  /// How many batches have been collected.
  virtual std::uint64_t collected() const = 0;
  /// As many of the collected batches have been written, from the first on: the rows in them may be forgotten.
  /// Called between decisions.
  virtual void written(std::uint64_t batches) = 0;
  /// Forgets everything that is not in the rows.
  virtual Result<void> reset() = 0;
};

}  // namespace daybook
