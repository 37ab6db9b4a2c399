// The fuzzer of one target: libFuzzer with a face that says which. See README.md.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/fuzz/targets.hpp"

namespace {

/// A variable, because libFuzzer starts itself again with its own arguments alone.
const daybook::fuzz::Target* chosen() {
  const char* const name = std::getenv("DAYBOOK_FUZZ_TARGET");
  return name == nullptr ? nullptr : daybook::fuzz::target_named(name);
}

void write_seeds(const daybook::fuzz::Target& target, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  std::size_t number = 0;
  for (const std::string& seed : target.seeds()) {
    std::ofstream(folder / ("seed-" + std::to_string(number++)), std::ios::binary) << seed;
  }
}

}  // namespace

// NOLINTBEGIN(readability-identifier-naming): libFuzzer's names

extern "C" int LLVMFuzzerInitialize(int* /*count*/, char*** /*arguments*/) {
  const auto* const target = chosen();
  if (target == nullptr) {
    std::fputs("DAYBOOK_FUZZ_TARGET must be one of", stderr);
    for (const auto& known : daybook::fuzz::targets()) {
      std::fprintf(stderr, " %s", std::string(known.name).c_str());
    }
    std::fputs("\n", stderr);
    std::exit(2);
  }
  if (const char* const folder = std::getenv("DAYBOOK_FUZZ_SEEDS")) {
    write_seeds(*target, folder);
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const daybook::fuzz::Target& target = *chosen();
  target.run({reinterpret_cast<const char*>(data), size});
  return 0;
}

// NOLINTEND(readability-identifier-naming)
