// `daybook serve`: the API over HTTP.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <future>
#include <string_view>
#include <sys/resource.h>

#include "api/access.hpp"
#include "api/head_keeper.hpp"
#include "api/http/figures.hpp"
#include "api/http/gate.hpp"
#include "api/http/router.hpp"
#include "api/http/server.hpp"
#include "tools/commands.hpp"
#include "tools/service_log.hpp"
#include "tools/service_manager.hpp"
#include "tools/service_options.hpp"

namespace daybook {
namespace {

/// How long requests at hand, and then commands of other processes, may take after the server was told to stop.
constexpr std::chrono::seconds drain_time{6};
constexpr std::chrono::seconds commands_drain_time{1};
/// An opening that takes longer than this is shown on `/readyz`; before that nobody is answered.
constexpr std::chrono::milliseconds quick_opening{500};

/// "http://127.0.0.1:8080"
std::string url_of(const ServerOptions& options, std::uint16_t port) {
  const bool is_v6 = options.address.find(':') != std::string::npos;
  const std::string host = is_v6 ? "[" + options.address + "]" : options.address;
  return (options.tls.certificate.empty() ? "http://" : "https://") + host + ":" + std::to_string(port);
}

/// As many descriptors as this process may have.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
  }
}

/// An open ledger, and what answers on it. Goes after the server.
struct Served {
  Served(Held opened, Operations& operations) : held(std::move(opened)), router(*held.ledger, *held.access, operations) {}

  Held held;
  Router router;
  std::unique_ptr<Holder> holder{};
  std::unique_ptr<HeadKeeper> keeper{};
};

class Service {
 public:
  Service(Context& context, const ServiceOptions& options, ServerOptions serving)
      : context_(context),
        serving_(std::move(serving)),
        head_to_(options.head_to),
        log_(options.log == "info" ? LogLevel::info : LogLevel::error),
        figures_([this](const AnsweredRequest& request) { log_.request(request); }) {
    figures_.observe("daybook_log_lines_lost_total", "Log lines that nobody could take in time", [this] { return log_.lost(); });
  }
  /// Without the server, signals would end the process again: told twice to stop, it still closes the ledger in peace.
  ~Service() {
    server_.reset();
    std::signal(SIGTERM, SIG_IGN);
    std::signal(SIGINT, SIG_IGN);
  }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  Result<void> run() {
    raise_descriptor_limit();
    std::future<Result<void>> opening = std::async(std::launch::async, [this] { return open(); });
    const bool was_quick = opening.wait_for(quick_opening) == std::future_status::ready;
    if (was_quick) {
      BOOST_OUTCOME_TRY(opening.get());
    }
    BOOST_OUTCOME_TRY(server_, Server::listen(serving_, gate_));
    figures_.observe([this] { return server_->counts(); });
    if (!was_quick) {
      return serve_while_opening(opening);
    }
    BOOST_OUTCOME_TRY(begin());
    serve();
    return end();
  }

 private:
  Result<void> serve_while_opening(std::future<Result<void>>& opening) {
    log_.say("the ledger is being opened; " + url_of(serving_, server_->port()) + " answers on /healthz and /readyz");
    tell_service_manager("STATUS=opening the ledger");
    Result<void> begun = success();
    std::thread opener([&] {
      begun = opening.get();
      begun = begun ? begin() : begun;
      opened_ = true;
      if (!begun) {
        server_->stop();
      }
    });
    serve();
    if (!opened_) {
      // Nothing was answered, so nothing can be lost; and opening cannot be interrupted.
      log_.say("stopped before the ledger was open");
      log_.close();
      std::_Exit(exit_ok);
    }
    opener.join();
    BOOST_OUTCOME_TRY(begun);
    return end();
  }

  Result<void> open() {
    BOOST_OUTCOME_TRY(std::shared_ptr<Ledger> ledger, open_ledger(context_));
    BOOST_OUTCOME_TRY(std::shared_ptr<Access> access, open_access(context_, *ledger));
    served_ = std::make_unique<Served>(Held{std::move(ledger), std::move(access)}, figures_);
    if (!head_to_.empty()) {
      BOOST_OUTCOME_TRY(served_->keeper, HeadKeeper::start(*served_->held.ledger, head_to_));
    }
    return success();
  }

  /// From here on everything is answered.
  Result<void> begin() {
    BOOST_OUTCOME_TRY(served_->holder, Holder::listen(context_.ledger_options(), served_->held));
    figures_.observe(*served_->held.ledger);
    figures_.observe("daybook_writes_waiting", "Writes that wait for an earlier batch",
                     [this] { return served_->router.writes_waiting(); });
    gate_.open(served_->router);
    context_.out.line("listening on " + url_of(serving_, server_->port()));
    context_.out.flush();
    tell_service_manager("READY=1\nSTATUS=serving");
    log_.say("serving");
    return success();
  }

  void serve() {
    all_ended_ = server_->run(drain_time, {.reloaded =
                                               [this](const Result<void>& loaded) {
                                                 loaded ? log_.say("read the TLS files again") : log_.complain(loaded.error().detail);
                                               },
                                           .stopping =
                                               [this] {
                                                 tell_service_manager("STOPPING=1");
                                                 log_.say("stopping");
                                                 if (gate_.is_open()) {
                                                   served_->holder->stop();
                                                 }
                                               }});
  }

  Result<void> end() {
    all_ended_ = served_->holder->wait(commands_drain_time) && all_ended_;
    const Result<void> kept = served_->keeper ? served_->keeper->stop() : success();
    const Result<void> flushed = served_->held.ledger->flush();
    log_.say("stopped");
    if (!all_ended_) {
      // A command of another process that waits for its reader, say. What it was told is durable, and the ledger cannot be closed
      // under it.
      log_.complain("something at hand did not end in time");
      log_.close();
      std::_Exit(flushed && kept ? exit_ok : exit_failed);
    }
    return flushed ? kept : flushed;
  }

  Context& context_;
  ServerOptions serving_;
  std::filesystem::path head_to_;
  ServiceLog log_;
  Figures figures_;
  Gate gate_;
  std::unique_ptr<Served> served_;
  std::unique_ptr<Server> server_;
  std::atomic<bool> opened_ = false;
  bool all_ended_ = true;
};

Result<void> run(Context& context, CLI::App& command, ServiceOptions& options) {
  BOOST_OUTCOME_TRY(complete_from_surroundings(command, options));
  BOOST_OUTCOME_TRY(ServerOptions serving, server_options(options));
  return Service(context, options, std::move(serving)).run();
}

}  // namespace

void add_serve(CLI::App& app, Context& context) {
  const auto options = std::make_shared<ServiceOptions>();
  CLI::App* command = app.add_subcommand("serve", "Serve the API over HTTP until told to stop");
  add_service_options(*command, *options);
  with_examples(*command, "daybook serve --data ledger", "daybook serve --listen 127.0.0.1:0 --log error --data ledger");
  on_ledger(*command, context, Runs::here, [&context, command, options] {
    const auto served = run(context, *command, *options);
    return served ? exit_ok : report(context, served.error());
  });
}

}  // namespace daybook
