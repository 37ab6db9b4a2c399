#include "tests/golden/golden.hpp"

#include <fstream>

#include "api/json/event_json.hpp"
#include "api/json/summary_json.hpp"
#include "api/verify.hpp"
#include "engine/row_space.hpp"

namespace daybook::golden {
namespace {

constexpr std::size_t all = 100'000;

template <class Row>
void add_rows(const std::vector<Row>& rows, const Currency& currency, std::vector<std::string>& documents) {
  for (const Row& row : rows) {
    JsonWriter writer(currency);
    writer.begin_object();
    write_fields(writer, row);
    writer.end_object();
    documents.push_back(writer.take());
  }
}

}  // namespace

Result<std::vector<std::string>> documents_of(const Ledger& ledger) {
  const Snapshot snapshot = ledger.snapshot();
  const Currency& currency = snapshot.currency();
  std::vector<std::string> documents;
  BOOST_OUTCOME_TRY(const auto customers, snapshot.customers({.limit = all}));
  add_rows(customers, currency, documents);
  BOOST_OUTCOME_TRY(const auto debts, snapshot.debts({.limit = all}));
  add_rows(debts, currency, documents);
  BOOST_OUTCOME_TRY(const auto payments, snapshot.payments({.limit = all}));
  add_rows(payments, currency, documents);
  BOOST_OUTCOME_TRY(const auto communications, snapshot.communications({.limit = all}));
  add_rows(communications, currency, documents);
  BOOST_OUTCOME_TRY(const auto accounts, snapshot.accounts({.limit = all}));
  add_rows(accounts, currency, documents);
  for (const CustomerRow& customer : customers) {
    BOOST_OUTCOME_TRY(const auto summary, snapshot.summary(customer.id));
    documents.push_back(summary_document(summary, currency));
  }
  BOOST_OUTCOME_TRY(const auto portfolio, snapshot.portfolio());
  documents.push_back(portfolio_document(portfolio, currency));
  BOOST_OUTCOME_TRY(const auto events, snapshot.events({.limit = all}));
  for (const EventDetails& event : events) {
    documents.push_back(event_line(event, currency));
  }
  return documents;
}

std::vector<std::string> digests_of(const std::filesystem::path& directory) {
  const VerifyReport report = verify({.directory = directory}).value();
  std::vector<std::string> lines{"log " + std::to_string(report.position.value) + ' ' + report.root};
  for (const auto& [projection, digest] : report.digests) {
    lines.push_back("views " + std::to_string(views_schema_version) + ' ' + projection + ' ' + digest);
  }
  return lines;
}

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    lines.push_back(line);
  }
  return lines;
}

}  // namespace daybook::golden
