// Figures of a running service, for `/metrics`.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "api/http/operations.hpp"
#include "api/http/server.hpp"
#include "api/ledger.hpp"

namespace daybook {

/// Counts what was answered and tells it on. Any thread; what it observes must outlive it.
class Figures final : public Operations {
 public:
  /// `log` is told of every answered request, on the server's thread.
  explicit Figures(std::function<void(const AnsweredRequest&)> log);
  ~Figures() override;
  Figures(const Figures&) = delete;
  Figures& operator=(const Figures&) = delete;

  // Asked when figures are; before requests come.
  void observe(const Ledger& ledger);
  void observe(std::function<ServerCounts()> sockets);
  /// A figure of others: a gauge, or a counter if its name ends in `_total`.
  void observe(const char* name, const char* help, std::function<std::uint64_t()> figure);

  void answered(const AnsweredRequest& request) override;
  std::string metrics() const override;
  std::optional<Error> unready() const override;

 private:
  struct Content;
  std::unique_ptr<Content> content_;
};

}  // namespace daybook
