// `daybook ingest FILE|-`: bulk commands to receipts.
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/bulk/bulk.hpp"
#include "api/head_keeper.hpp"
#include "tools/commands.hpp"
#include "tools/progress.hpp"

namespace daybook {
namespace {

struct IngestArguments {
  std::string file;
  std::size_t batch_lines = 1000;
  bool stop_on_error = false;
  std::string head_to;
};

/// The file of commands; closed when it goes, unless it is stdin.
class Input {
 public:
  static Result<Input> open(const Context& context, const std::string& file) {
    if (file == "-") {
      return Input(context.in, false);
    }
    const int descriptor = ::open(context.path_of(file).c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
      return error(ErrorCode::internal, "cannot open " + file + ": " + std::strerror(errno));
    }
    return Input(descriptor, true);
  }

  Input(Input&& other) noexcept : descriptor_(other.descriptor_), owned_(std::exchange(other.owned_, false)) {}
  Input& operator=(Input&&) = delete;
  ~Input() {
    if (owned_) {
      ::close(descriptor_);
    }
  }

  int descriptor() const { return descriptor_; }
  /// 0 when it is no regular file.
  std::uint64_t size() const {
    struct stat about{};
    const bool is_file = ::fstat(descriptor_, &about) == 0 && S_ISREG(about.st_mode);
    return is_file ? static_cast<std::uint64_t>(about.st_size) : 0;
  }

 private:
  Input(int descriptor, bool owned) : descriptor_(descriptor), owned_(owned) {}
  int descriptor_;
  bool owned_;
};

Result<int> ingest(const Context& context, LineReader& reader, std::uint64_t input_bytes, Bulk& bulk) {
  Progress progress("ingesting", "lines", context.err);
  BOOST_OUTCOME_TRY(run_bulk(reader, bulk, [&] {
    const double share = input_bytes == 0 ? 0 : static_cast<double>(reader.bytes_read()) / static_cast<double>(input_bytes);
    progress.show_share(bulk.lines(), share);
  }));
  if (reader.was_cut()) {
    return error(ErrorCode::busy, "the service stops: no line after line " + std::to_string(bulk.lines()) + " was read");
  }
  return bulk.exit_code();
}

Result<int> run(Context& context, const IngestArguments& options) {
  BOOST_OUTCOME_TRY(const Input input, Input::open(context, options.file));
  BOOST_OUTCOME_TRY(const auto ledger, open_ledger(context));
  std::unique_ptr<HeadKeeper> keeper;
  if (!options.head_to.empty()) {
    BOOST_OUTCOME_TRY(keeper, HeadKeeper::start(*ledger, context.path_of(options.head_to)));
  }
  LineReader reader(input.descriptor(), line_bytes_max, context.is_cancelled);
  Bulk bulk(*ledger, context.out, {.batch_lines = options.batch_lines, .stop_on_error = options.stop_on_error, .actor = context.actor()});
  BOOST_OUTCOME_TRY(const int exit_code, ingest(context, reader, input.size(), bulk));
  if (keeper) {
    BOOST_OUTCOME_TRY(keeper->stop());
  }
  return exit_code;
}

}  // namespace

void add_ingest(CLI::App& app, Context& context) {
  const auto options = std::make_shared<IngestArguments>();
  CLI::App* command = app.add_subcommand("ingest", "Apply bulk commands, one JSON object a line; answers one receipt a line, in order");
  command->add_option("file", options->file, "File of commands; - is stdin")->required()->type_name("FILE|-");
  command->add_option("--batch", options->batch_lines, "Lines that are committed together")->type_name("N")->check(CLI::Range(1, 100'000));
  command->add_flag("--stop-on-error", options->stop_on_error, "After a refused line apply and answer no later one");
  command
      ->add_option("--head-to", options->head_to,
                   "Keep the newest tree head in this file, on another disk; it must be one of this ledger's")
      ->type_name("FILE");
  with_json(*command, context);
  with_examples(
      *command,
      R"(echo '{"command":"create_customer","data":{"first_name":"Jane","last_name":"Smith","phone_primary":"+1987654321"}}' | daybook ingest - --data ledger)",
      R"(echo '{"command":"freeze_customer","data":{"customer_id":1},"dry_run":true}' | daybook ingest - --data ledger --stop-on-error)");
  on_ledger(*command, context, Runs::in_holder, [&context, options] {
    const auto exit_code = run(context, *options);
    return exit_code ? exit_code.value() : report(context, exit_code.error());
  });
}

}  // namespace daybook
