#include "api/http/content_coding.hpp"

#include <optional>
#include <zlib.h>

#include "api/http/field_value.hpp"
#include "events/require.hpp"

namespace daybook {
namespace {

/// Less fits into a packet or two anyhow.
constexpr std::size_t bytes_min = 2048;
/// The server's thread does this: fast, and most of what there is to gain from JSON.
constexpr int level = 1;

/// zlib's memory, made once for a thread: a quarter of a megabyte.
class Deflater {
 public:
  Deflater() {
    constexpr int window_bits_gzip = 15 + 16;
    constexpr int memory_level = 8;
    const int made = deflateInit2(&stream_, level, Z_DEFLATED, window_bits_gzip, memory_level, Z_DEFAULT_STRATEGY);
    require(made == Z_OK, "there is memory for a small compressor");
  }
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  std::string gzip(std::string& text) {
    deflateReset(&stream_);
    std::string coded(deflateBound(&stream_, text.size()), '\0');
    stream_.next_in = reinterpret_cast<Bytef*>(text.data());
    stream_.avail_in = static_cast<uInt>(text.size());
    stream_.next_out = reinterpret_cast<Bytef*>(coded.data());
    stream_.avail_out = static_cast<uInt>(coded.size());
    const int done = deflate(&stream_, Z_FINISH);
    require(done == Z_STREAM_END, "what zlib says is room enough is so");
    coded.resize(stream_.total_out);
    return coded;
  }

 private:
  z_stream stream_{};
};

/// "gzip" of "gzip;q=0.5", and whether its weight is not 0.
struct Coding {
  std::string_view name;
  bool is_taken = true;
};

Coding coding_of(std::string_view element) {
  const std::size_t end = element.find(';');
  Coding coding{.name = trimmed(element.substr(0, end))};
  const std::size_t weight = end == std::string_view::npos ? end : element.find("q=", end);
  if (weight != std::string_view::npos) {
    coding.is_taken = trimmed(element.substr(weight + 2)).find_first_not_of("0.") != std::string_view::npos;
  }
  return coding;
}

}  // namespace

bool takes_gzip(std::string_view accept_encoding) {
  std::optional<bool> by_name;
  bool as_any = false;
  for (const std::string_view element : elements_of(accept_encoding)) {
    const Coding coding = coding_of(element);
    if (is_same_name(coding.name, "gzip") || is_same_name(coding.name, "x-gzip")) {
      by_name = coding.is_taken;
    } else if (coding.name == "*") {
      as_any = coding.is_taken;
    }
  }
  return by_name.value_or(as_any);
}

void code_content(HttpResponse& response) {
  if (response.body.size() < bytes_min || response.has_tag) {
    return;
  }
  thread_local Deflater deflater;
  response.body = deflater.gzip(response.body);
  response.add("Content-Encoding", "gzip");
  response.add("Vary", "Accept-Encoding");
}

}  // namespace daybook
