// `daybook prove POSITION`: a proof as a file, to be checked without the ledger.
#include "api/json/proof_json.hpp"
#include "tools/commands.hpp"
#include "tools/whole_number.hpp"

namespace daybook {
namespace {

struct ProveArguments {
  std::uint64_t position = 0;
  std::uint64_t from = 0;
  std::uint64_t size = 0;
};

Result<Proof> prove(const Snapshot& snapshot, const ProveArguments& options, Position size) {
  if (options.from > 0) {
    BOOST_OUTCOME_TRY(ConsistencyProof proof, snapshot.prove_consistency({options.from}, size));
    return Proof(std::move(proof));
  }
  BOOST_OUTCOME_TRY(InclusionProof proof, snapshot.prove_inclusion({options.position}, size));
  return Proof(std::move(proof));
}

Result<int> run(Context& context, const ProveArguments& options) {
  BOOST_OUTCOME_TRY(const auto ledger, open_ledger(context));
  const Snapshot snapshot = ledger->snapshot();
  const Position newest = snapshot.position();
  if (std::max({options.position, options.from, options.size}) > newest.value) {
    static_cast<void>(report(context, error(ErrorCode::invalid_field, "the log ends at position " + std::to_string(newest.value))));
    return exit_not_found;
  }
  BOOST_OUTCOME_TRY(const Proof proof, prove(snapshot, options, options.size > 0 ? Position{options.size} : newest));
  context.out.line(proof_document(proof));
  return exit_ok;
}

}  // namespace

void add_prove(CLI::App& app, Context& context) {
  const auto options = std::make_shared<ProveArguments>();
  CLI::App* command = app.add_subcommand("prove", "Print a proof that an event is on the log, or that the log only grew");
  CLI::Option* position = command->add_option("position", options->position, "Position of the event")->type_name("POSITION");
  position->check(whole_number(1));
  CLI::Option* from = command->add_option("--from", options->from, "Prove instead that the log as it was at this position only grew");
  from->type_name("POSITION")->check(whole_number(1))->excludes(position);
  command->add_option("--size", options->size, "For the log as it was at this position (default: as it is)")
      ->type_name("POSITION")
      ->check(whole_number(1));
  with_json(*command, context);
  with_examples(*command, "daybook prove 1 --data ledger", "daybook prove --from 1 --data ledger");
  on_ledger(*command, context, Runs::in_holder, [&context, options] {
    if (options->position == 0 && options->from == 0) {
      std::fputs("daybook: which event? POSITION is missing\n", context.err);
      return exit_usage;
    }
    const auto proven = run(context, *options);
    return proven ? proven.value() : report(context, proven.error());
  });
}

}  // namespace daybook
