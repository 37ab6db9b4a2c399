#!/usr/bin/env python3
"""A test that cannot fail holds nothing: breaks each rule of structure_test.py on purpose, in a tree of its own.

    structure_self_test.py RULE...   RULE... are the rules CTest runs; they must be all there are
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from structure_test import LINES_MAX, RULES, Finding, Tree

HEADER = "// What it is.\n#pragma once\n\n"

# Uses every permission there is, and breaks no rule.
CLEAN = {
    ".gitignore": "/build*/\n",
    "README.md": "daybook\n",
    **{f"{folder}/README.md": "what it is for\n" for folder in ("events", "engine", "projections", "api", "tools", "bench", "tests")},
    **{f"engine/{folder}/README.md": "why\n" for folder in ("domain", "store", "integrity", "privacy")},
    "CMakeLists.txt": "add_library(all events/codec.cpp engine/store/log.cpp engine/privacy/vault.cpp tests/engine/store/log_test.cpp)\n",
    "events/ids.hpp": HEADER + "#include <cstdint>\n",
    "events/codec.hpp": HEADER + '#include "events/ids.hpp"\n',
    "events/codec.cpp": '#include "events/codec.hpp"\n#include <capnp/message.h>\n#include <kj/io.h>\n#include "ledger.capnp.h"\n',
    "engine/domain/state.hpp": HEADER + '#include "events/ids.hpp"\n',
    "engine/domain/decide.hpp": HEADER + '#include "engine/domain/state.hpp"\n',
    "engine/store/log.hpp": HEADER + '#include "events/codec.hpp"\n',
    "engine/store/log.cpp": '#include "engine/store/log.hpp"\n#include <rocksdb/db.h>\n',
    "engine/integrity/tree.hpp": HEADER + '#include "events/ids.hpp"\n',
    "engine/privacy/vault.hpp": HEADER + '#include "engine/domain/decide.hpp"\n',
    "engine/privacy/vault.cpp": '#include "engine/privacy/vault.hpp"\n#include <openssl/evp.h>\n',
    "engine/engine.hpp": HEADER + '#include "engine/store/log.hpp"\n#include "engine/domain/state.hpp"\n',
    "projections/rows.hpp": HEADER + '#include "engine/store/log.hpp"\n',
    "api/ledger.hpp": HEADER + '#include "projections/rows.hpp"\n#include "engine/engine.hpp"\n',
    "api/http/json.hpp": HEADER + "#include <boost/json/value.hpp>\n",
    "tools/print.hpp": HEADER + '#include "api/ledger.hpp"\nint x;  // NOLINT(bugprone-one, bugprone-two): because\n',
    "tests/engine/store/log_test.cpp": '#include "engine/store/log.hpp"\n#include <rocksdb/env.h>\n',
    "tests/tools/print_test.hpp": HEADER + '#include "tools/print.hpp"\n#include "tests/support/spec.hpp"\n',
    "bench/rows.hpp": HEADER + '#include "events/ids.hpp"\n',
    "tests/bench/rows_test.hpp": HEADER + '#include "bench/rows.hpp"\n',
}


class Plant(NamedTuple):
    """`text` in `file` breaks `rule` on `line`; nothing else."""

    rule: str
    file: str
    text: str | None
    line: int


# Marks are put together here, so that the rules do not find them in this file.
LATER, NO_LINT, MACHINE = "TO" + "DO", "NO" + "LINT", "/wo" + "rk/main"

PLANTS = [
    Plant("include_graph", "events/ids.hpp", HEADER + '#include "engine/engine.hpp"\n', 4),
    Plant("include_graph", "engine/engine.hpp", HEADER + '\n#include "projections/rows.hpp"\n', 5),
    Plant("include_graph", "projections/rows.hpp", HEADER + "#include <daybook/ledger.hpp>\n", 4),
    Plant("include_graph", "api/http/json.hpp", HEADER + '#  include "tools/print.hpp"\n', 4),
    Plant("include_graph", "tools/print.hpp", HEADER + '#include "tests/support.hpp"\n', 4),
    Plant("include_graph", "tests/engine/store/log_test.cpp", '#include "tools/print.hpp"\n', 1),
    Plant("include_graph", "bench/rows.hpp", HEADER + '#include "tests/support.hpp"\n', 4),
    Plant("include_graph", "events/codec.cpp", '#include "codec.hpp"\n', 1),
    Plant("engine_graph", "engine/domain/state.hpp", HEADER + '#include "engine/store/log.hpp"\n', 4),
    Plant("engine_graph", "engine/domain/state.hpp", HEADER + '#include "engine/engine.hpp"\n', 4),
    Plant("engine_graph", "engine/domain/state.hpp", HEADER + '#include "events/codec.hpp"\n', 4),
    Plant("engine_graph", "engine/store/log.hpp", HEADER + '#include "engine/integrity/tree.hpp"\n', 4),
    Plant("engine_graph", "engine/store/log.hpp", HEADER + '#include "engine/domain/state.hpp"\n', 4),
    Plant("engine_graph", "engine/integrity/tree.hpp", HEADER + '#include "engine/privacy/vault.hpp"\n', 4),
    Plant("engine_graph", "engine/privacy/vault.hpp", HEADER + '#include "engine/store/log.hpp"\n', 4),
    Plant("foreign_headers", "engine/domain/state.hpp", HEADER + "#include <rocksdb/slice.h>\n", 4),
    Plant("foreign_headers", "tests/engine/store/log_test.cpp", "#include <openssl/evp.h>\n", 1),
    Plant("foreign_headers", "engine/store/log.cpp", "#include <kj/array.h>\n", 1),
    Plant("foreign_headers", "engine/privacy/vault.cpp", '\n#include "ledger.capnp.h"\n', 2),
    Plant("public_headers", "api/ledger.hpp", HEADER + "#include <boost/json.hpp>\n", 4),
    Plant("public_headers", "engine/store/log.hpp", HEADER + "#include <rocksdb/db.h>\n", 4),
    Plant("public_headers", "api/http/json.hpp", HEADER + "#include <boost/asio.hpp>\n", 4),
    Plant("file_sizes", "engine/store/log.cpp", "\n" * (LINES_MAX + 1), LINES_MAX + 1),
    Plant("leftovers", "engine/store/log.cpp", f"// {LATER} later\n", 1),
    Plant("leftovers", "CMakeLists.txt", CLEAN["CMakeLists.txt"] + f"# {LATER}: split\n", 2),
    Plant("suppressions", "tools/print.hpp", HEADER + f"int x;  // {NO_LINT}\n", 4),
    Plant("suppressions", "tools/print.hpp", HEADER + f"int x;  // {NO_LINT}(bugprone-one)\n", 4),
    Plant("suppressions", "tools/print.hpp", HEADER + f"// {NO_LINT}NEXTLINE(*): all of them\n", 4),
    Plant("macros", "engine/store/log.cpp", "\n# define CHECK(x) x\n", 2),
    Plant("pragma_once", "events/ids.hpp", "// What it is.\n#include <cstdint>\n", 2),
    Plant("pragma_once", "events/ids.hpp", "", 1),
    Plant("readmes", "bench/README.md", None, 1),
    Plant("readmes", "engine/store/README.md", "", 1),
    Plant("sources_are_built", "tests/engine/store/head_test.cpp", '#include "engine/store/log.hpp"\n', 1),
    Plant("machine_paths", "tools/README.md", f"see\n{MACHINE}/tools\n", 2),
]


def write(file: Path, text: str | None) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        file.unlink(missing_ok=True)
    else:
        file.write_text(text)


def findings(root: Path) -> list[tuple[str, Finding]]:
    tree = Tree(root)
    return [(name, finding) for name, rule in RULES.items() for finding in rule(tree)]


def complaints(root: Path) -> list[str]:
    found = findings(root)
    wrong = [f"the clean tree breaks {name}: {finding}" for name, finding in found]
    for plant in PLANTS:
        write(root / plant.file, plant.text)
        found = {(name, finding.file, finding.line) for name, finding in findings(root)}
        # A public header may reach a foreign header that is also in the wrong folder: then two rules speak.
        also = {(plant.rule, plant.file, plant.line)} | {("public_headers", plant.file, plant.line), ("foreign_headers", plant.file, plant.line)}
        if (plant.rule, plant.file, plant.line) not in found or not found <= also:
            wrong.append(f"{plant} gave {sorted(found)}")
        write(root / plant.file, CLEAN.get(plant.file))
    return wrong


def main(registered: list[str]) -> int:
    wrong = [f"rule {name} is not run by CTest" for name in RULES if name not in registered]
    wrong += [f"no plant breaks {name}" for name in RULES if name not in {plant.rule for plant in PLANTS}]
    with tempfile.TemporaryDirectory(prefix="daybook-structure-") as folder:
        root = Path(folder)
        subprocess.run(["git", "init", "--quiet", folder], check=True)
        for file, text in CLEAN.items():
            write(root / file, text)
        write(root / "build-x/ignored.cpp", "#define IGNORED\n")
        wrong += complaints(root)
    for complaint in wrong:
        print(complaint)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
