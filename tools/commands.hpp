// The commands of the program: each `add_…` puts one under `app`, a file a command in tools/commands.
#pragma once

#include "tools/context.hpp"

namespace daybook {

void add_init(CLI::App& app, Context& context);
void add_ingest(CLI::App& app, Context& context);
void add_import(CLI::App& app, Context& context);
void add_show(CLI::App& app, Context& context);
void add_list(CLI::App& app, Context& context);
void add_summary(CLI::App& app, Context& context);
void add_log(CLI::App& app, Context& context);
void add_replay(CLI::App& app, Context& context);
void add_verify(CLI::App& app, Context& context);
void add_prove(CLI::App& app, Context& context);
void add_check_proof(CLI::App& app, Context& context);
void add_doctor(CLI::App& app, Context& context);
void add_config(CLI::App& app, Context& context);
void add_serve(CLI::App& app, Context& context);
void add_token(CLI::App& app, Context& context);
void add_stats(CLI::App& app, Context& context);
/// `app` is asked for its commands when the command runs.
void add_completion(CLI::App& app, Context& context);
void add_version(CLI::App& app, Context& context);

}  // namespace daybook
