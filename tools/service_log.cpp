#include "tools/service_log.hpp"

#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "api/json/writer.hpp"

namespace daybook {
namespace {

/// A few megabytes at most.
constexpr std::size_t lines_waiting_max = 8192;

/// The members of an object without its braces: the line has its own.
std::string members(JsonWriter& writer) {
  writer.end_object();
  const std::string object = writer.take();
  return object.substr(1, object.size() - 2);
}

std::string message_members(std::string_view message) {
  JsonWriter writer(Currency{});
  writer.begin_object();
  writer.member("message", message);
  return members(writer);
}

}  // namespace

struct ServiceLog::Content {
  explicit Content(LogLevel level)
      : writer(std::make_shared<spdlog::details::thread_pool>(lines_waiting_max, 1)),
        logger(std::make_shared<spdlog::async_logger>("daybook", std::make_shared<spdlog::sinks::stderr_sink_mt>(), writer,
                                                      spdlog::async_overflow_policy::overrun_oldest)) {
    logger->set_formatter(
        std::make_unique<spdlog::pattern_formatter>(R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l",%v})", spdlog::pattern_time_type::utc));
    logger->set_level(level == LogLevel::info ? spdlog::level::info : spdlog::level::err);
  }

  std::shared_ptr<spdlog::details::thread_pool> writer;
  std::shared_ptr<spdlog::async_logger> logger;
};

ServiceLog::ServiceLog(LogLevel level) : content_(std::make_unique<Content>(level)) {}
ServiceLog::~ServiceLog() = default;

std::uint64_t ServiceLog::lost() const { return content_->writer->overrun_counter(); }

void ServiceLog::close() { content_.reset(); }

void ServiceLog::request(const AnsweredRequest& request) {
  const bool is_fault = request.status >= 500;
  if (!is_fault && !content_->logger->should_log(spdlog::level::info)) {
    return;
  }
  JsonWriter writer(Currency{});
  writer.begin_object();
  writer.member("request_id", request.request_id);
  if (!request.trace.empty()) {
    writer.member("traceparent", request.trace);
  }
  writer.member("method", request.method);
  writer.member("route", request.route);
  writer.member("status", request.status);
  if (!request.code.empty()) {
    writer.member("code", request.code);
  }
  writer.member("actor", request.actor);
  writer.member("microseconds", request.took.count());
  content_->logger->log(is_fault ? spdlog::level::err : spdlog::level::info, "{}", members(writer));
}

void ServiceLog::say(std::string_view message) { content_->logger->info("{}", message_members(message)); }

void ServiceLog::complain(std::string_view message) { content_->logger->error("{}", message_members(message)); }

}  // namespace daybook
