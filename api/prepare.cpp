#include "api/prepare.hpp"

#include <algorithm>
#include <optional>

#include "engine/domain/validate.hpp"
#include "projections/row_source.hpp"
#include "projections/sealed_groups.hpp"

namespace daybook {
namespace {

/// Sealed fields as a command gives them; nothing clears.
using GivenFields = std::map<SealedField, std::optional<std::string>>;

std::string text_of(const std::string& value, const Currency&) { return value; }
std::string text_of(std::int32_t value, const Currency&) { return std::to_string(value); }
std::string text_of(Date value, const Currency&) { return format(value); }
std::string text_of(Money value, const Currency& currency) { return format(value, currency); }

/// Collects the sealed fields of a command.
class Collector {
 public:
  Collector(const Currency& currency, GivenFields& given) : currency_(currency), given_(given) {}

  template <class T>
  void operator()(const Field& field, const T& value) const {
    if constexpr (requires { text_of(value, currency_); }) {
      if (field.sealed) {
        given_[*field.sealed] = text_of(value, currency_);
      }
    }
  }
  template <class T>
  void operator()(const Field& field, const std::optional<T>& value) const {
    if (value) {
      (*this)(field, *value);
    }
  }
  template <class T>
  void operator()(const Field& field, const Change<T>& change) const {
    if (change.clears() && field.sealed) {
      given_[*field.sealed] = std::nullopt;
    }
    (*this)(field, change.value());
  }

 private:
  const Currency& currency_;
  GivenFields& given_;
};

template <class Described>
GivenFields sealed_fields(const Described& described, const Currency& currency) {
  GivenFields given;
  Described::fields(described, Collector(currency, given));
  return given;
}

/// The personal values of a command, gone once they are sealed.
struct Eraser {
  template <class T>
  void operator()(const Field& field, T& value) const {
    if (field.sealed) {
      value = T{};
    }
  }
};

template <class Described>
void erase_sealed(Described& described) {
  Described::fields(described, Eraser{});
}

Group group_given(const GivenFields& given, GroupKind kind) {
  Group group;
  for (const auto& [field, value] : given) {
    if (value && group_of(field) == kind) {
      group.emplace(field, *value);
    }
  }
  return group;
}

Group all_given(const GivenFields& given) {
  Group group = group_given(given, GroupKind::personal);
  group.merge(group_given(given, GroupKind::secret));
  return group;
}

/// The views, read only when a command needs them.
class LazyRows {
 public:
  explicit LazyRows(const Engine& engine) : engine_(engine) {}

  Result<const RowSource*> get() {
    if (!rows_) {
      BOOST_OUTCOME_TRY(rows_, ViewSource::open(engine_.rows().snapshot()));
    }
    return rows_.get();
  }

 private:
  const Engine& engine_;
  std::shared_ptr<const ViewSource> rows_;
};

/// The row a command names, as far as sealing needs it.
struct NamedRow {
  Table table = Table::ledger;
  std::uint64_t id = 0;
  CustomerId customer;
  Position sealed_at;
};

template <class Id>
Result<std::optional<NamedRow>> named(const RowSource& rows, Table table, Id id) {
  BOOST_OUTCOME_TRY(const auto row, rows.find(id));
  if (!row) {
    return std::optional<NamedRow>();
  }
  NamedRow found{table, id.value, {}, {}};
  if constexpr (requires { row->customer_id; }) {
    found.customer = row->customer_id;
  } else {
    found.customer = row->id;
  }
  if constexpr (requires { row->sealed_at; }) {
    found.sealed_at = row->sealed_at;
  }
  return std::optional(found);
}

template <class Described>
Result<std::optional<NamedRow>> row_named_by(const Described& command, const RowSource& rows) {
  if constexpr (requires { command.payment_id; }) {
    return named(rows, Table::payments, command.payment_id);
  } else if constexpr (requires { command.communication_id; }) {
    return named(rows, Table::communications, command.communication_id);
  } else if constexpr (requires { command.account_id; }) {
    return named(rows, Table::accounts, command.account_id);
  } else if constexpr (requires { command.customer_id; }) {
    return named(rows, Table::customers, command.customer_id);
  } else if constexpr (requires { command.debt_id; }) {
    return named(rows, Table::debts, command.debt_id);
  } else {
    return named(rows, Table::debts, command.from_debt_id);
  }
}

/// Seals one command or row: fills in a Sealing and the envelope's note.
class Sealer {
 public:
  Sealer(Engine& engine, const Currency& currency) : vault_(engine.vault()), rows_(engine), currency_(currency) {}

  const Currency& currency() const { return currency_; }

