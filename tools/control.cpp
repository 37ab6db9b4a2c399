#include "tools/control.hpp"

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <mutex>
#include <poll.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include "tools/control_wire.hpp"

namespace daybook {
namespace {

constexpr int poll_interval_ms = 100;

Error cannot(const std::string& what) { return error(ErrorCode::internal, "cannot " + what + " control: " + std::strerror(errno)); }

/// Who is at the other end; nothing when the kernel does not say.
std::optional<unsigned> peer_of(int socket) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  const bool known = ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0;
  return known ? std::optional<unsigned>(peer.uid) : std::nullopt;
}

/// Whether the process at the other end is gone: it says nothing after its request.
bool is_gone(int socket) {
  pollfd state{.fd = socket, .events = POLLIN, .revents = 0};
  return ::poll(&state, 1, 0) > 0;
}

/// A socket that only its owner may connect to.
Result<Descriptor> bind_control(const std::filesystem::path& data) {
  const auto address = control_address(data);
  Descriptor listening(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  if (!address || !listening) {
    return cannot("open");
  }
  // One that is there is of a holder that is gone: this process holds the folder's lock.
  ::unlink(address->address.sun_path);
  // The socket's mode becomes the file's: a umask would be all threads'.
  ::fchmod(listening.get(), S_IRUSR | S_IWUSR);
  const bool bound = ::bind(listening.get(), reinterpret_cast<const sockaddr*>(&address->address), sizeof(address->address)) == 0;
  if (!bound || ::listen(listening.get(), 64) != 0) {
    return cannot("listen on");
  }
  return listening;
}

}  // namespace

struct ControlListener::Content {
  std::filesystem::path data;
  std::function<int(const ControlRequest&)> run;
  Descriptor listening;
  std::atomic<bool> stopping = false;
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t running = 0;
  std::thread listener;

  void accept_all();
  void serve(Descriptor socket);
  void run_command(int socket, const ControlMessage& message, unsigned user);
};

/// A client that reads no more is an error of the write, not the end of the process that holds the ledger.
void ignore_broken_pipes() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void ControlListener::Content::accept_all() {
  // The threads of commands inherit it.
  ignore_broken_pipes();
  while (!stopping) {
    pollfd state{.fd = listening.get(), .events = POLLIN, .revents = 0};
    if (::poll(&state, 1, poll_interval_ms) <= 0) {
      continue;
    }
    Descriptor socket(::accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC));
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return running < commands_max || stopping; });
    if (!socket || stopping) {
      continue;
    }
    ++running;
    std::thread([this, held = std::make_shared<Descriptor>(std::move(socket))] {
      serve(std::move(*held));
      const std::lock_guard done(mutex);
      --running;
      changed.notify_all();
    }).detach();
  }
}

void ControlListener::Content::serve(Descriptor socket) {
  const auto user = peer_of(socket.get());
  const bool is_owner = user && (*user == ::geteuid() || *user == 0);
  const auto message = is_owner ? receive_message(socket.get()) : std::nullopt;
  if (message && !message->texts.empty()) {
    run_command(socket.get(), *message, *user);
  }
}

void ControlListener::Content::run_command(int socket, const ControlMessage& message, unsigned user) {
  const Descriptor in(message.descriptors[0]);
  const Descriptor out(message.descriptors[1]);
  const Descriptor err(message.descriptors[2]);
  ControlRequest request{.arguments = {message.texts.begin() + 1, message.texts.end()},
                         .folder = message.texts.front(),
                         .user = user,
                         .in = in.get(),
                         .out = out.get(),
                         .err = err.get(),
                         .is_cancelled = [this, socket] { return stopping || is_gone(socket); }};
  const int exit_code = run(request);
  static_cast<void>(::send(socket, &exit_code, sizeof(exit_code), MSG_NOSIGNAL));
}

ControlListener::ControlListener(std::unique_ptr<Content> content) : content_(std::move(content)) {}

Result<std::unique_ptr<ControlListener>> ControlListener::listen(const std::filesystem::path& data,
                                                                 std::function<int(const ControlRequest&)> run) {
  auto content = std::make_unique<Content>();
  BOOST_OUTCOME_TRY(content->listening, bind_control(data));
  content->data = data;
  content->run = std::move(run);
  content->listener = std::thread(&Content::accept_all, content.get());
  return std::unique_ptr<ControlListener>(new ControlListener(std::move(content)));
}

void ControlListener::stop() {
  if (!content_->stopping.exchange(true)) {
    std::error_code ignored;
    std::filesystem::remove(content_->data / "control", ignored);
    content_->changed.notify_all();
  }
}

bool ControlListener::wait(std::chrono::milliseconds most) {
  std::unique_lock lock(content_->mutex);
  return content_->changed.wait_for(lock, most, [this] { return content_->running == 0; });
}

ControlListener::~ControlListener() {
  stop();
  content_->listener.join();
  std::unique_lock lock(content_->mutex);
  content_->changed.wait(lock, [this] { return content_->running == 0; });
}

}  // namespace daybook
