#!/usr/bin/env python3
"""Puts files together for the lint: a unit is a text that includes many .cpp files, so that what they all include is read once.

    lint_units.py BUILD   file names on stdin, one a line; those that the build in folder BUILD compiles are put into units in
                          BUILD/lint, beside a compile_commands.json; prints the units' names

Files whose anonymous namespaces share a name do not share a unit.
"""

import json
import re
import shlex
import sys
from pathlib import Path

# Bigger units read less twice; more units keep all processors busy to the end.
UNIT_LINES = 4000

# What a line at the edge of an anonymous namespace declares: a type, a function with its parameters, a variable.
TYPE = re.compile(r"(?:struct|class|union|enum|enum class|concept) (\w+)(?: [{=:].*|;)$")
OTHER = re.compile(r"(?<=[\w>&*] )(\w+)(\(.*|\{| =|;|\[)")


def private_names(text: str) -> set[str]:
    names = set()
    for body in re.findall(r"^namespace \{\n(.*?)^\}  // namespace$", text, re.MULTILINE | re.DOTALL):
        for line in body.splitlines():
            if re.match(r"[A-Za-z_]", line) and (found := TYPE.match(line) or OTHER.search(line)):
                names.add(found[0] if "(" in found[0] else found[1])
    return names


class Unit:
    def __init__(self) -> None:
        self.files: list[Path] = []
        self.names: set[str] = set()
        self.lines = 0

    def takes(self, lines: int, names: set[str]) -> bool:
        return self.lines + lines <= UNIT_LINES and not self.names & names

    def add(self, file: Path, lines: int, names: set[str]) -> None:
        self.files.append(file)
        self.names |= names
        self.lines += lines


def share_out(files: list[Path]) -> list[Unit]:
    """Neighbours include the same headers: a file goes to the latest unit that takes it. The biggest unit comes first."""
    units: list[Unit] = []
    for file in sorted(files):
        text = file.read_text()
        lines, names = text.count("\n"), private_names(text)
        unit = next((unit for unit in reversed(units) if unit.takes(lines, names)), None)
        if unit is None:
            units.append(unit := Unit())
        unit.add(file, lines, names)
    return sorted(units, key=lambda unit: unit.lines, reverse=True)


def commands_of(build: Path) -> dict[Path, list[str]]:
    """How each file is compiled; one that the build itself puts into a unit, like that unit."""
    commands: dict[Path, list[str]] = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        file, command = Path(entry["file"]), shlex.split(entry["command"])
        if file.parent.name == "Unity":
            for member in re.findall(r'^#include "(.*)"$', file.read_text(), re.MULTILINE):
                commands[Path(member)] = command
        else:
            commands[file] = command
    return commands


def flags(commands: list[list[str]]) -> list[str]:
    """Where the headers of all these stand and what is defined for them: none contradicts another."""
    words = [word for command in commands for word in " ".join(command).replace("-isystem ", "-isystem").split()]
    return list(dict.fromkeys(word for word in words if word.startswith(("-D", "-I", "-isystem", "-std="))))


def main(build: Path) -> None:
    commands = commands_of(build)
    files = [file for line in sys.stdin.read().splitlines() if (file := Path(line).resolve()) in commands]
    folder = build / "lint"
    folder.mkdir(exist_ok=True)
    entries = []
    for number, unit in enumerate(share_out(files), 1):
        name = str(folder / f"unit_{number}.cpp")
        Path(name).write_text("".join(f'#include "{file}"\n' for file in unit.files))
        arguments = ["c++", *flags([commands[file] for file in unit.files]), "-c", name]
        entries.append({"directory": str(folder), "file": name, "arguments": arguments})
        print(name)
    (folder / "compile_commands.json").write_text(json.dumps(entries, indent=1))


main(Path(sys.argv[1]).resolve())
