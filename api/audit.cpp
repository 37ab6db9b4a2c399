#include "api/audit.hpp"

#include "projections/sealed_groups.hpp"

namespace daybook {

void Audit::apply(const Record& record) {
  const Envelope& envelope = record.envelope;
  if (envelope.recorded_at < newest_ && !out_of_time_) {
    out_of_time_ = Finding{envelope.position, "recorded before the event in front of it"};
  }
  newest_ = envelope.recorded_at;
  laws_.take(record);
  if (vault_ != nullptr && envelope.position >= since_) {
    open_all(record);
  }
  views_.apply(record);
  if (envelope.following == 0) {
    laws_.command_done(views_.state());
  }
}

void Audit::open_all(const Record& record) {
  const Position position = record.envelope.position;
  open(position, GroupKind::note, record.envelope.note);
  for_each_sealed_group(record.event, [&](const SealedGroup& group) { open(position, group.kind, group.sealed); });
}

void Audit::open(Position position, GroupKind kind, const Sealed& sealed) {
  const auto opened = vault_->open(kind, sealed);
  if (!opened && opened.error().code != ErrorCode::erased && !unsealable_) {
    unsealable_ = Finding{position, opened.error().detail};
  }
}

}  // namespace daybook
