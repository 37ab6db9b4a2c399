// Commands described: as bodies of their routes, and as lines of the bulk format.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/http/route.hpp"
#include "api/json/writer.hpp"

namespace daybook {

/// "record_payment" is described as "RecordPayment".
std::string command_schema_name(std::string_view command);

/// For each command its body, its data in a bulk line, and the line itself.
void write_command_schemas(JsonWriter& writer);

/// What people are told of one field of a body.
struct BodyField {
  std::string name;
  std::string type;
  bool is_required = false;
};
std::vector<BodyField> body_fields(const CommandRoute& route);

}  // namespace daybook
