#include "engine/privacy/randomness.hpp"

#include <openssl/rand.h>

#include "events/require.hpp"

namespace daybook {
namespace {

class SystemRandomness final : public Randomness {
 public:
  void fill(std::span<std::uint8_t> bytes) override {
    require(RAND_bytes_ex(nullptr, bytes.data(), bytes.size(), 0) == 1, "the system has randomness");
  }
};

}  // namespace

Randomness& system_randomness() {
  static SystemRandomness randomness;
  return randomness;
}

}  // namespace daybook
