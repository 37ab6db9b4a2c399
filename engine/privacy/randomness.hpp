// Where keys and nonces come from. Injected.
#pragma once

#include <cstdint>
#include <span>

namespace daybook {

class Randomness {
 public:
  virtual ~Randomness() = default;
  /// Fills `bytes` with random bytes. Any thread. Ends the process when there are none to be had.
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

/// The operating system's, through OpenSSL. Lives as long as the process.
Randomness& system_randomness();

}  // namespace daybook
