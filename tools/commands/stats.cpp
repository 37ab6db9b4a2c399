// `daybook stats`: how large a ledger is.
#include <filesystem>

#include "api/json/writer.hpp"
#include "tools/commands.hpp"
#include "tools/text_table.hpp"

namespace daybook {
namespace {

namespace fs = std::filesystem;

struct Stats {
  PortfolioSummary portfolio;
  std::string currency;
  std::uintmax_t log_bytes = 0;
  std::uintmax_t views_bytes = 0;
  std::uintmax_t keys_bytes = 0;

  static void fields(const Stats& self, auto&& visit) {
    visit("position", self.portfolio.position.value);
    visit("customer_count", self.portfolio.customer_count);
    visit("debt_count", self.portfolio.debt_count);
    visit("payment_count", self.portfolio.payment_count);
    visit("communication_count", self.portfolio.communication_count);
    visit("account_count", self.portfolio.account_count);
    visit("log_bytes", self.log_bytes);
    visit("views_bytes", self.views_bytes);
    visit("keys_bytes", self.keys_bytes);
  }
};

/// Of a file, or of all files in a folder. What goes away meanwhile counts nothing.
std::uintmax_t bytes_of(const fs::path& path) {
  std::error_code gone;
  if (!fs::is_directory(path, gone)) {
    const std::uintmax_t size = fs::file_size(path, gone);
    return gone ? 0 : size;
  }
  std::uintmax_t sum = 0;
  for (fs::directory_iterator entry(path, gone); !gone && entry != fs::directory_iterator(); entry.increment(gone)) {
    sum += bytes_of(entry->path());
  }
  return sum;
}

Result<Stats> stats_of(const Context& context) {
  BOOST_OUTCOME_TRY(const auto ledger, open_ledger(context));
  Stats stats{.portfolio = {}, .currency = ledger->currency().text()};
  BOOST_OUTCOME_TRY(stats.portfolio, ledger->snapshot().portfolio());
  stats.log_bytes = bytes_of(context.data / "log");
  stats.views_bytes = bytes_of(context.data / "views");
  stats.keys_bytes = bytes_of(context.data / "keys");
  return stats;
}

Result<void> run(Context& context) {
  BOOST_OUTCOME_TRY(const Stats stats, stats_of(context));
  if (context.json) {
    JsonWriter writer(Currency{});
    writer.begin_object();
    writer.member("currency", stats.currency);
    write_fields(writer, stats);
    writer.end_object();
    context.out.line(writer.take());
    return success();
  }
  std::vector<std::pair<std::string, std::string>> texts{{"currency", stats.currency}};
  Stats::fields(stats, [&](std::string_view name, std::uint64_t number) { texts.emplace_back(name, std::to_string(number)); });
  print_fields(context.out, texts);
  return success();
}

}  // namespace

void add_stats(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("stats", "Print how many rows and events there are, and the bytes they take on disk");
  with_json(*command, context);
  with_examples(*command, "daybook stats --data ledger", "daybook stats --json --data ledger");
  on_ledger(*command, context, Runs::in_holder, [&context] {
    const auto printed = run(context);
    return printed ? exit_ok : report(context, printed.error());
  });
}

}  // namespace daybook