  Result<KeyId> key_of_customer(CustomerId id) {
    BOOST_OUTCOME_TRY(const RowSource* rows, rows_.get());
    BOOST_OUTCOME_TRY(const auto customer, rows->find(id));
    return customer ? customer->key_id : KeyId{};
  }

  template <class Described>
  Result<std::optional<NamedRow>> find_row(const Described& command) {
    BOOST_OUTCOME_TRY(const RowSource* rows, rows_.get());
    return row_named_by(command, *rows);
  }

  /// Groups of a new row.
  Result<void> seal_new(KeyId key, const GivenFields& given, Group extra, Sealing& sealing) {
    const Group all = all_given(given);
    sealing.tokens = tokens_of(vault_, all);
    if (const auto born = all.find(SealedField::date_of_birth); born != all.end()) {
      BOOST_OUTCOME_TRY(sealing.date_of_birth, parse_date(born->second));
    }
    Group personal = group_given(given, GroupKind::personal);
    personal.merge(extra);
    BOOST_OUTCOME_TRY(sealing.personal, vault_.seal(key, GroupKind::personal, personal));
    BOOST_OUTCOME_TRY(sealing.secret, vault_.seal(key, GroupKind::secret, group_given(given, GroupKind::secret)));
    return success();
  }

  /// Groups of a row that changes: read, opened, merged, what did not change dropped, resealed as a whole.
  Result<void> seal_changes(KeyId key, const NamedRow& row, const GivenFields& given, Sealing& sealing) {
    sealing.based_on = row.sealed_at;
    GivenFields changes;
    BOOST_OUTCOME_TRY(sealing.personal, seal_changed_group(key, row, GroupKind::personal, given, changes));
    BOOST_OUTCOME_TRY(sealing.secret, seal_changed_group(key, row, GroupKind::secret, given, changes));
    for (const auto& [field, value] : changes) {
      sealing.changed.push_back(field);
    }
    const Group all = all_given(changes);
    sealing.tokens = tokens_of(vault_, all);
    if (const auto born = all.find(SealedField::date_of_birth); born != all.end()) {
      BOOST_OUTCOME_TRY(sealing.date_of_birth, parse_date(born->second));
    }
    return success();
  }

  Result<Sealed> seal_note(KeyId key, const Group& note) { return vault_.seal(key, GroupKind::note, note); }

 private:
  Result<Sealed> seal_changed_group(KeyId key, const NamedRow& row, GroupKind kind, const GivenFields& given, GivenFields& changes) {
    BOOST_OUTCOME_TRY(const RowSource* rows, rows_.get());
    BOOST_OUTCOME_TRY(const Sealed before, rows->sealed(row.table, row.id, kind));
    BOOST_OUTCOME_TRY(Group group, vault_.open(kind, before));
    bool changed = false;
    for (const auto& [field, value] : given) {
      const auto old = group.find(field);
      const bool same = value ? old != group.end() && old->second == *value : old == group.end();
      if (group_of(field) != kind || same) {
        continue;
      }
      changed = true;
      changes.emplace(field, value);
      if (value) {
        group.insert_or_assign(field, *value);
      } else {
        group.erase(field);
      }
    }
    // A digest of the imported row speaks of the row as it was.
    group.erase(SealedField::body_digest);
    return changed ? vault_.seal(key, kind, group) : Result<Sealed>(Sealed{});
  }

