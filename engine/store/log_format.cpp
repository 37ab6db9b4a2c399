#include "engine/store/log_format.hpp"

#include <charconv>
#include <cstdio>
#include <system_error>

#include "engine/files/crc32c.hpp"
#include "engine/files/file.hpp"

namespace daybook {
namespace {

constexpr std::string_view format_file = "FORMAT";
constexpr std::string_view format_prefix = "daybook log ";
constexpr std::size_t format_bytes_max = 64;

/// One line for people and programs, for all formats to come: `daybook log VERSION CHECKSUM`, the checksum over what precedes it.
std::string format_line(std::uint32_t format) {
  std::string line = std::string(format_prefix) + std::to_string(format) + " ";
  std::string checksum(8, '0');
  std::uint32_t rest = crc32c(line);
  for (auto digit = checksum.rbegin(); digit != checksum.rend(); ++digit, rest >>= 4) {
    *digit = "0123456789abcdef"[rest & 0xf];
  }
  return line + checksum + "\n";
}

/// 0 when there is none.
std::uint32_t parse_format(std::string_view line) {
  std::uint32_t format = 0;
  if (line.starts_with(format_prefix)) {
    std::from_chars(line.data() + format_prefix.size(), line.data() + line.size(), format);
  }
  return format;
}

}  // namespace

std::string log_key(Position first) {
  std::string key;
  for (int shift = 56; shift >= 0; shift -= 8) {
    key.push_back(static_cast<char>(first.value >> shift & 0xff));
  }
  return key;
}

Result<Position> parse_log_key(std::string_view key) {
  Position first;
  for (const char byte : key) {
    first.value = first.value << 8 | static_cast<unsigned char>(byte);
  }
  if (key.size() != sizeof(first.value) || !first) {
    return error(ErrorCode::corrupt, "the log holds a key that is no position");
  }
  return first;
}

Result<void> write_log_format(const Place& directory, std::uint32_t format) {
  BOOST_OUTCOME_TRY(File file, File::create(directory / format_file));
  BOOST_OUTCOME_TRY(file.write(0, format_line(format)));
  return file.sync();
}

Result<void> check_log_format(const Place& directory) {
  BOOST_OUTCOME_TRY(const std::string line, read_file(directory / format_file, format_bytes_max));
  const std::uint32_t format = parse_format(line);
  if (format == 0 || line != format_line(format)) {
    return error(ErrorCode::corrupt, "FORMAT of the log is damaged");
  }
  if (format > log_format_newest) {
    return error(ErrorCode::corrupt,
                 "the log has format " + std::to_string(format) + ", this program knows up to " + std::to_string(log_format_newest));
  }
  return success();
}

}  // namespace daybook
