#include "api/http/router.hpp"

#include <algorithm>
#include <array>
#include <random>

#include "api/http/answers.hpp"
#include "api/http/bulk_stream.hpp"
#include "api/http/examples.hpp"
#include "api/http/negotiation.hpp"
#include "api/http/problem.hpp"
#include "api/http/write_answer.hpp"
#include "api/json/json.hpp"

namespace daybook {
namespace {

constexpr std::size_t request_id_bytes_max = 64;
/// What `Retry-After` says. Who asks again sooner, on the same connection, is heard then.
constexpr std::chrono::seconds pause_after_overload{1};

/// What a client names its request by goes into logs and answers: only what is safe in both.
bool is_request_id(std::string_view text) {
  const auto is_safe = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  return !text.empty() && text.size() <= request_id_bytes_max && std::ranges::all_of(text, is_safe);
}

/// W3C trace context: 00-<32 hex>-<16 hex>-<2 hex>.
bool is_trace(std::string_view text) {
  const auto is_safe = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-'; };
  return text.size() == 55 && std::ranges::all_of(text, is_safe);
}

/// The token of `Authorization: Bearer TOKEN`.
std::optional<std::string_view> token_in(std::string_view authorization) {
  constexpr std::string_view scheme = "Bearer ";
  const bool is_bearer = authorization.size() > scheme.size() && is_same_name(authorization.substr(0, scheme.size()), scheme);
  return is_bearer ? std::optional(authorization.substr(scheme.size())) : std::nullopt;
}

/// All parameters that the route does not take, or nothing.
std::optional<Error> unknown_parameters(const Route& route, const Target& target) {
  std::vector<Error> errors;
  for (const Parameter& parameter : target.parameters) {
    if (std::ranges::find(route.query, parameter.name, &QueryField::name) == route.query.end()) {
      errors.push_back(error(ErrorCode::unknown_field, "the route takes no such parameter", pointer_to("", parameter.name)));
    }
  }
  return errors.empty() ? std::nullopt : std::optional(fold(std::move(errors)));
}

/// Reads that look through many rows or events, perhaps for none: they must not hold up the server's thread.
bool may_take_long(const Call& call) {
  constexpr std::array<std::string_view, 4> searching{"status", "type", "as_of", "as_of_position"};
  return call.route.waits || std::ranges::any_of(searching, [&call](std::string_view name) { return call.parameter(name).has_value(); });
}

/// Whether the two sides understand each other's documents; a response when they do not.
std::optional<HttpResponse> misunderstanding(const Route& route, const HttpRequest& request, std::string_view request_id) {
  if (!reads_content(route, request)) {
    const std::string why = "the body must be " + std::string(media_of(route.request)) + ", as it is";
    return problem(error(ErrorCode::malformed, why), request_id, 415);
  }
  if (!takes_answer(route, request)) {
    const std::string why = "the answer is " + std::string(media_of(route.answer)) + ", which Accept does not take";
    return problem(error(ErrorCode::malformed, why), request_id, 406);
  }
  return std::nullopt;
}

/// "total;dur=0.214", in milliseconds.
std::string timing(std::chrono::microseconds took) {
  std::string thousandths = std::to_string(1000 + took.count() % 1000);
  thousandths.front() = '.';
  return "total;dur=" + std::to_string(took.count() / 1000) + thousandths;
}

ErrorCode code_of_refusal(int status) {
  if (status == 413) {
    return ErrorCode::payload_too_large;
  }
  return status == 503 ? ErrorCode::busy : ErrorCode::malformed;
}

}  // namespace

Router::Router(Ledger& ledger, Access& access, Operations& operations)
    : ledger_(ledger),
      operations_(operations),
      writes_(ledger),
      workers_(workers_max),
      services_{ledger, access, workers_, operations},
      id_base_(std::random_device{}()) {
  for (const Route& route : route_table()) {
    Path& path = paths_[route.path];
    path.routes.push_back(&route);
    path.allowed += (path.allowed.empty() ? "" : ", ") + std::string(text_of(route.method)) + (route.method == Method::get ? ", HEAD" : "");
  }
  for (auto& [pattern, path] : paths_) {
    path.allowed += ", OPTIONS";
  }
  paths_["*"].allowed = "GET, HEAD, POST, PATCH, OPTIONS";
}

std::string Router::request_id_of(const HttpRequest& request) {
  const auto given = request.header("X-Request-Id");
  if (given && is_request_id(*given)) {
    return std::string(*given);
  }
  return std::to_string(id_base_) + "-" + std::to_string(++requests_);
}

AnsweredRequest Router::note_of(const HttpRequest& request, std::string request_id) const {
  AnsweredRequest note;
  note.request_id = std::move(request_id);
  note.method = text_of(request.method);
  const auto trace = request.header("traceparent");
  note.trace = trace && is_trace(*trace) ? std::string(*trace) : "";
  note.began = std::chrono::steady_clock::now();
  return note;
}

/// Its name, and how long it took; and the note that it was given.
HttpResponse Router::finish(HttpResponse response, AnsweredRequest note) const {
  note.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - note.began);
  response.add("X-Request-Id", note.request_id);
  response.add("Server-Timing", timing(note.took));
  note.status = response.status;
  note.code = response.code;
  operations_.answered(note);
  return response;
}