  Vault& vault_;
  LazyRows rows_;
  const Currency& currency_;
};

template <class Described>
constexpr bool creates_customer = std::is_same_v<Described, CreateCustomer>;

template <class Described>
constexpr bool changes_sealed_fields = std::is_same_v<Described, UpdateCustomer> || std::is_same_v<Described, ChangeDebtTerms> ||
                                       std::is_same_v<Described, AmendCommunication> || std::is_same_v<Described, UpdateAccount>;

/// What the envelope's note holds: the reason, and the digest of a personal body.
Group note_of(const CommandEnvelope& envelope, const Digest& digest, bool personal, PreparedCommand& prepared) {
  Group note;
  if (envelope.reason) {
    note.emplace(SealedField::reason, *envelope.reason);
  }
  if (!envelope.idempotency_key.empty()) {
    if (personal) {
      note.emplace(SealedField::body_digest, std::string(digest.view()));
    } else {
      prepared.body_digest = digest;
    }
  }
  return note;
}

template <class Described>
Result<void> seal_command(Sealer& sealer, Vault& vault, const Described& command, const CommandEnvelope& envelope, const Digest& digest,
                          PreparedCommand& prepared) {
  Sealing& sealing = prepared.sealing;
  GivenFields given = sealed_fields(command, sealer.currency());
  const Group note = note_of(envelope, digest, !given.empty(), prepared);
  if (given.empty() && note.empty()) {
    return success();
  }
  KeyId key;
  if constexpr (creates_customer<Described>) {
    given.try_emplace(SealedField::country, "USA");
    BOOST_OUTCOME_TRY(sealing.new_key, vault.draw_key());
    key = sealing.new_key;
    BOOST_OUTCOME_TRY(sealer.seal_new(key, given, {}, sealing));
  } else {
    BOOST_OUTCOME_TRY(const auto row, sealer.find_row(command));
    if (!row) {
      sealing.incomplete = true;
      return success();
    }
    BOOST_OUTCOME_TRY(key, sealer.key_of_customer(row->customer));
    if constexpr (changes_sealed_fields<Described>) {
      BOOST_OUTCOME_TRY(sealer.seal_changes(key, *row, given, sealing));
    } else {
      BOOST_OUTCOME_TRY(sealer.seal_new(key, given, {}, sealing));
    }
  }
  BOOST_OUTCOME_TRY(prepared.note, sealer.seal_note(key, note));
  return success();
}

/// The digest of an imported row: in its personal group when the row is personal, else with its origin.
Group digest_of_row(const GivenFields& given, const Digest& digest, ImportOrigin& origin) {
  if (given.empty()) {
    origin.body_digest = digest;
    return {};
  }
  return {{SealedField::body_digest, std::string(digest.view())}};
}

template <class Row>
Result<void> seal_row(Sealer& sealer, KeyId key, Row& row, ImportOrigin& origin, const Digest& digest, Sealing& sealing) {
  const GivenFields given = sealed_fields(row, sealer.currency());
  Group extra = digest_of_row(given, digest, origin);
  if (!given.empty() && !key) {
    sealing.incomplete = true;
    return success();
  }
  BOOST_OUTCOME_TRY(sealer.seal_new(key, given, std::move(extra), sealing));
  erase_sealed(row);
  return success();
}

void add_envelope_errors(const Request& request, std::vector<Error>& errors) {
  const CommandEnvelope& envelope = request.envelope;
  const auto add = [&](std::string_view name, const std::string& why) {
    if (!why.empty()) {
      errors.push_back(error(ErrorCode::invalid_field, std::string(name) + " " + why, "/" + std::string(name)));
    }
  };
  add("idempotency_key", problem_of(Check::text, Presence::optional, envelope.idempotency_key));
  add("actor", problem_of(Check::text, Presence::required, envelope.actor));
  if (envelope.reason) {
    add("reason", problem_of(Check::text, Presence::required, *envelope.reason));
  } else if (needs_reason(request.command)) {
    errors.push_back(error(ErrorCode::missing_field, "reason is required", "/reason"));
  }
}

Result<void> folded(std::vector<Error> errors) {
  if (errors.empty()) {
    return success();
  }
  return fold(std::move(errors));
}

}  // namespace

Result<void> Preparer::check(const Request& request) {
  std::vector<Error> errors = validate(request.command);
  add_envelope_errors(request, errors);
  return folded(std::move(errors));
}

Result<void> Preparer::check(const Import& import) { return folded(validate(import)); }

Result<void> Preparer::prepare(const Request& request, PreparedCommand& prepared) const {
  const CommandEnvelope& envelope = request.envelope;
  prepared.what = &request.command;
  prepared.actor = envelope.actor;
  prepared.idempotency_key = envelope.idempotency_key;
  prepared.expected_version = envelope.expected_version;
  prepared.dry_run = envelope.dry_run;
  Sealer sealer(engine_, currency_);
  const Digest body = envelope.idempotency_key.empty() ? Digest{} : digest(request.command);
  return std::visit([&](const auto& command) { return seal_command(sealer, engine_.vault(), command, envelope, body, prepared); },
                    request.command);
}

Result<void> Preparer::prepare(Import& import, const std::string& actor, PreparedCommand& prepared) const {
  prepared.what = &import;
  prepared.actor = actor;
  Sealer sealer(engine_, currency_);
  const Digest body = digest(import);
  return std::visit(
      [&](auto& row) -> Result<void> {
        KeyId key;
        if constexpr (requires { row.row.customer_id; }) {
          BOOST_OUTCOME_TRY(key, sealer.key_of_customer(row.row.customer_id));
        } else {
          BOOST_OUTCOME_TRY(prepared.sealing.new_key, engine_.vault().draw_key());
          key = prepared.sealing.new_key;
        }
        if constexpr (requires { row.payments; }) {
          for (ImportPayment& payment : row.payments) {
            BOOST_OUTCOME_TRY(seal_row(sealer, key, payment.row, payment.origin, digest(Import(payment)), payment.sealing));
          }
        }
        return seal_row(sealer, key, row.row, row.origin, body, prepared.sealing);
      },
      import);
}

}  // namespace daybook
