// What another process sends to `DATA/control`.
#include <array>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "events/require.hpp"
#include "tests/fuzz/taker.hpp"
#include "tests/fuzz/targets.hpp"
#include "tools/control_wire.hpp"

namespace daybook::fuzz {
namespace {

/// More than a message may carry.
constexpr std::size_t descriptors_max = 5;

/// The number that the next descriptor gets: the same before and after, unless one was left open.
int next_descriptor() { return Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC)).get(); }

/// Sends bytes with so many descriptors.
void send_with(int socket, std::string_view bytes, std::size_t count) {
  std::string content(bytes);
  iovec part{.iov_base = content.data(), .iov_len = content.size()};
  const Descriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  std::array<int, descriptors_max> descriptors{};
  descriptors.fill(null.get());
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(descriptors))> ancillary{};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  if (count > 0) {
    header.msg_control = ancillary.data();
    header.msg_controllen = CMSG_SPACE(count * sizeof(int));
    cmsghdr* const control = CMSG_FIRSTHDR(&header);
    control->cmsg_level = SOL_SOCKET;
    control->cmsg_type = SCM_RIGHTS;
    control->cmsg_len = CMSG_LEN(count * sizeof(int));
    std::memcpy(CMSG_DATA(control), descriptors.data(), count * sizeof(int));
  }
  require(::sendmsg(socket, &header, MSG_NOSIGNAL) >= 0, "a pair of sockets takes a message");
}

/// The first byte says how many descriptors come along.
void run_control(std::string_view bytes) {
  Taker taker(bytes.substr(0, control_bytes_max));
  const std::size_t count = taker.below(descriptors_max + 1);
  const int before = next_descriptor();
  {
    std::array<int, 2> ends{};
    require(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) == 0, "a pair of sockets can be had");
    const Descriptor here(ends[0]);
    const Descriptor there(ends[1]);
    send_with(here.get(), taker.rest(), count);
    if (const auto message = receive_message(there.get())) {
      require(!taker.rest().empty(), "an empty message is none");
      for (const int descriptor : message->descriptors) {
        require(::close(descriptor) == 0, "descriptors that came are open");
      }
    }
  }
  require(next_descriptor() == before, "no descriptor is left open");
}

std::vector<std::string> control_seeds() {
  using namespace std::string_literals;
  return {"\3/data\0show\0customer\0007\0"s, "\1/data\0"s, "\5/data"s, "\0"s};
}

}  // namespace

const Target control{"control", run_control, control_seeds};

}  // namespace daybook::fuzz
