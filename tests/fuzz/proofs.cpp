// What `check-proof` takes: proofs and tree heads, as files from anybody.
#include "api/json/proof_json.hpp"
#include "api/json/tree_head.hpp"
#include "engine/integrity/proof.hpp"
#include "events/require.hpp"
#include "tests/fuzz/targets.hpp"

namespace daybook::fuzz {
namespace {

void check_head(std::string_view bytes) {
  const auto head = parse_tree_head(bytes);
  if (!head) {
    require(head.error().code == ErrorCode::invalid_field, "what is no tree head is an invalid field");
    return;
  }
  const auto again = parse_tree_head(tree_head_document(head.value()));
  require(again.has_value(), "a tree head that was read can be written and read");
  require(again.value().size == head.value().size, "and has its size then");
  require(again.value().root == head.value().root, "and its root");
}

std::vector<Hash>& path_of(Proof& proof) {
  return std::visit([](auto& kind) -> std::vector<Hash>& { return kind.path; }, proof);
}

/// With any hash of its path changed, or one more, what holds holds no longer.
void check_changed(Proof proof) {
  for (Hash& hash : path_of(proof)) {
    hash.back() ^= 1U;
    require(!check_proof(proof).has_value(), "a changed proof does not hold");
    hash.back() ^= 1U;
  }
  path_of(proof).emplace_back();
  require(!check_proof(proof).has_value(), "a longer proof does not hold");
}

void run_proof(std::string_view bytes) {
  check_head(bytes);
  const auto proof = parse_proof(bytes);
  if (!proof) {
    require(proof.error().code == ErrorCode::malformed, "what is no proof is malformed");
    require(!proof.error().detail.empty(), "and it is said why");
    return;
  }
  const std::string document = proof_document(proof.value());
  const auto again = parse_proof(document);
  require(again.has_value(), "a proof that was read can be written and read");
  require(proof_document(again.value()) == document, "and is the same then");
  require(tree_head_of(again.value()).root == tree_head_of(proof.value()).root, "and leads to the same root");
  const auto checked = check_proof(proof.value());
  require(checked.has_value() == check_proof(again.value()).has_value(), "and proves as much");
  if (checked) {
    check_changed(proof.value());
  } else {
    require(checked.error().code == ErrorCode::corrupt, "a proof that does not hold is corrupt");
  }
}

/// Of a tree of seven records: every other record is in it, and every other size leads to it.
std::vector<std::string> proof_seeds() {
  constexpr std::uint64_t size = 7;
  std::vector<std::string> records;
  std::vector<Hash> leaves;
  std::vector<Hash> roots;
  Tree tree;
  for (std::uint64_t number = 0; number < size; ++number) {
    records.push_back("record " + std::to_string(number));
    leaves.push_back(leaf_hash(records.back()));
    tree.append(leaves.back());
    roots.push_back(tree.root());
  }
  const HashSource source{.leaf = [&](std::uint64_t index) -> Result<Hash> { return leaves.at(index); },
                          .subtree = [](std::uint64_t) -> Result<Hash> { return Hash{}; }};
  std::vector<std::string> seeds{tree_head_document({{size}, roots.back()})};
  for (std::uint64_t index = 0; index < size; index += 2) {
    seeds.push_back(proof_document(InclusionProof{.position = {index + 1},
                                                  .size = {size},
                                                  .record = records[index],
                                                  .leaf = leaves[index],
                                                  .root = roots.back(),
                                                  .path = inclusion_path(source, index, size).value()}));
    seeds.push_back(proof_document(ConsistencyProof{.from = {index + 1},
                                                    .to = {size},
                                                    .from_root = roots[index],
                                                    .to_root = roots.back(),
                                                    .path = consistency_path(source, index + 1, size).value()}));
  }
  return seeds;
}

}  // namespace

const Target proof{"proof", run_proof, proof_seeds};

}  // namespace daybook::fuzz
