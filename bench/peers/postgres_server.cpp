#include "bench/peers/postgres_server.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "events/require.hpp"

namespace daybook::bench {
namespace {

constexpr std::string_view programs = "/usr/lib/postgresql/15/bin/";

/// Whom the server runs as when we are root. Good until the next call.
const passwd& server_user() {
  const passwd* user = ::getpwnam("postgres");
  user = user == nullptr ? ::getpwnam("nobody") : user;
  require(user != nullptr, "there is a user for PostgreSQL to run as");
  return *user;
}

/// In the child: is not root, ends with us, and writes to a file. Nothing here takes a lock that another thread may hold.
void become_server(const std::filesystem::path& folder, const passwd& user) {
  const bool changes_user = ::geteuid() == 0;
  if (changes_user && (::setgroups(0, nullptr) != 0 || ::setgid(user.pw_gid) != 0 || ::setuid(user.pw_uid) != 0)) {
    std::_Exit(1);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
  if (::chdir(folder.c_str()) != 0) {
    std::_Exit(1);
  }
  const int output = ::open("output", O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (::dup2(output, STDOUT_FILENO) < 0 || ::dup2(output, STDERR_FILENO) < 0) {
    std::_Exit(1);
  }
}

pid_t start(const std::filesystem::path& folder, const std::string& program, std::vector<std::string> arguments) {
  const std::string path = std::string(programs) + program;
  arguments.insert(arguments.begin(), program);
  std::vector<char*> pointers;
  pointers.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) {
    pointers.push_back(argument.data());
  }
  pointers.push_back(nullptr);
  const passwd& user = server_user();
  const pid_t child = ::fork();
  require(child >= 0, "a process can be started");
  if (child == 0) {
    become_server(folder, user);
    ::execv(path.c_str(), pointers.data());
    std::_Exit(1);
  }
  return child;
}

bool ends_well(pid_t child) {
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

PostgresServer::PostgresServer(std::filesystem::path folder, Settings settings)
    : folder_(std::move(folder)), settings_(std::move(settings)) {
  std::filesystem::create_directories(folder_);
  if (::geteuid() == 0) {
    require(::chown(folder_.c_str(), server_user().pw_uid, server_user().pw_gid) == 0, "the folder is the server's");
  }
  const std::string data = folder_ / "data";
  require(ends_well(start(folder_, "initdb", {"-D", data, "-U", "bench", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"})),
          "PostgreSQL makes a database (its words are in the folder's file 'output')");
  std::vector<std::string> arguments{"-D", data, "-k", folder_, "-c", "listen_addresses="};
  for (const auto& [name, value] : settings_) {
    arguments.insert(arguments.end(), {"-c", std::string(name).append("=").append(value)});
  }
  server_ = start(folder_, "postgres", arguments);
  constexpr std::chrono::milliseconds pause{50};
  constexpr int attempts_max = 600;
  for (int attempt = 0; PQping(connection().c_str()) != PQPING_OK; ++attempt) {
    require(attempt < attempts_max, "PostgreSQL answers within half a minute (its words are in the folder's file 'output')");
    std::this_thread::sleep_for(pause);
  }
}

PostgresServer::~PostgresServer() {
  ::kill(server_, SIGINT);
  ends_well(server_);
}

std::string PostgresServer::connection() const { return "host=" + folder_.string() + " user=bench dbname=postgres"; }

}  // namespace daybook::bench
