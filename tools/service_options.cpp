#include "tools/service_options.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <optional>
#include <string_view>
#include <toml++/toml.h>

#include "api/http/target.hpp"

namespace daybook {
namespace {

/// Flags that may stand in the file and in the environment.
constexpr std::array<std::string_view, 8> names{
    "listen", "connections", "tls-certificate", "tls-key", "tls-client-authorities", "without-tls-beyond-this-machine", "log", "head-to"};

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

/// An option's text, and where it stands: "daybook.toml, line 3: ", or the name of a variable.
struct Setting {
  std::string text;
  std::string place;
};

std::string place_of(const std::filesystem::path& file, const toml::source_region& region) {
  return file.string() + ", line " + std::to_string(region.begin.line) + ": ";
}

/// As it would stand on the command line; nothing for what could not.
std::optional<std::string> text_of(const toml::node& value) {
  if (const auto text = value.value_exact<std::string>()) {
    return text;
  }
  if (const auto number = value.value_exact<std::int64_t>()) {
    return std::to_string(*number);
  }
  const auto flag = value.value_exact<bool>();
  return flag ? std::optional<std::string>(*flag ? "true" : "false") : std::nullopt;
}

/// A file's settings by key.
Result<std::map<std::string, Setting>> read_file(const std::filesystem::path& file) {
  std::map<std::string, Setting> settings;
  try {
    const toml::table table = toml::parse_file(file.string());
    for (const auto& [key, value] : table) {
      const std::string name(key.str());
      const std::string place = place_of(file, key.source());
      const auto text = text_of(value);
      if (std::ranges::find(names, name, key_of) == names.end()) {
        return error(ErrorCode::unknown_field, place + "there is no option " + name, "/" + name);
      }
      if (!text) {
        return error(ErrorCode::invalid_field, place + name + " must be a string, a number or a boolean", "/" + name);
      }
      settings.emplace(name, Setting{*text, place});
    }
  } catch (const toml::parse_error& failure) {
    const bool is_read = failure.source().begin.line != 0;
    return is_read ? error(ErrorCode::invalid_field, place_of(file, failure.source()) + std::string(failure.description()))
                   : error(ErrorCode::internal, "cannot read " + file.string());
  }
  return settings;
}

/// As if the flag had been given.
Result<void> give(CLI::App& command, std::string_view name, const Setting& setting) {
  CLI::Option* const option = command.get_option("--" + std::string(name));
  try {
    option->add_result(setting.text);
    option->run_callback();
  } catch (const CLI::ParseError& failure) {
    return error(ErrorCode::invalid_field, setting.place + failure.what(), "/" + key_of(name));
  }
  return success();
}

}  // namespace

void add_service_options(CLI::App& command, ServiceOptions& options) {
  command.add_option("--config", options.config, "TOML file with these options, by their names with underscores")->type_name("FILE");
  command.add_option("--listen", options.listen, "Where to listen (default: 127.0.0.1:8080); port 0 takes any and says which")
      ->type_name("ADDRESS:PORT")
      ->check(CLI::Validator(problem_of_address, ""));
  command.add_option("--connections", options.connections_max, "At most so many at one time (default: 12000)")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
  command.add_option("--tls-certificate", options.tls.certificate, "Certificate chain in PEM; read again on SIGHUP")->type_name("FILE");
  command.add_option("--tls-key", options.tls.key, "Its private key in PEM")->type_name("FILE");
  command.add_option("--tls-client-authorities", options.tls.client_authorities, "Clients must show a certificate of one of these")
      ->type_name("FILE");
  command.add_flag("--without-tls-beyond-this-machine", options.without_tls_beyond_this_machine, "Serve other machines in plain text");
  command.add_option("--log", options.log, "What is logged to stderr, in JSON: info or error")
      ->type_name("LEVEL")
      ->check(CLI::IsMember({"info", "error"}));
  command
      .add_option("--head-to", options.head_to, "Keep the newest tree head in this file, on another disk; it must be one of this ledger's")
      ->type_name("FILE");
}

Result<void> complete_from_surroundings(CLI::App& command, ServiceOptions& options) {
  std::map<std::string, Setting> settings;
  if (const char* named = std::getenv("DAYBOOK_CONFIG"); named != nullptr && options.config.empty()) {
    options.config = named;
  }
  if (!options.config.empty()) {
    BOOST_OUTCOME_TRY(settings, read_file(options.config));
  }
  for (const std::string_view name : names) {
    const std::string variable = variable_of(name);
    if (const char* const text = std::getenv(variable.c_str())) {
      settings[key_of(name)] = {text, variable + ": "};
    }
    const auto setting = settings.find(key_of(name));
    if (setting != settings.end() && command.get_option("--" + std::string(name))->count() == 0) {
      BOOST_OUTCOME_TRY(give(command, name, setting->second));
    }
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
  return ServerOptions{.address = address.host, .port = address.port, .tls = options.tls, .connections_max = options.connections_max};
}

}  // namespace daybook
