// Answers that are still good, because nothing has happened since they were given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <boost/unordered/unordered_flat_map.hpp>

#include "api/http/message.hpp"
#include "events/ids.hpp"
#include "events/kinds.hpp"
#include "events/time.hpp"

namespace daybook {

struct Route;

/// What an answer depends on, beside the ledger's events and the day.
struct AnswerKey {
  const Route* route = nullptr;
  std::uint64_t id = 0;
  Role role{};

  friend bool operator==(const AnswerKey&, const AnswerKey&) = default;
};

/// All of one position: any event, an erasure too, empties it. The server's thread alone.
class AnswerCache {
 public:
  static constexpr std::size_t bytes_max = std::size_t{64} << 20U;

  /// Nothing when there is none.
  std::optional<HttpResponse> find(const AnswerKey& key, Position now, Date today) {
    if (position_ != now || today_ != today) {
      clear();
      position_ = now;
      today_ = today;
    }
    const auto found = answers_.find(key);
    return found == answers_.end() ? std::nullopt : std::optional(found->second.response());
  }
  /// What `find` did not have, read since.
  void keep(const AnswerKey& key, const HttpResponse& response) {
    if (bytes_ > bytes_max) {
      clear();
    }
    bytes_ += response.headers.size() + response.body.size() + bytes_of_answer;
    answers_.insert_or_assign(
        key, Answer{response.headers + response.body, static_cast<std::uint32_t>(response.headers.size()), response.has_tag});
  }

 private:
  struct Hash {
    std::size_t operator()(const AnswerKey& key) const noexcept {
      return std::hash<const void*>{}(key.route) ^ std::hash<std::uint64_t>{}(key.id * 8 + static_cast<std::uint64_t>(key.role));
    }
  };
  /// In one piece: what was not looked at for a while is slow to reach, piece by piece.
  struct Answer {
    std::string text{};
    std::uint32_t headers_size = 0;
    bool has_tag = false;

    HttpResponse response() const {
      // All of it at once: else each piece would be waited for.
      for (std::size_t i = 0; i < text.size(); i += cache_line_bytes) {
        __builtin_prefetch(text.data() + i);
      }
      HttpResponse again;
      // More lines follow.
      again.headers.reserve(headers_size + 128);
      again.headers.append(text, 0, headers_size);
      again.body.assign(text, headers_size);
      again.has_tag = has_tag;
      return again;
    }
  };
  static constexpr std::size_t cache_line_bytes = 64;
  /// Of an answer without its text, about.
  static constexpr std::size_t bytes_of_answer = 120;

  void clear() {
    answers_.clear();
    bytes_ = 0;
  }

  Position position_;
  Date today_;
  boost::unordered_flat_map<AnswerKey, Answer, Hash> answers_;
  std::size_t bytes_ = 0;
};

}  // namespace daybook
