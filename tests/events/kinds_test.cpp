#include "events/kinds.hpp"

#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

#include "events/event.hpp"

namespace daybook {
namespace {

/// "number=text" of each member that has a number below 64, by number.
template <Spelled Enum>
std::vector<std::string> members() {
  std::vector<std::string> all;
  for (unsigned number = 0; number < 64; ++number) {
    if (const auto member = from_number<Enum>(number)) {
      EXPECT_EQ(parse<Enum>(to_text(*member)), member);
      all.push_back(std::to_string(number) + '=' + std::string(to_text(*member)));
    }
  }
  return all;
}

using Texts = std::vector<std::string>;

TEST(Kinds, have_the_spellings_of_the_schema_and_fixed_numbers) {
  EXPECT_EQ(members<Table>(), (Texts{"0=ledger", "1=customers", "2=debts", "3=payments", "4=communications", "5=accounts"}));
  EXPECT_EQ(members<CustomerStatus>(), (Texts{"0=active", "1=frozen", "2=closed"}));
  EXPECT_EQ(members<DebtStatus>(), (Texts{"0=ACTIVE", "1=DEFAULTED", "2=IN_COLLECTION", "3=PAID_OFF", "4=SETTLED", "5=WRITTEN_OFF"}));
  EXPECT_EQ(members<PaymentStatus>(), (Texts{"0=PENDING", "1=COMPLETED", "2=FAILED", "3=REFUNDED"}));
  EXPECT_EQ(members<AdjustmentKind>(), (Texts{"0=INTEREST", "1=FEE", "2=WAIVER", "3=CORRECTION", "4=IMPORT"}));
  EXPECT_EQ(members<RefundKind>(), (Texts{"0=REFUND", "1=RETURN", "2=CHARGEBACK", "3=ERROR"}));
  EXPECT_EQ(members<CommunicationType>(), (Texts{"0=CALL", "1=EMAIL", "2=SMS", "3=LETTER", "4=IN_PERSON"}));
  EXPECT_EQ(members<Direction>(), (Texts{"0=inbound", "1=outbound"}));
  EXPECT_EQ(members<SealedField>(), (Texts{"1=first_name",
                                           "2=last_name",
                                           "3=middle_name",
                                           "4=date_of_birth",
                                           "5=ssn",
                                           "6=email",
                                           "7=phone_primary",
                                           "8=phone_secondary",
                                           "9=address_line1",
                                           "10=address_line2",
                                           "11=city",
                                           "12=state",
                                           "13=zip_code",
                                           "14=country",
                                           "15=employer_name",
                                           "16=employment_status",
                                           "17=annual_income",
                                           "18=credit_score",
                                           "19=notes",
                                           "20=account_number",
                                           "21=routing_number",
                                           "22=contact_phone",
                                           "23=contact_email",
                                           "24=reason",
                                           "25=body_digest"}));
}

TEST(Kinds, are_spelled_exactly) {
  for (const char* text : {"", "active", "Active", "ACTIVE ", " ACTIVE", "ACTIV", "INCOLLECTION"}) {
    EXPECT_FALSE(parse<DebtStatus>(text)) << text;
  }
  EXPECT_FALSE(parse<CustomerStatus>("ACTIVE"));
  EXPECT_FALSE(from_number<DebtStatus>(6));
  EXPECT_FALSE(from_number<SealedField>(0));
  EXPECT_FALSE(from_number<DebtStatus>(256));
}

TEST(EventNames, are_those_of_the_types) {
  ASSERT_EQ(event_names().size(), std::variant_size_v<Event>);
  EXPECT_EQ(std::set(event_names().begin(), event_names().end()).size(), event_names().size());
  EXPECT_EQ(name_of(LedgerOpened{}), "LedgerOpened");
  EXPECT_EQ(name_of(CustomerReopened{}), "CustomerReopened");
  EXPECT_EQ(name_of(DebtPlacedInCollection{}), "DebtPlacedInCollection");
  EXPECT_EQ(name_of(CreditApplied{}), "CreditApplied");
  EXPECT_EQ(name_of(PaymentCompleted{}), "PaymentCompleted");
  EXPECT_EQ(name_of(CommunicationAmended{}), "CommunicationAmended");
  EXPECT_EQ(name_of(AccountReactivated{}), "AccountReactivated");
  EXPECT_EQ(name_of(AccountImported{}), "AccountImported");
  EXPECT_EQ(name_of(DataRevealed{}), "DataRevealed");
}

}  // namespace
}  // namespace daybook
