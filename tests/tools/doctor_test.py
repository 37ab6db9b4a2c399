#!/usr/bin/env python3
"""What `doctor` says of ledgers that were hurt, and that it changes nothing.

    doctor_test.py DAYBOOK [TEST...]      DAYBOOK: the program
"""

import json
import os
import shutil
import subprocess
import sys
import unittest

import cli_test
from cli_test import SECONDS_MAX, LedgerTest, command


class Doctor(LedgerTest):
    def setUp(self):
        super().setUp()
        self.make_portfolio()

    def content(self):
        return {str(file.relative_to(self.data)): (file.stat().st_mtime_ns, file.read_bytes())
                for file in sorted(self.data.rglob("*")) if file.is_file()}

    def examine(self, expect=3):
        """The document, which must be the same for people, and leave everything as it was."""
        before = self.content()
        document = json.loads(self.on_ledger("doctor", "--json", expect=expect))
        shown = self.on_ledger("doctor", expect=expect)
        self.assertEqual(self.content(), before)
        for finding in document["findings"]:
            self.assertIn(finding["weight"], ("note", "fault"))
            self.assertIn(f"{finding['weight']}: {finding['part']}", shown)
            if finding["weight"] == "fault":
                self.assertNotEqual(finding["advice"], "")
        self.assertEqual(document["ok"], expect == 0)
        return document

    def faults(self, expect=3):
        """The first fault of each part."""
        found = [finding for finding in self.examine(expect)["findings"] if finding["weight"] == "fault"]
        return {finding["part"]: finding for finding in reversed(found)}

    def notes(self, expect=0):
        return " ".join(finding["part"] + ": " + finding["what"] for finding in self.examine(expect)["findings"])

    def files(self, pattern):
        return [file for file in sorted(self.data.glob(pattern)) if file.stat().st_size > 0]

    def flip(self, file, place):
        content = bytearray(file.read_bytes())
        content[place] ^= 0x10
        file.write_bytes(content)

    def test_finds_nothing_wrong(self):
        document = self.examine(expect=0)
        self.assertEqual((document["position"], document["proven_to"]), (4, 4))
        self.assertIn("nothing is wrong", self.on_ledger("doctor"))

    def test_says_that_the_master_key_should_be_kept_apart_or_is_missing(self):
        self.assertIn("whoever copies", self.notes())
        (self.data / "master.key").rename(self.folder / "key")
        self.assertIn("is not there", self.notes())
        self.on_ledger("doctor", "--master-key", self.folder / "key")

    def test_names_damage_to_the_log(self):
        (wal,) = self.files("log/*.log")
        self.flip(wal, wal.stat().st_size // 2)
        fault = self.faults()["log"]
        self.assertEqual(fault["kind"], "storage")
        self.assertIn("copy it as it is", fault["advice"])

    def test_names_a_log_cut_short(self):
        (wal,) = self.files("log/*.log")
        with open(wal, "r+b") as file:
            file.truncate(wal.stat().st_size - 3)
        fault = self.faults()["log"]
        self.assertEqual((fault["kind"], fault["position"]), ("head", 4))
        self.assertIn("Events 1 to 3 are as they were written", fault["advice"])

    def test_names_a_missing_log(self):
        shutil.rmtree(self.data / "log")
        self.assertIn("log", self.faults())

    def test_names_a_missing_head(self):
        (self.data / "HEAD").unlink()
        self.assertIn("Put back HEAD", self.faults()["HEAD"]["advice"])

    def test_names_damaged_views_and_that_nothing_is_lost(self):
        self.on_ledger("replay")
        table = self.files("views/*.sst")[0]
        self.flip(table, table.stat().st_size // 2)
        self.assertIn("Nothing is lost", self.faults()["views"]["advice"])
        self.on_ledger("replay")
        self.examine(expect=0)

    def test_names_a_damaged_and_a_missing_key(self):
        keys = self.data / "keys"
        self.flip(keys, 140)
        self.assertIn("the newest `keys`", self.faults()["keys"]["advice"])
        keys.unlink()
        self.assertIn("keys", self.faults())

    def test_notes_what_was_left_behind(self):
        (self.data / "log.new").mkdir()
        self.data.chmod(0o755)
        notes = self.notes()
        self.assertIn("log.new", notes)
        self.assertIn("others than its owner", notes)

    def test_works_beside_a_holder(self):
        server = subprocess.Popen([cli_test.DAYBOOK, "serve", "--listen", "127.0.0.1:0", "--log", "error", "--data", self.data],
                                  stdout=subprocess.PIPE)
        try:
            server.stdout.readline()
            self.ingest(command("freeze_customer", {"customer_id": 1}))
            document = self.document("doctor")
            self.assertEqual((document["ok"], document["position"]), (True, 5))
            self.assertIn(f"process {server.pid} holds", " ".join(finding["what"] for finding in document["findings"]))
        finally:
            server.kill()
            server.communicate(timeout=SECONDS_MAX)
        self.assertIn("left the socket", self.notes())

    def test_finds_no_ledger_where_there_is_none(self):
        self.run_program("doctor", "--data", self.folder / "none", expect=6)


if __name__ == "__main__":
    cli_test.DAYBOOK = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
