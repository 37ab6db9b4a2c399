// Cryptography over personal values.
#include <benchmark/benchmark.h>
#include <filesystem>

#include "bench/subject.hpp"
#include "engine/privacy/vault.hpp"
#include "events/require.hpp"

namespace daybook::bench {
namespace {

/// A vault with one customer's key, in a folder of its own.
class OpenVault {
 public:
  explicit OpenVault(const std::filesystem::path& folder) : file_(folder / "bench_keys"), vault_(keyring(), system_randomness()) {
    key_ = vault_.draw_key().value();
  }
  OpenVault(const OpenVault&) = delete;
  OpenVault& operator=(const OpenVault&) = delete;
  ~OpenVault() { std::filesystem::remove(file_); }

  const Vault& vault() const { return vault_; }
  KeyId key() const { return key_; }

 private:
  std::unique_ptr<Keyring> keyring() const {
    auto made = Keyring::create(file_, LedgerId{}, Key::random(system_randomness()), system_randomness());
    require(made.has_value(), "a key file can be made");
    return std::move(made).value();
  }

  std::filesystem::path file_;
  Vault vault_;
  KeyId key_;
};

Group personal_fields() {
  return {{SealedField::first_name, "Jane"},
          {SealedField::last_name, "Smith"},
          {SealedField::email, "jane.smith@example.com"},
          {SealedField::phone_primary, "+1987654321"}};
}

void seal_group(benchmark::State& state, const std::filesystem::path& folder) {
  const OpenVault open(folder);
  const Group group = personal_fields();
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(open.vault().seal(open.key(), GroupKind::personal, group).value());
  }
  state.SetItemsProcessed(state.iterations());
}

void open_group(benchmark::State& state, const std::filesystem::path& folder) {
  const OpenVault open(folder);
  const Sealed sealed = open.vault().seal(open.key(), GroupKind::personal, personal_fields()).value();
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(open.vault().open(GroupKind::personal, sealed).value());
  }
  state.SetItemsProcessed(state.iterations());
}

void make_token(benchmark::State& state, const std::filesystem::path& folder) {
  const OpenVault open(folder);
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(open.vault().token(SealedField::email, "jane.smith@example.com"));
  }
  state.SetItemsProcessed(state.iterations());
}

}  // namespace

void register_seal(Subject& subject) {
  benchmark::RegisterBenchmark("seal/seal_group", seal_group, subject.settings().folder);
  benchmark::RegisterBenchmark("seal/open_group", open_group, subject.settings().folder);
  benchmark::RegisterBenchmark("seal/token", make_token, subject.settings().folder);
}

}  // namespace daybook::bench
