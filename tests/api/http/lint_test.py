#!/usr/bin/env python3
"""/openapi.json under a linter from npm.

    lint_test.py DAYBOOK LINT_FOLDER [TEST...]      LINT_FOLDER: where npm may install the linter, once

Skipped, with the reason, where npm is not there or its registry is out of reach; an installed linter needs neither.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import service
from service import ServiceTest

SOURCES = Path(__file__).resolve().parent / "lint"
FOLDER = Path(sys.argv.pop(2)).resolve() if len(sys.argv) > 2 else Path(tempfile.gettempdir()) / "daybook-lint"
# Exit code of a test that could not run, as CTest is told.
SKIPPED = 77


def install():
    """Empty, or why the linter is not there."""
    lock = SOURCES / "package-lock.json"
    installed = FOLDER / "installed.json"
    FOLDER.mkdir(parents=True, exist_ok=True)
    shutil.copy(SOURCES / "lint.js", FOLDER)
    if installed.exists() and installed.read_bytes() == lock.read_bytes():
        return ""
    if shutil.which("npm") is None or shutil.which("node") is None:
        return "there is no npm"
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SOURCES / name, FOLDER)
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=20000"], cwd=FOLDER,
                          capture_output=True, timeout=300)
    if done.returncode != 0:
        return "npm could not install it: " + done.stderr.decode().strip().splitlines()[-1]
    shutil.copy(lock, installed)
    return ""


class Lint(ServiceTest):
    roles = []

    def lint(self, document):
        file = self.folder / "openapi.json"
        file.write_text(json.dumps(document))
        done = subprocess.run(["node", "lint.js", str(file)], cwd=FOLDER, capture_output=True, timeout=service.SECONDS_MAX)
        return done.returncode, done.stdout.decode() + done.stderr.decode()

    def test_the_linter_finds_nothing(self):
        code, findings = self.lint(self.service.ask("GET", "/openapi.json").json)
        self.assertEqual((code, findings), (0, ""))

    def test_the_linter_would_find_something(self):
        document = self.service.ask("GET", "/openapi.json").json
        del document["paths"]["/v1/customers"]["post"]["responses"]
        document["paths"]["/v1/debts"]["get"]["operationId"] = document["paths"]["/v1/payments"]["get"]["operationId"]
        code, findings = self.lint(document)
        self.assertEqual(code, 1)
        self.assertIn("operation-operationId-unique", findings)


if __name__ == "__main__":
    if why := install():
        print(f"skipped: {why}; /openapi.json was not linted", file=sys.stderr)
        sys.exit(SKIPPED)
    service.main("__main__")
