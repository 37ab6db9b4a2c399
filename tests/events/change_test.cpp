#include "events/change.hpp"

#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <type_traits>

namespace daybook {
namespace {

struct Update {
  Change<std::string> notes{};
  Change<int> days{};
};

TEST(Change, leaves_alone_what_is_not_named) {
  const Update update{.days = 3};
  std::optional<std::string> notes = "old";
  update.notes.apply_to(notes);
  EXPECT_FALSE(update.notes.given());
  EXPECT_EQ(notes, "old");
}

TEST(Change, sets_and_clears) {
  std::optional<int> days = 1;
  Change<int>(3).apply_to(days);
  EXPECT_EQ(days, 3);
  EXPECT_FALSE(Change<int>(3).clears());
  Change<int>::cleared().apply_to(days);
  EXPECT_EQ(days, std::nullopt);
  EXPECT_TRUE(Change<int>::cleared().given());
}

TEST(Change, of_text_takes_a_literal) {
  const Update update{.notes = "call back"};
  EXPECT_EQ(update.notes, Change<std::string>(std::string("call back")));
  EXPECT_FALSE((std::is_constructible_v<Change<int>, const char*>));
}

}  // namespace
}  // namespace daybook
