#include "engine/figures.hpp"

#include "engine/engine.hpp"

namespace daybook {
namespace {

/// A sync takes a tenth of a millisecond on a good disk and seconds on a bad day.
constexpr std::array<std::uint64_t, 14> commit_bounds{100'000,     200'000,     400'000,       800'000,      1'600'000,
                                                      3'200'000,   6'400'000,   12'800'000,    25'600'000,   51'200'000,
                                                      102'400'000, 409'600'000, 1'638'400'000, 6'553'600'000};
constexpr std::array<std::uint64_t, 11> record_bounds{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};
constexpr std::array<std::uint64_t, 9> byte_bounds{256, 1024, 4096, 16'384, 65'536, 262'144, 1'048'576, 4'194'304, 16'777'216};

}  // namespace

CommitStatistics::CommitStatistics() : commit_nanoseconds(commit_bounds), frame_records(record_bounds), frame_bytes(byte_bounds) {}

EngineFigures Engine::figures() {
  EngineFigures found{.durable = {statistics_.durable},
                      .visible = {statistics_.visible},
                      .refusal = std::nullopt,
                      .failed_frames = statistics_.failed_frames,
                      .commit_nanoseconds = statistics_.commit_nanoseconds.figures(),
                      .frame_records = statistics_.frame_records.figures(),
                      .frame_bytes = statistics_.frame_bytes.figures(),
                      .log = folder_.log->figures(),
                      .views = folder_.rows->figures()};
  const std::lock_guard lock(mutex_);
  found.refusal = refusal_;
  return found;
}

}  // namespace daybook
