#!/usr/bin/env python3
"""A client that knows nothing but /openapi.json, and sends requests that fit it and requests that do not.

    property_test.py DAYBOOK [TEST...]

What does not fit is refused, what is answered is described, and nothing is ever answered 500. `DAYBOOK_EXAMPLES` requests of each kind
for each route (12 by itself, the same ones each time; with the variable set, others each time).
"""

import json
import os
import tempfile
import unittest

# Hypothesis keeps what it knows of Unicode in a folder, by itself beside this file.
MEMORY = tempfile.TemporaryDirectory()
os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = MEMORY.name

import httpx
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import service
from openapi import OpenApi
from service import ServiceTest

EXAMPLES = int(os.environ.get("DAYBOOK_EXAMPLES", "12"))
LIMITS = settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize="DAYBOOK_EXAMPLES" not in os.environ, print_blob=True,
                  suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])

# What no schema of ours asks for.
ODD = st.one_of(st.none(), st.booleans(), st.integers(-2**70, 2**70), st.floats(), st.text(max_size=20), st.lists(st.integers(), max_size=2),
                st.dictionaries(st.text(max_size=5), st.none(), max_size=2), st.just("$1"), st.just("\x00"), st.just("9" * 400), st.just("{}"))
NAMES = ("id", "customer_id", "debt_id", "status", "ssn", "colour", "reason", "expected_version", "idempotency_key", "dry_run", "")


class Values:
    """Values that fit a schema."""

    def __init__(self, openapi):
        self.openapi = openapi

    def of(self, schema):
        schema = self.openapi.resolved(schema)
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema:
                return st.one_of([self.of(option) for option in schema[keyword]])
        if "const" in schema:
            return st.just(schema["const"])
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return st.one_of([getattr(self, kind)(schema) for kind in kinds])

    def string(self, schema):
        longest = min(schema.get("maxLength", 40), 40)
        # What only forbids control characters is left to the text below.
        if "pattern" in schema and "\\u0000" not in schema["pattern"]:
            return st.one_of(st.from_regex(schema["pattern"].replace("\\d", "[0-9]"), fullmatch=True), *self.examples(schema))
        if "@" in schema.get("pattern", ""):
            return st.builds("{}@{}".format, st.text("abcé.", min_size=1, max_size=9), st.text("xyz.", min_size=1, max_size=9))
        text = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=schema.get("minLength", 0), max_size=longest)
        return st.one_of(text, *self.examples(schema))

    def examples(self, schema):
        return [st.sampled_from(schema["examples"])] if "examples" in schema else []

    def integer(self, schema):
        least, most = schema.get("minimum", -(2**31)), schema.get("maximum", 2**31)
        # Rows that are there have small numbers.
        return st.one_of(st.integers(least, min(most, least + 6)), st.integers(least, most))

    def number(self, schema):
        return st.one_of(st.integers(1, 900), st.decimals(1, 900, places=2).map(float))

    def boolean(self, schema):
        return st.booleans()

    def null(self, schema):
        return st.none()

    def array(self, schema):
        return st.lists(self.of(schema.get("items", {"type": "null"})), min_size=schema.get("minItems", 0), max_size=3)

    def object(self, schema):
        properties = schema.get("properties", {})
        required = {name: self.of(properties[name]) for name in schema.get("required", [])}
        optional = {name: self.of(inner) for name, inner in properties.items() if name not in required}
        if schema.get("maxProperties") == 1:
            return st.sampled_from(sorted(optional)).flatmap(lambda name: optional[name].map(lambda value: {name: value}))
        return st.fixed_dictionaries(required, optional=optional)


@st.composite
def broken(draw, fitting):
    """A body that fitted, until something was done to it."""
    body = draw(fitting)
    if not isinstance(body, dict) or draw(st.integers(0, 9)) == 0:
        return draw(ODD)
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from([*body, *NAMES]))
        if draw(st.booleans()) and name in body:
            del body[name]
        else:
            body[name] = draw(ODD)
    return body


def as_json(value):
    """Also what JSON has no word for."""
    return json.dumps(value).encode("utf-8", "surrogatepass")


