#include "api/bulk/line_reader.hpp"

#include <array>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace daybook {
namespace {

constexpr std::size_t bytes_max = 100'000;

/// A pipe with a reader at one end. Holds at most what the system's pipe does: 64 KiB.
class Pipe {
 public:
  Pipe() { EXPECT_EQ(::pipe(ends_.data()), 0); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    ::close(ends_[0]);
    close();
  }

  int output() const { return ends_[0]; }
  void write(const std::string& text) const { ASSERT_EQ(::write(ends_[1], text.data(), text.size()), static_cast<ssize_t>(text.size())); }
  void close() {
    if (ends_[1] >= 0) {
      ::close(ends_[1]);
      ends_[1] = -1;
    }
  }

 private:
  std::array<int, 2> ends_{};
};

std::string next_text(LineReader& reader) {
  const auto line = reader.next();
  return line && line.value() ? line.value()->text : "(nothing)";
}

TEST(LineReader, takes_lines_as_they_stand) {
  Pipe pipe;
  pipe.write("a\n\n b \r\nlast");
  pipe.close();
  LineReader reader(pipe.output(), bytes_max);
  EXPECT_EQ(next_text(reader), "a");
  EXPECT_EQ(next_text(reader), "");
  EXPECT_EQ(next_text(reader), " b \r");
  EXPECT_EQ(next_text(reader), "last");
  EXPECT_EQ(next_text(reader), "(nothing)");
  EXPECT_EQ(reader.bytes_read(), 12U);
}

TEST(LineReader, finds_no_line_after_the_last_newline) {
  Pipe pipe;
  pipe.write("a\n");
  pipe.close();
  LineReader reader(pipe.output(), bytes_max);
  EXPECT_EQ(next_text(reader), "a");
  EXPECT_TRUE(reader.ready());
  EXPECT_EQ(next_text(reader), "(nothing)");
}

TEST(LineReader, knows_what_has_arrived) {
  Pipe pipe;
  LineReader reader(pipe.output(), bytes_max);
  EXPECT_FALSE(reader.ready());
  pipe.write("half");
  EXPECT_FALSE(reader.ready());
  pipe.write(" a line\nmore");
  EXPECT_TRUE(reader.ready());
  EXPECT_EQ(next_text(reader), "half a line");
  EXPECT_FALSE(reader.ready());
  pipe.close();
  EXPECT_TRUE(reader.ready());
  EXPECT_EQ(next_text(reader), "more");
}

/// The text of each line, "(too long)" in place of one that is not there.
std::vector<std::string> all_lines(const std::string& text, std::size_t longest) {
  Pipe pipe;
  pipe.write(text);
  pipe.close();
  LineReader reader(pipe.output(), longest);
  std::vector<std::string> lines;
  while (true) {
    const auto line = reader.next();
    EXPECT_TRUE(line);
    if (!line || !line.value()) {
      return lines;
    }
    lines.push_back(line.value()->too_long ? "(too long)" : line.value()->text);
  }
}

TEST(LineReader, drops_lines_that_are_too_long_and_goes_on) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(all_lines("ab\nabcd\nabcde\nx\n", 4), (Lines{"ab", "abcd", "(too long)", "x"}));
  EXPECT_EQ(all_lines("abcde", 4), Lines{"(too long)"});
  EXPECT_EQ(all_lines("a\n" + std::string(60'000, 'y') + "\nb", 10), (Lines{"a", "(too long)", "b"}));
}

TEST(LineReader, skips_what_comes_in_pieces) {
  Pipe pipe;
  LineReader reader(pipe.output(), 10);
  for (int i = 0; i < 100; ++i) {
    pipe.write(std::string(1'000, 'y'));
    EXPECT_FALSE(reader.ready());
  }
  pipe.write("\nx\n");
  const auto skipped = reader.next();
  ASSERT_TRUE(skipped);
  EXPECT_TRUE(skipped.value()->too_long);
  EXPECT_EQ(next_text(reader), "x");
}

TEST(LineReader, says_when_reading_fails) {
  LineReader reader(-1, bytes_max);
  const auto line = reader.next();
  ASSERT_FALSE(line);
  EXPECT_EQ(line.error().code, ErrorCode::internal);
}

}  // namespace
}  // namespace daybook
