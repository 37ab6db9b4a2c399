#include "projections/payment_block.hpp"

#include "projections/archive.hpp"

namespace daybook {
namespace {

/// How many bytes each payment of a block takes, in the order of their places.
using Sizes = std::array<std::uint64_t, block_payments>;

/// An instant that is near another one.
template <class Archive>
void archive_after(Archive& a, Instant& instant, Instant base) {
  auto difference =
      static_cast<std::int64_t>(static_cast<std::uint64_t>(instant.microseconds) - static_cast<std::uint64_t>(base.microseconds));
  archive(a, difference);
  instant.microseconds = static_cast<std::int64_t>(static_cast<std::uint64_t>(base.microseconds) + static_cast<std::uint64_t>(difference));
}

/// A payment without its id. Neighbours have much in common: some of it stands only in `base`, the first one of the block.
template <class Archive>
void archive_after(Archive& a, Payment& row, const Payment& base) {
  archive(a, row.customer_id, row.debt_id, row.status, row.since_write_off, row.has_notes, row.amount, row.applied, row.credited,
          row.refunded_amount, row.transaction_id, row.external);
  archive_after(a, row.payment_date, base.payment_date);
  archive_after(a, row.created_at, base.created_at);
  bool is_usual = row.payment_method == base.payment_method;
  archive(a, is_usual);
  if (!is_usual) {
    archive(a, row.payment_method);
  } else if constexpr (Archive::reads) {
    row.payment_method = base.payment_method;
  }
}

/// The head of a block; how many places follow.
std::size_t read_head(ArchiveReader& reader, PaymentBlock& block, Sizes& sizes) {
  std::uint64_t count = 0;
  archive(reader, block.id, count);
  if (count > sizes.size()) {
    reader.fail();
    return 0;
  }
  for (std::size_t place = 0; place < count; ++place) {
    reader.number(sizes[place]);
  }
  return reader.ok() ? count : 0;
}

/// The payment at a place whose bytes come next.
void read_place(ArchiveReader& reader, PaymentBlock& block, std::size_t place) {
  const Payment none;
  Payment& row = block.payments[place];
  archive_after(reader, row, place == 0 ? none : block.payments.front());
  row.id = {(block.id.value - 1) * block_payments + place + 1};
}

}  // namespace

std::vector<PaymentBlockId> blocks_of(const std::vector<PaymentId>& payments) {
  std::vector<PaymentBlockId> blocks;
  for (const PaymentId payment : payments) {
    if (blocks.empty() || blocks.back() != block_of(payment)) {
      blocks.push_back(block_of(payment));
    }
  }
  return blocks;
}

void archive(ArchiveWriter& writer, PaymentBlock& block) {
  const Payment none;
  GrowingBytes payments;
  ArchiveWriter body(payments);
  Sizes sizes{};
  std::uint64_t count = 0;
  for (std::size_t place = 0; place < block_payments; ++place) {
    if (Payment& row = block.payments[place]; row.id) {
      const std::size_t before = payments.size();
      archive_after(body, row, place == 0 ? none : block.payments.front());
      sizes[place] = payments.size() - before;
      count = place + 1;
    }
  }
  archive(writer, block.id, count);
  for (std::size_t place = 0; place < count; ++place) {
    writer.number(sizes[place]);
  }
  writer.bytes(payments.view().data(), payments.size());
}

void archive(ArchiveReader& reader, PaymentBlock& block) {
  Sizes sizes{};
  const std::size_t count = read_head(reader, block, sizes);
  for (std::size_t place = 0; place < count; ++place) {
    if (sizes[place] > 0) {
      read_place(reader, block, place);
    }
  }
}

bool read_payment(std::string_view bytes, PaymentId id, std::optional<Payment>& found) {
  ArchiveReader reader(bytes);
  PaymentBlock block;
  Sizes sizes{};
  const std::size_t count = read_head(reader, block, sizes);
  const std::size_t wanted = PaymentBlock::place_of(id);
  if (block.id != block_of(id) || !reader.ok()) {
    return false;
  }
  for (std::size_t place = 0; place <= wanted && place < count; ++place) {
    if (sizes[place] > 0 && (place == 0 || place == wanted)) {
      read_place(reader, block, place);
    } else {
      reader.skip(sizes[place]);
    }
  }
  if (reader.ok() && block.find(id) != nullptr) {
    found = std::move(block.edit(id));
  }
  return reader.ok();
}

}  // namespace daybook
