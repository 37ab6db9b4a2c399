// proofs: random proofs over trees of up to 4,096 leaves hold, and with any byte changed do not. See README.md.
#include <filesystem>
#include <iostream>
#include <random>

#include <CLI/CLI.hpp>

#include "engine/integrity/check_proof.hpp"
#include "engine/integrity/proof.hpp"
#include "tests/damage/tries.hpp"

namespace daybook::damage {
namespace {

constexpr std::uint64_t size_max = 4'096;

struct Options {
  Tries tries{.count = 1'000};
  bool all = false;
};

/// A tree with all its leaves, and the root at every size.
struct Grown {
  std::vector<Hash> leaves;
  std::vector<Hash> subtrees;
  std::vector<Hash> roots;

  Grown() {
    Tree tree;
    roots.push_back(tree.root());
    for (std::uint64_t number = 0; number < size_max; ++number) {
      leaves.push_back(leaf_hash("record " + std::to_string(number)));
      tree.append(leaves.back());
      roots.push_back(tree.root());
      if (tree.completed_subtree() != nullptr) {
        subtrees.push_back(*tree.completed_subtree());
      }
    }
  }
  HashSource source() const {
    return {.leaf = [this](std::uint64_t index) -> Result<Hash> { return leaves.at(index); },
            .subtree = [this](std::uint64_t number) -> Result<Hash> { return subtrees.at(number); }};
  }
};

/// Whether it holds, and not with any one byte changed.
template <class Claim>
bool stands(std::vector<Hash> path, Claim claim, const std::vector<Hash Claim::*>& hashes, std::mt19937_64& random) {
  if (!proves(path, claim)) {
    return false;
  }
  std::vector<Hash*> all;
  all.reserve(path.size() + hashes.size());
  for (Hash& hash : path) {
    all.push_back(&hash);
  }
  for (const auto hash : hashes) {
    all.push_back(&(claim.*hash));
  }
  for (Hash* hash : all) {
    for (std::uint8_t& byte : *hash) {
      const auto change = static_cast<std::uint8_t>(1 + random() % 255);
      byte ^= change;
      const bool accepted = proves(path, claim);
      byte ^= change;
      if (accepted) {
        return false;
      }
    }
  }
  return true;
}

/// Which leaf of how many.
struct Pair {
  std::uint64_t index;
  std::uint64_t size;
};

/// By its number: every pair of sizes in order, or one that the number is the seed of.
Pair pair_of(const Options& options, std::uint64_t number) {
  if (!options.all) {
    std::mt19937_64 random(number);
    const std::uint64_t size = 1 + random() % size_max;
    return {random() % size, size};
  }
  Pair pair{number, 1};
  for (; pair.index >= pair.size; ++pair.size) {
    pair.index -= pair.size;
  }
  return pair;
}

bool stands(const Grown& grown, const Pair& pair, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto [index, size] = pair;
  const InclusionClaim included{grown.leaves[index], index, size, grown.roots[size]};
  const ConsistencyClaim grew{index + 1, grown.roots[index + 1], size, grown.roots[size]};
  return stands(inclusion_path(grown.source(), index, size).value(), included, {&InclusionClaim::leaf, &InclusionClaim::root}, random) &&
         stands(consistency_path(grown.source(), index + 1, size).value(), grew, {&ConsistencyClaim::from_root, &ConsistencyClaim::to_root},
                random);
}

bool run(const Options& options) {
  const Grown grown;
  std::uint64_t done = 0;
  bool good = true;
  for (; options.tries.go_on(done); ++done) {
    if (!stands(grown, pair_of(options, options.tries.seed + done), options.tries.seed + done)) {
      std::cerr << "again with: " << std::filesystem::canonical("/proc/self/exe").string() << " --seed " << options.tries.seed + done
                << (options.all ? " --all" : "") << " --count 1\n";
      good = false;
    }
  }
  std::cout << R"({"harness":"proofs","seed":)" << options.tries.seed << R"(,"count":)" << done << R"(,"seconds":)"
            << options.tries.seconds() << R"(,"ok":)" << (good ? "true" : "false") << "}\n"
            << std::flush;
  return good;
}

}  // namespace
}  // namespace daybook::damage

// NOLINTNEXTLINE(bugprone-exception-escape): ends the process, as it should
int main(int argc, char** argv) {
  daybook::damage::Options options;
  CLI::App app("Random proofs hold, and with any byte changed do not");
  options.tries.add_to(app);
  app.add_flag("--all", options.all, "Every pair of sizes up to 256 instead, by number: --seed 0 --count 32896");
  CLI11_PARSE(app, argc, argv);
  return daybook::damage::run(options) ? 0 : 1;
}
