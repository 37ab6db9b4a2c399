// What takes bytes from outside, each as a function of bytes.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace daybook::fuzz {

/// `run` takes any bytes and stops the program, by `require` or a sanitizer, when what takes them goes wrong.
struct Target {
  std::string_view name;
  void (*run)(std::string_view bytes);
  /// Bytes that go deep: where a fuzzer starts.
  std::vector<std::string> (*seeds)();
};

/// All of them.
std::span<const Target> targets();
/// Null when there is none of that name.
const Target* target_named(std::string_view name);

// A file each.
extern const Target body;
extern const Target control;
extern const Target cursor;
extern const Target frame;
extern const Target group;
extern const Target import_row;
extern const Target line;
extern const Target proof;
extern const Target record;
extern const Target request;

}  // namespace daybook::fuzz
