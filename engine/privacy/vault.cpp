#include "engine/privacy/vault.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <utility>

#include "engine/privacy/cipher.hpp"
#include "engine/privacy/little_endian.hpp"
#include "engine/privacy/mac.hpp"
#include "engine/privacy/seal_format.hpp"
#include "events/require.hpp"

namespace daybook {
namespace {

/// Persisted, as are the names of the fields: tokens and digests must stay what they are.
constexpr std::string_view index_label = "daybook index ";
constexpr std::string_view digest_label = "daybook body digest";

constexpr std::array indexed_fields{SealedField::ssn, SealedField::email, SealedField::phone_primary, SealedField::account_number};

std::span<std::uint8_t> bytes_of(std::string& text) { return {reinterpret_cast<std::uint8_t*>(text.data()), text.size()}; }

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

using AdditionalData = std::array<std::uint8_t, seal_additional_bytes>;

AdditionalData additional_data(const LedgerId& ledger_id, KeyId key, GroupKind kind) {
  AdditionalData bytes{};
  std::ranges::copy(ledger_id.bytes, bytes.begin());
  put_little_endian(std::span(bytes).subspan(sizeof(ledger_id.bytes)), key.value);
  bytes[seal_additional_bytes - 2] = static_cast<std::uint8_t>(kind);
  bytes[seal_additional_bytes - 1] = seal_format_version;
  return bytes;
}

std::map<SealedField, Mac> make_index_macs(const Key& ledger_key) {
  std::map<SealedField, Mac> macs;
  for (const SealedField field : indexed_fields) {
    macs.emplace(field, derive_key(ledger_key, std::string(index_label) + std::string(to_text(field))));
  }
  return macs;
}

Error corrupt(std::string detail) { return error(ErrorCode::corrupt, std::move(detail)); }

/// Whether the parts of `sealed` stand where they should.
Result<void> check_shape(const Sealed& sealed) {
  if (sealed.bytes.size() < seal_overhead_bytes || sealed.bytes.size() > seal_bytes_max) {
    return corrupt("a sealed group of " + std::to_string(sealed.bytes.size()) + " bytes");
  }
  const auto version = static_cast<unsigned char>(sealed.bytes.front());
  if (version != seal_format_version) {
    return corrupt("a sealed group of format " + std::to_string(version) + "; this program knows " + std::to_string(seal_format_version));
  }
  return success();
}

}  // namespace

struct Vault::Secrets {
  Secrets(std::unique_ptr<Keyring> owned, Randomness& source)
      : keyring(std::move(owned)),
        randomness(source),
        index_macs(make_index_macs(keyring->ledger_key())),
        digest_mac(derive_key(keyring->ledger_key(), digest_label)) {}

  std::unique_ptr<Keyring> keyring;
  Randomness& randomness;
  std::map<SealedField, Mac> index_macs;
  Mac digest_mac;
};

Vault::Vault(std::unique_ptr<Keyring> keyring, Randomness& randomness)
    : secrets_(std::make_unique<Secrets>(std::move(keyring), randomness)) {}

Vault::~Vault() = default;

const LedgerId& Vault::ledger_id() const { return secrets_->keyring->ledger_id(); }

KeyId Vault::last_key() const { return secrets_->keyring->last(); }

Result<KeyId> Vault::draw_key() { return secrets_->keyring->draw(); }

Result<void> Vault::sync() { return secrets_->keyring->sync(); }

Result<Sealed> Vault::seal(KeyId key, GroupKind kind, const Group& group) const {
  if (group.empty()) {
    return Sealed{};
  }
  BOOST_OUTCOME_TRY(const Key data_key, secrets_->keyring->key(key));
  const std::string text = encode_group(group);
  require(text.size() <= seal_bytes_max - seal_overhead_bytes, "validated fields fit a group");
  Sealed sealed{std::string(seal_text_at, '\0')};
  sealed.bytes.reserve(text.size() + seal_overhead_bytes);
  sealed.bytes += text;
  Nonce nonce;
  secrets_->randomness.fill(nonce);
  const std::span<std::uint8_t> bytes = bytes_of(sealed.bytes);
  bytes[0] = seal_format_version;
  put_little_endian(bytes.subspan(seal_key_id_at), key.value);
  std::ranges::copy(nonce, bytes.begin() + seal_nonce_at);
  const AdditionalData additional = additional_data(ledger_id(), key, kind);
  const SealTag tag = encrypt_in_place({.key = data_key, .nonce = nonce, .additional = additional}, bytes.subspan(seal_text_at));
  sealed.bytes.append(tag.begin(), tag.end());
  return sealed;
}

Result<Group> Vault::open(GroupKind kind, const Sealed& sealed) const {
  if (sealed.empty()) {
    return Group{};
  }
  BOOST_OUTCOME_TRY(check_shape(sealed));
  const KeyId key = key_of(sealed);
  BOOST_OUTCOME_TRY(const Key data_key, secrets_->keyring->key(key));
  const std::span<const std::uint8_t> bytes = bytes_of(sealed.bytes);
  Nonce nonce;
  SealTag tag;
  std::ranges::copy(bytes.subspan(seal_nonce_at, nonce.size()), nonce.begin());
  std::ranges::copy(bytes.last(tag.size()), tag.begin());
  std::string text = sealed.bytes.substr(seal_text_at, sealed.bytes.size() - seal_overhead_bytes);
  const AdditionalData additional = additional_data(ledger_id(), key, kind);
  if (!decrypt_in_place({.key = data_key, .nonce = nonce, .additional = additional}, bytes_of(text), tag)) {
    return corrupt("a group sealed with key " + std::to_string(key.value) + " was changed or moved");
  }
  return decode_group(text);
}

Token Vault::token(SealedField field, std::string_view comparable) const {
  const auto mac = secrets_->index_macs.find(field);
  require(mac != secrets_->index_macs.end(), "tokens are made of indexed fields only");
  return {mac->second.of(comparable)};
}

Digest Vault::digest(std::string_view body) const { return {secrets_->digest_mac.of(body)}; }

KeyId key_of(const Sealed& sealed) {
  if (sealed.bytes.size() < seal_nonce_at) {
    return {};
  }
  return {get_little_endian<std::uint64_t>(bytes_of(sealed.bytes).subspan(seal_key_id_at))};
}

}  // namespace daybook
