// JSON Schemas (2020-12) of everything that goes in and out, from the fields of rows and commands themselves.
#pragma once

#include "api/json/writer.hpp"

namespace daybook {

/// Members of `components.schemas`: every schema that a route names, and those of commands (`command_schema.hpp`).
void write_schemas(JsonWriter& writer);

}  // namespace daybook
