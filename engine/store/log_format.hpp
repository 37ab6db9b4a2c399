// Constants and formats of the folder `log/`, apart from the code that uses them; `README.md` has the prose.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "events/ids.hpp"
#include "events/result.hpp"

namespace daybook {

/// The format this program writes, and the newest it reads.
inline constexpr std::uint32_t log_format_newest = 1;

/// Appends stop while this much of the disk is free, so that RocksDB never meets a full one.
inline constexpr std::uint64_t log_reserve_bytes = 64ULL * 1024 * 1024;

/// Key of the frame that starts at `first`: eight bytes, big-endian, so that keys sort by position.
std::string log_key(Position first);
/// `corrupt` for bytes that are no key.
Result<Position> parse_log_key(std::string_view key);

/// Writes `directory`/FORMAT and syncs the file, not the folder.
Result<void> write_log_format(const std::filesystem::path& directory, std::uint32_t format = log_format_newest);
/// `corrupt` when the file is missing or damaged, or the format is newer than this program (naming both).
Result<void> check_log_format(const std::filesystem::path& directory);

}  // namespace daybook
