#include "tools/control_wire.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <iterator>
#include <unistd.h>

namespace daybook {
namespace {

/// Room for three descriptors beside a message.
struct Ancillary {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(StandardDescriptors))> bytes{};
};

msghdr header_of(iovec& part, Ancillary& ancillary) {
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = ancillary.bytes.data();
  header.msg_controllen = ancillary.bytes.size();
  return header;
}

/// All that came, however many were meant.
std::vector<Descriptor> descriptors_in(msghdr& header) {
  std::vector<Descriptor> found;
  for (cmsghdr* control = CMSG_FIRSTHDR(&header); control != nullptr; control = CMSG_NXTHDR(&header, control)) {
    if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS) {
      continue;
    }
    std::vector<int> numbers((control->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    std::memcpy(numbers.data(), CMSG_DATA(control), numbers.size() * sizeof(int));
    std::ranges::transform(numbers, std::back_inserter(found), [](int number) { return Descriptor(number); });
  }
  return found;
}

std::vector<std::string> texts_in(std::string_view bytes) {
  std::vector<std::string> texts;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\0'), bytes.size());
    texts.emplace_back(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return texts;
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) {
    ::close(number_);
  }
}

std::optional<ControlAddress> control_address(const std::filesystem::path& data) {
  ControlAddress found;
  found.folder = Descriptor(::open(data.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!found.folder) {
    return std::nullopt;
  }
  const std::string path = "/proc/self/fd/" + std::to_string(found.folder.get()) + "/control";
  found.address.sun_family = AF_UNIX;
  path.copy(found.address.sun_path, sizeof(found.address.sun_path) - 1);
  return found;
}

bool send_message(int socket, const ControlMessage& message) {
  std::string bytes;
  for (const std::string& text : message.texts) {
    bytes.append(text).push_back('\0');
  }
  if (bytes.size() > control_bytes_max) {
    return false;
  }
  iovec part{.iov_base = bytes.data(), .iov_len = bytes.size()};
  Ancillary ancillary;
  msghdr header = header_of(part, ancillary);
  cmsghdr* const control = CMSG_FIRSTHDR(&header);
  control->cmsg_level = SOL_SOCKET;
  control->cmsg_type = SCM_RIGHTS;
  control->cmsg_len = CMSG_LEN(sizeof(StandardDescriptors));
  std::memcpy(CMSG_DATA(control), message.descriptors.data(), sizeof(StandardDescriptors));
  return ::sendmsg(socket, &header, MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

std::optional<ControlMessage> receive_message(int socket) {
  std::string bytes(control_bytes_max, '\0');
  iovec part{.iov_base = bytes.data(), .iov_len = bytes.size()};
  Ancillary ancillary;
  msghdr header = header_of(part, ancillary);
  const ssize_t size = ::recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
  std::vector<Descriptor> came = size < 0 ? std::vector<Descriptor>() : descriptors_in(header);
  StandardDescriptors descriptors{};
  const bool whole = size > 0 && (header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0;
  if (!whole || came.size() != descriptors.size()) {
    return std::nullopt;
  }
  std::ranges::transform(came, descriptors.begin(), &Descriptor::release);
  return ControlMessage{texts_in({bytes.data(), static_cast<std::size_t>(size)}), descriptors};
}

}  // namespace daybook
