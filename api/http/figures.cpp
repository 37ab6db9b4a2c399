#include "api/http/figures.hpp"

#include <array>
#include <map>
#include <mutex>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <string_view>
#include <tuple>

namespace daybook {
namespace {

/// Upper bounds in seconds: a read takes tens of microseconds, a write about a disk flush.
const prometheus::Histogram::BucketBoundaries latency_buckets{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                              0.025,  0.05,    0.1,    0.25,  0.5,    1,     5};

}  // namespace

struct Figures::Content {
  Content(const Ledger& of, std::function<void(const AnsweredRequest&)> logs) : ledger(of), log(std::move(logs)) {}

  const Ledger& ledger;
  std::function<void(const AnsweredRequest&)> log;
  std::function<ServerCounts()> sockets;
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
  prometheus::Family<prometheus::Gauge>& gauges =
      prometheus::BuildGauge().Name("daybook_position").Help("Newest position that may be read").Register(registry);
  prometheus::Gauge& position = gauges.Add({});
  prometheus::Family<prometheus::Gauge>& connection_gauges =
      prometheus::BuildGauge().Name("daybook_http_connections").Help("Connections that are open").Register(registry);
  prometheus::Gauge& connections = connection_gauges.Add({});
  prometheus::Histogram& reads = seconds.Add({{"kind", "read"}}, latency_buckets);
  prometheus::Histogram& writes = seconds.Add({{"kind", "write"}}, latency_buckets);
  /// Adding to a family looks labels up by name; this is by what they are made from.
  std::mutex mutex;
  std::map<std::tuple<std::string_view, std::string_view, int>, prometheus::Counter*> known;
};

Figures::Figures(const Ledger& ledger, std::function<void(const AnsweredRequest&)> log)
    : content_(std::make_unique<Content>(ledger, std::move(log))) {}
Figures::~Figures() = default;

void Figures::watch(std::function<ServerCounts()> sockets) { content_->sockets = std::move(sockets); }

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
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - request.began;
  const bool is_write = request.method == "POST" || request.method == "PATCH";
  (is_write ? content.writes : content.reads).Observe(took.count());
  content.log(request);
}

std::string Figures::metrics() const {
  content_->position.Set(static_cast<double>(content_->ledger.snapshot().position().value));
  if (content_->sockets) {
    content_->connections.Set(static_cast<double>(content_->sockets().connections));
  }
  return prometheus::TextSerializer().Serialize(content_->registry.Collect());
}

std::string Figures::unready() const { return {}; }

}  // namespace daybook
