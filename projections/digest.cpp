#include <array>
#include <span>
#include <utility>

#include "engine/integrity/running_hash.hpp"
#include "engine/row_space.hpp"
#include "projections/views.hpp"

namespace daybook {
namespace {

template <RowSpace... spaces>
constexpr std::array<RowSpace, sizeof...(spaces)> listed{spaces...};

/// Spaces of a projection, in the order they are hashed.
struct NamedSpaces {
  std::string_view name;
  std::span<const RowSpace> spaces;
};

using enum RowSpace;
constexpr std::array named_spaces{
    NamedSpaces{"current_state", listed<facts, customers, debts, payments, newest_payments, communications, accounts, unique>},
    NamedSpaces{"histories", listed<customer_history, debt_history>},
    NamedSpaces{"lists",
                listed<debts_of_customer, payments_of_debt, communications_of_customer, communications_of_debt, accounts_of_customer>},
    NamedSpaces{"portfolio", listed<portfolio, due_days>},
    NamedSpaces{"phones", listed<phones>},
    NamedSpaces{"access", listed<access>},
    NamedSpaces{"sealed", listed<sealed>},
    NamedSpaces{"tree", listed<tree, subtrees>}};

/// Appends a row so that no other rows give the same bytes.
void append_row(std::string& bytes, std::string_view key, std::string_view value) {
  bytes.append(RowKey(schema).number(key.size()).number(value.size()).bytes()).append(key).append(value);
}

Result<std::string> digest(const RowSnapshot& rows, std::span<const RowSpace> spaces, const EachRow& also) {
  constexpr std::size_t piece_bytes = 64 * 1024;
  RunningHash hash;
  std::string piece;
  for (const RowSpace space : spaces) {
    BOOST_OUTCOME_TRY(rows.scan(RowKey(space).bytes(), {}, [&](std::string_view key, std::string_view value) {
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
