#!/usr/bin/env python3
"""The API over HTTP beside raw servers, in turns, under load by wrk on the same machine; lines of JSON.

    load.py --programs BUILD/bench [--directory DIR] [--rounds N] [--slice SECONDS] [--debts N] [--bulk N] [--idle N] [--only PHASE,...]

The raw servers (`raw_server.cpp`) answer a constant of the same size, or store each body durably and do nothing else.
"""

import argparse
import contextlib
import http.client
import json
import os
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

SCRIPT = Path(__file__).with_name("load.lua")
CUSTOMER = '{"command":"create_customer","data":{"first_name":"Jane","last_name":"Smith","phone_primary":"+1987654321"}}\n'
DEBT = '{"command":"issue_debt","data":{"customer_id":%d,"debt_type":"loan","original_amount":"900000.00","issue_date":"2024-01-15"}}\n'
PAYMENT = ('{"command":"record_payment","data":{"customer_id":%d,"debt_id":%d,"amount":"1.00","payment_date":"2025-01-31T10:00:00Z",'
           '"status":"COMPLETED","payment_method":"ach","transaction_id":"B-%d"}}\n')  # fmt: skip


def say(**line) -> None:
    print(json.dumps(line), flush=True)


class Server:
    """A process that says its port in its first line; a context."""

    def __init__(self, *command):
        self.process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().strip().rsplit(":", 1)[-1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=120)
        self.process.stdout.close()

    def resident_bytes(self):
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * resource.getpagesize()

    def get(self, path, token):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        response = connection.getresponse()
        body = response.read()
        connection.close()
        assert response.status == 200, (path, body)
        return body


