// JSON Schemas (2020-12) of everything that goes in and out, from the fields of rows and commands themselves.
#pragma once

#include "api/json/writer.hpp"

namespace daybook {

/// Members of `components.schemas`: every schema that a route names, and one a command (`command_schema_name`).
void write_schemas(JsonWriter& writer);

/// "record_payment" is described by "RecordPayment".
std::string command_schema_name(std::string_view command);

}  // namespace daybook
