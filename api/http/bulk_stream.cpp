#include "api/http/bulk_stream.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include "api/bulk/bulk.hpp"
#include "api/http/answers.hpp"
#include "api/http/masking.hpp"
#include "api/http/problem.hpp"
#include "api/http/workers.hpp"

namespace daybook {
namespace {

/// Bytes of the request that wait to be read.
constexpr std::size_t input_bytes_max = std::size_t{1} << 20U;
/// Answers that wait for a client that sends before it reads.
constexpr std::size_t output_bytes_max = std::size_t{64} << 20U;
/// How long a token that was revoked goes on to open the next line.
constexpr std::chrono::milliseconds token_interval{200};

/// Bytes in the order they came, taken out without moving the rest. One thread at a time.
class ByteQueue {
 public:
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  void push(std::string_view bytes) {
    size_ += bytes.size();
    if (!pieces_.empty() && pieces_.back().size() + bytes.size() <= piece_bytes) {
      pieces_.back().append(bytes);
    } else if (!bytes.empty()) {
      pieces_.emplace_back(bytes);
    }
  }
  std::size_t pop(std::span<char> into) {
    std::size_t count = 0;
    while (count < into.size() && !pieces_.empty()) {
      const std::string_view rest = std::string_view(pieces_.front()).substr(taken_);
      const std::size_t part = rest.copy(into.data() + count, into.size() - count);
      count += part;
      taken_ += part;
      if (part == rest.size()) {
        pieces_.pop_front();
        taken_ = 0;
      }
    }
    size_ -= count;
    return count;
  }
  /// The oldest piece as a whole; not to be mixed with the other `pop`.
  std::string pop() {
    std::string piece = std::move(pieces_.front());
    pieces_.pop_front();
    size_ -= piece.size();
    return piece;
  }

 private:
  /// What comes in small bits is put together.
  static constexpr std::size_t piece_bytes = std::size_t{64} << 10U;

  std::deque<std::string> pieces_;
  /// Of the first piece.
  std::size_t taken_ = 0;
  std::size_t size_ = 0;
};

/// The two pipes between the server's thread and the thread that does the work.
class Pipes {
 public:
  // The server's side.
  void take(std::string_view piece) {
    const std::lock_guard lock(mutex_);
    if (!input_ended_) {
      input_.push(piece);
      changed_.notify_all();
    }
  }
  void end_input(bool cut) {
    const std::lock_guard lock(mutex_);
    input_ended_ = true;
    input_was_cut_ = input_was_cut_ || cut;
    changed_.notify_all();
  }
  bool wants_more() const {
    const std::lock_guard lock(mutex_);
    return input_.size() < input_bytes_max && output_.size() < output_bytes_max;
  }
  std::optional<std::string> next() {
    const std::lock_guard lock(mutex_);
    if (output_.empty()) {
      return output_ended_ ? std::nullopt : std::optional(std::string());
    }
    return output_.pop();
  }
  void on_change(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
  }
  /// Nobody reads any more.
  void abandon() {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
    input_was_cut_ = input_was_cut_ || !input_ended_;
    input_ended_ = true;
    changed_.notify_all();
  }

  // The worker's side.
  /// What was not read yet, and what may still come, is not wanted.
  void close_input() {
    const std::lock_guard lock(mutex_);
    input_ = {};
    input_ended_ = true;
    input_was_cut_ = true;
  }
  std::size_t read(std::span<char> into) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return input_ended_ || !input_.empty(); });
    const std::size_t count = input_.pop(into);
    wake();
    return count;
  }
  bool has_input() const {
    const std::lock_guard lock(mutex_);
    return input_ended_ || !input_.empty();
  }
  bool was_cut() const {
    const std::lock_guard lock(mutex_);
    return input_was_cut_;
  }
  bool write(std::string_view text) {
    const std::lock_guard lock(mutex_);
    output_.push(text);
    wake();
    return !abandoned_;
  }
  void end_output() {
    const std::lock_guard lock(mutex_);
    output_ended_ = true;
    wake();
  }

 private:
  void wake() const {
    if (wake_) {
      wake_();
    }
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  ByteQueue input_;
  ByteQueue output_;
  bool input_ended_ = false;
  bool input_was_cut_ = false;
  bool output_ended_ = false;
  bool abandoned_ = false;
  std::function<void()> wake_;
};

