#include <array>
#include <utility>

#include "engine/integrity/tree.hpp"
#include "engine/row_space.hpp"
#include "projections/views.hpp"

namespace daybook {
namespace {

/// Spaces of a projection, in the order they are hashed.
struct Named {
  std::string_view name;
  std::string_view spaces;
};

constexpr std::array named{Named{"current_state", "ACDPMBU"},
                           Named{"histories", "hi"},
                           Named{"lists", "dqmnb"},
                           Named{"portfolio", "Oo"},
                           Named{"phones", "T"},
                           Named{"access", "k"},
                           Named{"sealed", "S"},
                           Named{"tree", "tu"}};

/// A leaf that no other key and value give: the key's length, the key, the value.
std::string leaf_of(std::string_view key, std::string_view value) {
  std::string leaf = RowKey(RowSpace::schema).number(key.size()).bytes();
  leaf.append(key).append(value);
  return leaf;
}

Result<std::string> digest(const RowSnapshot& rows, std::string_view spaces) {
  Tree tree;
  for (const char& space : spaces) {
    BOOST_OUTCOME_TRY(rows.scan({&space, 1}, {}, [&tree](std::string_view key, std::string_view value) {
      tree.append(leaf_hash(leaf_of(key, value)));
      return true;
    }));
  }
  return to_hex(tree.root());
}

}  // namespace

Result<std::map<std::string, std::string>> digests(const RowSnapshot& rows) {
  std::map<std::string, std::string> digests;
  for (const Named& projection : named) {
    BOOST_OUTCOME_TRY(digests[std::string(projection.name)], digest(rows, projection.spaces));
  }
  return digests;
}

}  // namespace daybook
