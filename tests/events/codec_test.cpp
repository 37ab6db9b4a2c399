#include "events/codec.hpp"

#include <charconv>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <sstream>

#include "tests/events/golden_bytes.hpp"
#include "tests/events/samples.hpp"

namespace daybook {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (const char byte : bytes) {
    hex += digits[static_cast<unsigned char>(byte) >> 4U];
    hex += digits[static_cast<unsigned char>(byte) & 15U];
  }
  return hex;
}

std::string text_from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
    unsigned char byte = 0;
    std::from_chars(hex.data() + at, hex.data() + at + 2, byte, 16);
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

/// The hex of each name, oldest first.
std::map<std::string, std::vector<std::string>, std::less<>> golden() {
  std::map<std::string, std::vector<std::string>, std::less<>> lines;
  std::istringstream text{std::string(golden_bytes)};
  for (std::string name, hex; text >> name >> hex;) {
    lines[name].push_back(hex);
  }
  return lines;
}

/// Where the bytes are new: what to append to golden_bytes.hpp.
void expect_newest_golden(const std::string& name, const std::string& bytes) {
  const std::string hex = to_hex(bytes);
  auto lines = golden();
  const auto& known = lines[name];
  EXPECT_TRUE(!known.empty() && known.back() == hex) << "not the golden bytes; if that is meant, append\n" << name << ' ' << hex;
}

Record with_tokens(Tokens tokens) {
  return {{}, CustomerCreated{.customer_id = {7}, .key_id = {8}, .personal = {}, .secret = {}, .tokens = tokens}};
}

