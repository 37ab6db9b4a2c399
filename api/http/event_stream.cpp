#include "api/http/event_stream.hpp"

#include "api/http/answers.hpp"
#include "api/http/bulk_stream.hpp"
#include "api/http/masking.hpp"
#include "api/http/problem.hpp"
#include "api/http/workers.hpp"
#include "api/json/event_json.hpp"

namespace daybook {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t page_events = 100;
/// Something is sent at least so often, that either side notices when the other is gone.
constexpr std::chrono::seconds heartbeat{15};
/// A stream whose token was revoked ends within this.
constexpr std::chrono::milliseconds stream_token_interval{200};

class EventStream final : public HttpStream {
 public:
  EventStream(const Services& services, Bearer bearer, std::uint64_t from)
      : HttpStream({.content_type = "text/event-stream"}), services_(services), bearer_(std::move(bearer)), next_(from) {}

  std::chrono::milliseconds patience() const override { return std::chrono::milliseconds(25); }
  void on_change(std::function<void()> /*wake*/) override {}

  std::optional<std::string> next() override {
    if (!may_go_on()) {
      return std::nullopt;
    }
    if (services_.ledger.position().value < next_) {
      return heartbeat_or_nothing();
    }
    const Snapshot snapshot = services_.ledger.snapshot();
    auto events = snapshot.events({.from = {next_}, .limit = page_events});
    if (!events) {
      return std::nullopt;
    }
    std::string text;
    for (EventDetails& event : events.value()) {
      append(text, mask_for(bearer_.role, std::move(event)), snapshot.currency());
    }
    said_at_ = Clock::now();
    return text;
  }

 private:
  void append(std::string& text, const EventDetails& event, const Currency& currency) {
    const std::uint64_t position = event.record.envelope.position.value;
    text.append("id: ").append(std::to_string(position)).append("\nevent: ").append(name_of(event.record.event)).append("\ndata: ");
    text.append(event_line(event, currency)).append("\n\n");
    next_ = position + 1;
  }

  std::string heartbeat_or_nothing() {
    if (Clock::now() - said_at_ < heartbeat) {
      return {};
    }
    said_at_ = Clock::now();
    return ":\n\n";
  }

  bool may_go_on() {
    const auto now = Clock::now();
    if (now - asked_at_ >= stream_token_interval) {
      in_force_ = services_.access.is_in_force(bearer_.id, services_.ledger.now());
      asked_at_ = now;
    }
    return in_force_;
  }

  const Services& services_;
  Bearer bearer_;
  std::uint64_t next_;
  bool in_force_ = true;
  Clock::time_point asked_at_ = Clock::now();
  Clock::time_point said_at_ = Clock::now();
};

}  // namespace

std::shared_ptr<HttpStream> stream_events(const Call& call) {
  const auto last = call.request.header("Last-Event-ID");
  const auto seen = last ? parse_number(*last) : std::nullopt;
  if (last && (!seen || *seen > number_max)) {
    return stream_of_response(problem(error(ErrorCode::invalid_field, "Last-Event-ID is no position", "/from"), call.request_id));
  }
  const auto from = number_parameter(call, "from", {0, number_max});
  if (!from) {
    return stream_of_response(problem(from.error(), call.request_id));
  }
  return std::make_shared<EventStream>(call.services, call.bearer, seen ? *seen + 1 : std::max<std::uint64_t>(from.value().value_or(1), 1));
}

}  // namespace daybook
