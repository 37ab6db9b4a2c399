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

std::vector<std::string> documents_of(const Ledger& ledger) {
  const Snapshot snapshot = ledger.snapshot();
  const Currency& currency = snapshot.currency();
  std::vector<std::string> documents;
  const std::vector<CustomerRow> customers = snapshot.customers({.limit = all}).value();
  add_rows(customers, currency, documents);
  add_rows(snapshot.debts({.limit = all}).value(), currency, documents);
  add_rows(snapshot.payments({.limit = all}).value(), currency, documents);
  add_rows(snapshot.communications({.limit = all}).value(), currency, documents);
  add_rows(snapshot.accounts({.limit = all}).value(), currency, documents);
  for (const CustomerRow& customer : customers) {
    documents.push_back(summary_document(snapshot.summary(customer.id).value(), currency));
  }
  documents.push_back(portfolio_document(snapshot.portfolio().value(), currency));
  const std::vector<EventDetails> events = snapshot.events({.limit = all}).value();
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
