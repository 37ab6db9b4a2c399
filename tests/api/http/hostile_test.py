#!/usr/bin/env python3
"""Clients that mean no good, or are slow; and a server that is told to stop.

    hostile_test.py DAYBOOK [TEST...]
"""

import json
import os
import signal
import socket
import stat
import subprocess
import threading
import time
import unittest

import service
from service import PAYMENT, Service, ServiceTest


def status_of(answer):
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else None


class Hostile(ServiceTest):
    def request(self, *lines, body=b""):
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body

    def test_what_is_no_request_is_refused_and_closed(self):
        host = "Host: here"
        for sent in (b"GET\r\n\r\n", b"\x16\x03\x01\x00\x00", b"GET / HTTP/1.1\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00" * 100,
                     self.request("GET /healthz HTTP/1.1"), self.request("GET /healthz HTTP/1.1", host, host),
                     self.request("GET /healthz HTTP/1.1", host, "Bad Name: x"),
                     self.request("POST /v1/customers HTTP/1.1", host, "Content-Length: 5", "Content-Length: 6", body=b"{}"),
                     self.request("POST /v1/customers HTTP/1.1", host, "Content-Length: -1"),
                     self.request("POST /v1/customers HTTP/1.1", host, "Content-Length: 5", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
                     self.request("POST /v1/customers HTTP/1.1", host, "Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n"),
                     self.request("POST /v1/customers HTTP/1.1", host, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
                     self.request("POST /v1/customers HTTP/1.1", host, "Transfer-Encoding: chunked", body=b"zz\r\n\r\n")):
            answer = self.service.raw(sent + b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n")
            self.assertIn(status_of(answer), (400, None), sent)
            self.assertEqual(answer.count(b"HTTP/1.1 "), 0 if status_of(answer) is None else 1, sent)
            if answer:
                document = json.loads(answer.partition(b"\r\n\r\n")[2])
                self.assertEqual(document["code"], "malformed")

    def restart(self):
        self.assertEqual(self.service.stop(), 0)
        self.__class__.service = Service(self.data)

    def refused_and_closed(self, sent):
        """One refusal at most, and nothing of what follows is looked at."""
        answer = self.service.raw(sent + b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n")
        self.assertEqual(status_of(answer), 400, (sent[:200], answer))
        self.assertEqual(answer.count(b"HTTP/1.1 "), 1, (sent[:200], answer))
        self.assertIn(b"\r\nConnection: close\r\n", answer)

    def test_what_could_be_read_in_two_ways_is_refused_and_closed(self):
        post = b"POST /v1/customers HTTP/1.1\r\nHost: x\r\n"
        chunked = post + b"Transfer-Encoding: chunked\r\n\r\n"
        for sent in (b"GET /healthz HTTP/1.1\nHost: x\n\n", b"GET /healthz HTTP/1.1\r\nHost: x\n\r\n", b"GET /healthz HTTP/1.1\r\nHost: x\rX: y\r\n\r\n",
                     b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n", b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\r\n\tb\r\n\r\n",
                     b"GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n Content-Length: 3\r\n\r\n",
                     b"GET /healthz HTTP/1.1\r\nHost : x\r\n\r\n", b"GET /healthz HTTP/1.1\r\n Host: x\r\n\r\n", b"GET /healthz HTTP/1.1\r\nHost: x\x00y\r\n\r\n",
                     b"GET  /healthz HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /healthz HTTP/1.1 \r\nHost: x\r\n\r\n", b"GET /health\x80z HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                     post + b"Content-Length: 2, 2\r\n\r\n{}", post + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", post + b"Content-Length: +2\r\n\r\n{}",
                     post + b"Content-Length: 0x2\r\n\r\n{}", post + b"Content-Length: 99999999999999999999\r\n\r\n{}", post + b"Content-Length: \r\n\r\n{}",
                     post + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", post + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
                     post + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", post + b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n",
                     b"POST /v1/customers HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                     chunked + b"fffffffffffffffff\r\nx", chunked + b"-1\r\nx", chunked + b"0x2\r\n{}\r\n0\r\n\r\n", chunked + b"2\n{}\r\n0\r\n\r\n",
                     chunked + b"2\r\n{}x\r\n0\r\n\r\n", chunked + b"2;=x\r\n{}\r\n0\r\n\r\n", chunked + b"1;" + b"x" * 40_000,
                     chunked + b"0\r\n" + b"X: y\r\n" * 10_000, chunked + b"0\r\nContent-Length: 7\r\n\r\n"):
            self.refused_and_closed(sent)

    def test_chunks_with_extensions_and_trailers_are_one_body(self):
        body = b'{"first_name":"A","last_name":"B","phone_primary":"1"}'
        head = (f"POST /v1/customers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.tokens['ingest']}\r\n"
                "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n").encode()
        pieces = b"".join(b"%x;note=\"x\"\r\n%s\r\n" % (len(piece), piece) for piece in (body[:7], body[7:]))
        self.assertEqual(status_of(self.service.raw(head + pieces + b"0\r\nX-Sum: 1\r\n\r\n")), 201)

    def test_what_was_cut_short_does_nothing(self):
        before = self.get("/v1/events?limit=500").json["items"]
        head = (f"POST /v1/customers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.tokens['ingest']}\r\n").encode()
        body = b'{"first_name":"A","last_name":"B","phone_primary":"1"}'
        for sent in (head, head + b"Content-Length: 60\r\n\r\n" + body, head + b"Transfer-Encoding: chunked\r\n\r\n36\r\n" + body,
                     head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(body), body)):
            self.assertEqual(self.service.raw(sent), b"")
        self.assertEqual(self.get("/v1/events?limit=500").json["items"], before)

    def test_a_bulk_line_that_was_cut_short_is_no_line(self):
        line = b'{"command":"create_customer","data":{"first_name":"A","last_name":"B","phone_primary":"1"}}'
        head = (f"POST /v1/commands HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.tokens['ingest']}\r\nContent-Length: 9999\r\n\r\n").encode()
        with socket.create_connection(("127.0.0.1", self.service.port), timeout=service.SECONDS_MAX) as client:
            # Whole, but for its newline: who knows whether more was to come.
            client.sendall(head + line + b"\n" + line)
            answer = b""
            while b'"ok":' not in answer:
                answer += client.recv(65536)
            client.shutdown(socket.SHUT_WR)
            while piece := client.recv(65536):
                answer += piece
        self.assertEqual(answer.count(b'"ok":true'), 1, answer)
        self.assertEqual(answer.count(b'"ok":'), 1, answer)

    def test_limits(self):
        long_header = self.service.raw(self.request("GET /healthz HTTP/1.1", "Host: x", "X: " + "y" * 20000))
        self.assertEqual(status_of(long_header), 431)
        long_target = self.service.raw(self.request("GET /healthz?" + "x" * 5000 + " HTTP/1.1", "Host: x", "Connection: close"))
        self.assertEqual(status_of(long_target), 400)
        announced = self.service.raw(self.request("POST /v1/customers HTTP/1.1", "Host: x", "Content-Length: 99999999999"))
        self.assertEqual(status_of(announced), 413)
        chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
        chunked = self.service.raw(self.request("POST /v1/customers HTTP/1.1", "Host: x", "Transfer-Encoding: chunked", body=chunk * 17))
        self.assertEqual(status_of(chunked), 413)
        self.assertEqual(json.loads(chunked.partition(b"\r\n\r\n")[2])["code"], "payload_too_large")

    def test_slow_clients_are_cut_off_and_hurt_nobody(self):
        body = b"POST /v1/customers HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
        slow = [socket.create_connection(("127.0.0.1", self.service.port), timeout=service.SECONDS_MAX) for _ in range(200)]
        for number, client in enumerate(slow):
            client.sendall(b"GET /healthz HTTP/1.1\r\nX: " if number % 2 else body)
        deadline = time.monotonic() + service.SECONDS_MAX
        of_headers = set(slow[1::2])
        connection = self.service.connect()
        while of_headers:
            self.assertLess(time.monotonic(), deadline)
            self.assertEqual(self.service.ask("GET", "/healthz", connection=connection).status, 200)
            for client in slow:
                try:
                    client.sendall(b"x")
                except OSError:
                    of_headers.discard(client)
            time.sleep(0.2)
        for client in slow:
            client.close()
        connection.close()

    def test_idle_connections_hurt_nobody(self):
        clients = [socket.create_connection(("127.0.0.1", self.service.port)) for _ in range(500)]
        self.assertEqual(self.service.ask("GET", "/healthz").status, 200)
        for client in clients:
            client.close()

    def test_beyond_the_most_connections_a_client_is_told_so(self):
        self.assertEqual(self.service.stop(), 0)
        self.__class__.service = Service(self.data, "--connections", "3")
        self.addCleanup(self.restart)
        clients = [self.service.connect() for _ in range(3)]
        for client in clients:
            self.assertEqual(self.service.ask("GET", "/healthz", connection=client).status, 200)
        answer = self.refused(self.service.ask("GET", "/healthz"), 503, "busy")
        self.assertEqual((answer.headers["Retry-After"], answer.headers["Connection"]), ("1", "close"))
        clients.pop().close()
        deadline = time.monotonic() + service.SECONDS_MAX
        while self.service.ask("GET", "/healthz").status != 200:
            self.assertLess(time.monotonic(), deadline)
        for client in clients:
            client.close()

    def test_expect_continue(self):
        odd = self.service.raw(self.request("GET /healthz HTTP/1.1", "Host: x", "Expect: a miracle", "Content-Length: 0", "Connection: close"))
        self.assertEqual(status_of(odd), 200)
        body = json.dumps({"first_name": "A", "last_name": "B", "phone_primary": "1"}).encode()
        head = self.request("POST /v1/customers HTTP/1.1", "Host: x", "Expect: 100-continue", f"Content-Length: {len(body)}",
                            f"Authorization: Bearer {self.tokens['ingest']}", "Connection: close")
        answer = self.service.raw(head + body)
        self.assertTrue(answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n"), answer[:80])

    def test_pipelined_requests_are_answered_in_order(self):
        answer = self.service.raw(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" * 5 + b"GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        self.assertEqual([int(part.split(b" ")[0]) for part in answer.split(b"HTTP/1.1 ")[1:]], [200] * 5 + [404])


class Stopping(ServiceTest):
    LINE = json.dumps({"command": "create_customer", "data": {"first_name": "A", "last_name": "B", "phone_primary": "1"}}).encode() + b"\n"

    def setUp(self):
        self.addCleanup(self.restart)

    def restart(self):
        self.service.stop()
        self.__class__.service = Service(self.data)

    def customers(self):
        return len(self.program("list", "customers", "--json").splitlines())

    def stop_within_the_time(self):
        began = time.monotonic()
        code = self.service.stop()
        self.assertEqual(code, 0, self.service.log)
        self.assertLess(time.monotonic() - began, 10)

    def test_an_open_bulk_stream(self):
        before = self.customers()
        head = (f"POST /v1/commands HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.tokens['ingest']}\r\nTransfer-Encoding: chunked\r\n\r\n").encode()
        with socket.create_connection(("127.0.0.1", self.service.port), timeout=service.SECONDS_MAX) as client:
            # The last line is not whole when the server is told to stop.
            for piece in (self.LINE * 10, self.LINE[:30]):
                client.sendall((head if piece[-1:] == b"\n" else b"") + b"%x\r\n%s\r\n" % (len(piece), piece))
            answer = b""
            while answer.count(b'"ok":true') < 10:
                answer += client.recv(65536)
            self.stop_within_the_time()
            while piece := client.recv(65536):
                answer += piece
        self.assertEqual(answer.count(b'"ok":'), 10, answer)
        self.assertEqual(self.customers(), before + 10)

    def test_streams_of_events_and_silent_clients(self):
        sockets = []
        for path in (b"/v1/events/stream", b"/v1/events/stream", None):
            client = socket.create_connection(("127.0.0.1", self.service.port), timeout=service.SECONDS_MAX)
            sockets.append(client)
            if path:
                client.sendall(b"GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n" % (path, self.tokens["agent"].encode()))
                self.assertIn(b"200 OK", client.recv(65536))
        self.stop_within_the_time()
        for client in sockets:
            while client.recv(65536):
                pass
            client.close()

    def test_a_bulk_through_control(self):
        before = self.customers()
        ingest = subprocess.Popen([service.DAYBOOK, "ingest", "-", "--data", str(self.data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE)
        ingest.stdin.write(self.LINE * 5 + self.LINE[:30])
        ingest.stdin.flush()
        receipts = [json.loads(ingest.stdout.readline()) for _ in range(5)]
        self.assertTrue(all(receipt["ok"] for receipt in receipts))
        self.stop_within_the_time()
        out, errors = ingest.communicate(timeout=service.SECONDS_MAX)
        self.assertEqual((ingest.returncode, out), (6, b""))
        self.assertIn(b"no line after line 5 was read", errors)
        self.assertEqual(self.customers(), before + 5)

    def test_a_command_that_nobody_listens_to(self):
        self.program("ingest", "-", given=(self.LINE * 2000).decode())
        # Its output fills the pipe, and is never read.
        listing = subprocess.Popen([service.DAYBOOK, "list", "customers", "--json", "--data", str(self.data)], stdout=subprocess.PIPE)
        self.assertTrue(listing.stdout.read(1))
        self.stop_within_the_time()
        listing.kill()
        listing.wait()
        listing.stdout.close()

    def test_what_was_answered_survives_a_stop_and_a_kill(self):
        customer = self.new_customer()
        debt = self.new_debt(customer)
        for how, code in ((signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)):
            before = self.get(f"/v1/customers/{customer}/summary").json["payment_count"]
            answered = []

            def pay():
                connection = self.service.connect()
                try:
                    while True:
                        answer = self.ask("ingest", "POST", "/v1/payments", {**PAYMENT, "amount": "0.01", "customer_id": customer, "debt_id": debt},
                                          connection=connection)
                        if answer.status != 201:
                            return
                        answered.append(answer.json["id"])
                except (OSError, service.http.client.HTTPException):
                    return

            threads = [threading.Thread(target=pay) for _ in range(4)]
            for thread in threads:
                thread.start()
            while len(answered) < 50:
                time.sleep(0.01)
            began = time.monotonic()
            self.assertEqual(self.service.stop(how), code, self.service.log)
            self.assertLess(time.monotonic() - began, 10)
            for thread in threads:
                thread.join()
            self.__class__.service = Service(self.data)
            there = self.get(f"/v1/customers/{customer}/summary").json["payment_count"] - before
            self.assertGreaterEqual(there, len(answered))
            self.assertLessEqual(there, len(answered) + 4)
        self.program("verify")


class Control(ServiceTest):
    def test_the_program_answers_the_same_beside_a_server(self):
        customer = self.new_customer(ssn="456-78-9012")
        debt = self.new_debt(customer)
        mode = (self.data / "control").stat().st_mode
        self.assertTrue(stat.S_ISSOCK(mode) and stat.S_IMODE(mode) == 0o600, oct(mode))
        line = json.dumps({"command": "record_payment", "data": {**PAYMENT, "customer_id": customer, "debt_id": debt}})
        receipt = json.loads(self.program("ingest", "-", given=line))
        self.assertTrue(receipt["ok"])
        (self.folder / "lines").write_text(line + "\n{\n")
        self.program("ingest", "lines", expect=5)
        commands = [("show", "customer", customer, "--json"), ("show", "debt", debt), ("list", "payments", "--json"), ("list", "debts"),
                    ("summary",), ("summary", customer, "--json"), ("summary", "--as-of-position", receipt["position"], "--json"),
                    ("log",), ("log", "--json", "--customer", customer), ("token", "list"), ("show", "debt", 999)]
        beside = [self.program(*arguments, expect=4 if 999 in arguments else 0) for arguments in commands]
        self.assertEqual(self.service.stop(), 0)
        self.assertFalse((self.data / "control").exists())
        alone = [self.program(*arguments, expect=4 if 999 in arguments else 0) for arguments in commands]
        self.assertEqual(beside, alone)
        self.__class__.service = Service(self.data)
        actors = {json.loads(text)["actor"] for text in self.program("log", "--json", "--type", "PaymentCompleted").splitlines()}
        self.assertEqual(len(actors), 1)
        self.assertTrue(actors.pop().startswith("os:"))

    def test_tokens_come_and_go_while_a_server_runs(self):
        token = json.loads(self.program("token", "create", "--role", "auditor", "--name", "ada", "--json"))
        self.assertEqual(self.service.ask("GET", "/v1/customers", token=token["token"]).status, 200)
        listed = [json.loads(line) for line in self.program("token", "list", "--json").splitlines()]
        mine = next(entry for entry in listed if entry["id"] == token["id"])
        self.assertEqual((mine["name"], mine["role"], mine["revoked_at"]), ("ada", "auditor", None))
        self.assertNotIn(token["token"], self.program("token", "list", "--json") + self.program("log", "--json"))
        self.program("token", "revoke", token["id"])
        self.refused(self.service.ask("GET", "/v1/customers", token=token["token"]), 401, "unauthenticated")
        self.program("token", "revoke", token["id"], expect=5)
        self.program("token", "create", "--role", "agent", "--expires", "2020-01-01", expect=5)
        for file in self.data.rglob("*"):
            if file.is_file():
                self.assertNotIn(token["token"].encode(), file.read_bytes(), file)

    def test_following_ends_with_whoever_follows(self):
        follower = subprocess.Popen([service.DAYBOOK, "log", "--follow", "--json", "--data", str(self.data)], stdout=subprocess.PIPE)
        customer = self.new_customer()
        while True:
            event = json.loads(follower.stdout.readline())
            if event["stream"] == f"customer/{customer}":
                break
        follower.terminate()
        follower.wait(timeout=service.SECONDS_MAX)
        follower.stdout.close()

    def test_a_replay_beside_a_server(self):
        self.new_debt(self.new_customer())
        beside = json.loads(self.program("replay", "--json"))
        self.new_customer()
        self.assertEqual(self.get("/readyz", role=None).status, 200)
        verified = json.loads(self.program("verify", "--json"))
        again = json.loads(self.program("replay", "--json"))
        self.assertEqual(set(beside), {"events", "position", "seconds", "events_per_second", "digests"})
        self.assertEqual((again["position"], again["events"]), (beside["position"] + 1, beside["events"] + 1))
        self.assertEqual(self.service.stop(), 0)
        alone = json.loads(self.program("replay", "--json"))
        self.assertEqual((alone["digests"], alone["position"]), (again["digests"], again["position"]))
        self.assertEqual(verified["digests"], alone["digests"])
        self.__class__.service = Service(self.data)

    def test_a_second_holder_is_refused(self):
        second = subprocess.run([service.DAYBOOK, "serve", "--listen", "127.0.0.1:0", "--data", str(self.data)], capture_output=True,
                                timeout=service.SECONDS_MAX)
        self.assertEqual(second.returncode, 6, second.stderr)
        self.program("token", "list")


class Start(unittest.TestCase):
    def test_beyond_this_machine_only_with_tls_or_when_told(self):
        refused = subprocess.run([service.DAYBOOK, "serve", "--listen", "0.0.0.0:0", "--data", "nowhere"], capture_output=True,
                                 timeout=service.SECONDS_MAX)
        self.assertEqual(refused.returncode, 5)
        self.assertIn(b"--without-tls-beyond-this-machine", refused.stderr)


if __name__ == "__main__":
    service.main("__main__")
