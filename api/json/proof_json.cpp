#include "api/json/proof_json.hpp"

#include <charconv>
#include <set>
#include <system_error>

#include "api/json/json.hpp"
#include "api/json/writer.hpp"
#include "engine/integrity/check_proof.hpp"

namespace daybook {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

std::string bytes_to_hex(std::string_view bytes) {
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    hex += hex_digits[static_cast<unsigned char>(byte) >> 4U];
    hex += hex_digits[static_cast<unsigned char>(byte) & 0xFU];
  }
  return hex;
}

std::optional<std::string> bytes_from_hex(std::string_view hex) {
  if (hex.size() % 2 != 0 || hex.find_first_not_of(hex_digits) != std::string_view::npos) {
    return std::nullopt;
  }
  std::string bytes;
  bytes.reserve(hex.size() / 2);
  for (std::size_t index = 0; index < hex.size(); index += 2) {
    bytes += static_cast<char>(hex_digits.find(hex[index]) << 4U | hex_digits.find(hex[index + 1]));
  }
  return bytes;
}

void write_tail(JsonWriter& writer, const std::vector<Hash>& path, const TreeHead& head) {
  writer.name("path");
  writer.begin_array();
  for (const Hash& hash : path) {
    writer.value(to_hex(hash));
  }
  writer.end_array();
  writer.name("tree_head");
  writer.begin_object();
  writer.member("position", head.size);
  writer.member("root", to_hex(head.root));
  writer.end_object();
}

void write(JsonWriter& writer, const InclusionProof& proof) {
  writer.member("proof", "inclusion");
  writer.member("position", proof.position);
  writer.member("size", proof.size);
  writer.member("record", bytes_to_hex(proof.record));
  writer.member("leaf_hash", to_hex(proof.leaf));
  writer.member("root", to_hex(proof.root));
  write_tail(writer, proof.path, {proof.size, proof.root});
}

void write(JsonWriter& writer, const ConsistencyProof& proof) {
  writer.member("proof", "consistency");
  writer.member("from", proof.from);
  writer.member("to", proof.to);
  writer.member("from_root", to_hex(proof.from_root));
  writer.member("to_root", to_hex(proof.to_root));
  write_tail(writer, proof.path, {proof.to, proof.to_root});
}

/// Takes members of one object, each once, and remembers what was wrong first.
class MemberReader {
 public:
  explicit MemberReader(const Json::Object& object) : object_(object) {}

  const Json* take(std::string_view name) {
    const Json* found = find_member(object_, name);
    if (found == nullptr) {
      complain(std::string(name) + " is missing");
    }
    taken_.insert(name);
    return found;
  }
  std::string text(std::string_view name) {
    const Json* found = take(name);
    const auto* value = found == nullptr ? nullptr : found->as<std::string>();
    return value == nullptr ? complain(std::string(name) + " is no text") : *value;
  }
  Position position(std::string_view name) {
    const Json* found = take(name);
    const auto* number = found == nullptr ? nullptr : found->as<Json::Number>();
    Position position;
    const char* const end = number == nullptr ? nullptr : number->text.data() + number->text.size();
    const auto parsed = number == nullptr ? std::from_chars_result{} : std::from_chars(number->text.data(), end, position.value);
    if (number == nullptr || parsed.ec != std::errc() || parsed.ptr != end || !position) {
      complain(std::string(name) + " is no position");
    }
    return position;
  }
  Hash hash(std::string_view name) { return hash_of(name, text(name)); }
  std::vector<Hash> hashes(std::string_view name) {
    const Json* found = take(name);
    const auto* elements = found == nullptr ? nullptr : found->as<Json::Array>();
    std::vector<Hash> hashes;
    for (const Json& element : elements == nullptr ? Json::Array{} : *elements) {
      const auto* hex = element.as<std::string>();
      hashes.push_back(hash_of(name, hex == nullptr ? "" : *hex));
    }
    if (elements == nullptr) {
      complain(std::string(name) + " is no list");
    }
    return hashes;
  }
  std::string bytes(std::string_view name) {
    auto bytes = bytes_from_hex(text(name));
    return bytes ? std::move(*bytes) : complain(std::string(name) + " is not in hex digits");
  }

