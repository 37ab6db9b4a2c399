// `daybook serve`: the API over HTTP.
#include <cstddef>
#include <cstdlib>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "api/access.hpp"
#include "api/http/figures.hpp"
#include "api/http/router.hpp"
#include "api/http/server.hpp"
#include "tools/commands.hpp"
#include "tools/program.hpp"
#include "tools/service_log.hpp"
#include "tools/service_options.hpp"

namespace daybook {
namespace {

/// How long requests at hand may take after the server was told to stop.
constexpr std::chrono::seconds drain_time{10};

/// Tells the service manager that requests may come, where there is one (sd_notify).
void notify_ready() {
  const char* const variable = std::getenv("NOTIFY_SOCKET");
  const std::string_view path = variable == nullptr ? "" : variable;
  sockaddr_un address{};
  if (path.empty() || path.size() >= sizeof(address.sun_path)) {
    return;
  }
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, path.size());
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  if (address.sun_path[0] == '@') {
    address.sun_path[0] = '\0';
  }
  const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  constexpr std::string_view message = "READY=1";
  if (descriptor >= 0) {
    static_cast<void>(::sendto(descriptor, message.data(), message.size(), 0, reinterpret_cast<const sockaddr*>(&address), size));
    ::close(descriptor);
  }
}

/// "http://127.0.0.1:8080"
std::string url_of(const ServerOptions& options, std::uint16_t port) {
  const bool is_v6 = options.address.find(':') != std::string::npos;
  const std::string host = is_v6 ? "[" + options.address + "]" : options.address;
  return (options.tls.certificate.empty() ? "http://" : "https://") + host + ":" + std::to_string(port);
}

Result<void> run(Context& context, CLI::App& command, ServiceOptions& options) {
  BOOST_OUTCOME_TRY(complete_from_surroundings(command, options));
  BOOST_OUTCOME_TRY(const ServerOptions serving, server_options(options));
  BOOST_OUTCOME_TRY(const std::shared_ptr<Ledger> ledger, open_ledger(context));
  BOOST_OUTCOME_TRY(const std::shared_ptr<Access> access, open_access(context, *ledger));
  ServiceLog log(options.log == "info" ? LogLevel::info : LogLevel::error);
  Figures figures(*ledger, [&log](const AnsweredRequest& request) { log.request(request); });
  Router router(*ledger, *access, figures);
  BOOST_OUTCOME_TRY(const auto server, Server::listen(serving, router));
  figures.watch([&server] { return server->counts(); });
  const Held held{ledger, access};
  BOOST_OUTCOME_TRY(const auto control, ControlListener::listen(context.data, [&](const ControlRequest& request) {
                      return run_for_other(held, context, request);
                    }));
  context.out.line("listening on " + url_of(serving, server->port()));
  context.out.flush();
  notify_ready();
  log.say("serving");
  server->run(drain_time, [&log](const Result<void>& loaded) {
    if (loaded) {
      log.say("read the TLS files again");
    } else {
      log.complain(loaded.error().detail);
    }
  });
  log.say("stopped");
  return ledger->flush();
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