Frame sample_frame() {
  Frame frame{.first = {41}, .recorded_at = {1'738'324'800'000'000}, .records = {}, .root = {}};
  frame.root.fill(0xAB);
  for (const Sample& sample : samples()) {
    frame.records.push_back(encode_record(sample.record));
  }
  return frame;
}

/// Both formats have their format in the first two bytes of the root struct, which follows the root pointer.
std::string with_format(std::string bytes, char format) {
  bytes[8] = format;
  return bytes;
}

TEST(Samples, hold_every_event) {
  std::set<std::size_t> seen;
  for (const Sample& sample : samples()) {
    seen.insert(sample.record.event.index());
  }
  EXPECT_EQ(seen.size(), std::variant_size_v<Event>);
}

TEST(Record, reads_back_as_written) {
  for (const Sample& sample : samples()) {
    const std::string bytes = encode_record(sample.record);
    EXPECT_EQ(bytes.size() % 8, 0U) << sample.name;
    const Result<Record> decoded = decode_record(bytes);
    ASSERT_TRUE(decoded) << sample.name << ": " << decoded.error().detail;
    EXPECT_TRUE(decoded.value() == sample.record) << sample.name;
  }
}

TEST(Record, is_written_as_the_newest_golden_bytes) {
  for (const Sample& sample : samples()) {
    expect_newest_golden(sample.name, encode_record(sample.record));
  }
}

TEST(Record, is_read_from_golden_bytes_for_ever) {
  const auto lines = golden();
  for (const Sample& sample : samples()) {
    ASSERT_TRUE(lines.contains(sample.name)) << sample.name;
    for (const std::string& hex : lines.at(sample.name)) {
      const Result<Record> decoded = decode_record(text_from_hex(hex));
      ASSERT_TRUE(decoded) << sample.name << ": " << decoded.error().detail;
      EXPECT_TRUE(decoded.value() == sample.record) << sample.name << ' ' << hex;
    }
  }
}

TEST(Record, has_the_same_bytes_after_larger_records) {
  const Record small = samples().back().record;
  const std::string before = encode_record(small);
  for (const Sample& sample : samples()) {
    encode_record(sample.record);
  }
  EXPECT_EQ(encode_record(small), before);
}

TEST(Record, may_hold_long_texts) {
  for (const std::size_t size : {4'000U, 4'096U, 16'384U, 1'000'000U}) {
    Record record = samples().front().record;
    record.event = DebtPlacedInCollection{.debt_id = {21}, .agency = std::string(size, 'a')};
    record.envelope.note.bytes = std::string(size, 'n');
    const std::string bytes = encode_record(record);
    const Result<Record> decoded = decode_record(bytes);
    ASSERT_TRUE(decoded) << size << ": " << decoded.error().detail;
    EXPECT_TRUE(decoded.value() == record) << size;
    EXPECT_LT(bytes.size(), 2 * size + 200);
  }
}

TEST(Record, is_read_from_any_alignment) {
  const Record record = samples().front().record;
  const std::string bytes = encode_record(record);
  for (std::size_t shift = 0; shift < 8; ++shift) {
    const std::string shifted = std::string(shift, ' ') + bytes;
    const Result<Record> decoded = decode_record(std::string_view(shifted).substr(shift));
    ASSERT_TRUE(decoded) << shift << ": " << decoded.error().detail;
    EXPECT_TRUE(decoded.value() == record);
  }
}

TEST(Record, leaves_out_tokens_and_position) {
  Token token;
  token.bytes.fill(0x5A);
  Record record = with_tokens({.ssn = token, .email = token, .phone_primary = token, .account_number = token});
  record.envelope.position = {99};
  EXPECT_EQ(encode_record(record), encode_record(with_tokens({})));
}

TEST(Record, of_a_payment_is_small) {
  const Record record{.envelope = {.position = {},
                                   .recorded_at = {},
                                   .customer = {7},
                                   .version = {12},
                                   .following = 0,
                                   .actor = "os:root",
                                   .idempotency_key = "import-12345",
                                   .body_digest = Digest{},
                                   .note = {}},
                      .event = PaymentCompleted{.payment_id = {55},
                                                .customer_id = {7},
                                                .debt_id = {21},
                                                .amount = {20'000},
                                                .payment_date = {},
                                                .payment_method = {},
                                                .transaction_id = "tx-123456789",
                                                .personal = {},
                                                .applied = {20'000},
                                                .credited = {}}};
  EXPECT_EQ(encode_record(record).size(), 216U);
}

TEST(Record, of_a_newer_format_is_refused_naming_both) {
  const Result<Record> decoded = decode_record(with_format(encode_record(samples().front().record), 2));
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, ErrorCode::corrupt);
  EXPECT_THAT(decoded.error().detail, AllOf(HasSubstr("format 2"), HasSubstr("format 1")));
}

TEST(Record, with_an_unknown_event_is_refused_naming_its_number) {
  std::string bytes = encode_record(samples().front().record);
  bytes[10] = static_cast<char>(std::variant_size_v<Event>);
  const Result<Record> decoded = decode_record(bytes);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, ErrorCode::corrupt);
  EXPECT_THAT(decoded.error().detail, AllOf(HasSubstr("number 40"), HasSubstr("0 to 39")));
}

/// As it stands in a message.
std::string word(std::uint64_t number) { return {reinterpret_cast<const char*>(&number), sizeof number}; }

TEST(Record, with_values_out_of_range_is_refused) {
  const auto refused = [](Event event, std::string_view word, std::string_view replacement) {
    std::string bytes = encode_record({{}, std::move(event)});
    const std::size_t at = bytes.rfind(word);
    if (at == std::string::npos) {
      return std::string("nothing to replace");
    }
    bytes.replace(at, replacement.size(), replacement);
    const Result<Record> decoded = decode_record(bytes);
    return decoded ? std::string("accepted") : decoded.error().detail;
  };
  EXPECT_THAT(refused(CustomerFrozen{{77}}, word(77), word(0)), HasSubstr("id is 0"));
  const DebtReopened reopened{.debt_id = {77}, .status = DebtStatus::written_off, .unforgiven = {}};
  EXPECT_THAT(refused(reopened, word(5), word(6)), HasSubstr("closed set"));
  const DebtBalanceAdjusted adjusted{.debt_id = {77}, .amount = {}, .kind = {}, .effective_at = instant_max, .from_credit = {}};
  const auto last = static_cast<std::uint64_t>(instant_max.microseconds);
  EXPECT_THAT(refused(adjusted, word(last), word(last + 1)), HasSubstr("instant"));
  const AccountChanged account{
      .account_id = {77}, .account_type = {}, .bank_name = {}, .changed = {SealedField::notes}, .personal = {}, .secret = {}};
  EXPECT_THAT(refused(account, word(19), word(26)), HasSubstr("closed set"));
  EXPECT_THAT(refused(CommunicationLogged{.communication_id = {1},
                                          .customer_id = {1},
                                          .communication_type = {},
                                          .direction = {},
                                          .timestamp = {},
                                          .duration_seconds = {},
                                          .outcome = {},
                                          .agent_id = {},
                                          .debt_ids = {{77}},
                                          .personal = {}},
                      word(77), word(0)),
              HasSubstr("id is 0"));
  EXPECT_THAT(refused(LedgerOpened{}, "USD", "usd"), HasSubstr("currency"));
}

TEST(Frame, reads_back_as_written) {
  const Frame frame = sample_frame();
  const std::string bytes = encode_frame(frame);
  EXPECT_EQ(bytes.size() % 8, 0U);
  const Result<FrameReader> opened = FrameReader::open(bytes);
  ASSERT_TRUE(opened) << opened.error().detail;
  const FrameReader& reader = opened.value();
  EXPECT_EQ(reader.first(), frame.first);
  EXPECT_EQ(reader.last().value, frame.first.value + frame.records.size() - 1);
  EXPECT_EQ(reader.recorded_at(), frame.recorded_at);
  EXPECT_EQ(reader.root(), frame.root);
  ASSERT_EQ(reader.size(), frame.records.size());
  const std::vector<Sample> all = samples();
  for (std::size_t i = 0; i < reader.size(); ++i) {
    EXPECT_EQ(reader.bytes(i), frame.records[i]);
    Record expected = all[i].record;
    expected.envelope.position = {frame.first.value + i};
    expected.envelope.recorded_at = frame.recorded_at;
    const Result<Record> record = reader.record(i);
    ASSERT_TRUE(record) << record.error().detail;
    EXPECT_TRUE(record.value() == expected) << all[i].name;
  }
}

TEST(Frame, refuses_a_record_of_another_time) {
  Frame frame = sample_frame();
  Record record = samples().front().record;
  const auto read = [&] { return FrameReader::open(encode_frame(frame)).value().record(0); };
  record.envelope.recorded_at = frame.recorded_at;
  frame.records.front() = encode_record(record);
  ASSERT_TRUE(read());
  EXPECT_EQ(read().value().envelope.recorded_at, frame.recorded_at);
  record.envelope.recorded_at.microseconds += 1;
  frame.records.front() = encode_record(record);
  ASSERT_FALSE(read());
  EXPECT_EQ(read().error().code, ErrorCode::corrupt);
}

TEST(Frame, has_golden_bytes) {
  Frame frame = sample_frame();
  frame.records.resize(2);
  expect_newest_golden("Frame", encode_frame(frame));
  const auto lines = golden();
  ASSERT_TRUE(lines.contains("Frame"));
  for (const std::string& hex : lines.at("Frame")) {
    const Result<FrameReader> reader = FrameReader::open(text_from_hex(hex));
    ASSERT_TRUE(reader) << reader.error().detail;
    EXPECT_EQ(reader.value().size(), 2U);
    EXPECT_EQ(reader.value().root(), frame.root);
  }
}

TEST(Frame, outlives_the_bytes_it_was_read_from) {
  const Frame frame = sample_frame();
  std::string bytes = encode_frame(frame);
  FrameReader reader = FrameReader::open(bytes).value();
  bytes.assign(bytes.size(), 'x');
  const FrameReader moved = std::move(reader);
  EXPECT_EQ(moved.bytes(1), frame.records[1]);
}

TEST(Frame, holds_many_records_and_gives_them_again_and_again) {
  Frame frame = sample_frame();
  frame.records.assign(10'000, frame.records.front());
  const Result<FrameReader> reader = FrameReader::open(encode_frame(frame));
  ASSERT_TRUE(reader) << reader.error().detail;
  for (int again = 0; again < 3; ++again) {
    for (std::size_t i = 0; i < reader.value().size(); ++i) {
      ASSERT_EQ(reader.value().bytes(i), frame.records.front());
    }
  }
}

TEST(Frame, of_a_newer_format_is_refused_naming_both) {
  const Result<FrameReader> opened = FrameReader::open(with_format(encode_frame(sample_frame()), 3));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
  EXPECT_THAT(opened.error().detail, AllOf(HasSubstr("format 3"), HasSubstr("format 1")));
}

}  // namespace
}  // namespace daybook
