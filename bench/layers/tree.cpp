// The Merkle tree: hashing a record and growing the tree by it.
#include "engine/integrity/tree.hpp"

#include <benchmark/benchmark.h>

#include "bench/raw_limit.hpp"
#include "bench/subject.hpp"

namespace daybook::bench {
namespace {

void hash_leaf(benchmark::State& state) {
  const std::string record(static_cast<std::size_t>(state.range(0)), 'r');
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(leaf_hash(record));
  }
  state.SetItemsProcessed(state.iterations());
}

/// Frames of `range` records: a leaf each, and the root once.
void grow(benchmark::State& state) {
  const std::string record(raw_limit::record_bytes, 'r');
  Tree tree;
  while (state.KeepRunning()) {
    for (std::int64_t i = 0; i < state.range(0); ++i) {
      tree.append(leaf_hash(record));
    }
    benchmark::DoNotOptimize(tree.root());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

}  // namespace

void register_tree(Subject&) {
  benchmark::RegisterBenchmark("tree/leaf_bytes", [](benchmark::State& state) { hash_leaf(state); })->Arg(120)->Arg(200);
  benchmark::RegisterBenchmark("tree/grow_frame", [](benchmark::State& state) { grow(state); })->Arg(1)->Arg(100)->Arg(1'000);
}

}  // namespace daybook::bench