class PipeSource final : public ByteSource {
 public:
  explicit PipeSource(Pipes& pipes) : pipes_(pipes) {}
  Result<std::size_t> read(std::span<char> into) override { return pipes_.read(into); }
  bool has_input() const override { return pipes_.has_input(); }
  bool was_cut() const override { return pipes_.was_cut(); }

 private:
  Pipes& pipes_;
};

class PipeSink final : public LineSink {
 public:
  explicit PipeSink(Pipes& pipes) : pipes_(pipes) {}
  void line(std::string_view text) override { pending_.append(text).push_back('\n'); }
  bool flush() override {
    const bool read = pipes_.write(pending_);
    pending_.clear();
    return read;
  }

 private:
  Pipes& pipes_;
  std::string pending_;
};

/// Whether the bearer may give a command now: by role, and while the token is in force. Once it is not, no more is read.
class Permission {
 public:
  Permission(const Services& services, Bearer bearer, Pipes& pipes) : services_(services), bearer_(std::move(bearer)), pipes_(pipes) {}

  bool operator()(std::string_view command) {
    const auto now = std::chrono::steady_clock::now();
    if (now - asked_at_ >= token_interval) {
      in_force_ = services_.access.is_in_force(bearer_.id, services_.ledger.now());
      asked_at_ = now;
      if (!in_force_) {
        pipes_.close_input();
      }
    }
    return in_force_ && writers_of(command).has(bearer_.role);
  }

 private:
  const Services& services_;
  Bearer bearer_;
  Pipes& pipes_;
  bool in_force_ = false;
  std::chrono::steady_clock::time_point asked_at_{};
};

void work(Pipes& pipes, const Services& services, const Bearer& bearer, bool stop_on_error) {
  LineReader reader(std::make_unique<PipeSource>(pipes), line_bytes_max);
  PipeSink sink(pipes);
  Bulk bulk(services.ledger, sink,
            {.stop_on_error = stop_on_error,
             .actor = bearer.name,
             .allows = Permission(services, bearer, pipes),
             .would = would_for(bearer.role)});
  // Reading from memory does not fail.
  static_cast<void>(run_bulk(reader, bulk, [] {}));
  sink.flush();
  pipes.end_output();
}

class BulkStream final : public HttpStream {
 public:
  explicit BulkStream(std::shared_ptr<Pipes> pipes) : HttpStream({.content_type = "application/x-ndjson"}), pipes_(std::move(pipes)) {}
  ~BulkStream() override { pipes_->abandon(); }
  BulkStream(const BulkStream&) = delete;
  BulkStream& operator=(const BulkStream&) = delete;

  void take(std::string_view piece) override { pipes_->take(piece); }
  void end_of_request(bool cut) override { pipes_->end_input(cut); }
  bool wants_more() const override { return pipes_->wants_more(); }
  bool reads_body() const override { return true; }
  std::optional<std::string> next() override { return pipes_->next(); }
  void on_change(std::function<void()> wake) override { pipes_->on_change(std::move(wake)); }

 private:
  std::shared_ptr<Pipes> pipes_;
};

class ResponseStream final : public HttpStream {
 public:
  ResponseStream(HttpResponse head, std::string body) : HttpStream(std::move(head)), body_(std::move(body)) {}

  std::optional<std::string> next() override { return std::exchange(body_, std::nullopt); }
  void on_change(std::function<void()> /*wake*/) override {}

 private:
  std::optional<std::string> body_;
};

}  // namespace

std::shared_ptr<HttpStream> stream_of_response(HttpResponse response) {
  std::string body = std::exchange(response.body, {});
  return std::make_shared<ResponseStream>(std::move(response), std::move(body));
}

std::shared_ptr<HttpStream> stream_commands(const Call& call) {
  const auto stop_on_error = flag_parameter(call, "stop_on_error");
  if (!stop_on_error) {
    return stream_of_response(problem(stop_on_error.error(), call.request_id));
  }
  auto pipes = std::make_shared<Pipes>();
  const bool started = call.services.workers.try_run(
      [pipes, &services = call.services, bearer = call.bearer, stops = stop_on_error.value()] { work(*pipes, services, bearer, stops); });
  if (!started) {
    return stream_of_response(problem(error(ErrorCode::busy, "as many inputs as there may be are being read"), call.request_id));
  }
  return std::make_shared<BulkStream>(std::move(pipes));
}

}  // namespace daybook
