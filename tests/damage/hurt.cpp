#include "tests/damage/hurt.hpp"

#include <array>
#include <map>
#include <random>

#include "tests/engine/store/damage.hpp"

namespace daybook::damage {
namespace {

namespace fs = std::filesystem;

/// "log/*.sst": files of one kind.
std::string kind_of(const fs::path& name) {
  const std::string file = name.filename();
  const std::string folder = name.parent_path();
  const std::string prefix = folder.empty() ? "" : folder + "/";
  if (name.has_extension()) {
    return prefix + "*" + name.extension().string();
  }
  return prefix + file.substr(0, file.find('-'));
}

/// Files of `folder` by kind, as paths within it, in order; those that hold nothing are left out.
std::map<std::string, std::vector<fs::path>> files_of(const fs::path& folder) {
  std::map<std::string, std::vector<fs::path>> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.file_size() > 0) {
      const fs::path name = fs::relative(entry.path(), folder);
      files[kind_of(name)].push_back(name);
    }
  }
  for (auto& [kind, names] : files) {
    std::ranges::sort(names);
  }
  return files;
}

void write_over(const fs::path& file, std::string_view bytes) {
  fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
  write_bytes(file, bytes);
  if (file.filename() == "master.key") {
    fs::permissions(file, fs::perms::owner_read);
  }
}

class Hurting {
 public:
  Hurting(const Scene& scene, const fs::path& folder, std::uint64_t seed)
      : scene_(scene), folder_(folder), random_(seed), files_(files_of(folder)) {}

  std::string run() {
    // Of ten, six turn bits over.
    switch (up_to(9)) {
      case 0:
        return overwrite();
      case 1:
        return resize();
      case 2:
        return remove_or_swap();
      case 3:
        return replace();
      default:
        return turn_bits();
    }
  }

 private:
  std::uint64_t up_to(std::uint64_t max) { return std::uniform_int_distribution<std::uint64_t>(0, max)(random_); }

  template <class Choices>
  const auto& any_of(const Choices& choices) {
    return *std::next(choices.begin(), static_cast<std::ptrdiff_t>(up_to(choices.size() - 1)));
  }

  /// Every kind of file is as likely as another.
  const fs::path& any_file() { return any_of(any_of(files_).second); }

  /// Somewhere in the file, more often near its ends.
  std::size_t any_offset(std::size_t size) {
    constexpr std::size_t near = 200;
    const std::uint64_t place = up_to(3);
    if (size > near && place == 0) {
      return up_to(near - 1);
    }
    return size > near && place == 1 ? size - 1 - up_to(near - 1) : up_to(size - 1);
  }

  std::string turn_bits() {
    const fs::path& name = any_file();
    std::string bytes = read_bytes(folder_ / name);
    std::string done = name.string() + ": bits turned over in bytes";
    for (std::uint64_t count = 1 + up_to(2); count > 0; --count) {
      const std::size_t offset = any_offset(bytes.size());
      bytes = flipped(std::move(bytes), offset, static_cast<unsigned>(up_to(7)));
      done += " " + std::to_string(offset);
    }
    write_over(folder_ / name, bytes);
    return done;
  }

  std::string overwrite() {
    const fs::path& name = any_file();
    std::string bytes = read_bytes(folder_ / name);
    const std::size_t offset = any_offset(bytes.size());
    const std::size_t count = std::min<std::size_t>(bytes.size() - offset, 1 + up_to(600));
    const bool zeros = up_to(1) == 0;
    for (std::size_t i = 0; i < count; ++i) {
      bytes[offset + i] = zeros ? '\0' : static_cast<char>(up_to(255));
    }
    write_over(folder_ / name, bytes);
    return name.string() + ": " + std::to_string(count) + (zeros ? " zeros" : " random bytes") + " from byte " + std::to_string(offset);
  }

  std::string resize() {
    const fs::path& name = any_file();
    std::string bytes = read_bytes(folder_ / name);
    if (up_to(2) == 0) {
      const std::size_t more = 1 + up_to(100);
      const bool zeros = up_to(1) == 0;
      for (std::size_t i = 0; i < more; ++i) {
        bytes.push_back(zeros ? '\0' : static_cast<char>(up_to(255)));
      }
      write_over(folder_ / name, bytes);
      return name.string() + ": " + std::to_string(more) + " bytes added";
    }
    bytes.resize(any_offset(bytes.size()));
    write_over(folder_ / name, bytes);
    return name.string() + ": cut off at byte " + std::to_string(bytes.size());
  }

  std::string remove_or_swap() {
    const auto& names = any_of(files_).second;
    const fs::path& one = any_of(names);
    const fs::path& other = any_of(names);
    if (one == other || up_to(1) == 0) {
      fs::remove(folder_ / one);
      return one.string() + ": removed";
    }
    const std::string first = read_bytes(folder_ / one);
    write_over(folder_ / one, read_bytes(folder_ / other));
    write_over(folder_ / other, first);
    return one.string() + ": swapped with " + other.string();
  }

  std::string replace() {
    const bool is_older = up_to(1) == 0;
    const fs::path& from = is_older ? scene_.older() : scene_.other();
    const std::string source = is_older ? " of an older copy" : " of another ledger";
    if (up_to(1) == 0) {
      return replace_part(from, source);
    }
    const auto donors = files_of(from);
    const auto& [kind, names] = any_of(files_);
    const auto same_kind = donors.find(kind);
    if (same_kind == donors.end()) {
      return replace_part(from, source);
    }
    const fs::path& name = any_of(names);
    const fs::path& donor = any_of(same_kind->second);
    write_over(folder_ / name, read_bytes(from / donor));
    return name.string() + ": replaced by " + donor.string() + source;
  }

  /// A whole part of the folder, or log and HEAD together.
  std::string replace_part(const fs::path& from, const std::string& source) {
    static const std::vector<std::vector<std::string>> parts{{"log"}, {"views"}, {"keys"}, {"HEAD"}, {"log", "HEAD"}, {"HEAD", "keys"}};
    const auto& chosen = any_of(parts);
    if (chosen.size() == 1 && up_to(3) == 0) {
      fs::remove_all(folder_ / chosen.front());
      return chosen.front() + ": removed";
    }
    std::string done;
    for (const std::string& part : chosen) {
      fs::remove_all(folder_ / part);
      fs::copy(from / part, folder_ / part, fs::copy_options::recursive);
      done += part + " ";
    }
    return done + "replaced by those" + source;
  }

  const Scene& scene_;
  const fs::path& folder_;
  std::mt19937_64 random_;
  std::map<std::string, std::vector<fs::path>> files_;
};

}  // namespace

std::string hurt(const Scene& scene, const fs::path& folder, std::uint64_t seed) { return Hurting(scene, folder, seed).run(); }

}  // namespace daybook::damage
