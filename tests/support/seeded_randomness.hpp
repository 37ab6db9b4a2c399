// Keys and nonces that come again with the same seed.
#pragma once

#include <mutex>
#include <random>

#include "engine/privacy/randomness.hpp"

namespace daybook {

/// For tests alone: whoever knows the seed knows the keys.
class SeededRandomness final : public Randomness {
 public:
  explicit SeededRandomness(std::uint64_t seed) : engine_(seed) {}

  void fill(std::span<std::uint8_t> bytes) override {
    const std::lock_guard lock(mutex_);
    for (std::uint8_t& byte : bytes) {
      byte = static_cast<std::uint8_t>(engine_() & 0xFFU);
    }
  }

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

}  // namespace daybook
