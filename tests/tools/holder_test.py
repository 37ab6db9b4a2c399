#!/usr/bin/env python3
"""The program beside a service that embeds the ledger and listens on DATA/control.

    holder_test.py DAYBOOK HOLDER [TEST...]      HOLDER: the example service
"""

import json
import os
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

# Long enough for a slow machine; a test that waits this long has failed.
SECONDS_MAX = 60

DEBT = {"command": "issue_debt", "data": {"customer_id": 1, "debt_type": "loan", "original_amount": "5000.00", "issue_date": "2024-01-15"}}


class HolderTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.data = Path(temporary.name) / "ledger"
        self.program("init")
        self.hold()

    def hold(self):
        self.holder = subprocess.Popen([HOLDER, str(self.data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self.let_go)
        self.assertEqual(self.holder.stdout.readline(), b"holding\n")

    def let_go(self):
        """The service's end; its exit code and what it said on stderr."""
        _, errors = self.holder.communicate(timeout=SECONDS_MAX) if self.holder.poll() is None else (b"", b"")
        return self.holder.returncode, errors.decode()

    def program(self, *arguments, given="", expect=0):
        done = subprocess.run([DAYBOOK, *map(str, arguments), "--data", str(self.data)], input=given.encode(), capture_output=True, timeout=SECONDS_MAX)
        self.assertEqual(done.returncode, expect, (arguments, done.stdout.decode(), done.stderr.decode()))
        return done.stdout.decode()

    def work(self, line):
        self.holder.stdin.write(line.encode() + b"\n")
        self.holder.stdin.flush()
        return self.holder.stdout.readline().decode().strip()

    def test_the_program_answers_the_same_beside_a_service(self):
        self.assertEqual(self.work("Jane"), "1")
        mode = (self.data / "control").stat().st_mode
        self.assertTrue(stat.S_ISSOCK(mode) and stat.S_IMODE(mode) == 0o600, oct(mode))
        self.assertTrue(json.loads(self.program("ingest", "-", given=json.dumps(DEBT)))["ok"])
        self.assertRegex(self.program("token", "create", "--role", "agent"), r"\A[\w-]{43,64}\n\Z")
        self.assertEqual(self.work("Joan"), "2")
        commands = [("show", "customer", 1, "--json"), ("list", "debts", "--json"), ("summary",), ("log", "--json"), ("token", "list"),
                    ("summary", "--as-of-position", 2, "--json")]
        beside = [self.program(*arguments) for arguments in commands]
        self.assertEqual(json.loads(beside[0])["first_name"], "Jane")
        self.assertEqual(self.let_go(), (0, ""))
        self.assertFalse((self.data / "control").exists())
        self.assertEqual([self.program(*arguments) for arguments in commands], beside)
        self.program("verify")

    def test_readers_that_go_away_do_not_end_the_service(self):
        for _ in range(200):
            self.work("Jane")
        for _ in range(5):
            lister = subprocess.Popen([DAYBOOK, "log", "--follow", "--json", "--data", str(self.data)], stdout=subprocess.PIPE)
            self.assertTrue(lister.stdout.readline())
            lister.stdout.close()
            self.assertEqual(self.work("Jane").isdigit(), True)
            lister.terminate()
            lister.wait(timeout=SECONDS_MAX)
        self.assertEqual(self.let_go(), (0, ""))

    def test_what_still_runs_is_stopped(self):
        ingest = subprocess.Popen([DAYBOOK, "ingest", "-", "--data", str(self.data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        ingest.stdin.write(b'{"command":"freeze_customer","data":{"customer_id":9}}\n')
        ingest.stdin.flush()
        self.assertFalse(json.loads(ingest.stdout.readline())["ok"])
        self.assertEqual(self.let_go(), (0, ""))
        _, errors = ingest.communicate(timeout=SECONDS_MAX)
        self.assertEqual((ingest.returncode, b"busy" in errors), (6, True), errors)


if __name__ == "__main__":
    DAYBOOK, HOLDER = (os.path.abspath(sys.argv.pop(1)) for _ in range(2))
    unittest.main(verbosity=1)
