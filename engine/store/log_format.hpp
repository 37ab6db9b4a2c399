// Constants and formats of the folder `log/`, apart from the code that uses them; `README.md` has the prose.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/files/disk.hpp"
#include "events/ids.hpp"
#include "events/result.hpp"

namespace daybook {

/// The format this program writes, and the newest it reads.
inline constexpr std::uint32_t log_format_newest = 1;

/// Key of the frame that starts at `first`: eight bytes, big-endian, so that keys sort by position.
std::string log_key(Position first);
/// `corrupt` for bytes that are no key.
Result<Position> parse_log_key(std::string_view key);

/// Writes `directory`/FORMAT and syncs the file, not the folder.
Result<void> write_log_format(const Place& directory, std::uint32_t format = log_format_newest);
/// `corrupt` when the file is missing or damaged, or the format is newer than this program (naming both).
Result<void> check_log_format(const Place& directory);

}  // namespace daybook
