#include "engine/integrity/tree.hpp"

#include <algorithm>
#include <bit>
#include <memory>
#include <openssl/evp.h>
#include <utility>

#include "engine/integrity/running_hash.hpp"
#include "events/require.hpp"

namespace daybook {
namespace {

constexpr std::uint8_t leaf_prefix = 0x00;
constexpr std::uint8_t node_prefix = 0x01;

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

/// Fetched once: a fetch takes several times as long as the hash. Never freed, since threads may outlive statics.
const EVP_MD* sha256() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  require(algorithm != nullptr, "OpenSSL provides SHA-256");
  return algorithm;
}

using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

void start(EVP_MD_CTX* context) { require(EVP_DigestInit_ex2(context, sha256(), nullptr) == 1, "SHA-256 starts"); }

/// This thread's context. Starting it again with the same algorithm allocates nothing.
EVP_MD_CTX* start() {
  thread_local const Context context{EVP_MD_CTX_new()};
  start(context.get());
  return context.get();
}

void update(EVP_MD_CTX* context, const void* bytes, std::size_t size) {
  require(EVP_DigestUpdate(context, bytes, size) == 1, "SHA-256 takes bytes");
}

Hash finish(EVP_MD_CTX* context) {
  Hash hash;
  require(EVP_DigestFinal_ex(context, hash.data(), nullptr) == 1, "SHA-256 ends");
  return hash;
}

}  // namespace

struct RunningHash::Content {
  Context context{EVP_MD_CTX_new()};
};

RunningHash::RunningHash() : content_(std::make_unique<Content>()) { start(content_->context.get()); }

RunningHash::~RunningHash() = default;

void RunningHash::take(std::string_view bytes) { update(content_->context.get(), bytes.data(), bytes.size()); }

Hash RunningHash::finish() { return daybook::finish(content_->context.get()); }

Hash leaf_hash(std::string_view record) {
  // Most records are short, and each call into OpenSSL has its price.
  constexpr std::size_t short_bytes = 512;
  EVP_MD_CTX* const context = start();
  if (record.size() < short_bytes) {
    std::array<std::uint8_t, short_bytes> bytes;
    bytes.front() = leaf_prefix;
    std::ranges::copy(record, bytes.begin() + 1);
    update(context, bytes.data(), 1 + record.size());
  } else {
    update(context, &leaf_prefix, 1);
    update(context, record.data(), record.size());
  }
  return finish(context);
}

Hash node_hash(const Hash& left, const Hash& right) {
  std::array<std::uint8_t, 1 + 2 * sizeof(Hash)> bytes;
  bytes.front() = node_prefix;
  std::ranges::copy(right, std::ranges::copy(left, bytes.begin() + 1).out);
  EVP_MD_CTX* const context = start();
  update(context, bytes.data(), bytes.size());
  return finish(context);
}

std::string to_hex(const Hash& hash) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * hash.size());
  for (const std::uint8_t byte : hash) {
    text += digits[byte >> 4U];
    text += digits[byte & 0xFU];
  }
  return text;
}

std::optional<Hash> hash_from_hex(std::string_view digits) {
  constexpr std::string_view known = "0123456789abcdef";
  Hash hash{};
  if (digits.size() != 2 * hash.size() || digits.find_first_not_of(known) != std::string_view::npos) {
    return std::nullopt;
  }
  for (std::size_t index = 0; index < hash.size(); ++index) {
    hash[index] = static_cast<std::uint8_t>(known.find(digits[2 * index]) << 4U | known.find(digits[2 * index + 1]));
  }
  return hash;
}

Result<Tree> Tree::restore(std::uint64_t size, std::vector<Hash> peaks) {
  const auto expected = static_cast<std::size_t>(std::popcount(size));
  if (peaks.size() != expected) {
    return error(ErrorCode::corrupt, "a tree of " + std::to_string(size) + " leaves has " + std::to_string(expected) + " peaks, not " +
                                         std::to_string(peaks.size()));
  }
  Tree tree;
  tree.size_ = size;
  tree.peaks_ = std::move(peaks);
  return tree;
}

void Tree::append(const Hash& leaf) {
  completed_ = false;
  Hash node = leaf;
  std::uint64_t leaves = 1;
  // A peak of as many leaves as `node` stands for is its left neighbour: the size has that bit set.
  for (; (size_ & leaves) != 0; leaves *= 2) {
    node = node_hash(peaks_.back(), node);
    peaks_.pop_back();
    if (2 * leaves == subtree_leaves) {
      completed_ = true;
      completed_hash_ = node;
    }
  }
  peaks_.push_back(node);
  ++size_;
}

Hash Tree::root() const {
  if (peaks_.empty()) {
    return finish(start());
  }
  Hash root = peaks_.back();
  for (auto peak = std::next(peaks_.rbegin()); peak != peaks_.rend(); ++peak) {
    root = node_hash(*peak, root);
  }
  return root;
}

}  // namespace daybook
