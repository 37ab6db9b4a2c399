// `daybook check-proof FILE|-`: whether a proof proves what it claims. Needs no ledger.
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "api/json/event_json.hpp"
#include "api/json/proof_json.hpp"
#include "api/json/tree_head.hpp"
#include "events/codec.hpp"
#include "tools/commands.hpp"
#include "tools/text_table.hpp"

namespace daybook {
namespace {

/// A record takes a few KiB; a frame never more than a few MiB.
constexpr std::size_t proof_bytes_max = 64U << 20U;

struct CheckProofArguments {
  std::string file;
  std::optional<std::string> head;
};

Result<std::string> read_all(int descriptor, const std::string& name) {
  std::string text;
  std::array<char, 65'536> buffer{};
  while (text.size() <= proof_bytes_max) {
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count == 0) {
      return text;
    }
    if (count < 0) {
      return error(ErrorCode::internal, "cannot read " + name + ": " + std::strerror(errno));
    }
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return error(ErrorCode::malformed, name + " is too long for a proof");
}

Result<std::string> read_input(const Context& context, const std::string& name) {
  if (name == "-") {
    return read_all(context.in, "the standard input");
  }
  const int descriptor = ::open(context.path_of(name).c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return error(ErrorCode::internal, "cannot open " + name + ": " + std::strerror(errno));
  }
  auto text = read_all(descriptor, name);
  ::close(descriptor);
  return text;
}

/// A file of lines ends in one; any other byte after the document is not as `prove` wrote it.
std::string_view without_line_end(std::string_view text) { return text.ends_with('\n') ? text.substr(0, text.size() - 1) : text; }

bool is_about(const Proof& proof, const TreeHead& head) {
  const TreeHead leads_to = tree_head_of(proof);
  const auto* consistency = std::get_if<ConsistencyProof>(&proof);
  return (leads_to.size == head.size && leads_to.root == head.root) ||
         (consistency != nullptr && consistency->from == head.size && consistency->from_root == head.root);
}

/// The proof, when it holds; `malformed` or `corrupt`, saying why, when it does not.
Result<Proof> checked(std::string_view text, const std::optional<TreeHead>& head) {
  if (text.ends_with(' ') || text.ends_with('\t') || text.ends_with('\r') || text.ends_with('\n')) {
    return error(ErrorCode::malformed, "no proof: there are blanks after it");
  }
  BOOST_OUTCOME_TRY(Proof proof, parse_proof(text));
  BOOST_OUTCOME_TRY(check_proof(proof));
  if (head && !is_about(proof, *head)) {
    return error(ErrorCode::corrupt, "it leads to another tree head than the one given");
  }
  return proof;
}

using Fields = std::vector<std::pair<std::string, std::string>>;

/// What the proven record says of itself. Position and time are not in it; personal fields are sealed.
Fields fields_of_record(const std::string& bytes) {
  const auto record = decode_record(bytes);
  if (!record) {
    return {{"event", "of a kind this program does not know"}};
  }
  const Envelope& envelope = record.value().envelope;
  return {{"event", std::string(name_of(record.value().event))},
          {"stream", stream_of(envelope)},
          {"version", std::to_string(envelope.version.value)},
          {"actor", printable(envelope.actor)}};
}

Fields fields_of(const Proof& proof) {
  if (const auto* inclusion = std::get_if<InclusionProof>(&proof)) {
    Fields fields{{"proof", "inclusion"},
                  {"position", std::to_string(inclusion->position.value)},
                  {"size", std::to_string(inclusion->size.value)},
                  {"root", to_hex(inclusion->root)}};
    const Fields record = fields_of_record(inclusion->record);
    fields.insert(fields.end(), record.begin(), record.end());
    return fields;
  }
  const auto& consistency = std::get<ConsistencyProof>(proof);
  return {{"proof", "consistency"},
          {"from", std::to_string(consistency.from.value)},
          {"to", std::to_string(consistency.to.value)},
          {"from_root", to_hex(consistency.from_root)},
          {"to_root", to_hex(consistency.to_root)}};
}

bool is_number(const std::string& name) {
  return name == "position" || name == "size" || name == "from" || name == "to" || name == "version";
}

void print_json(Output& out, const Result<Proof>& outcome, bool against_head) {
  JsonWriter writer(Currency{});
  writer.begin_object();
  writer.member("ok", outcome.has_value());
  if (outcome) {
    for (const auto& [name, value] : fields_of(outcome.value())) {
      writer.name(name);
      if (is_number(name)) {
        writer.literal(value);
      } else {
        writer.value(value);
      }
    }
    writer.member("against_head", against_head);
  } else {
    writer.member("reason", outcome.error().detail);
  }
  writer.end_object();
  out.line(writer.take());
}

void print(Output& out, const Result<Proof>& outcome, bool against_head) {
  if (!outcome) {
    return out.line("refused: " + printable(outcome.error().detail));
  }
  print_fields(out, fields_of(outcome.value()));
  out.line("");
  out.line(against_head ? "proven, for the tree head given"
                        : "proven, for whoever trusts the root: compare it with a tree head kept elsewhere, or give that with --head");
}

Result<int> run(Context& context, const CheckProofArguments& options) {
  BOOST_OUTCOME_TRY(const std::string text, read_input(context, options.file));
  std::optional<TreeHead> head;
  if (options.head) {
    BOOST_OUTCOME_TRY(head, read_tree_head(context.path_of(*options.head)));
  }
  const Result<Proof> outcome = checked(without_line_end(text), head);
  if (context.json) {
    print_json(context.out, outcome, head.has_value());
  } else {
    print(context.out, outcome, head.has_value());
  }
  return outcome ? exit_ok : exit_fault_found;
}

}  // namespace

void add_check_proof(CLI::App& app, Context& context) {
  const auto options = std::make_shared<CheckProofArguments>();
  CLI::App* command = app.add_subcommand("check-proof", "Check a proof that `prove` printed; needs no ledger");
  command->add_option("file", options->file, "File of the proof; - is stdin")->required()->type_name("FILE|-");
  command->add_option("--head", options->head, "A tree head kept elsewhere that the proof must be about")->type_name("FILE");
  with_json(*command, context);
  with_examples(*command, "daybook prove 1 --data ledger | daybook check-proof -",
                "daybook prove --from 1 --data ledger | daybook check-proof - --json");
  command->callback([&context, options] {
    context.run = [&context, options] {
      const auto outcome = run(context, *options);
      return outcome ? outcome.value() : report(context, outcome.error());
    };
  });
}

}  // namespace daybook
