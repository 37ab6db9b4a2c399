// The route table as one page for people: no script, nothing to load from elsewhere.
#include <algorithm>
#include <array>

#include "api/http/command_schema.hpp"
#include "api/http/documents.hpp"
#include "api/http/examples.hpp"
#include "api/http/route_groups.hpp"
#include "events/error.hpp"

namespace daybook {
namespace {

constexpr std::string_view page_head = R"(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>daybook · HTTP version 1</title>
<style>
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --quiet: #888; --link: #2563c9;
  --get: #1f7a4d; --post: #2563c9; --patch: #9a5b00 }
@media (prefers-color-scheme: dark) { :root { --link: #7fb0ff; --get: #5cc791; --post: #7fb0ff; --patch: #e0a850 } }
* { box-sizing: border-box }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif }
a { color: var(--link); text-decoration: none } a:hover { text-decoration: underline }
nav { position: fixed; inset: 0 auto 0 0; width: 13rem; padding: 1.5rem; overflow: auto; border-right: 1px solid var(--line) }
nav strong { display: block; margin-bottom: 1rem; font-size: 1.2rem }
nav a { display: block; padding: .2rem 0 }
main { max-width: 62rem; margin-left: 13rem; padding: 1.5rem 2.5rem 6rem }
@media (max-width: 50rem) { nav { position: static; width: auto; border: 0 } main { margin: 0; padding: 1rem } }
h1 { margin-top: 0; font-size: 1.7rem } h2 { margin: 3rem 0 .3rem; font-size: 1.3rem; scroll-margin-top: 1rem }
h2 + p { margin: 0 0 .8rem; color: var(--quiet) }
h3 { margin: 1.2rem 0 .4rem; font-size: .85rem; color: var(--quiet); font-weight: 600 }
code, pre { font-family: ui-monospace, monospace; font-size: .88em }
pre { padding: .8rem 1rem; overflow: auto; background: var(--soft); border-radius: .4rem }
details { border-top: 1px solid var(--line) } details:last-of-type { border-bottom: 1px solid var(--line) }
summary { display: grid; grid-template-columns: 4rem 21rem 1fr; gap: .6rem; padding: .45rem 0; cursor: pointer; list-style: none }
summary::-webkit-details-marker { display: none }
summary:hover { background: var(--soft) }
@media (max-width: 70rem) { summary { grid-template-columns: 4rem 1fr } summary span:last-child { grid-column: 2 } }
summary b { font: 700 .8rem/1.9 ui-monospace, monospace }
.get { color: var(--get) } .post { color: var(--post) } .patch { color: var(--patch) }
.inside { padding: 0 0 1rem 4.6rem } @media (max-width: 50rem) { .inside { padding-left: 0 } }
table { width: 100%; border-collapse: collapse } td, th { padding: .25rem .8rem .25rem 0; text-align: left; vertical-align: top }
tr + tr td { border-top: 1px solid var(--soft) } th { font-size: .85rem; color: var(--quiet); font-weight: 600 }
tr:target { background: var(--soft) }
.role { display: inline-block; margin-right: .3rem; padding: 0 .5rem; border: 1px solid var(--line); border-radius: 1rem; font-size: .82rem }
</style>
)";

constexpr std::string_view introduction = R"(
<h1>daybook, HTTP version 1</h1>
<p>A ledger of customers, debts, payments, communications and accounts. Every write answers after it is durable and visible to reads.
For programs there is <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).</p>
<h2 id="conventions">Conventions</h2>
<p>They hold on every route.</p>
<table>
<tr><td><code>Authorization</code><td><code>Bearer TOKEN</code>. <code>daybook token create --role ROLE</code> makes one. Each route says below for which roles it is.
<tr><td><code>Idempotency-Key</code><td>On POST and PATCH. The same key and body get the first answer again, for ever, with <code>Idempotency-Replayed: true</code>: after a timeout, send again.
<tr><td><code>ETag</code>, <code>If-Match</code><td>The customer's version. A write with <code>If-Match</code> is refused with 412 when there is a newer one; a read with <code>If-None-Match</code> answers 304 when there is none.
<tr><td><code>Daybook-Position</code><td>The position on the log that an answer reflects, or that a write reached.
<tr><td><code>Server-Timing</code><td><code>total;dur=0.214</code>: milliseconds from the whole request to its answer.
<tr><td><code>Accept-Encoding: gzip</code><td>Long answers come compressed; single rows and streams do not.
<tr><td>Amounts, rates<td>Text with all digits: <code>"4800.00"</code>. Numbers are taken too.
<tr><td>Instants<td>RFC 3339; a day such as <code>2025-01-31</code> is its 00:00 UTC.
<tr><td><code>reason</code><td>Why; beside the fields of every command, needed by some.
<tr><td><code>?dry_run=true</code><td>Only decides, and says which events it would append.
<tr><td>Lists<td><code>limit</code> up to 500; go on with <code>cursor</code>, the <code>next_cursor</code> of the page before. Stable while others write.
<tr><td><code>as_of</code>, <code>as_of_position</code><td>What was known then.
<tr><td>Personal data<td>SSN and account numbers show their last four digits; an auditor sees <code>[masked]</code>; <code>ingest</code> gets position, events and id from its writes and reads nothing.
</table>
)";

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char letter : text) {
    if (letter == '<') {
      safe += "&lt;";
    } else if (letter == '&') {
      safe += "&amp;";
    } else {
      safe += letter;
    }
  }
  return safe;
}

