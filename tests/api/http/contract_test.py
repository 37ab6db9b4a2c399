#!/usr/bin/env python3
"""What the service says of itself, held against what it does: roles by route, schemas of answers, figures, logs.

    contract_test.py DAYBOOK [TEST...]
"""

import json
import re
import subprocess
import unittest

import service
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


class Schemas:
    """As much of JSON Schema as the service's own schemas use; a keyword it does not know is an error."""

    KNOWN = {"$ref", "type", "properties", "required", "additionalProperties", "items", "enum", "oneOf", "anyOf", "pattern", "minimum",
             "maximum", "minItems", "minProperties", "maxProperties", "minLength", "maxLength", "description", "examples"}
    TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float), "null": type(None)}

    def __init__(self, document):
        self.document = document

    def problems(self, schema, value, where=""):
        unknown = set(schema) - self.KNOWN
        if unknown:
            return [f"{where}: keywords {unknown}"]
        if "$ref" in schema:
            return self.problems(self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], value, where)
        found = []
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                fits = [option for option in schema[keyword] if not self.problems(option, value, where)]
                if not fits or (keyword == "oneOf" and len(fits) != 1):
                    found.append(f"{where}: fits {len(fits)} of {keyword}")
        if "enum" in schema and value not in schema["enum"]:
            found.append(f"{where}: {value!r} is none of {schema['enum']}")
        if "type" in schema:
            types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            if not any(isinstance(value, self.TYPES[name]) and not (name == "integer" and isinstance(value, bool)) for name in types):
                return found + [f"{where}: {value!r} is no {types}"]
        if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
            found.append(f"{where}: {value!r} does not match")
        if isinstance(value, int) and value < schema.get("minimum", value):
            found.append(f"{where}: {value} is below {schema['minimum']}")
        if isinstance(value, list) and "items" in schema:
            for index, item in enumerate(value):
                found += self.problems(schema["items"], item, f"{where}/{index}")
        if isinstance(value, dict) and schema.get("type") == "object":
            found += [f"{where}: {name} is missing" for name in schema.get("required", []) if name not in value]
            for name, member in value.items():
                inner = schema.get("properties", {}).get(name, schema.get("additionalProperties", True))
                if inner is False:
                    found.append(f"{where}: {name} is not described")
                elif isinstance(inner, dict):
                    found += self.problems(inner, member, f"{where}/{name}")
        return found


class Contract(ServiceTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.openapi = cls.service.ask("GET", "/openapi.json").json
        cls.schemas = Schemas(cls.openapi)

    def operations(self):
        for path, methods in self.openapi["paths"].items():
            for method, operation in methods.items():
                yield method, path, operation

    def check(self, method, pattern, answer):
        responses = self.openapi["paths"][pattern][method]["responses"]
        described = responses.get(str(answer.status), responses["default"])["content"]
        media = answer.headers["Content-Type"].split(";")[0]
        self.assertIn(media, described, (method, pattern, answer.status))
        if media.endswith("json") and not media.endswith("ndjson"):
            self.assertEqual(self.schemas.problems(described[media]["schema"], answer.json), [], (method, pattern, answer.content[:500]))

    def test_every_role_on_every_route(self):
        seen = set()
        for method, path, operation in self.operations():
            if path == "/v1/events/stream":
                continue
            for role in (None, *ROLES):
                answer = self.ask(role, method.upper(), path.replace("{id}", "999"), "{}" if method != "get" else None)
                allowed = role in expected_roles(method, path)
                refused = 401 if role is None else 403
                self.assertEqual(answer.status != refused, allowed, (role, method, path, answer.status))
                self.check(method, path, answer)
                seen.add((role, method, path))
            wrong = self.service.ask(method.upper(), path.replace("{id}", "999"), "{}" if method != "get" else None, token="0" * 64)
            if None not in expected_roles(method, path) or path == "/metrics":
                self.assertEqual(wrong.status, 401, path)
        self.assertGreater(len(seen), 300)

    def test_answers_fit_their_schemas(self):
        customer = self.post("/v1/customers", {**JANE, "notes": "private"})
        self.check("post", "/v1/customers", customer)
        identity = customer.json["id"]
        debt = self.post("/v1/debts", {**DEBT, "customer_id": identity}).json["id"]
        paid = self.post("/v1/payments", {**PAYMENT, "customer_id": identity, "debt_id": debt}, role="agent")
        self.check("post", "/v1/payments", paid)
        talk = self.post("/v1/communications", {"customer_id": identity, "communication_type": "CALL", "direction": "outbound",
                                                "debt_ids": [debt]}, role="agent").json["id"]
        account = self.post("/v1/accounts", {"customer_id": identity, "account_type": "checking", "account_number": "12345678",
                                             "routing_number": "021000021"}).json["id"]
        rows = {"customers": identity, "debts": debt, "payments": paid.json["id"], "communications": talk, "accounts": account}
        for role in sorted(READERS):
            for table, number in rows.items():
                self.check("get", f"/v1/{table}/{{id}}", self.get(f"/v1/{table}/{number}", role=role))
                self.check("get", f"/v1/{table}/{{id}}", self.get(f"/v1/{table}/{number}?as_of_position={paid.headers['Daybook-Position']}",
                                                                    role=role, expect=404 if table in ("communications", "accounts") else 200))
                self.check("get", f"/v1/{table}", self.get(f"/v1/{table}", role=role))
            for part in ("summary", "debts", "payments", "accounts", "communications", "events"):
                self.check("get", f"/v1/customers/{{id}}/{part}", self.get(f"/v1/customers/{identity}/{part}", role=role))
            self.check("get", "/v1/events", self.get("/v1/events", role=role))
            self.check("get", "/v1/summary", self.get("/v1/summary", role=role))
        self.check("get", "/v1/summary", self.get("/v1/summary", role="admin"))
        self.check("post", "/v1/customers/search", self.post("/v1/customers/search", {"ssn": JANE["ssn"]}, role="agent", expect=200))

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
        names = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(self.openapi)))
        self.assertEqual(names - set(self.openapi["components"]["schemas"]), set())
        identities = [operation["operationId"] for _, _, operation in self.operations()]
        self.assertEqual(len(identities), len(set(identities)))
        for _, path, operation in self.operations():
            named = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "path"}
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
