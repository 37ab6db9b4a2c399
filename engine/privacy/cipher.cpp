#include "engine/privacy/cipher.hpp"

#include <memory>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "events/require.hpp"

namespace daybook {
namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

/// This thread's context for the time of one use.
class Context {
 public:
  Context() : context_(of_this_thread()) {}
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context() { EVP_CIPHER_CTX_reset(context_); }
  EVP_CIPHER_CTX* get() const { return context_; }

 private:
  static EVP_CIPHER_CTX* of_this_thread() {
    thread_local const std::unique_ptr<EVP_CIPHER_CTX, FreeContext> context{EVP_CIPHER_CTX_new()};
    require(context != nullptr, "OpenSSL makes a cipher context");
    return context.get();
  }

  EVP_CIPHER_CTX* context_;
};

/// Fetched once, since a fetch costs more than the cipher. Never freed, since threads may outlive statics.
const EVP_CIPHER* gcm() {
  static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  require(cipher != nullptr, "OpenSSL provides AES-256-GCM");
  return cipher;
}

const EVP_CIPHER* key_wrap() {
  static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-WRAP-PAD", nullptr);
  require(cipher != nullptr, "OpenSSL provides AES-256-KWP");
  return cipher;
}

void check_cipher(int outcome) { require(outcome == 1, "OpenSSL's cipher does its work"); }

}  // namespace

SealTag encrypt_in_place(const SealInputs& inputs, std::span<std::uint8_t> text) {
  const Context context;
  SealTag tag;
  int written = 0;
  check_cipher(EVP_EncryptInit_ex2(context.get(), gcm(), inputs.key.bytes().data(), inputs.nonce.data(), nullptr));
  check_cipher(EVP_EncryptUpdate(context.get(), nullptr, &written, inputs.additional.data(), static_cast<int>(inputs.additional.size())));
  check_cipher(EVP_EncryptUpdate(context.get(), text.data(), &written, text.data(), static_cast<int>(text.size())));
  check_cipher(EVP_EncryptFinal_ex(context.get(), text.data() + text.size(), &written));
  check_cipher(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tag.size()), tag.data()));
  return tag;
}

bool decrypt_in_place(const SealInputs& inputs, std::span<std::uint8_t> text, const SealTag& tag) {
  const Context context;
  SealTag expected = tag;
  int written = 0;
  check_cipher(EVP_DecryptInit_ex2(context.get(), gcm(), inputs.key.bytes().data(), inputs.nonce.data(), nullptr));
  check_cipher(EVP_DecryptUpdate(context.get(), nullptr, &written, inputs.additional.data(), static_cast<int>(inputs.additional.size())));
  check_cipher(EVP_DecryptUpdate(context.get(), text.data(), &written, text.data(), static_cast<int>(text.size())));
  check_cipher(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(expected.size()), expected.data()));
  return EVP_DecryptFinal_ex(context.get(), text.data() + text.size(), &written) == 1;
}

WrappedKey KeyWrap::wrap(const Key& key) const {
  const Context context;
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  WrappedKey wrapped;
  int written = 0;
  check_cipher(EVP_EncryptInit_ex2(context.get(), key_wrap(), master_.bytes().data(), nullptr, nullptr));
  check_cipher(EVP_EncryptUpdate(context.get(), wrapped.data(), &written, key.bytes().data(), static_cast<int>(Key::size)));
  require(written == static_cast<int>(wrapped.size()), "a wrapped key is 8 bytes longer");
  return wrapped;
}

std::optional<Key> KeyWrap::unwrap(const WrappedKey& wrapped) const {
  const Context context;
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  std::array<std::uint8_t, Key::size> bytes{};
  int written = 0;
  check_cipher(EVP_DecryptInit_ex2(context.get(), key_wrap(), master_.bytes().data(), nullptr, nullptr));
  const int outcome = EVP_DecryptUpdate(context.get(), bytes.data(), &written, wrapped.data(), static_cast<int>(wrapped.size()));
  std::optional<Key> key;
  if (outcome == 1 && written == static_cast<int>(bytes.size())) {
    key.emplace(bytes);
  }
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return key;
}

}  // namespace daybook
