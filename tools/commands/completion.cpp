// `daybook completion SHELL`: what a shell needs to complete command lines, drawn from the commands themselves.
#include "tools/commands.hpp"

namespace daybook {
namespace {

using Words = std::vector<std::string>;

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

/// Those a person may type, in the order of the help.
std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* command) { return !command->get_name().empty(); });
}

Words names_of(const CLI::App& app) {
  Words found;
  for (const CLI::App* command : commands_of(app)) {
    found.push_back(command->get_name());
  }
  return found;
}

/// Its options, and the commands below it.
Words words_of(const CLI::App& command) {
  Words words = names_of(command);
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      words.push_back("--" + name);
    }
  }
  return words;
}

std::string bash_script(const CLI::App& app) {
  std::string script =
      "_daybook() {\n"
      "  local words\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    words='" +
      joined(names_of(app)) +
      "'\n"
      "  else\n"
      "    case ${COMP_WORDS[1]} in\n";
  for (const CLI::App* command : commands_of(app)) {
    script += "      " + command->get_name() + ") words='" + joined(words_of(*command)) + "' ;;\n";
  }
  return script +
         "    esac\n"
         "  fi\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
         "}\n"
         "complete -o default -F _daybook daybook";
}

std::string zsh_script(const CLI::App& app) {
  std::string script =
      "#compdef daybook\n"
      "_daybook() {\n"
      "  if (( CURRENT == 2 )); then\n"
      "    compadd -- " +
      joined(names_of(app)) +
      "\n"
      "    return\n"
      "  fi\n"
      "  case ${words[2]} in\n";
  for (const CLI::App* command : commands_of(app)) {
    script += "    " + command->get_name() + ") compadd -- " + joined(words_of(*command)) + " ;;\n";
  }
  return script +
         "  esac\n"
         "  _files\n"
         "}\n"
         "compdef _daybook daybook";
}

/// Between single quotes, as fish reads them.
std::string quoted(const std::string& text) {
  std::string safe = "'";
  for (const char character : text) {
    safe += character == '\'' || character == '\\' ? std::string("\\") + character : std::string(1, character);
  }
  return safe + "'";
}

std::string fish_script(const CLI::App& app) {
  std::string script;
  for (const CLI::App* command : commands_of(app)) {
    const std::string& name = command->get_name();
    script += "complete -c daybook -n __fish_use_subcommand -a " + name + " -d " + quoted(command->get_description()) + "\n";
    const std::string after = "complete -c daybook -n '__fish_seen_subcommand_from " + name + "' ";
    for (const std::string& below : names_of(*command)) {
      script += after + "-a " + below + "\n";
    }
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& long_name : option->get_lnames()) {
        script += after + "-l " + long_name + " -d " + quoted(option->get_description()) + "\n";
      }
    }
  }
  script.pop_back();
  return script;
}

}  // namespace

void add_completion(CLI::App& app, Context& context) {
  const auto shell = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("completion", "Print what a shell reads to complete command lines");
  command->add_option("shell", *shell, "bash, zsh or fish")->required()->type_name("SHELL")->check(CLI::IsMember({"bash", "zsh", "fish"}));
  with_examples(*command, "daybook completion bash > daybook.bash", "daybook completion fish > daybook.fish");
  command->callback([&app, &context, shell] {
    context.run = [&app, &context, shell] {
      context.out.line(*shell == "bash" ? bash_script(app) : *shell == "zsh" ? zsh_script(app) : fish_script(app));
      return exit_ok;
    };
  });
}

}  // namespace daybook
