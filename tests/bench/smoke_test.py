#!/usr/bin/env python3
"""Every benchmark runs to its end at tiny sizes, and its numbers reach the report.

    smoke_test.py PROGRAMS    the folder of the built benchmarks
"""

import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
RUN = TOP / "bench" / "report" / "run.py"


class Smoke(unittest.TestCase):
    programs: Path

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="daybook-smoke-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.output = Path(cls.folder.name) / "results"
        command = [sys.executable, "-B", str(RUN), "--programs", str(cls.programs), "--output", str(cls.output), "--size", "tiny"]
        subprocess.run(command, check=True, timeout=580)
        cls.results = json.loads((cls.output / "results.json").read_text())
        cls.report = (cls.output / "report.md").read_text()

    def test_every_part_ran(self):
        built = {"layers", "ingest", "ingest_zipf", "ingest_memory", "mixed"}
        self.assertLessEqual(built, set(self.results["parts"]))
        self.assertEqual("peers" in self.results["parts"], (self.programs / "bench_peers").exists())
        self.assertEqual("http" in self.results["parts"], shutil.which("wrk") is not None)

    def test_the_ingest_reaches_verify(self):
        phases = [line["phase"] for line in self.results["parts"]["ingest"]["lines"]]
        self.assertEqual([phase for phase in phases if phase != "window"], ["fill", "before", "ingest", "kill", "open", "replay", "verify"])

    def test_nothing_answered_is_lost_by_the_kill(self):
        lines = {line["phase"]: line for line in self.results["parts"]["ingest"]["lines"]}
        answered = lines["before"]["position"] + lines["ingest"]["payments"] + lines["kill"]["answered"]
        self.assertGreaterEqual(lines["open"]["position"], answered)
        self.assertEqual(lines["verify"]["events"], lines["open"]["position"])

    def test_every_layer_is_there(self):
        layers = {line["name"].split("/")[0] for line in self.results["parts"]["layers"]["lines"]}
        expected = "append codec decide evolve open read replay seal submit tree verify"
        self.assertEqual(" ".join(sorted(layers)), expected)

    def test_the_report_has_every_goal_that_was_measured(self):
        goals = self.report.split("## Plots")[0]
        for start in ("bulk ingest, 1,000 a batch", "64 threads", "replay of all views", "verify", "opening after kill -9", "bytes a payment, log"):
            self.assertIn(f"| {start}", goals)

    def test_a_debug_build_says_so(self):
        self.assertIn("| build |", self.report)


if __name__ == "__main__":
    Smoke.programs = Path(sys.argv.pop(1))
    unittest.main()
