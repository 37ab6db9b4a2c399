// Ways to hurt files, and to see whether they changed.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include "events/require.hpp"

namespace daybook {

inline std::string read_bytes(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline void write_bytes(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  require(stream.good(), "the file can be written");
}

inline std::string flipped(std::string bytes, std::size_t offset, unsigned bit = 0) {
  bytes.at(offset) = static_cast<char>(static_cast<unsigned char>(bytes.at(offset)) ^ (1U << bit));
  return bytes;
}

inline void flip_byte(const std::filesystem::path& file, std::size_t offset, unsigned bit = 0) {
  write_bytes(file, flipped(read_bytes(file), offset, bit));
}

/// The file in `folder` whose name contains `part`; the last one by name when there are several.
inline std::filesystem::path file_named(const std::filesystem::path& folder, std::string_view part) {
  std::filesystem::path found;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename().string().find(part) != std::string::npos && entry.path() > found) {
      found = entry.path();
    }
  }
  require(!found.empty(), "the folder has such a file");
  return found;
}

/// Content of every file, by name.
inline std::map<std::string, std::string> content_of(const std::filesystem::path& folder) {
  std::map<std::string, std::string> content;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    content[entry.path().filename().string()] = read_bytes(entry.path());
  }
  return content;
}

/// A copy as a crash would leave it: taken from under whoever has the folder open.
inline void copy_folder(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::filesystem::remove_all(to);
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

}  // namespace daybook