std::string roles_text(const Route& route) {
  if (route.roles.is_open()) {
    return "<span class=role>everyone</span>";
  }
  std::string text = route.roles.is_open_locally() ? "<span class=role>this machine</span>" : "";
  for (const std::string& role : roles_of(route)) {
    text += "<span class=role>" + role + "</span>";
  }
  return text;
}

struct TableLine {
  std::string name;
  std::string type;
  bool is_required = false;
};

std::string table_of(std::string_view title, const std::vector<TableLine>& lines) {
  if (lines.empty()) {
    return "";
  }
  std::string text = "<h3>" + std::string(title) + "</h3><table>";
  for (const TableLine& line : lines) {
    text += "<tr><td><code>" + line.name + "</code><td>" + escaped(line.type) + "<td>" + (line.is_required ? "required" : "") + "\n";
  }
  return text + "</table>";
}

std::vector<TableLine> parameters_of(const Route& route) {
  std::vector<TableLine> lines;
  for (const QueryField& field : route.query) {
    lines.push_back({std::string(field.name), std::string(field.description), field.is_required});
  }
  return lines;
}

std::vector<TableLine> fields_of(const Route& route) {
  std::vector<TableLine> lines;
  if (route.command() != nullptr) {
    for (const BodyField& field : body_fields(*route.command())) {
      lines.push_back({field.name, field.type, field.is_required});
    }
  }
  return lines;
}

std::string answer_of(const Route& route) {
  return "<h3>Answer</h3><p>" + std::to_string(route.status) + ", <code>" + std::string(route.answer) + "</code></p>";
}

std::string section_of(const Route& route) {
  const std::string method(text_of(route.method));
  std::string name = method;
  std::ranges::transform(name, name.begin(), [](char c) { return static_cast<char>(c - 'A' + 'a'); });
  return "<details id=\"" + operation_id(route) + "\"><summary><b class=" + name + ">" + method + "</b><code>" + std::string(route.path) +
         "</code><span>" + escaped(route.summary) + "</span></summary><div class=inside><p>" + roles_text(route) + "</p>" +
         table_of("Parameters", parameters_of(route)) + table_of("Body", fields_of(route)) + answer_of(route) + "<h3>Example</h3><pre>" +
         escaped(example_with_curl(route)) + "</pre></div></details>\n";
}

std::string anchor_of(std::string_view name) {
  std::string anchor(name);
  anchor.front() = static_cast<char>(anchor.front() - 'A' + 'a');
  return anchor;
}

std::string navigation() {
  std::string text = "<nav><strong>daybook</strong><a href=\"#conventions\">Conventions</a>";
  for (const RouteGroup& group : route_groups()) {
    text += "<a href=\"#" + anchor_of(group.name) + "\">" + std::string(group.name) + "</a>";
  }
  return text + "<a href=\"#errors\">Errors</a><a href=\"/openapi.json\">openapi.json</a></nav>\n";
}

std::string errors_section() {
  std::string text =
      "<h2 id=\"errors\">Errors</h2><p>Every error is a problem (RFC 9457): <code>code</code> is one of these, <code>errors</code> names "
      "all fields with JSON Pointers. In this order one goes before another.</p><table><tr><th>Code<th>Status</tr>\n";
  for (const ErrorInfo& error : error_table()) {
    const std::string name(error.name);
    text += "<tr id=\"" + name + "\"><td><code>" + name + "</code><td>" + std::to_string(error.http_status) + "</tr>\n";
  }
  return text + "</table>";
}

}  // namespace

std::string docs_page() {
  std::string page(page_head);
  page += navigation() + "<main>" + std::string(introduction);
  for (const RouteGroup& group : route_groups()) {
    page += "<h2 id=\"" + anchor_of(group.name) + "\">" + std::string(group.name) + "</h2><p>" + escaped(group.description) + ".</p>\n";
    for (const Route& route : route_table()) {
      page += group_of(route) == group.name ? section_of(route) : "";
    }
  }
  return page + errors_section() + "</main></html>\n";
}

}  // namespace daybook
