#include "tools/holder.hpp"

#include "tools/control.hpp"
#include "tools/program.hpp"

namespace daybook {

struct Holder::Content {
  LedgerOptions options;
  Held held;
  /// The last member: its commands use the others.
  std::unique_ptr<ControlListener> listener{};
};

Holder::Holder(std::unique_ptr<Content> content) : content_(std::move(content)) {}
Holder::~Holder() = default;
void Holder::stop() { content_->listener->stop(); }
bool Holder::wait(std::chrono::milliseconds most) { return content_->listener->wait(most); }

Result<std::unique_ptr<Holder>> Holder::listen(const LedgerOptions& options, Held held) {
  auto content = std::make_unique<Content>(Content{.options = options, .held = std::move(held)});
  if (content->held.access == nullptr) {
    BOOST_OUTCOME_TRY(content->held.access, Access::open(*content->held.ledger));
  }
  BOOST_OUTCOME_TRY(content->listener,
                    ControlListener::listen(options.directory, [held_content = content.get()](const ControlRequest& request) {
                      return run_for_other(held_content->held, held_content->options, request);
                    }));
  return std::unique_ptr<Holder>(new Holder(std::move(content)));
}

}  // namespace daybook
