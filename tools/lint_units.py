#!/usr/bin/env python3
"""Puts files together for the lint: a unit is a text that includes many .cpp files, so that what they all include is read once.

    lint_units.py BUILD   file names on stdin, one a line; those that the build in folder BUILD compiles are put into units in
                          BUILD/lint, beside a compile_commands.json; prints the units' names

Run in the top folder. Files that keep a name to themselves which another one has too do not share a unit.
"""

import json
import re
import shlex
import sys
from functools import cache
from pathlib import Path
from typing import Iterable

# What events/.clang-tidy has in front of the codec, which a unit may hold.
PRELUDE = ["-include", "events/codec_clang.hpp"]

# Bigger units read less twice; more units keep all processors busy to the end.
UNIT_LINES = 4000

# What a line at the edge of a namespace declares: a type, a function with its parameters, or a variable.
TYPE = re.compile(r"(?:struct|class|union|enum|enum class|concept) (\w+)(?: [{=:].*)?$")
OTHER = re.compile(r"(?<=[\w>&*] )(\w+)(\(.*|\{| =|;|\[)")
NO_NAME = re.compile(r"using (enum|namespace|\w+::)|(struct|class|enum class) \w+;|static_assert")


def declared(text: str) -> set[str]:
    lines = (line for line in text.splitlines() if re.match(r"[A-Za-z_]", line) and not NO_NAME.match(line))
    found = filter(None, (TYPE.match(line) or OTHER.search(line) for line in lines))
    return {match[0] if "(" in match[0] else match[1] for match in found}


class Source:
    """A file; the names it keeps to itself, `main` among them; and the names of the headers of ours that it draws in."""

    def __init__(self, file: Path):
        text = file.read_text()
        self.file = file
        self.lines = text.count("\n")
        bodies = re.findall(r"^namespace \{\n(.*?)^\}  // namespace$", text, re.MULTILINE | re.DOTALL)
        self.private = declared("\n".join(bodies)) | set(re.findall(r"^int (main)\(", text, re.MULTILINE))
        self.drawn_in = {name: header for header in headers_of(file) for name in types_of(header)}


@cache
def types_of(header: Path) -> frozenset[str]:
    lines = (line for line in header.read_text().splitlines() if not NO_NAME.match(line))
    return frozenset(found[1] for line in lines if (found := TYPE.match(line)))


@cache
def headers_of(file: Path) -> frozenset[Path]:
    included = (Path(name) for name in re.findall(r'^#include "(.*)"$', file.read_text(), re.MULTILINE))
    ours = [header for header in included if header.exists()]
    return frozenset(ours).union(*map(headers_of, ours))


class Unit:
    def __init__(self) -> None:
        self.files: list[Path] = []
        self.private: set[str] = set()
        self.drawn_in: dict[str, Path] = {}
        self.lines = 0

    def takes(self, source: Source) -> bool:
        kept_twice = source.private & (self.private | self.drawn_in.keys()) or source.drawn_in.keys() & self.private
        drawn_twice = any(self.drawn_in.get(name, header) != header for name, header in source.drawn_in.items())
        return self.lines + source.lines <= UNIT_LINES and not kept_twice and not drawn_twice

    def add(self, source: Source) -> None:
        self.files.append(source.file)
        self.private |= source.private
        self.drawn_in |= source.drawn_in
        self.lines += source.lines


def share_out(files: list[Path]) -> list[Unit]:
    """Neighbours include the same headers: a file goes to the latest unit that takes it. The biggest unit comes first."""
    units: list[Unit] = []
    for source in map(Source, sorted(files)):
        unit = next((unit for unit in reversed(units) if unit.takes(source)), None)
        if unit is None:
            units.append(unit := Unit())
        unit.add(source)
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


def flags(commands: Iterable[list[str]]) -> list[str]:
    """Where the headers of all targets stand and what is defined for them: none contradicts another."""
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
        arguments = ["c++", *flags(commands.values()), *PRELUDE, "-c", name]
        entries.append({"directory": str(folder), "file": name, "arguments": arguments})
        print(name)
    (folder / "compile_commands.json").write_text(json.dumps(entries, indent=1))


main(Path(sys.argv[1]).resolve())
