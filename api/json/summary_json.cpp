#include "api/json/summary_json.hpp"

namespace daybook {
namespace {

void write_bucket(JsonWriter& writer, std::string_view name, const Bucket& bucket) {
  writer.name(name);
  writer.begin_object();
  writer.member("count", bucket.count);
  writer.member("current_balance", bucket.current_balance);
  writer.end_object();
}

}  // namespace

std::string portfolio_document(const PortfolioSummary& portfolio, const Currency& currency) {
  JsonWriter writer(currency);
  writer.begin_object();
  writer.member("customer_count", portfolio.customer_count);
  writer.member("debt_count", portfolio.debt_count);
  writer.member("payment_count", portfolio.payment_count);
  writer.member("communication_count", portfolio.communication_count);
  writer.member("account_count", portfolio.account_count);
  write_fields(writer, portfolio.totals);
  writer.name("by_status");
  writer.begin_object();
  for (const auto& [status, text] : spellings_of_debt_status) {
    write_bucket(writer, text, portfolio.by_status.at(static_cast<std::size_t>(status)));
  }
  writer.end_object();
  writer.name("by_days_past_due");
  writer.begin_object();
  for (std::size_t i = 0; i < past_due_names.size(); ++i) {
    write_bucket(writer, past_due_names.at(i), portfolio.by_days_past_due.at(i));
  }
  writer.end_object();
  writer.member("position", portfolio.position);
  writer.end_object();
  return writer.take();
}

std::string summary_document(const CustomerSummary& summary, const Currency& currency) {
  JsonWriter writer(currency);
  writer.begin_object();
  write_fields(writer, summary);
  writer.end_object();
  return writer.take();
}

}  // namespace daybook
