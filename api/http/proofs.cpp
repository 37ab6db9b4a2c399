#include "api/http/proofs.hpp"

#include "api/http/answers.hpp"
#include "api/json/writer.hpp"
#include "engine/integrity/tree.hpp"

namespace daybook {
namespace {

std::vector<std::string> in_hex(const std::vector<Hash>& hashes) {
  std::vector<std::string> texts;
  texts.reserve(hashes.size());
  for (const Hash& hash : hashes) {
    texts.push_back(to_hex(hash));
  }
  return texts;
}

HttpResponse proven(JsonWriter& writer, Position position) {
  writer.end_object();
  HttpResponse response = json_answer(200, writer.take());
  add_position(response, position);
  return response;
}

/// A size of the tree; the newest when it was not given.
Result<Position> size_parameter(const Call& call, std::string_view name, Position newest) {
  BOOST_OUTCOME_TRY(const auto number, number_parameter(call, name, {1, number_max}));
  return Position{number.value_or(newest.value)};
}

Result<Position> required_position(const Call& call, std::string_view name) {
  BOOST_OUTCOME_TRY(const auto number, number_parameter(call, name, {1, number_max}));
  if (!number) {
    return error(ErrorCode::missing_field, std::string(name) + " is missing", "/" + std::string(name));
  }
  return Position{*number};
}

}  // namespace

Result<HttpResponse> read_tree_head(const Call& call) {
  const Snapshot snapshot = call.ledger.snapshot();
  BOOST_OUTCOME_TRY(const TreeHead head, snapshot.tree_head());
  JsonWriter writer(snapshot.currency());
  writer.begin_object();
  writer.member("position", head.size);
  writer.member("size", head.size);
  writer.member("root", to_hex(head.root));
  return proven(writer, snapshot.position());
}

Result<HttpResponse> prove_inclusion(const Call& call) {
  const Snapshot snapshot = call.ledger.snapshot();
  BOOST_OUTCOME_TRY(const Position position, required_position(call, "position"));
  BOOST_OUTCOME_TRY(const Position size, size_parameter(call, "size", snapshot.position()));
  BOOST_OUTCOME_TRY(const InclusionProof proof, snapshot.prove_inclusion(position, size));
  JsonWriter writer(snapshot.currency());
  writer.begin_object();
  writer.member("position", proof.position);
  writer.member("size", proof.size);
  writer.member("leaf_hash", to_hex(proof.leaf));
  writer.member("root", to_hex(proof.root));
  writer.member("path", in_hex(proof.path));
  return proven(writer, snapshot.position());
}

Result<HttpResponse> prove_consistency(const Call& call) {
  const Snapshot snapshot = call.ledger.snapshot();
  BOOST_OUTCOME_TRY(const Position from, required_position(call, "from"));
  BOOST_OUTCOME_TRY(const Position to, size_parameter(call, "to", snapshot.position()));
  BOOST_OUTCOME_TRY(const ConsistencyProof proof, snapshot.prove_consistency(from, to));
  JsonWriter writer(snapshot.currency());
  writer.begin_object();
  writer.member("from", proof.from);
  writer.member("to", proof.to);
  writer.member("from_root", to_hex(proof.from_root));
  writer.member("to_root", to_hex(proof.to_root));
  writer.member("path", in_hex(proof.path));
  return proven(writer, snapshot.position());
}

}  // namespace daybook
