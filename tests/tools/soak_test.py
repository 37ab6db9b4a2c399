#!/usr/bin/env python3
"""What tools/soak keeps, and that tools/planted-bugs knows every bug; with rows that take no time."""

import importlib.machinery
import importlib.util
import re
import sys
import tempfile
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]


def script(name):
    """A script of tools/ as a module."""
    loader = importlib.machinery.SourceFileLoader(name.replace("-", "_"), str(TOP / "tools" / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    # Data classes look their module up.
    sys.modules[loader.name] = module
    loader.exec_module(module)
    return module


class SoakTest(unittest.TestCase):
    def setUp(self):
        self.soak = script("soak")
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.soak.HOME = Path(self.folder.name)

    def row(self, name, total, command, weight=1):
        return self.soak.Row(name, weight, total, "commands", "release", "none", ("bash", "-c", command),
                             r"(?P<seeds>\d+) seeds, (?P<reached>\d+) commands")

    def work(self, *rows, minutes=1.0, jobs=2):
        worked = self.soak.Soak(list(rows), jobs)
        worked.work(minutes)
        return worked

    def test_a_row_runs_until_it_has_reached_its_total(self):
        row = self.row("a row", 100, "echo 2 seeds, 40 commands")
        kept = self.work(row, jobs=1).of(row)
        self.assertEqual((kept["reached"], kept["found"]), (120, []))

    def test_a_row_goes_on_where_it_stopped_and_never_takes_a_seed_again(self):
        seeds = Path(self.folder.name) / "seeds"
        command = f"echo {{seed}} >> {seeds}; echo 1 seeds, 50 commands"
        row = self.row("a row", 100, command)
        self.work(row)
        self.assertEqual(self.soak.Soak([row]).of(row)["reached"], 100)
        more = self.row("a row", 150, command)
        self.assertEqual(self.work(more, jobs=1).of(more)["reached"], 150)
        self.assertEqual(len(set(seeds.read_text().split())), 3)

    def test_a_row_alone_runs_as_often_at_once_as_there_are_jobs(self):
        all_here = f"[ $(ls {self.folder.name}/*.here | wc -l) = 4 ]"
        meet = f"touch {self.folder.name}/{{seed}}.here; for try in $(seq 200); do {all_here} && break; sleep 0.05; done; {all_here}"
        row = self.row("a row", 100, f"{meet} && echo 1 seeds, 25 commands")
        worked = self.work(row, jobs=4)
        self.assertEqual((worked.of(row)["reached"], worked.found), (100, []))

    def test_what_fails_is_kept_with_its_command_and_stops_only_its_row(self):
        broken = self.row("broken", 100, "echo 1 seeds, 10 commands; exit {seed}")
        sound = self.row("sound", 10, "echo 1 seeds, 10 commands")
        worked = self.work(broken, sound)
        self.assertEqual(worked.of(broken)["reached"], 0)
        self.assertEqual(worked.of(broken)["found"], ["bash -c echo 1 seeds, 10 commands; exit 1"])
        self.assertEqual(worked.of(sound)["reached"], 10)
        self.assertEqual(len(worked.found), 1)
        self.assertIn("broken", worked.table())

    def test_nothing_is_started_when_there_is_no_time(self):
        row = self.row("a row", 100, "echo 1 seeds, 1 commands")
        self.assertEqual(self.work(row, minutes=0.01).of(row)["reached"], 0)

    def test_rows_run_one_at_a_time_when_there_is_one_job(self):
        alone = f"mkdir {self.folder.name}/lock && head -c 5000000 /dev/urandom | sha256sum && rmdir {self.folder.name}/lock && echo 1 seeds, 9 commands"
        rows = [self.row(f"row {number}", 9, alone) for number in range(4)]
        worked = self.work(*rows, jobs=1)
        self.assertEqual(([worked.of(row)["reached"] for row in rows], worked.found), ([9, 9, 9, 9], []))

    def test_only_rows_that_have_not_reached_their_total_are_due(self):
        done, undone = self.row("done", 10, "echo 1 seeds, 10 commands"), self.row("undone", 10, "echo 1 seeds, 9 commands; exit 1")
        self.assertEqual(self.work(done, undone).due(), [undone])

    def test_every_fuzz_target_is_a_row(self):
        rows = {row.environment["DAYBOOK_FUZZ_TARGET"] for row in self.soak.ROWS if "DAYBOOK_FUZZ_TARGET" in row.environment}
        self.assertEqual(rows, {folder.name for folder in (TOP / "tests" / "fuzz" / "corpus").iterdir()})


class PlantedBugsTest(unittest.TestCase):
    def test_every_bug_has_a_name_a_place_and_a_suite(self):
        planted = script("planted-bugs")
        bugs = planted.bugs()
        self.assertGreaterEqual(len(bugs), 12)
        self.assertEqual(set(bugs), set(planted.SUITES))
        names = re.findall(r'\{"(\w+)", Bug::(\w+)\}', (TOP / "events" / "planted.cpp").read_text())
        self.assertEqual([(bug, bug) for bug in bugs], names)
        sources = "".join(file.read_text() for folder in ("engine", "projections", "api") for file in (TOP / folder).rglob("*.cpp"))
        for bug in bugs:
            self.assertTrue(f"planted(Bug::{bug})" in sources, bug)


if __name__ == "__main__":
    unittest.main()
