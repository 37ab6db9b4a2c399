#!/usr/bin/env python3
"""What the service says of itself, held against what it does: roles by route, schemas of answers, figures, logs.

    contract_test.py DAYBOOK [TEST...]
"""

import json
import re
import subprocess
import unittest

import service
from openapi import OpenApi
from service import DEBT, JANE, PAYMENT, ROLES, ServiceTest

READERS = {"agent", "auditor", "compliance"}
# By `reliability.md`, not by the route table: the test would otherwise ask the table about itself.
CONTACTS = {"agent", "ingest"}


def expected_roles(method, path):
    if path in ("/healthz", "/readyz", "/openapi.json", "/docs"):
        return {None, *ROLES}
    if path == "/metrics":
        return {None, "admin"}
    if path == "/v1/customers/search":
        return {"agent", "compliance"}
    if path.endswith("/reveal"):
        return {"compliance"}
    if path.startswith("/v1/tree/"):
        return {"auditor", "compliance"}
    if path == "/v1/summary":
        return READERS | {"admin"}
    if method == "get":
        return READERS
    if path == "/v1/commands" or path.startswith(("/v1/payments", "/v1/communications")):
        return CONTACTS
    return {"ingest"}


class Contract(ServiceTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.openapi = OpenApi(cls.service.ask("GET", "/openapi.json").json)

    def test_every_role_on_every_route(self):
        seen = set()
        for method, path, operation in self.openapi.operations():
            if path == "/v1/events/stream":
                continue
            for role in (None, *ROLES):
                answer = self.ask(role, method.upper(), path.replace("{id}", "999"), "{}" if method != "get" else None)
                allowed = role in expected_roles(method, path)
                refused = 401 if role is None else 403
                self.assertEqual(answer.status != refused, allowed, (role, method, path, answer.status))
                seen.add((role, method, path))
            wrong = self.service.ask(method.upper(), path.replace("{id}", "999"), "{}" if method != "get" else None, token="0" * 64)
            if None not in expected_roles(method, path) or path == "/metrics":
                self.assertEqual(wrong.status, 401, path)
        self.assertGreater(len(seen), 300)

    def test_answers_fit_their_schemas(self):
        customer = self.post("/v1/customers", {**JANE, "notes": "private"})
        identity = customer.json["id"]
        debt = self.post("/v1/debts", {**DEBT, "customer_id": identity}).json["id"]
        paid = self.post("/v1/payments", {**PAYMENT, "customer_id": identity, "debt_id": debt}, role="agent")
        talk = self.post("/v1/communications", {"customer_id": identity, "communication_type": "CALL", "direction": "outbound",
                                                "debt_ids": [debt]}, role="agent").json["id"]
        account = self.post("/v1/accounts", {"customer_id": identity, "account_type": "checking", "account_number": "12345678",
                                             "routing_number": "021000021"}).json["id"]
        rows = {"customers": identity, "debts": debt, "payments": paid.json["id"], "communications": talk, "accounts": account}
        for role in sorted(READERS):
            for table, number in rows.items():
                self.get(f"/v1/{table}/{number}", role=role)
                self.get(f"/v1/{table}/{number}?as_of_position={paid.headers['Daybook-Position']}", role=role,
                         expect=404 if table in ("communications", "accounts") else 200)
                self.get(f"/v1/{table}", role=role)
            for part in ("summary", "debts", "payments", "accounts", "communications", "events"):
                self.get(f"/v1/customers/{identity}/{part}", role=role)
            self.get("/v1/events", role=role)
            self.get("/v1/summary", role=role)
        self.get("/v1/summary", role="admin")
        self.post("/v1/customers/search", {"ssn": JANE["ssn"]}, role="agent", expect=200)

    def test_what_each_role_sees_of_a_person(self):
        customer = self.post("/v1/customers", {**JANE, "ssn": "567-89-0123", "email": "who@example.com", "notes": "private"}).json["id"]
        self.post("/v1/debts", {**DEBT, "customer_id": customer, "account_number": "9999000011112222", "notes": "private"})
        self.post("/v1/accounts", {"customer_id": customer, "account_type": "x", "account_number": "777788889999", "notes": "private"})
        paths = [f"/v1/customers/{customer}", f"/v1/customers/{customer}/debts", f"/v1/customers/{customer}/accounts",
                 f"/v1/customers/{customer}/events", "/v1/events?limit=500", "/v1/customers?limit=500"]
        for role in ("agent", "compliance"):
            row = self.get(paths[0], role=role).json
            self.assertEqual((row["first_name"], row["ssn"], row["notes"]), ("Jane", "***-**-0123", "private"))
            self.assertEqual(self.get(paths[1], role=role).json["items"][0]["account_number"], "****2222")
        for path in paths:
            text = self.get(path, role="auditor").content.decode()
            for value in ("Jane", "Smith", "0123", "who@", "private", "2222", "9999\"", "1980-02-29", "50000.00", "+1987654321"):
                self.assertNotIn(value, text, path)
            for role in READERS:
                text = self.get(path, role=role).content.decode()
                for value in ("567-89", "56789", "9999000011112222", "777788889999"):
                    self.assertNotIn(value, text, (role, path))

    def test_examples_of_openapi_are_accepted_by_a_linter_of_our_own(self):
        text = json.dumps(self.openapi.document)
        for reference in set(re.findall(r'"\$ref": "(#[^"]*)"', text)):
            self.openapi.resolver.resolve(reference)
        identities = [operation["operationId"] for _, _, operation in self.openapi.operations()]
        self.assertEqual(len(identities), len(set(identities)))
        for _, path, operation in self.openapi.operations():
            parameters = map(self.openapi.resolved, operation["parameters"])
            named = {parameter["name"] for parameter in parameters if parameter["in"] == "path"}
            self.assertEqual(named, set(re.findall(r"\{(\w+)\}", path)))

    def test_docs_need_nothing_from_elsewhere(self):
        page = self.get("/docs", role=None).content.decode()
        self.assertNotRegex(page, r"(src|href)=\"?(https?:)?//")
        self.assertIn("/v1/customers/{id}/freeze", page)
        self.assertIn('id="debt_not_found"', page)

    def test_metrics(self):
        self.get("/v1/customers/999", expect=404)
        text = self.get("/metrics", role=None).content.decode()
        self.assertRegex(text, r'daybook_http_requests_total\{[^}]*route="/v1/customers/\{id\}"[^}]*\} \d')
        self.assertRegex(text, r'daybook_errors_total\{code="customer_not_found"\} \d')
        self.assertRegex(text, r"daybook_position \d+")
        for line in text.splitlines():
            self.assertRegex(line, r"^(#|(daybook|process)_\w+(\{(\w+=\"[^\"]*\",?)+\})? [-+0-9.eInf]+$)")

    def test_ready(self):
        self.assertEqual(self.get("/readyz", role=None).json["status"], "ready")


class Logs(ServiceTest):
    def test_logs_are_json_without_personal_data(self):
        customer = self.post("/v1/customers", JANE, headers={"X-Request-Id": "find-me", "Idempotency-Key": "k"}).json["id"]
        self.post("/v1/customers/search", {"ssn": JANE["ssn"]}, role="agent", expect=200)
        self.post("/v1/customers", {"first_name": JANE["ssn"], "email": "nobody"}, expect=422)
        self.get(f"/v1/customers/{customer}?as_of=2000-01-01", expect=404)
        self.assertEqual(self.service.stop(), 0)
        lines = [json.loads(line) for line in self.service.log.splitlines()]
        mine = next(line for line in lines if line.get("request_id") == "find-me")
        self.assertEqual((mine["method"], mine["route"], mine["status"], mine["actor"]), ("POST", "/v1/customers", 201, "ingest"))
        # Three digits may stand in any time.
        values = [str(value) for value in JANE.values() if len(str(value)) > 3]
        for value in (*values, *self.tokens.values(), f"customers/{customer}"):
            self.assertNotIn(value, self.service.log)


class Curl(ServiceTest):
    def test_curl_understands_us(self):
        done = subprocess.run(["curl", "--silent", "--show-error", "--fail", "--json", '{"first_name":"A","last_name":"B","phone_primary":"1"}',
                               "--oauth2-bearer", self.tokens["ingest"], f"http://127.0.0.1:{self.service.port}/v1/customers"],
                              capture_output=True, timeout=service.SECONDS_MAX)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["events"], ["CustomerCreated"])


if __name__ == "__main__":
    service.main("__main__")
