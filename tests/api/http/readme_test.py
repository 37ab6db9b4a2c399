#!/usr/bin/env python3
"""The examples of the README, run as they stand.

    readme_test.py DAYBOOK [TEST...]
"""

import json
import re
import subprocess
import unittest
from pathlib import Path

import service
from service import ServiceTest

README = Path(__file__).resolve().parents[3] / "README.md"


class Readme(ServiceTest):
    roles = ["ingest", "agent"]

    def test_the_examples_over_http(self):
        section = README.read_text().partition("## Over HTTP")[2]
        examples = re.search(r"```sh\n(.*?)```", section, re.DOTALL)[1].replace("127.0.0.1:8080", f"127.0.0.1:{self.service.port}")
        # Each answer on a line of its own.
        script = "shopt -s expand_aliases\nset -euo pipefail\n" + examples.replace("--oauth2-bearer'", "-w \"\\n\" --oauth2-bearer'")
        done = subprocess.run(["bash", "-c", script], capture_output=True, timeout=service.SECONDS_MAX, cwd=self.folder,
                              env={"PATH": "/usr/bin:/bin", "INGEST": self.tokens["ingest"], "AGENT": self.tokens["agent"]})
        self.assertEqual(done.returncode, 0, (done.stdout.decode(), done.stderr.decode()))
        answers = [json.loads(line) for line in done.stdout.splitlines() if line]
        self.assertEqual(answers[0]["events"], ["CustomerCreated"])
        balances = [answer["current_balance"] for answer in answers if "current_balance" in answer]
        self.assertEqual(balances, ["4800.00", "5000.00"])
        self.assertEqual(answers[6]["items"][0]["id"], 1)
        self.assertEqual(answers[-1]["events"], ["CustomerFrozen"])


if __name__ == "__main__":
    service.main("__main__")
