#include "api/http/router.hpp"

#include "tests/api/ledger/fixture.hpp"

namespace daybook {
namespace {

/// Tells nobody.
class NoOperations final : public Operations {
 public:
  void answered(const AnsweredRequest& /*request*/) override {}
  std::string metrics() const override { return ""; }
  std::optional<Error> unready() const override { return std::nullopt; }
};

class RouterTest : public LedgerTest {
 protected:
  RouterTest() : access_(Access::open(*ledger_).value()), router_(*ledger_, *access_, operations_) {}

  std::unique_ptr<Access> access_;
  NoOperations operations_;
  Router router_;
};

TEST_F(RouterTest, what_only_reads_and_takes_too_long_has_changed_nothing) {
  for (const Method method : {Method::get, Method::head}) {
    const HttpResponse response = router_.overdue(method);
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.code, "busy");
    EXPECT_TRUE(response.closes);
  }
}

TEST_F(RouterTest, what_writes_and_takes_too_long_may_have_been_written) {
  for (const Method method : {Method::post, Method::patch}) {
    EXPECT_EQ(router_.overdue(method).code, "outcome_unknown");
  }
}

}  // namespace
}  // namespace daybook
