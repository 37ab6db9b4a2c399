#include "tools/service_options.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <optional>
#include <sstream>
#include <string_view>
#include <toml++/toml.h>

#include "api/http/target.hpp"

namespace daybook {
namespace {

/// Flags that may stand in the file and in the environment.
constexpr std::array<std::string_view, 6> names{
    "listen", "tls-certificate", "tls-key", "tls-client-authorities", "without-tls-beyond-this-machine", "log"};

struct Address {
  std::string host;
  std::uint16_t port = 0;
};

/// "127.0.0.1:8080", "[::1]:8080".
std::optional<Address> address_in(const std::string& text) {
  const auto colon = text.rfind(':');
  const auto port = colon == std::string::npos ? std::nullopt : parse_number(std::string_view(text).substr(colon + 1));
  if (!port || *port > UINT16_MAX) {
    return std::nullopt;
  }
  std::string host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  return Address{host, static_cast<std::uint16_t>(*port)};
}

std::string problem_of_address(const std::string& text) { return address_in(text) ? "" : "not ADDRESS:PORT, as in 127.0.0.1:8080"; }

bool is_loopback(const std::string& host) { return host.starts_with("127.") || host == "::1"; }

/// "tls-key" is `tls_key` in the file and `DAYBOOK_TLS_KEY` in the environment.
std::string key_of(std::string_view name) {
  std::string key(name);
  std::ranges::replace(key, '-', '_');
  return key;
}

std::string variable_of(std::string_view name) {
  std::string variable = "DAYBOOK_" + key_of(name);
  std::ranges::transform(variable, variable.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return variable;
}

/// The file's texts by key.
Result<std::map<std::string, std::string>> read_file(const std::filesystem::path& file) {
  std::map<std::string, std::string> texts;
  try {
    const toml::table table = toml::parse_file(file.string());
    for (const auto& [key, value] : table) {
      const auto text = value.value<std::string>();
      const auto flag = value.value<bool>();
      if (!text && !flag) {
        return error(ErrorCode::invalid_field, std::string(key.str()) + " must be a string or a boolean", "/" + std::string(key.str()));
      }
      texts.emplace(key.str(), text ? *text : (*flag ? "true" : "false"));
    }
  } catch (const toml::parse_error& failure) {
    std::ostringstream place;
    place << failure.source().begin;
    return error(ErrorCode::invalid_field, file.string() + " is no TOML: " + std::string(failure.description()) + " at " + place.str());
  }
  return texts;
}

/// As if the flag had been given.
Result<void> give(CLI::App& command, std::string_view name, const std::string& text) {
  CLI::Option* const option = command.get_option("--" + std::string(name));
  try {
    option->add_result(text);
    option->run_callback();
  } catch (const CLI::ParseError& failure) {
    return error(ErrorCode::invalid_field, failure.what(), "/" + key_of(name));
  }
  return success();
}

}  // namespace

void add_service_options(CLI::App& command, ServiceOptions& options) {
  command.add_option("--config", options.config, "TOML file with these options, by their names with underscores")->type_name("FILE");
  command.add_option("--listen", options.listen, "Where to listen (default: 127.0.0.1:8080); port 0 takes any and says which")
      ->type_name("ADDRESS:PORT")
      ->check(CLI::Validator(problem_of_address, ""));
  command.add_option("--tls-certificate", options.tls.certificate, "Certificate chain in PEM; read again on SIGHUP")->type_name("FILE");
  command.add_option("--tls-key", options.tls.key, "Its private key in PEM")->type_name("FILE");
  command.add_option("--tls-client-authorities", options.tls.client_authorities, "Clients must show a certificate of one of these")
      ->type_name("FILE");
  command.add_flag("--without-tls-beyond-this-machine", options.without_tls_beyond_this_machine, "Serve other machines in plain text");
  command.add_option("--log", options.log, "What is logged to stderr, in JSON: info or error")
      ->type_name("LEVEL")
      ->check(CLI::IsMember({"info", "error"}));
}

Result<void> complete_from_surroundings(CLI::App& command, ServiceOptions& options) {
  std::map<std::string, std::string> file;
  if (const char* named = std::getenv("DAYBOOK_CONFIG"); named != nullptr && options.config.empty()) {
    options.config = named;
  }
  if (!options.config.empty()) {
    BOOST_OUTCOME_TRY(file, read_file(options.config));
  }
  for (const std::string_view name : names) {
    const char* const variable = std::getenv(variable_of(name).c_str());
    const auto entry = file.extract(key_of(name));
    if (command.get_option("--" + std::string(name))->count() != 0) {
      continue;
    }
    if (variable != nullptr || !entry.empty()) {
      BOOST_OUTCOME_TRY(give(command, name, variable != nullptr ? variable : entry.mapped()));
    }
  }
  if (!file.empty()) {
    return error(ErrorCode::unknown_field, "there is no option " + file.begin()->first, "/" + file.begin()->first);
  }
  return success();
}

Result<ServerOptions> server_options(const ServiceOptions& options) {
  const Address address = *address_in(options.listen);
  const bool has_tls = !options.tls.certificate.empty();
  if (has_tls != !options.tls.key.empty() || (!has_tls && !options.tls.client_authorities.empty())) {
    return error(ErrorCode::invalid_field, "TLS needs both --tls-certificate and --tls-key", "/tls_key");
  }
  if (!has_tls && !is_loopback(address.host) && !options.without_tls_beyond_this_machine) {
    return error(ErrorCode::invalid_field,
                 "beyond this machine requests, tokens and answers would be readable on the way: give --tls-certificate and --tls-key, or "
                 "say --without-tls-beyond-this-machine",
                 "/listen");
  }
  return ServerOptions{.address = address.host, .port = address.port, .tls = options.tls};
}

}  // namespace daybook