class Property(ServiceTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.openapi = OpenApi(cls.service.ask("GET", "/openapi.json").json)
        cls.values = Values(cls.openapi)
        cls.client = httpx.Client(base_url=f"http://127.0.0.1:{cls.service.port}", timeout=service.SECONDS_MAX)

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        super().tearDownClass()

    def setUp(self):
        # Something for small numbers to name.
        for _ in range(3):
            customer = self.new_customer()
            debt = self.new_debt(customer)
            self.post("/v1/payments", {"customer_id": customer, "debt_id": debt, "amount": "1", "payment_date": "2025-01-31"})
            self.post("/v1/communications", {"customer_id": customer, "communication_type": "SMS", "direction": "inbound"})
            self.post("/v1/accounts", {"customer_id": customer, "account_type": "x", "account_number": f"a{customer}"})

    def ids(self):
        return st.one_of(st.integers(1, 9), st.integers(1, 2**53 - 1))

    def queries(self, operation, fitting):
        parameters = [parameter for parameter in map(self.openapi.resolved, operation["parameters"]) if parameter["in"] == "query"]
        required, optional = {}, {}
        for parameter in parameters:
            values = self.values.of(parameter["schema"]).map(lambda value: {True: "true", False: "false"}.get(value, str(value)))
            (required if parameter["required"] else optional)[parameter["name"]] = values if fitting else st.one_of(values, ODD.map(str))
        if not fitting:
            optional["colour"] = st.just("red")
        return st.fixed_dictionaries(required if fitting else {}, optional={**optional, **({} if fitting else required)})

    def headers(self):
        text = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=20)
        return st.fixed_dictionaries({}, optional={"Idempotency-Key": text, "If-Match": st.one_of(text, st.just('"1"')), "If-None-Match": text,
                                                   "X-Request-Id": text, "Accept": st.sampled_from(["*/*", "application/json"])})

    def send(self, method, path, role, identity, query, headers, body):
        target = path.replace("{id}", str(identity))
        headers = {**headers, "Authorization": f"Bearer {self.tokens[role]}"} if role else headers
        answer = self.client.request(method.upper(), target, params=query, headers=headers, content=body)
        self.assertNotIn(answer.status_code, (500, 501, 502, 504), (method, target, query, body, answer.text))
        self.assertEqual(self.openapi.misfits_of_answer(method.upper(), target, answer.status_code, answer.headers, answer.content), [],
                         (method, target, query, body, answer.text[:2000]))
        return answer

    def check_fitting(self, method, path, operation):
        body = operation.get("requestBody")
        schema = body and body["content"].get("application/json", {}).get("schema")

        @LIMITS
        @given(st.data())
        def run(data):
            sent = as_json(data.draw(self.values.of(schema))) if schema else None
            answer = self.send(method, path, data.draw(st.sampled_from(operation["x-roles"] or [None])), data.draw(self.ids()),
                               data.draw(self.queries(operation, True)), data.draw(self.headers()), sent)
            # What fits is never misunderstood, though a rule may refuse it.
            if answer.status_code in (400, 422):
                codes = {error["code"] for error in answer.json()["errors"]}
                self.assertLessEqual(codes, {"invalid_field", "missing_field"}, (path, sent, answer.text))

        run()

    def check_broken(self, method, path, operation):
        body = operation.get("requestBody")
        schema = body and body["content"].get("application/json", {}).get("schema")

        @LIMITS
        @given(st.data())
        def run(data):
            value = data.draw(broken(self.values.of(schema))) if schema else None
            sent = as_json(value) if schema else None
            answer = self.send(method, path, data.draw(st.sampled_from(operation["x-roles"] or [None])), data.draw(self.ids()),
                               data.draw(self.queries(operation, False)), data.draw(self.headers()), sent)
            if schema and answer.is_success:
                self.assertEqual(self.openapi.misfits(schema, value), [], (path, sent, "was taken though it does not fit"))

        run()

    def each_route(self, check):
        for method, path, operation in self.openapi.operations():
            if path not in ("/v1/events/stream", "/v1/commands"):
                with self.subTest(method=method, path=path):
                    check(method, path, operation)

    def test_requests_that_fit(self):
        self.each_route(self.check_fitting)

    def test_requests_that_do_not_fit(self):
        self.each_route(self.check_broken)

    def test_lines_that_fit_and_lines_that_do_not(self):
        operation = self.openapi.document["paths"]["/v1/commands"]["post"]
        schema = operation["requestBody"]["content"]["application/x-ndjson"]["schema"]
        fitting = self.values.of(schema)

        @LIMITS
        @given(st.lists(st.one_of(fitting, broken(fitting)), min_size=1, max_size=8), st.sampled_from(["agent", "ingest"]))
        def run(lines, role):
            sent = b"\n".join(map(as_json, lines))
            answer = self.send("post", "/v1/commands", role, 1, {}, {}, sent)
            receipts = [json.loads(line) for line in answer.text.splitlines()]
            self.assertEqual(len(receipts), len(lines))
            for line, receipt in zip(lines, receipts):
                if receipt["ok"]:
                    self.assertEqual(self.openapi.misfits(schema, line), [], (line, "was taken though it does not fit"))

        run()


if __name__ == "__main__":
    service.main("__main__")
