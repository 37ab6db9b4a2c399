#!/usr/bin/env python3
"""Four times as many clients as a good day has, none of which waits when it is told to.

    overload_test.py DAYBOOK [TEST...]

Seconds a load: 3, or what DAYBOOK_OVERLOAD_SECONDS says. Load comes from wrk.
"""

import json
import os
import shutil
import subprocess
import threading
import unittest
from pathlib import Path

import service
from service import PAYMENT, ServiceTest

SCRIPT = Path(__file__).resolve().parents[3] / "bench" / "http" / "load.lua"
SECONDS = int(os.environ.get("DAYBOOK_OVERLOAD_SECONDS", "3"))
CLIENTS = 256


@unittest.skipUnless(shutil.which("wrk"), "wrk is not installed")
class Overload(ServiceTest):
    options = ("--log", "error")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.program("token", "create", "--role", "ingest", "--name", "other").strip()

    def load(self, clients, first):
        done = subprocess.run(["wrk", "-t1", f"-c{clients}", f"-d{SECONDS}s", "--timeout", "30s", "-s", str(SCRIPT),
                               f"http://127.0.0.1:{self.service.port}/", "--", self.tokens["ingest"], "counted", str(first), "200"],
                              check=True, capture_output=True, text=True, timeout=SECONDS + service.SECONDS_MAX)
        found = json.loads(done.stdout.splitlines()[-1])
        self.assertEqual((found["unexplained"], found["broken"]), (0, 0), found)
        return found

    def resident_bytes(self):
        return int(Path(f"/proc/{self.service.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def pay_as_another(self, statuses, stop):
        """Somebody with a token of their own, one payment after the other."""
        connection = self.service.connect()
        while not stop.is_set():
            statuses.append(self.service.ask("POST", "/v1/payments", {**PAYMENT, "amount": "0.01", "customer_id": 1, "debt_id": 1}, token=self.other,
                                             connection=connection).status)
        connection.close()

    def test_what_is_done_stays_as_much_and_others_get_their_turn(self):
        customer = '{"command":"create_customer","data":{"first_name":"A","last_name":"B","phone_primary":"1"}}\n'
        debt = '{"command":"issue_debt","data":{"customer_id":%d,"debt_type":"loan","original_amount":"9000000.00","issue_date":"2024-01-15"}}\n'
        self.program("ingest", "-", given=customer * 100 + "".join(debt % ((number + 1) // 2) for number in range(1, 201)))
        # A neighbour on the machine slows one load and not the other: then both count anew.
        for attempt in range(3):
            ratio, peak, crowd = self.overload(20_000_000 * attempt)
            if ratio >= 0.8:
                return
        self.fail((peak, crowd))

    def overload(self, first):
        """What is done in a crowd against what is done on a good day."""
        before = self.get("/v1/customers/1/summary").json["position"]
        peak = self.load(CLIENTS, first + 1)
        memory = self.resident_bytes()
        statuses, stop = [], threading.Event()
        other = threading.Thread(target=self.pay_as_another, args=(statuses, stop))
        other.start()
        crowd = self.load(4 * CLIENTS, first + 10_000_000)
        stop.set()
        other.join()
        done = {name: found["requests"] - found["not_2xx"] for name, found in (("peak", peak), ("crowd", crowd))}
        self.assertEqual(set(statuses), {201}, len(statuses))
        # What was written stays in memory for a while; what waits is bounded.
        self.assertLess(self.resident_bytes() - memory, 512 << 20)
        # Everything that was said to be done is.
        there = self.get("/v1/customers/1/summary").json["position"]
        self.assertGreaterEqual(there - before, done["peak"] + done["crowd"] + len(statuses))
        return done["crowd"] / done["peak"], peak, crowd


if __name__ == "__main__":
    service.main("__main__")
