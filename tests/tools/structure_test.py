#!/usr/bin/env python3
"""What no compiler checks of the tree: who includes whom, sizes, leftovers, READMEs.

    structure_test.py RULE...   holds these rules, or all; a finding is a line `file:line: what is wrong`

Looks at what git tracks or would track. `structure_self_test.py` breaks each rule on purpose.
"""

import re
import subprocess
import sys
from pathlib import Path, PurePosixPath
from typing import Callable, Iterator, NamedTuple


class Finding(NamedTuple):
    file: str
    line: int
    what: str


class Tree:
    """The files of a checkout, committed or about to be, and their text."""

    def __init__(self, root: Path):
        command = ["git", "-c", "safe.directory=*", "-C", str(root), "ls-files", "-z", "-co", "--exclude-standard"]
        listed = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode().split("\0")
        self.root = root
        self.files = sorted({name for name in listed if name and (root / name).is_file()})
        self._lines: dict[str, list[str]] = {}

    def lines(self, file: str) -> list[str]:
        """Lines of a text file; none of a binary one."""
        if file not in self._lines:
            content = (self.root / file).read_bytes()
            self._lines[file] = [] if b"\0" in content else content.decode(errors="replace").splitlines()
        return self._lines[file]

    def ending(self, *suffixes: str) -> list[str]:
        return [file for file in self.files if file.endswith(suffixes)]

    def matches(self, files: list[str], pattern: re.Pattern) -> Iterator[tuple[str, int, re.Match]]:
        for file in files:
            for number, line in enumerate(self.lines(file), 1):
                if found := pattern.search(line):
                    yield file, number, found

    def includes(self, files: list[str]) -> Iterator[tuple[str, int, str, bool]]:
        """(file, line, what it includes, with quotes) of every #include."""
        for file, number, found in self.matches(files, INCLUDE):
            yield file, number, found[2].replace("daybook/", "api/", 1), found[1] == '"'


SOURCES = (".cpp", ".hpp", ".h")
HEADERS = (".hpp", ".h")
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')

# A folder may include itself and what stands before it. The last three know nothing of each other, but for the tests of the
# other two.
LAYERS = {"events": 0, "engine": 1, "projections": 2, "api": 3, "tools": 4, "bench": 4, "tests": 4}
MIRRORS = {("tests/tools", "tools"), ("tests/bench", "bench"), ("tests/fuzz", "tools")}

# Inside engine: what a folder may include beside itself. `events/codec` is a target of its own, which the domain does not link.
ENGINE = {
    "engine/domain": re.compile(r"events/(?!codec)"),
    "engine/files": re.compile(r"events/"),
    "engine/store": re.compile(r"events/|engine/files/"),
    "engine/integrity": re.compile(r"events/"),
    "engine/privacy": re.compile(r"events/|engine/domain/|engine/files/"),
}

# The sources of the target daybook::codec.
CODEC = re.compile(r"events/(codec|frame|read_event|write_event)")

# Foreign headers with few owners. A test may include what the code it mirrors may.
OWNED = [
    (re.compile(r"rocksdb/"), re.compile(r"engine/store/|bench/raw_limit\.cpp"), "engine/store and the raw limit"),
    (re.compile(r"capnp/|kj/|.*\.capnp\.h$"), CODEC, "the codec in events"),
    (re.compile(r"openssl/"), re.compile(r"engine/(privacy|integrity)/"), "engine/privacy and engine/integrity"),
]

# What neither an embedder's compiler nor an embedder sees.
HIDDEN = re.compile(r"rocksdb/|capnp/|kj/|.*\.capnp\.h$|boost/(asio|beast|json)([/.]|$)")

# Headers that the server's own .cpp files share, and nobody else includes.
SERVER_HEADERS = {"api/http/connection.hpp", "api/http/connection_io.hpp", "api/http/parser.hpp"}

LINES_MAX = 400
# Longer files, with the reason.
LONGER: dict[str, str] = {}


def folder_of(file: str) -> str:
    return str(PurePosixPath(file).parent)


def include_graph(tree: Tree) -> Iterator[Finding]:
    for file, line, target, quoted in tree.includes(tree.ending(*SOURCES)):
        here, there = file.split("/")[0], target.split("/")[0]
        if there not in LAYERS:
            if quoted and not target.endswith(".capnp.h"):
                yield Finding(file, line, f'"{target}": our includes start at the top folder, others stand in <>')
        elif here != there and LAYERS.get(here, 0) <= LAYERS[there] and (folder_of(file), there) not in MIRRORS:
            yield Finding(file, line, f"{here} must not include {there} ({target})")


def engine_graph(tree: Tree) -> Iterator[Finding]:
    for file, line, target, _ in tree.includes(tree.ending(*SOURCES)):
        folder = "/".join(file.split("/")[:2])
        if not file.startswith("engine/") or file.count("/") == 1:
            continue
        if folder not in ENGINE:
            yield Finding(file, line, f"{folder} is new: say in ENGINE what it may include")
        elif target.split("/")[0] in LAYERS and not target.startswith(folder + "/") and not ENGINE[folder].match(target):
            yield Finding(file, line, f"{folder} must not include {target}")