HttpResponse Router::end_with(const Error& why, int status) {
  AnsweredRequest note;
  note.request_id = std::to_string(id_base_) + "-" + std::to_string(++requests_);
  note.began = std::chrono::steady_clock::now();
  HttpResponse response = problem(why, note.request_id, status);
  response.closes = true;
  return finish(std::move(response), std::move(note));
}

HttpResponse Router::refuse(int status, std::string_view why) { return end_with(error(code_of_refusal(status), std::string(why)), status); }

HttpResponse Router::overdue(Method method) {
  // What only reads has changed nothing; what writes may have done so, or may yet.
  const bool reads = method == Method::get || method == Method::head;
  return end_with(error(reads ? ErrorCode::busy : ErrorCode::outcome_unknown, "the answer takes too long"), 503);
}

const Route* Router::find(const HttpRequest& request, const Path& path) const {
  const Method method = request.method == Method::head ? Method::get : request.method;
  const auto route = std::ranges::find(path.routes, method, &Route::method);
  return route == path.routes.end() ? nullptr : *route;
}

Result<Bearer> Router::bearer_of(const HttpRequest& request, const Route& route) const {
  const auto authorization = request.header("Authorization");
  if (route.roles.is_open() || (route.roles.is_open_locally() && request.is_local && !authorization)) {
    return Bearer{};
  }
  const auto token = authorization ? token_in(*authorization) : std::nullopt;
  if (!token || request.count("Authorization") != 1) {
    return error(ErrorCode::unauthenticated, "a bearer token is needed");
  }
  auto bearer = services_.access.authenticate(*token, ledger_.now());
  if (!bearer) {
    return error(ErrorCode::unauthenticated, "the token is unknown, revoked or expired");
  }
  if (!route.roles.has(bearer->role)) {
    return error(ErrorCode::forbidden, "the role " + std::string(to_text(bearer->role)) + " may not do this");
  }
  return std::move(*bearer);
}

/// In the order of the error table: the target, the route, the method, who it is, the parameters.
Router::Admitted Router::admit(const HttpRequest& request, const std::string& request_id) const {
  Admitted admitted;
  const bool asks_server = request.target == "*" && request.method == Method::options;
  auto target = asks_server ? Result<Target>(Target{.pattern = request.target}) : parse_target(request.target);
  if (!target) {
    admitted.refusal = problem(target.error(), request_id);
    return admitted;
  }
  admitted.target = std::move(target).value();
  const auto path = paths_.find(admitted.target.pattern);
  if (path == paths_.end()) {
    admitted.refusal = problem(error(ErrorCode::route_not_found, "there is nothing at this path"), request_id);
    return admitted;
  }
  admitted.route = find(request, path->second);
  if (admitted.route == nullptr) {
    const bool asks = request.method == Method::options;
    admitted.refusal = asks ? HttpResponse{.status = 204}
                            : problem(error(ErrorCode::method_not_allowed, "this path takes " + path->second.allowed), request_id);
    admitted.refusal->add("Allow", path->second.allowed);
    return admitted;
  }
  auto bearer = bearer_of(request, *admitted.route);
  if (!bearer) {
    admitted.refusal = problem(bearer.error(), request_id);
    if (bearer.error().code == ErrorCode::unauthenticated) {
      const bool has_token = request.header("Authorization").has_value();
      admitted.refusal->add("WWW-Authenticate", has_token ? "Bearer error=\"invalid_token\"" : "Bearer");
    }
    return admitted;
  }
  admitted.bearer = std::move(bearer).value();
  admitted.refusal = misunderstanding(*admitted.route, request, request_id);
  if (const auto unknown = unknown_parameters(*admitted.route, admitted.target); unknown && !admitted.refusal) {
    admitted.refusal = problem(*unknown, request_id);
  }
  return admitted;
}

