// What goes over the control socket. Internal to control.cpp and control_client.cpp.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <utility>
#include <vector>

namespace daybook {

/// A descriptor that is closed when it goes.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();

  int get() const { return number_; }
  /// Somebody else closes it from now on.
  int release() { return std::exchange(number_, -1); }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

/// stdin, stdout, stderr.
using StandardDescriptors = std::array<int, 3>;

/// The folder and the command line; each text ends with a zero byte.
struct ControlMessage {
  std::vector<std::string> texts;
  StandardDescriptors descriptors{-1, -1, -1};
};

/// A longer command line is not sent.
inline constexpr std::size_t control_bytes_max = std::size_t{64} * 1024;

/// The socket's address: by the folder's descriptor, since a path may be longer than an address.
struct ControlAddress {
  Descriptor folder;
  sockaddr_un address{};
};
std::optional<ControlAddress> control_address(const std::filesystem::path& data);

/// False when the other side is gone.
bool send_message(int socket, const ControlMessage& message);
/// Nothing for what is no whole message; descriptors that came are closed then, else they are the caller's.
std::optional<ControlMessage> receive_message(int socket);

}  // namespace daybook