def foreign_headers(tree: Tree) -> Iterator[Finding]:
    for file, line, target, _ in tree.includes(tree.ending(*SOURCES)):
        for headers, owner, name in OWNED:
            if headers.match(target) and not owner.match(file.removeprefix("tests/")):
                yield Finding(file, line, f"only {name} may include {target}")


def public_headers(tree: Tree) -> Iterator[Finding]:
    """Headers that embedders include, with all of ours that these draw in; and Boost.Asio in no header but the server's own."""
    for file, line, target, _ in tree.includes(tree.ending(*HEADERS)):
        if re.match(r"boost/(asio|beast)([/.]|$)", target) and file not in SERVER_HEADERS:
            yield Finding(file, line, f"{target} belongs into a .cpp file")
        if target in SERVER_HEADERS and file not in SERVER_HEADERS:
            yield Finding(file, line, f"{target} is the server's own")
    reached = [file for file in tree.ending(*HEADERS) if folder_of(file) == "api"]
    via = {file: file for file in reached}
    for file in reached:
        for _, line, target, _ in tree.includes([file]):
            if HIDDEN.match(target):
                yield Finding(file, line, f"{via[file]} shows {target} to embedders")
            if target in tree.files and target not in via:
                via[target] = via[file]
                reached.append(target)


def file_sizes(tree: Tree) -> Iterator[Finding]:
    for file in tree.ending(*SOURCES, ".capnp"):
        length = len(tree.lines(file))
        if length > LINES_MAX and file not in LONGER:
            yield Finding(file, length, f"{length} lines; {LINES_MAX} at most")
        if length <= LINES_MAX and file in LONGER:
            yield Finding(file, length, "no longer needs to stand in LONGER")


def leftovers(tree: Tree) -> Iterator[Finding]:
    mark = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|(?<!\")X" + r"XX)\b|\bDIS" + r"ABLED_")
    files = [file for file in tree.files if not file.endswith(".md")]
    for file, line, found in tree.matches(files, mark):
        yield Finding(file, line, f"{found[0]}: do it or file it as an issue")


def suppressions(tree: Tree) -> Iterator[Finding]:
    good = re.compile(r"NOLINT(NEXTLINE|BEGIN)?\([a-z][\w.-]*(, ?[a-z][\w.-]*)*\): \w|NOLINTEND\([a-z][\w., -]*\)")
    for file, line, found in tree.matches(tree.ending(*SOURCES), re.compile(r"NOLINT.*")):
        if not good.match(found[0]):
            yield Finding(file, line, "write NOLINT(check): reason")


def macros(tree: Tree) -> Iterator[Finding]:
    for file, line, found in tree.matches(tree.ending(*SOURCES), re.compile(r"^\s*#\s*define\s+(\w+)")):
        yield Finding(file, line, f"no macros of our own: {found[1]}")


def pragma_once(tree: Tree) -> Iterator[Finding]:
    for file in tree.ending(*HEADERS):
        code = [(number, line) for number, line in enumerate(tree.lines(file), 1) if line and not line.startswith("//")]
        number, line = code[0] if code else (1, "")
        if line != "#pragma once":
            yield Finding(file, number, "#pragma once comes before any other code")


def readmes(tree: Tree) -> Iterator[Finding]:
    nested = {folder_of(file) for file in tree.files if re.match(r"engine/[^/]+/[^/]+$", file)}
    top = {file.split("/")[0] for file in tree.files if "/" in file and not file.startswith(".")}
    for folder in sorted({".", *LAYERS, *top, *nested}):
        readme = str(PurePosixPath(folder) / "README.md")
        if readme not in tree.files or not tree.lines(readme):
            yield Finding(readme, 1, "a short README a folder: what it is for, its invariants, how to add to it")


def sources_are_built(tree: Tree) -> Iterator[Finding]:
    """A test that stands in no CMakeLists.txt never runs."""
    listed = {file: set(re.findall(r"[\w./-]+", "\n".join(tree.lines(file)))) for file in tree.ending("CMakeLists.txt")}
    for file in tree.ending(".cpp", ".capnp"):
        path = PurePosixPath(file)
        lists = [(folder, listed.get(str(folder / "CMakeLists.txt"), set())) for folder in path.parents]
        if not any(str(path.relative_to(folder)) in words for folder, words in lists):
            yield Finding(file, 1, "stands in no CMakeLists.txt")


def machine_paths(tree: Tree) -> Iterator[Finding]:
    for file, line, found in tree.matches(tree.files, re.compile(r"(?<![\w.}])/(work|root|tmp/build[\w-]*)(?![\w-])")):
        yield Finding(file, line, f"{found[0]} is one machine's folder")


RULES: dict[str, Callable[[Tree], Iterator[Finding]]] = {
    rule.__name__: rule
    for rule in [
        include_graph,
        engine_graph,
        foreign_headers,
        public_headers,
        file_sizes,
        leftovers,
        suppressions,
        macros,
        pragma_once,
        readmes,
        sources_are_built,
        machine_paths,
    ]
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in RULES]
    if unknown:
        print(f"no rule {', '.join(unknown)}; rules: {', '.join(RULES)}", file=sys.stderr)
        return 2
    tree = Tree(Path(__file__).resolve().parents[2])
    findings = [finding for name in names or RULES for finding in RULES[name](tree)]
    for file, line, what in findings:
        print(f"{file}:{line}: {what}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
