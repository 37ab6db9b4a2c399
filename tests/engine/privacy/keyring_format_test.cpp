#include "engine/privacy/keyring_format.hpp"

#include <gtest/gtest.h>

#include "tests/engine/privacy/support.hpp"

namespace daybook {
namespace {

const KeyringHeader header{.ledger_id = ledger_id_of(3), .ledger_key = KeyWrap(counting_key(0)).wrap(counting_key(1))};
const KeySlot wrapped_slot{.state = SlotState::wrapped, .id = {12}, .key = KeyWrap(counting_key(0)).wrap(counting_key(2))};
const KeySlot erased_slot{.state = SlotState::erased, .id = {12}, .key = {}};

TEST(KeyringFormat, round_trips_a_header) {
  const KeyringHeader decoded = decode_header(encode_header(header)).value();
  EXPECT_EQ(decoded.ledger_id, header.ledger_id);
  EXPECT_EQ(decoded.ledger_key, header.ledger_key);
}

TEST(KeyringFormat, refuses_every_flip_of_a_header) {
  for (std::size_t bit = 0; bit < 8 * keyring_header_bytes; ++bit) {
    HeaderBytes bytes = encode_header(header);
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    const Result<KeyringHeader> decoded = decode_header(bytes);
    ASSERT_TRUE(decoded.has_error()) << "bit " << bit;
    EXPECT_EQ(decoded.error().code, ErrorCode::corrupt);
  }
}

TEST(KeyringFormat, round_trips_a_slot) {
  for (const KeySlot& slot : {wrapped_slot, erased_slot}) {
    const KeySlot decoded = decode_slot(encode_slot(slot), slot.id).value();
    EXPECT_EQ(decoded.state, slot.state);
    EXPECT_EQ(decoded.id, slot.id);
    EXPECT_EQ(decoded.key, slot.key);
  }
}

TEST(KeyringFormat, takes_zeros_for_a_free_slot) {
  EXPECT_EQ(decode_slot(SlotBytes{}, {4}).value().state, SlotState::free);
  EXPECT_EQ(encode_slot({.state = SlotState::free, .id = {4}, .key = {}}), SlotBytes{});
}

TEST(KeyringFormat, refuses_every_flip_of_a_slot) {
  for (const KeySlot& slot : {wrapped_slot, erased_slot}) {
    for (std::size_t bit = 0; bit < 8 * keyring_slot_bytes; ++bit) {
      SlotBytes bytes = encode_slot(slot);
      bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
      const Result<KeySlot> decoded = decode_slot(bytes, slot.id);
      ASSERT_TRUE(decoded.has_error()) << "bit " << bit;
      EXPECT_EQ(decoded.error().code, ErrorCode::corrupt);
    }
  }
}

TEST(KeyringFormat, refuses_a_slot_in_the_place_of_another) {
  const Result<KeySlot> decoded = decode_slot(encode_slot(wrapped_slot), {13});
  ASSERT_TRUE(decoded.has_error());
  EXPECT_EQ(decoded.error().detail, "slot 13 of the key file is damaged");
}

}  // namespace
}  // namespace daybook
