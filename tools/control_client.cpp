#include <algorithm>
#include <array>
#include <fcntl.h>
#include <filesystem>
#include <thread>
#include <unistd.h>

#include "tools/control.hpp"
#include "tools/control_wire.hpp"

namespace daybook {
namespace {

Descriptor connect_to_holder(const std::filesystem::path& data) {
  const auto address = control_address(data);
  Descriptor socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  const bool connected =
      address && socket && ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address->address), sizeof(address->address)) == 0;
  return connected ? std::move(socket) : Descriptor();
}

/// Copies stdin into `to` until either ends. On a thread that ends with the process: it may wait for ever.
void copy_stdin(Descriptor to) {
  std::array<char, std::size_t{64} * 1024> bytes{};
  while (true) {
    const ssize_t count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (count <= 0) {
      return;
    }
    for (ssize_t written = 0; written < count;) {
      const ssize_t more = ::write(to.get(), bytes.data() + written, static_cast<std::size_t>(count - written));
      if (more <= 0) {
        return;
      }
      written += more;
    }
  }
}

/// What the holder reads as stdin. It ends when this process does, which a terminal handed over would not.
Descriptor lend_stdin(bool is_read) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) {
    return {};
  }
  Descriptor output(pipe[0]);
  Descriptor input(pipe[1]);
  if (is_read) {
    std::thread(copy_stdin, std::move(input)).detach();
  }
  return output;
}

}  // namespace

Result<std::optional<int>> run_in_holder(const std::filesystem::path& data, const std::vector<std::string>& arguments) {
  const Descriptor socket = connect_to_holder(data);
  if (!socket) {
    return std::optional<int>();
  }
  const Descriptor in = lend_stdin(std::ranges::find(arguments, "-") != arguments.end());
  ControlMessage message{.texts = {std::filesystem::current_path().string()}, .descriptors = {in.get(), STDOUT_FILENO, STDERR_FILENO}};
  message.texts.insert(message.texts.end(), arguments.begin(), arguments.end());
  int exit_code = 0;
  const bool answered =
      in && send_message(socket.get(), message) && ::recv(socket.get(), &exit_code, sizeof(exit_code), 0) == sizeof(exit_code);
  if (!answered) {
    return error(ErrorCode::busy, "the process that holds the ledger went away");
  }
  return std::optional(exit_code);
}

}  // namespace daybook
