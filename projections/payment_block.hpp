// Payments that stand in one row.
//
// Their ids are dense, and a payment seldom changes once it is there: sixteen with neighbouring ids are one row, so that a payment costs
// a sixteenth of one. The row of the newest ones, which grows with each, has a key of its own: full blocks then come at the end of
// their space and are written once.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/domain/entities.hpp"

namespace daybook {

inline constexpr std::uint64_t block_payments = 16;

/// Counts blocks from 1; none for no payment.
using PaymentBlockId = Number<struct PaymentBlockTag>;

constexpr PaymentBlockId block_of(PaymentId id) { return {(id.value + block_payments - 1) / block_payments}; }

/// Where payments stand; neighbours that stand together once.
std::vector<PaymentBlockId> blocks_of(const std::vector<PaymentId>& payments);

/// The payment after which the block takes no more.
constexpr PaymentId last_in(PaymentBlockId block) { return {block.value * block_payments}; }

/// A value. Places that no payment has have the id 0.
struct PaymentBlock {
  PaymentBlockId id;
  std::array<Payment, block_payments> payments;

  /// Null when it is not there.
  const Payment* find(PaymentId payment) const {
    const Payment& found = payments[place_of(payment)];
    return found.id == payment ? &found : nullptr;
  }
  Payment& edit(PaymentId payment) { return payments[place_of(payment)]; }

  static constexpr std::size_t place_of(PaymentId payment) { return (payment.value - 1) % block_payments; }
};

class ArchiveWriter;
class ArchiveReader;

/// The block's bytes: how many places, how many bytes each payment takes, the payments.
void archive(ArchiveWriter& writer, PaymentBlock& block);
void archive(ArchiveReader& reader, PaymentBlock& block);

/// One payment out of a block's bytes; nothing when it is not in there. False when they are no block.
bool read_payment(std::string_view bytes, PaymentId id, std::optional<Payment>& found);

}  // namespace daybook
