#!/usr/bin/env python3
"""Installs the build and builds the usage examples against what was installed, as an embedder does.

    package_test.py BUILD SOURCE LINK_FLAGS      BUILD: a build folder with everything built
"""

import subprocess
import sys
import tempfile
from pathlib import Path

PRINTED = "Debt balance: $4800.00\nTotal Debt: $4800.00\nActive Debts: 1\nTotal Paid: $200.00\n"
CONSUMER = """cmake_minimum_required(VERSION 3.25)
project(consumer CXX)
find_package(daybook CONFIG REQUIRED)
add_executable(usage {usage})
target_link_libraries(usage PRIVATE daybook::ledger)
"""


def run(*arguments, **options):
    done = subprocess.run([*map(str, arguments)], capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{arguments}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def check_printed(program, folder):
    printed = run(program, folder)
    if printed != PRINTED:
        sys.exit(f"{program} printed\n{printed}instead of\n{PRINTED}")


def main(build, source, link_flags):
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        prefix = folder / "prefix"
        run("cmake", "--install", build, "--prefix", prefix)
        (folder / "CMakeLists.txt").write_text(CONSUMER.format(usage=Path(source) / "tools/examples/usage.cpp"))
        built = folder / "build"
        run("cmake", "-S", folder, "-B", built, f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCMAKE_EXE_LINKER_FLAGS={link_flags}")
        run("cmake", "--build", built)
        check_printed(built / "usage", folder / "by_cmake")

        (packages,) = prefix.rglob("pkgconfig")
        (compiled,) = built.rglob("usage.cpp.o")
        libraries = run("pkg-config", "--libs", packages / "daybook.pc").split()
        run("c++", "-o", folder / "usage", compiled, *libraries, *link_flags.split())
        check_printed(folder / "usage", folder / "by_pkg_config")


if __name__ == "__main__":
    main(*sys.argv[1:])
