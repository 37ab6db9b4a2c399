#!/usr/bin/env python3
"""Bulk commands and events, streamed.

    stream_test.py DAYBOOK [TEST...]
"""

import json
import os
import random
import socket
import threading
import time
import unittest

import service
from service import ServiceTest


# By itself few; `DAYBOOK_RECONNECTS=1000` for what is promised.
RECONNECTS = int(os.environ.get("DAYBOOK_RECONNECTS", "100"))


def customer_line(n, **envelope):
    return json.dumps({"command": "create_customer", "data": {"first_name": "A", "last_name": "B", "phone_primary": str(n)}, **envelope})


class Bulk(ServiceTest):
    def commands(self, lines, role="ingest"):
        answer = self.ask(role, "POST", "/v1/commands", "".join(line + "\n" for line in lines))
        self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, "application/x-ndjson"), answer.content[:300])
        return [json.loads(line) for line in answer.content.splitlines()]

    def test_an_answer_a_line_in_order(self):
        answers = self.commands([
            customer_line(1), json.dumps({"command": "issue_debt", "data": {"customer_id": "$1", "debt_type": "loan", "original_amount": "5000.00",
                                                                            "issue_date": "2024-01-15"}}),
            json.dumps({"command": "record_payment", "data": {"customer_id": "$1", "debt_id": "$2", "amount": "200.00",
                                                              "payment_date": "2025-01-31", "status": "COMPLETED"}}),
            "", "{", json.dumps({"command": "freeze_customer", "data": {"customer_id": "$9"}})])
        self.assertEqual([answer["ok"] for answer in answers], [True, True, True, False, False, False])
        self.assertEqual(answers[2]["events"], ["PaymentCompleted"])
        self.assertEqual(self.get(f"/v1/debts/{answers[1]['id']}").json["current_balance"], "4800.00")
        self.assertEqual([answer["error"]["code"] for answer in answers[3:]], ["malformed", "malformed", "invalid_field"])

    def test_a_large_input_sent_before_anything_is_read(self):
        lines = [customer_line(n) for n in range(20000)]
        answers = self.commands(lines)
        self.assertEqual(len(answers), 20000)
        self.assertTrue(all(answer["ok"] for answer in answers))
        self.assertEqual([answer["position"] for answer in answers], sorted(answer["position"] for answer in answers))

    def test_answers_come_while_the_request_goes_on(self):
        with socket.create_connection(("127.0.0.1", self.service.port), timeout=service.SECONDS_MAX) as client:
            head = f"POST /v1/commands HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nAuthorization: Bearer {self.tokens['ingest']}\r\n\r\n"
            client.sendall(head.encode())
            stream = client.makefile("rb")
            self.assertEqual(stream.readline(), b"HTTP/1.1 200 OK\r\n")
            while stream.readline() != b"\r\n":
                pass
            for n in range(3):
                line = customer_line(n).encode() + b"\n"
                client.sendall(b"%x\r\n%s\r\n" % (len(line), line))
                size = int(stream.readline(), 16)
                self.assertTrue(json.loads(stream.read(size))["ok"])
                stream.readline()
            client.sendall(b"0\r\n\r\n")
            self.assertEqual(stream.readline(), b"0\r\n")
            stream.readline()
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            self.assertEqual(stream.readline(), b"HTTP/1.1 200 OK\r\n")

    def test_roles_count_line_by_line(self):
        customer = self.new_customer()
        answers = self.commands([customer_line(1), json.dumps({"command": "log_communication", "data": {
            "customer_id": customer, "communication_type": "SMS", "direction": "inbound"}})], role="agent")
        self.assertEqual([answer["ok"] for answer in answers], [False, True])
        self.assertEqual(answers[0]["error"]["code"], "forbidden")
        self.refused(self.ask("auditor", "POST", "/v1/commands", customer_line(1)), 403, "forbidden")
        self.refused(self.ask(None, "POST", "/v1/commands", customer_line(1)), 401, "unauthenticated")

    def test_ends_when_the_token_is_revoked(self):
        token = json.loads(self.program("token", "create", "--role", "ingest", "--json"))
        line = customer_line(1).encode() + b"\n"
        with socket.create_connection(("127.0.0.1", self.service.port), timeout=service.SECONDS_MAX) as client:
            head = f"POST /v1/commands HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nAuthorization: Bearer {token['token']}\r\n\r\n"
            client.sendall(head.encode() + b"%x\r\n%s\r\n" % (len(line), line))
            answer = b""
            while b'"ok":true' not in answer:
                answer += client.recv(65536)
            self.program("token", "revoke", token["id"])
            customers = self.get("/v1/summary").json["customer_count"]
            began = time.monotonic()
            try:
                while not answer.endswith(b"0\r\n\r\n") and time.monotonic() - began < service.SECONDS_MAX:
                    client.sendall(b"%x\r\n%s\r\n" % (len(line), line))
                    answer += client.recv(65536)
            except ConnectionError:
                pass
            self.assertLess(time.monotonic() - began, 5)
        taken = self.get("/v1/summary").json["customer_count"] - customers
        self.assertEqual(answer.count(b'"ok":true'), 1 + taken)
        self.assertIn(b'"code":"forbidden"', answer)

    def test_a_client_that_goes_away_leaves_whole_commands(self):
        with socket.create_connection(("127.0.0.1", self.service.port), timeout=service.SECONDS_MAX) as client:
            head = f"POST /v1/commands HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nAuthorization: Bearer {self.tokens['ingest']}\r\n\r\n"
            body = "".join(customer_line(n) + "\n" for n in range(2000)).encode()
            client.sendall(head.encode() + b"%x\r\n" % (2 * len(body)) + body)
        self.assertEqual(self.get("/v1/summary").status, 200)


