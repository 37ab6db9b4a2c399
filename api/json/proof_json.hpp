// Proofs as files: they carry all it takes to check them, but the tree head that whoever checks believes in.
//
//   {"proof":"inclusion","position":4,"size":23,"record":"0a…","leaf_hash":"9f…","path":["…"],"root":"…",
//    "tree_head":{"position":23,"root":"…"}}
//   {"proof":"consistency","from":4,"to":23,"from_root":"…","to_root":"…","path":["…"],
//    "tree_head":{"position":23,"root":"…"}}
//
// `record`: the event's stored bytes in hex, with personal fields sealed. Exactly these members, in any order.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "events/result.hpp"
#include "projections/snapshot.hpp"

namespace daybook {

using Proof = std::variant<InclusionProof, ConsistencyProof>;

/// Without blanks and without a line feed.
std::string proof_document(const Proof& proof);

/// `malformed` for what is no such document. The proof is not checked yet.
Result<Proof> parse_proof(std::string_view text);

/// `corrupt`, saying what is wrong, unless the proof proves what it claims.
Result<void> check_proof(const Proof& proof);

/// The tree head a proof leads to.
TreeHead tree_head_of(const Proof& proof);

}  // namespace daybook
