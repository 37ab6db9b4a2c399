// A tree head as a file, to be kept where whoever changes the ledger cannot reach it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "events/result.hpp"
#include "projections/snapshot.hpp"

namespace daybook {

/// `{"position":120,"root":"9f86…"}`, without a line feed.
std::string tree_head_document(const TreeHead& head);

/// Any JSON object with `position` and `root`: such a file, what `verify --json` prints, what `GET /v1/tree/head` answers.
/// `invalid_field` for anything else.
Result<TreeHead> parse_tree_head(std::string_view text);

/// `invalid_field` also for a file that cannot be read.
Result<TreeHead> read_tree_head(const std::filesystem::path& file);

/// Replaces the file, whole or not at all; on disk on return. `storage_full`, `internal`.
Result<void> write_tree_head(const std::filesystem::path& file, const TreeHead& head);

}  // namespace daybook
