#include "api/http/figures.hpp"

#include <map>
#include <mutex>
#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <string_view>
#include <tuple>
#include <vector>

#include "api/http/ledger_figures.hpp"

namespace daybook {
namespace {

/// Upper bounds in seconds: a read takes tens of microseconds, a write about a disk flush.
const prometheus::Histogram::BucketBoundaries latency_buckets{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                              0.025,  0.05,    0.1,    0.25,  0.5,    1,     5};

constexpr std::chrono::milliseconds problem_interval{200};

struct OtherFigure {
  const char* name;
  const char* help;
  std::function<std::uint64_t()> figure;
};

}  // namespace

struct Figures::Content {
  explicit Content(std::function<void(const AnsweredRequest&)> logs) : log(std::move(logs)) {}

  std::function<void(const AnsweredRequest&)> log;
  const Ledger* ledger = nullptr;
  std::function<ServerCounts()> sockets;
  std::vector<OtherFigure> others;
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                          .Name("daybook_http_requests_total")
                                                          .Help("Requests answered, by route, method and status")
                                                          .Register(registry);
  prometheus::Family<prometheus::Counter>& errors =
      prometheus::BuildCounter().Name("daybook_errors_total").Help("Requests refused, by code").Register(registry);
  prometheus::Family<prometheus::Histogram>& seconds = prometheus::BuildHistogram()
                                                           .Name("daybook_http_request_seconds")
                                                           .Help("From the parsed header to the answer, by kind of request")
                                                           .Register(registry);
  prometheus::Histogram& reads = seconds.Add({{"kind", "read"}}, latency_buckets);
  prometheus::Histogram& writes = seconds.Add({{"kind", "write"}}, latency_buckets);
  /// Adding to a family looks labels up by name; this is by what they are made from.
  std::mutex mutex;
  /// Whoever may ask without a token gets an answer of a moment ago: asking the disk and RocksDB takes time.
  std::chrono::steady_clock::time_point problem_asked_at{};
  std::optional<Error> problem;
  std::map<std::tuple<std::string_view, std::string_view, int>, prometheus::Counter*> known;
};

Figures::Figures(std::function<void(const AnsweredRequest&)> log) : content_(std::make_unique<Content>(std::move(log))) {}
Figures::~Figures() = default;

void Figures::observe(const Ledger& ledger) { content_->ledger = &ledger; }
void Figures::observe(std::function<ServerCounts()> sockets) { content_->sockets = std::move(sockets); }
void Figures::observe(const char* name, const char* help, std::function<std::uint64_t()> figure) {
  content_->others.push_back({name, help, std::move(figure)});
}

void Figures::answered(const AnsweredRequest& request) {
  Content& content = *content_;
  {
    const std::lock_guard lock(content.mutex);
    prometheus::Counter*& counter = content.known[{request.route, request.method, request.status}];
    if (counter == nullptr) {
      counter = &content.requests.Add(
          {{"route", std::string(request.route)}, {"method", std::string(request.method)}, {"status", std::to_string(request.status)}});
    }
    counter->Increment();
  }
  if (!request.code.empty()) {
    content.errors.Add({{"code", std::string(request.code)}}).Increment();
  }
  const std::chrono::duration<double> took = request.took;
  const bool is_write = request.method == "POST" || request.method == "PATCH";
  (is_write ? content.writes : content.reads).Observe(took.count());
  content.log(request);
}

namespace {

void append_socket_families(std::vector<prometheus::MetricFamily>& families, const ServerCounts& counts) {
  families.push_back(gauge_family("daybook_http_connections", "Connections that are open", static_cast<double>(counts.connections)));
  families.push_back(
      counter_family("daybook_http_connections_accepted_total", "Connections taken so far", static_cast<double>(counts.accepted)));
  families.push_back(counter_family("daybook_http_refused_total", "Connections and requests beyond the limits, or malformed",
                                    static_cast<double>(counts.refused)));
}

}  // namespace

std::string Figures::metrics() const {
  auto families = content_->registry.Collect();
  if (content_->sockets) {
    append_socket_families(families, content_->sockets());
  }
  for (const OtherFigure& other : content_->others) {
    const auto family = std::string_view(other.name).ends_with("_total") ? counter_family : gauge_family;
    families.push_back(family(other.name, other.help, static_cast<double>(other.figure())));
  }
  if (content_->ledger != nullptr) {
    append_families(families, content_->ledger->figures());
  }
  append_process_families(families);
  return prometheus::TextSerializer().Serialize(families);
}

namespace {

/// A disk that was full may have room by now: whether it has is asked below.
std::optional<Error> problem_of(const EngineFigures& figures) {
  if (figures.refusal && figures.refusal->code != ErrorCode::storage_full) {
    return error(figures.refusal->code, "writes are refused: " + figures.refusal->detail);
  }
  if (figures.log.disk_is_full) {
    return error(ErrorCode::storage_full, "the disk is low: " + std::to_string(figures.log.free_bytes) + " bytes are free");
  }
  return std::nullopt;
}

}  // namespace

std::optional<Error> Figures::unready() const {
  Content& content = *content_;
  if (content.ledger == nullptr) {
    return error(ErrorCode::busy, "the ledger is being opened");
  }
  const std::lock_guard lock(content.mutex);
  const auto now = std::chrono::steady_clock::now();
  if (now - content.problem_asked_at >= problem_interval) {
    content.problem_asked_at = now;
    content.problem = problem_of(content.ledger->figures().engine);
  }
  return content.problem;
}

}  // namespace daybook
