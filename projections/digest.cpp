#include <array>
#include <utility>

#include "engine/integrity/running_hash.hpp"
#include "engine/row_space.hpp"
#include "projections/views.hpp"

namespace daybook {
namespace {

/// Spaces of a projection, in the order they are hashed.
struct NamedSpaces {
  std::string_view name;
  std::string_view spaces;
};

constexpr std::array named_spaces{NamedSpaces{"current_state", "ACD1pMB#"},
                                  NamedSpaces{"histories", "hi"},
                                  NamedSpaces{"lists", "dqmnb"},
                                  NamedSpaces{"portfolio", "Oo"},
                                  NamedSpaces{"phones", "T"},
                                  NamedSpaces{"access", "k"},
                                  NamedSpaces{"sealed", "S"},
                                  NamedSpaces{"tree", "t2"}};

/// Appends a row so that no other rows give the same bytes.
void append_row(std::string& bytes, std::string_view key, std::string_view value) {
  bytes.append(RowKey(RowSpace::schema).number(key.size()).number(value.size()).bytes()).append(key).append(value);
}

Result<std::string> digest(const RowSnapshot& rows, std::string_view spaces, const EachRow& also) {
  constexpr std::size_t piece_bytes = 64 * 1024;
  RunningHash hash;
  std::string piece;
  for (const char& space : spaces) {
    BOOST_OUTCOME_TRY(rows.scan({&space, 1}, {}, [&](std::string_view key, std::string_view value) {
      append_row(piece, key, value);
      if (also) {
        also(key, value);
      }
      if (piece.size() >= piece_bytes) {
        hash.take(piece);
        piece.clear();
      }
      return true;
    }));
  }
  hash.take(piece);
  return to_hex(hash.finish());
}

}  // namespace

Result<std::map<std::string, std::string>> digests(const RowSnapshot& rows, const EachRow& also) {
  std::map<std::string, std::string> digests;
  for (const NamedSpaces& projection : named_spaces) {
    BOOST_OUTCOME_TRY(digests[std::string(projection.name)], digest(rows, projection.spaces, also));
  }
  return digests;
}

}  // namespace daybook
