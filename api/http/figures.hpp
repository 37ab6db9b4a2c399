// Figures of a running service, for `/metrics`.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "api/http/operations.hpp"
#include "api/http/server.hpp"
#include "api/ledger.hpp"

namespace daybook {

/// Counts what was answered and tells it on. Any thread; the ledger must outlive it.
class Figures final : public Operations {
 public:
  /// `log` is told of every answered request, on the server's thread.
  Figures(const Ledger& ledger, std::function<void(const AnsweredRequest&)> log);
  ~Figures() override;
  Figures(const Figures&) = delete;
  Figures& operator=(const Figures&) = delete;

  /// Of the sockets; asked when figures are.
  void watch(std::function<ServerCounts()> sockets);

  void answered(const AnsweredRequest& request) override;
  std::string metrics() const override;
  std::string unready() const override;

 private:
  struct Content;
  std::unique_ptr<Content> content_;
};

}  // namespace daybook
