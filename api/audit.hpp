// What a replay for `verify` does beside filling views: holds the laws, opens what is sealed. Internal to api/.
#pragma once

#include <limits>
#include <optional>
#include <string>

#include "engine/domain/laws.hpp"
#include "engine/privacy/vault.hpp"
#include "engine/projection.hpp"

namespace daybook {

/// A projection around the views. One thread, as they.
class Audit final : public Projection {
 public:
  /// Something on the log that is not as it must be.
  struct Finding {
    Position position;
    std::string detail;
  };

  /// Without a vault nothing is opened; sealed groups of events before `since` are not.
  Audit(Projection& views, const Vault* vault, Position since) : views_(views), vault_(vault), since_(since) {}

  State& state() override { return views_.state(); }
  void expect(std::uint64_t records) override { views_.expect(records); }
  void load(const Named& named) override {
    laws_.prefetch(named);
    views_.load(named);
  }
  void apply(const Record& record) override;
  Result<void> health() const override { return views_.health(); }
  void gather(RowBatch& batch) override { views_.gather(batch); }
  void collect(RowBatch& batch) override { views_.collect(batch); }
  void collect_settled(RowBatch& batch) override { views_.collect_settled(batch); }
  bool collect_some(RowBatch& batch) override { return views_.collect_some(batch); }
  std::uint64_t collected() const override { return views_.collected(); }
  void written(std::uint64_t batches) override { views_.written(batches); }
  Result<void> reset() override { return views_.reset(); }
  /// After a whole replay: reads these rows together, and forgets what was read before.
  void turn_to(const Named& named) {
    views_.written(std::numeric_limits<std::uint64_t>::max());
    views_.load(named);
  }

  const Laws& laws() const { return laws_; }
  /// The first sealed group that does not open.
  const std::optional<Finding>& unsealable() const { return unsealable_; }
  /// The first event that was recorded before the one in front of it.
  const std::optional<Finding>& out_of_time() const { return out_of_time_; }

 private:
  void open_all(const Record& record);
  void open(Position position, GroupKind kind, const Sealed& sealed);

  Projection& views_;
  const Vault* vault_;
  Position since_;
  Laws laws_;
  Instant newest_;
  std::optional<Finding> unsealable_;
  std::optional<Finding> out_of_time_;
};

}  // namespace daybook
