// Answers that are still good, because nothing has happened since they were given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <unordered_map>

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

  /// Null when there is none. Good until the next call.
  const HttpResponse* find(const AnswerKey& key, Position now, Date today) {
    if (position_ != now || today_ != today) {
      clear();
      position_ = now;
      today_ = today;
    }
    const auto found = answers_.find(key);
    return found == answers_.end() ? nullptr : &found->second;
  }
  /// What `find` did not have, read since.
  void keep(const AnswerKey& key, const HttpResponse& response) {
    if (bytes_ > bytes_max) {
      clear();
    }
    bytes_ += response.body.size() + bytes_of_answer;
    answers_.insert_or_assign(key, response);
  }

 private:
  struct Hash {
    std::size_t operator()(const AnswerKey& key) const noexcept {
      return std::hash<const void*>{}(key.route) ^ std::hash<std::uint64_t>{}(key.id * 8 + static_cast<std::uint64_t>(key.role));
    }
  };
  /// Of an answer without its body, about.
  static constexpr std::size_t bytes_of_answer = 400;

  void clear() {
    answers_.clear();
    bytes_ = 0;
  }

  Position position_;
  Date today_;
  std::unordered_map<AnswerKey, HttpResponse, Hash> answers_;
  std::size_t bytes_ = 0;
};

}  // namespace daybook