class Events(ServiceTest):
    def read_events(self, count, last=None, token=None, path="/v1/events/stream"):
        """At most `count` events, then the connection is dropped."""
        connection = self.service.connect()
        headers = {"Authorization": f"Bearer {token or self.tokens['auditor']}"}
        if last is not None:
            headers["Last-Event-ID"] = str(last)
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        self.assertEqual((response.status, response.headers["Content-Type"]), (200, "text/event-stream"))
        seen, event = [], {}
        while len(seen) < count:
            line = response.readline().decode()
            if not line:
                break
            if line == "\n":
                if event:
                    seen.append(event)
                event = {}
            elif not line.startswith(":"):
                name, _, value = line.rstrip("\n").partition(": ")
                event[name] = value
        connection.close()
        return seen

    def test_resumes_without_gap_or_repeat_under_load(self):
        stop = threading.Event()

        def write():
            connection = self.service.connect()
            n = 0
            while not stop.is_set():
                n += 1
                self.ask("ingest", "POST", "/v1/customers", {"first_name": "A", "last_name": "B", "phone_primary": str(n)},
                         connection=connection)
            connection.close()

        writer = threading.Thread(target=write)
        writer.start()
        choice = random.Random(7)
        seen = []
        try:
            for _ in range(RECONNECTS):
                for event in self.read_events(choice.randint(1, 4), seen[-1] if seen else None):
                    seen.append(int(event["id"]))
                    self.assertEqual(json.loads(event["data"])["position"], int(event["id"]))
        finally:
            stop.set()
            writer.join()
        self.assertEqual(seen, list(range(1, len(seen) + 1)))

    def test_masks_what_a_role_may_not_see(self):
        self.new_customer(first_name="Zaphod")
        position = int(self.get("/v1/summary").headers["Daybook-Position"])
        for role, expected in (("auditor", "[masked]"), ("agent", "Zaphod")):
            event = self.read_events(1, position - 1, self.tokens[role])[0]
            self.assertEqual(json.loads(event["data"])["data"]["first_name"], expected)

    def test_ends_when_the_token_is_revoked(self):
        token = json.loads(self.program("token", "create", "--role", "agent", "--json"))
        self.program("token", "revoke", token["id"]) if self.read_events(1, token=token["token"]) else None
        again = self.service.ask("GET", "/v1/events/stream", token=token["token"])
        self.refused(again, 401, "unauthenticated")
        second = json.loads(self.program("token", "create", "--role", "agent", "--json"))
        timer = threading.Timer(0.5, lambda: self.program("token", "revoke", second["id"]))
        timer.start()
        events = self.read_events(10**9, token=second["token"])
        timer.join()
        self.assertGreater(len(events), 0)

    def test_refuses_what_is_no_position(self):
        self.refused(self.ask("auditor", "GET", "/v1/events/stream", headers={"Last-Event-ID": "x"}), 422, "invalid_field")
        self.refused(self.ask("auditor", "GET", "/v1/events/stream?from=-1"), 422, "invalid_field")


if __name__ == "__main__":
    service.main("__main__")
