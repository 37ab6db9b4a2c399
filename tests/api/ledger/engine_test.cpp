// What the engine tells its projection.
#include "engine/engine.hpp"

#include <future>
#include <utility>

#include "api/open.hpp"
#include "tests/api/ledger/fixture.hpp"

namespace daybook {
namespace {

/// Another projection, and what it was told last.
class Watched final : public Projection {
 public:
  Watched(std::unique_ptr<Projection> projection, std::uint64_t& behind) : projection_(std::move(projection)), behind_(behind) {}

  State& state() override { return projection_->state(); }
  void expect(std::uint64_t records) override { projection_->expect(records); }
  void load(const Named& named) override { projection_->load(named); }
  void apply(const Record& record) override { projection_->apply(record); }
  Result<void> health() const override { return projection_->health(); }
  void gather(RowBatch& batch) override { projection_->gather(batch); }
  void collect(RowBatch& batch) override { projection_->collect(batch); }
  void collect_settled(RowBatch& batch) override { projection_->collect_settled(batch); }
  bool collect_some(RowBatch& batch) override { return projection_->collect_some(batch); }
  std::uint64_t collected() const override { return projection_->collected(); }
  void written(std::uint64_t batches) override {
    behind_ = collected() - batches;
    projection_->written(batches);
  }
  Result<void> reset() override { return projection_->reset(); }

 private:
  std::unique_ptr<Projection> projection_;
  std::uint64_t& behind_;
};

class EngineTest : public LedgerTest {
 protected:
  /// A frame of its own: an answer comes when it is written.
  static void write_frame(Engine& engine) {
    const Command command = IssueDebt{.customer_id = {1'000}, .debt_type = "loan", .original_amount = {1}, .issue_date = {}};
    std::promise<void> answered;
    auto submission = std::make_unique<Submission>();
    submission->commands.emplace_back().what = &command;
    submission->outcomes.resize(1);
    submission->done = [&answered](Submission&) { answered.set_value(); };
    engine.submit(std::move(submission));
    answered.get_future().wait();
  }
};

// What it was not told of stays in memory, as long as the engine lives.
TEST_F(EngineTest, tells_of_each_written_frame_also_after_catching_up) {
  customer();
  close();
  std::filesystem::remove_all(folder_.path() / "data" / "views");
  Folder folder = open_ledger_folder(options()).value();
  ASSERT_GT(folder.projection->collected(), 0U);
  std::uint64_t behind = 0;
  folder.projection = std::make_unique<Watched>(std::move(folder.projection), behind);
  const auto engine = Engine::start(std::move(folder), clock_);
  write_frame(*engine);
  write_frame(*engine);
  // The second frame is not written yet when the first one is told of.
  EXPECT_EQ(behind, 1U);
}

}  // namespace
}  // namespace daybook