std::shared_ptr<HttpStream> Router::stream_of(const HttpRequest& request) {
  const std::string_view target = origin_form_of(request.target);
  const auto is_stream = [&](const Route& route) {
    return route.is_stream() && target.starts_with(route.path) &&
           (request.method == route.method || (request.method == Method::head && route.method == Method::get));
  };
  if (std::ranges::none_of(route_table(), is_stream)) {
    return nullptr;
  }
  AnsweredRequest note = note_of(request, request_id_of(request));
  Admitted admitted = admit(request, note.request_id);
  if (admitted.route != nullptr && !admitted.route->is_stream()) {
    return nullptr;
  }
  note.route = admitted.route == nullptr ? "" : admitted.route->path;
  note.actor = admitted.bearer.name;
  if (admitted.refusal) {
    return stream_of_response(finish(std::move(*admitted.refusal), std::move(note)));
  }
  const Call call{request, *admitted.route, services_, ledger_, std::move(admitted.bearer), std::move(admitted.target), note.request_id};
  auto stream = std::get<Streamer>(call.route.how)(call);
  // The note is of its beginning: streams may last for days.
  stream->replace_head(finish(stream->head(), std::move(note)));
  return stream;
}

/// Asked before the body is looked at: saying no must cost little.
std::optional<HttpResponse> Router::begin_write(const Call& call, Later later, AnsweredRequest note) {
  if (const auto overload = writes_.refusal(call.bearer.id)) {
    HttpResponse response = problem(*overload, call.request_id);
    response.pause = pause_after_overload;
    return finish(std::move(response), std::move(note));
  }
  auto request = command_of(call);
  if (!request) {
    return finish(problem(request.error(), call.request_id), std::move(note));
  }
  struct Waiting {
    WriteAnswer write;
    AnsweredRequest note;
    Later later;
    std::optional<Result<Receipt>> receipt{};
  };
  auto waiting = std::make_shared<Waiting>(Waiting{write_answer_of(call, request.value()), std::move(note), std::move(later)});
  writes_.submit(
      call.bearer.id, std::move(request).value(),
      [this, waiting](Result<Receipt> receipt) {
        waiting->receipt.emplace(std::move(receipt));
        waiting->later([this, waiting] {
          // The first answer of a batch: the next one can go.
          writes_.send();
          return finish(answer_write(waiting->write, *waiting->receipt), std::move(waiting->note));
        });
      },
      call.request.is_alone);
  return std::nullopt;
}

namespace {

HttpResponse read_now(const Call& call) {
  auto response = std::get<Reader>(call.route.how)(call);
  return response ? std::move(response).value() : problem(without_pointer(response.error()), call.request_id);
}

}  // namespace

/// Again what was read before, if nothing has happened since.
HttpResponse Router::read(const Call& call) {
  if (!call.route.lasts || !call.target.parameters.empty() || call.request.header("If-None-Match")) {
    return read_now(call);
  }
  const AnswerKey key{&call.route, call.id(), call.bearer.role};
  if (auto known = lasting_.find(key, ledger_.position(), day_of(ledger_.now()))) {
    return std::move(*known);
  }
  HttpResponse response = read_now(call);
  if (response.status == 200) {
    lasting_.keep(key, response);
  }
  return response;
}

std::optional<HttpResponse> Router::begin_read(const Call& call, Later later, AnsweredRequest note) {
  if (!may_take_long(call)) {
    return finish(read(call), std::move(note));
  }
  struct Waiting {
    HttpRequest request;
    Route route;
    Bearer bearer;
    Target target;
    std::string request_id;
  };
  auto waiting = std::make_shared<const Waiting>(Waiting{call.request, call.route, call.bearer, call.target, call.request_id});
  const bool started = long_reads_.try_run([this, waiting, later, note] {
    const Call late{waiting->request, waiting->route, services_, ledger_, waiting->bearer, waiting->target, waiting->request_id};
    later([this, note, response = read_now(late)] { return finish(response, note); });
  });
  if (started) {
    return std::nullopt;
  }
  return finish(problem(error(ErrorCode::busy, "as many requests of this kind as there may be are being answered"), call.request_id),
                std::move(note));
}

std::optional<HttpResponse> Router::answer(HttpRequest request, Later later) {
  AnsweredRequest note = note_of(request, request_id_of(request));
  Admitted admitted = admit(request, note.request_id);
  note.route = admitted.route == nullptr ? "" : admitted.route->path;
  note.actor = admitted.bearer.name;
  if (admitted.refusal) {
    return finish(std::move(*admitted.refusal), std::move(note));
  }
  const Call call{request, *admitted.route, services_, ledger_, std::move(admitted.bearer), std::move(admitted.target), note.request_id};
  return call.route.command() != nullptr ? begin_write(call, std::move(later), std::move(note))
                                         : begin_read(call, std::move(later), std::move(note));
}

}  // namespace daybook