  /// What was wrong first, also a member that nobody took; empty: nothing.
  std::string problem() {
    for (const JsonMember& member : object_) {
      if (!taken_.contains(member.name)) {
        complain("it has a member that proofs do not have");
      }
    }
    return problem_;
  }

 private:
  std::string complain(std::string what) {
    if (problem_.empty()) {
      problem_ = std::move(what);
    }
    return {};
  }
  Hash hash_of(std::string_view name, std::string_view hex) {
    const auto hash = hash_from_hex(hex);
    if (!hash) {
      complain(std::string(name) + " is no hash of 64 lower-case hex digits");
    }
    return hash.value_or(Hash{});
  }

  const Json::Object& object_;
  std::set<std::string_view> taken_;
  std::string problem_;
};

Error malformed(const std::string& why) { return error(ErrorCode::malformed, "no proof: " + why); }

/// The tree head stands in a proof a second time, so that it can be told from what leads there: `malformed` when they differ.
Result<Proof> finish(MemberReader& members, Proof proof) {
  const Json* member = members.take("tree_head");
  const auto* object = member == nullptr ? nullptr : member->as<Json::Object>();
  if (object == nullptr) {
    return malformed("tree_head is no object");
  }
  MemberReader inner(*object);
  const TreeHead head{inner.position("position"), inner.hash("root")};
  for (const std::string& problem : {members.problem(), inner.problem()}) {
    if (!problem.empty()) {
      return malformed(problem);
    }
  }
  const TreeHead claimed = tree_head_of(proof);
  if (head.size != claimed.size || head.root != claimed.root) {
    return malformed("its tree_head is not the one it leads to");
  }
  return proof;
}

struct Checker {
  Result<void> operator()(const InclusionProof& proof) const {
    if (leaf_hash(proof.record) != proof.leaf) {
      return error(ErrorCode::corrupt, "leaf_hash is not the hash of the record");
    }
    if (!proves(proof.path, InclusionClaim{proof.leaf, proof.position.value - 1, proof.size.value, proof.root})) {
      return error(ErrorCode::corrupt, "the path does not lead from the record to the root");
    }
    return success();
  }
  Result<void> operator()(const ConsistencyProof& proof) const {
    if (!proves(proof.path, ConsistencyClaim{proof.from.value, proof.from_root, proof.to.value, proof.to_root})) {
      return error(ErrorCode::corrupt, "the path does not lead to both roots");
    }
    return success();
  }
};

}  // namespace

std::string proof_document(const Proof& proof) {
  JsonWriter writer(Currency{});
  writer.begin_object();
  std::visit([&writer](const auto& kind) { write(writer, kind); }, proof);
  writer.end_object();
  return writer.take();
}

Result<Proof> parse_proof(std::string_view text) {
  BOOST_OUTCOME_TRY(const Json document, parse_json(text));
  const auto* object = document.as<Json::Object>();
  if (object == nullptr) {
    return malformed("a JSON object is wanted");
  }
  MemberReader members(*object);
  const std::string kind = members.text("proof");
  if (kind == "inclusion") {
    InclusionProof proof{.position = members.position("position"), .size = members.position("size")};
    proof.record = members.bytes("record");
    proof.leaf = members.hash("leaf_hash");
    proof.root = members.hash("root");
    proof.path = members.hashes("path");
    return finish(members, std::move(proof));
  }
  if (kind == "consistency") {
    ConsistencyProof proof{.from = members.position("from"), .to = members.position("to")};
    proof.from_root = members.hash("from_root");
    proof.to_root = members.hash("to_root");
    proof.path = members.hashes("path");
    return finish(members, std::move(proof));
  }
  return malformed("it is neither of inclusion nor of consistency");
}

Result<void> check_proof(const Proof& proof) { return std::visit(Checker{}, proof); }

TreeHead tree_head_of(const Proof& proof) {
  if (const auto* inclusion = std::get_if<InclusionProof>(&proof)) {
    return {inclusion->size, inclusion->root};
  }
  const auto& consistency = std::get<ConsistencyProof>(proof);
  return {consistency.to, consistency.to_root};
}

}  // namespace daybook