class Bench:
    def __init__(self, options, folder: Path):
        self.options = options
        self.folder = folder
        self.daybook = options.programs.parent / "tools" / "daybook"
        self.raw = options.programs / "bench_raw_http"
        self.first = 0

    def fill(self):
        """A ledger with a customer for every two debts, and a token of an agent's."""
        run = lambda *arguments, **more: subprocess.run([str(self.daybook), *arguments, "--data", str(self.folder / "ledger")], check=True,
                                                        capture_output=True, text=True, **more).stdout  # fmt: skip
        run("init")
        self.token = run("token", "create", "--role", "agent").strip()
        self.ingest_token = run("token", "create", "--role", "ingest").strip()
        debts = self.options.debts
        run("ingest", "-", input=CUSTOMER * (debts // 2) + "".join(DEBT % ((debt + 1) // 2) for debt in range(1, debts + 1)))

    def serve(self):
        return Server(self.daybook, "serve", "--listen", "127.0.0.1:0", "--log", "error", "--data", self.folder / "ledger")

    def load(self, server, kind, connections, seconds=None):
        """What wrk says."""
        self.first += 10_000_000
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds or self.options.slice}s", "--timeout", "30s", "-s", SCRIPT,
                   f"http://127.0.0.1:{server.port}/", "--", self.token, kind, self.first, self.options.debts]  # fmt: skip
        printed = subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True).stdout
        found = json.loads(printed.splitlines()[-1])
        assert kind == "counted" or (found["not_2xx"] == 0 and found["broken"] == 0), found
        found["per_s"] = found["requests"] / found["seconds"]
        return found

    def contest(self, what, ours, raw, kind, connections, value):
        """Turns, ours against the raw server's; a line with the median of each and of the ratio."""
        rounds = [(self.load(ours, kind, connections), self.load(raw, kind, connections)) for _ in range(self.options.rounds)]
        ratios = [mine[value] / others[value] for mine, others in rounds]
        middle = lambda side, name: statistics.median(each[side][name] for each in rounds)
        say(phase=what, connections=connections, ratio=statistics.median(ratios), spread=(max(ratios) - min(ratios)) / statistics.median(ratios),
            **{name: middle(0, name) for name in ("per_s", "p50_us", "p99_us")},
            **{"raw_" + name: middle(1, name) for name in ("per_s", "p50_us", "p99_us")})  # fmt: skip

    def reads(self, ours):
        for kind, path in (("summary", "/v1/customers/1/summary"), ("customer", "/v1/customers/1")):
            size = len(ours.get(path, self.token))
            with Server(self.raw, "constant", size) as raw:
                self.contest(f"get_{kind}", ours, raw, kind, 32, "per_s")

    def writes(self, ours):
        # A payment's row is about so long.
        with Server(self.raw, "frames", 420, self.folder / "frames") as raw:
            self.contest("post_payment", ours, raw, "payment", 128, "per_s")
            self.contest("post_payment_alone", ours, raw, "payment", 1, "p50_us")

    def bulk(self, ours):
        """One connection that sends and reads at once."""
        count, debts = self.options.bulk, self.options.debts
        body = "".join(PAYMENT % ((number % debts) // 2 + 1, number % debts + 1, number) for number in range(count)).encode()
        head = (f"POST /v1/commands HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {self.ingest_token}\r\nConnection: close\r\n"
                f"Content-Length: {len(body)}\r\n\r\n").encode()  # fmt: skip
        answers = accepted = 0
        with socket.create_connection(("127.0.0.1", ours.port)) as client:
            began = time.monotonic()
            sender = threading.Thread(target=lambda: (client.sendall(head), client.sendall(body)))
            sender.start()
            rest = b""
            while piece := client.recv(1 << 20):
                answers += piece.count(b'"ok":')
                joined = rest + piece
                accepted += joined.count(b'"ok":true')
                rest = joined[-8:] if not joined.endswith(b'"ok":true') else b""
            seconds = time.monotonic() - began
            sender.join()
        assert accepted == count, (accepted, count)
        say(phase="bulk", payments=count, seconds=seconds, per_s=count / seconds)

    def idle(self, ours):
        """Memory of connections that asked once and now wait."""
        wanted = self.options.idle
        before = ours.resident_bytes()
        with contextlib.ExitStack() as stack:
            clients = []
            for _ in range(wanted):
                client = stack.enter_context(socket.create_connection(("127.0.0.1", ours.port)))
                client.sendall(b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n")
                assert b"200 OK" in client.recv(4096)
                clients.append(client)
            each = (ours.resident_bytes() - before) / wanted
        say(phase="idle", connections=wanted, bytes_each=each)

    def overload(self, ours):
        """Four times as many clients as a good day has, none of which waits when it is told to."""
        usual = 256
        peak = self.load(ours, "counted", usual)
        memory = ours.resident_bytes()
        crowd = self.load(ours, "counted", 4 * usual)
        taken = lambda found: (found["requests"] - found["not_2xx"]) / found["seconds"]
        assert crowd["unexplained"] == 0 and crowd["broken"] == 0, crowd
        say(phase="overload", connections=4 * usual, goodput_ratio=taken(crowd) / taken(peak), per_s=taken(crowd), peak_per_s=taken(peak),
            refused=crowd["refused"], p99_us=crowd["p99_us"], peak_p99_us=peak["p99_us"], grown_bytes=ours.resident_bytes() - memory)  # fmt: skip

    def run(self):
        self.fill()
        for phase in self.options.only.split(","):
            with self.serve() as ours:
                getattr(self, phase)(ours)


PHASES = "reads,writes,bulk,idle,overload"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=Path, required=True)
    parser.add_argument("--directory", type=Path, help="new folder to work in, kept; default: a temporary one")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--slice", type=int, default=5, help="seconds a turn")
    parser.add_argument("--debts", type=int, default=100_000)
    parser.add_argument("--bulk", type=int, default=1_000_000)
    parser.add_argument("--idle", type=int, default=10_000)
    parser.add_argument("--only", default=PHASES, help="phases, of: " + PHASES)
    options = parser.parse_args()
    options.programs = options.programs.resolve()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    folder = options.directory or Path(tempfile.mkdtemp(prefix="daybook-bench-http-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        Bench(options, folder).run()
    finally:
        if options.directory is None:
            shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
