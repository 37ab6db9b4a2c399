#!/usr/bin/env python3
"""Sentences of the API's specification, one by one: negotiation, conditions, targets, masks, what is not told.

    conformity_test.py DAYBOOK [TEST...]
"""

import gzip
import json
import subprocess
import unittest

import service
from service import DEBT, JANE, PAYMENT, ROLES, ServiceTest

NEW = {"first_name": "A", "last_name": "B", "phone_primary": "1"}


class Negotiation(ServiceTest):
    def test_bodies_that_are_not_json_are_refused(self):
        for media in ("text/plain", "application/xml", "multipart/form-data; boundary=x", "application/jsonp"):
            self.refused(self.post("/v1/customers", NEW, expect=415, headers={"Content-Type": media}), 415, "malformed")
            self.refused(self.post("/v1/customers/search", {"ssn": "1"}, role="agent", expect=415, headers={"Content-Type": media}), 415, "malformed")
        # The last is what curl says by itself.
        for media in ("application/json", "Application/JSON; charset=utf-8", "application/vnd.x+json", "application/x-www-form-urlencoded"):
            self.post("/v1/customers", NEW, headers={"Content-Type": media})
        line = json.dumps({"command": "create_customer", "data": NEW})
        for media, status in (("application/x-ndjson", 200), ("text/plain", 200), ("application/json", 200), ("text/xml", 415)):
            self.post("/v1/commands", line, expect=status, headers={"Content-Type": media})

        for coding, status in (("gzip", 415), ("br, gzip", 415), ("identity", 201)):
            self.post("/v1/customers", NEW, expect=status, headers={"Content-Encoding": coding})

    def test_clients_that_want_something_else_are_told(self):
        for accept in ("text/html", "image/*", "application/json;q=0"):
            self.refused(self.get("/v1/customers", expect=406, headers={"Accept": accept}), 406, "malformed")
        for accept in ("*/*", "application/*", "text/html, application/json;q=0.5", "application/problem+json", ""):
            self.get("/v1/customers", headers={"Accept": accept})
        self.get("/healthz", role=None, headers={"Accept": "text/plain"})
        self.get("/metrics", role=None, headers={"Accept": "application/openmetrics-text"})
        self.refused(self.get("/v1/customers", role=None, expect=401, headers={"Accept": "text/html"}), 401, "unauthenticated")

    def test_long_answers_are_compressed_for_who_takes_them(self):
        for _ in range(20):
            customer = self.new_customer()
        plain = self.get("/v1/customers")
        self.assertIsNone(plain.headers["Content-Encoding"])
        for taken, is_coded in (("gzip", True), ("deflate, GZIP;q=0.5", True), ("*", True), ("x-gzip", True), ("br", False), ("gzip;q=0", False),
                                ("*, gzip;q=0.0", False), ("*;q=0", False), ("identity", False), ("", False), ("gzip;q=, ;;,", False)):
            answer = self.get("/v1/customers", headers={"Accept-Encoding": taken})
            self.assertEqual(answer.headers["Content-Encoding"], "gzip" if is_coded else None, taken)
            self.assertEqual(gzip.decompress(answer.content) if is_coded else answer.content, plain.content)
            if is_coded:
                self.assertEqual(answer.headers["Vary"], "Accept-Encoding")
                self.assertLess(len(answer.content), len(plain.content) / 4)
                head = self.ask("agent", "HEAD", "/v1/customers", headers={"Accept-Encoding": taken})
                self.assertEqual((head.headers["Content-Length"], head.headers["Content-Encoding"]), (str(len(answer.content)), "gzip"))
        # A row's entity tag is of its bytes.
        row = self.get(f"/v1/customers/{customer}", headers={"Accept-Encoding": "gzip"})
        self.assertEqual((row.headers["Content-Encoding"], row.headers["ETag"]), (None, '"1"'))
        curl = subprocess.run(["curl", "--silent", "--show-error", "--compressed", "--oauth2-bearer", self.tokens["agent"],
                               f"http://127.0.0.1:{self.service.port}/v1/customers"], capture_output=True, timeout=service.SECONDS_MAX)
        self.assertEqual((curl.returncode, curl.stdout), (0, plain.content), curl.stderr)


class Conditions(ServiceTest):
    def test_if_none_match(self):
        path = f"/v1/customers/{self.new_customer()}"
        for tags, status in (('"1"', 304), ('W/"1"', 304), ("*", 304), ('"7", "1"', 304), ('"7"', 200), ('"x"', 200), ("1", 200)):
            answer = self.get(path, expect=status, headers={"If-None-Match": tags})
            self.assertEqual(answer.headers["ETag"], '"1"')
            self.assertEqual(self.get(path + "/summary", expect=status, headers={"If-None-Match": tags}).headers["ETag"], '"1"')
            self.assertEqual(self.ask("agent", "HEAD", path, headers={"If-None-Match": tags}).status, status)

    def test_if_match(self):
        path = f"/v1/customers/{self.new_customer()}"
        for tag in ('"7"', '"x"', 'W/"1"', '""'):
            self.refused(self.ask("ingest", "PATCH", path, {"city": "Graz"}, headers={"If-Match": tag}), 412, "version_conflict")
        for tag in ("x", '"1', '"1", "2"'):
            self.refused(self.ask("ingest", "PATCH", path, {"city": "Graz"}, headers={"If-Match": tag}), 422, "invalid_field")
        for version, tag in enumerate(('"1"', "2", "*"), 1):
            answer = self.ask("ingest", "PATCH", path, {"city": f"Graz {version}"}, headers={"If-Match": tag})
            self.assertEqual(answer.status, 200, answer.content)
        self.refused(self.ask("ingest", "PATCH", "/v1/customers/999", {"city": "Graz"}, headers={"If-Match": '"1"'}), 404, "customer_not_found")
        self.post("/v1/customers", NEW, headers={"If-Match": '"0"'})
        self.refused(self.post("/v1/customers", NEW, expect=412, headers={"If-Match": '"1"'}), 412, "version_conflict")

    def test_a_version_is_of_the_customer_whichever_row_is_read(self):
        customer = self.new_customer()
        debt = self.new_debt(customer)
        self.post("/v1/payments", {**PAYMENT, "customer_id": customer, "debt_id": debt}, role="agent", headers={"If-Match": '"2"'})
        tags = {self.get(path).headers["ETag"] for path in (f"/v1/customers/{customer}", f"/v1/debts/{debt}", f"/v1/customers/{customer}/summary")}
        self.assertEqual(tags, {'"3"'})
        self.assertIsNone(self.get(f"/v1/debts/{debt}?as_of_position=9999", expect=409).headers["ETag"])

    def test_a_replay_has_the_first_status_and_the_row_as_it_is(self):
        customer = self.new_customer()
        key = {"Idempotency-Key": "debt"}
        body = {"debt_type": "loan", "original_amount": "50.00", "issue_date": "2024-01-15", "customer_id": customer}
        first = self.post("/v1/debts", body, headers=key)
        self.post("/v1/debts", body, headers=key)
        self.ask("ingest", "POST", f"/v1/debts/{first.json['id']}/default", headers={"Idempotency-Key": "default"})
        again = self.post("/v1/debts", {**body, "original_amount": 50, "notes": None}, headers=key)
        self.assertEqual((again.json, again.headers["Daybook-Position"]), (first.json, first.headers["Daybook-Position"]))
        self.assertEqual(again.headers["Idempotency-Replayed"], "true")
        dry = self.post("/v1/debts?dry_run=true", body, headers=key)
        self.assertEqual((dry.status, dry.headers["Idempotency-Replayed"]), (201, "true"))
        pending = {"customer_id": customer, "debt_id": first.json["id"], "amount": "1", "payment_date": "2025-01-31"}
        created = self.post("/v1/payments", pending, role="agent", headers={"Idempotency-Key": "pay"})
        self.post(f"/v1/payments/{created.json['id']}/complete", role="agent", expect=200)
        replayed = self.post("/v1/payments", pending, role="agent", headers={"Idempotency-Key": "pay"})
        self.assertEqual((created.json["status"], replayed.json["status"], replayed.status), ("PENDING", "COMPLETED", 201))
        # A refusal uses up no key, nor does what changes nothing.
        self.post(f"/v1/debts/{first.json['id']}/default", expect=409, headers={"Idempotency-Key": "free"})
        self.assertEqual(self.ask("ingest", "PATCH", f"/v1/debts/{first.json['id']}", {"notes": None}, headers={"Idempotency-Key": "free"}).json["events"], [])
        self.post(f"/v1/debts/{first.json['id']}/cure", expect=200, headers={"Idempotency-Key": "free"})


class Targets(ServiceTest):
    def test_other_forms_of_a_target(self):
        path = f"/v1/customers/{self.new_customer()}"
        whole = self.get(path)
        self.assertEqual(self.service.ask("GET", f"http://here.example{path}", token=self.tokens["agent"]).json, whole.json)
        line = json.dumps({"command": "create_customer", "data": NEW})
        self.assertTrue(self.service.ask("POST", "http://here.example/v1/commands", line, token=self.tokens["ingest"]).json["ok"])
        options = self.service.ask("OPTIONS", "*")
        self.assertEqual((options.status, "PATCH" in options.headers["Allow"]), (204, True))
        self.refused(self.service.ask("GET", "*"), 400, "malformed")
        for nothing in ("?", "?&", "?&&"):
            self.assertEqual(self.get(path + nothing).json, whole.json)
        # A plus is a plus: an offset need not be encoded.
        self.get(f"{path}?as_of=2000-01-01T00:00:00+02:00", expect=404)
        self.get(f"{path}?as_of=2000-01-01T00:00:00%2B02:00", expect=404)
        self.refused(self.get("/v1/debts?a~b/c=1", expect=422), 422, "unknown_field")
        self.assertEqual(self.get("/v1/debts?a~b/c=1", expect=422).pointers(), {("/a~0b~1c", "unknown_field")})

    def test_every_method_on_every_path(self):
        document = self.service.ask("GET", "/openapi.json").json
        for path, methods in document["paths"].items():
            concrete = path.replace("{id}", "1")
            allowed = {method.upper() for method in methods} | {"OPTIONS"} | ({"HEAD"} if "get" in methods else set())
            for method in ("DELETE", "PUT", "TRACE", "PROPFIND", "GET", "HEAD", "POST", "PATCH", "OPTIONS"):
                if method in allowed and method != "OPTIONS":
                    continue
                answer = self.service.ask(method, concrete)
                self.assertEqual(set(answer.headers["Allow"].split(", ")), allowed, path)
                if method == "OPTIONS":
                    self.assertEqual(answer.status, 204)
                elif method == "HEAD":
                    self.assertEqual((answer.status, answer.content), (405, b""))
                else:
                    self.refused(answer, 405, "method_not_allowed")

    def test_there_is_nothing_for_any_method_elsewhere(self):
        for method in ("GET", "POST", "PATCH", "OPTIONS", "DELETE", "FOO"):
            self.refused(self.service.ask(method, "/v1/nothing"), 404, "route_not_found")

    def test_head_answers_like_get(self):
        customer = self.new_customer()
        for path in (f"/v1/customers/{customer}", "/v1/customers", f"/v1/customers/{customer}/summary", "/v1/events", "/v1/summary", "/healthz",
                     "/docs", "/openapi.json", "/v1/customers/99999"):
            head, body = self.ask("agent", "HEAD", path), self.ask("agent", "GET", path)
            self.assertEqual((head.status, head.content), (body.status, b""))
            for name in ("Content-Type", "Content-Length", "ETag"):
                self.assertEqual(head.headers[name], body.headers[name], path)

    def test_positions_and_numbers_at_their_bounds(self):
        self.assertEqual(self.get("/v1/events?from=0&limit=1").json["items"][0]["position"], 1)
        self.assertEqual(self.get("/v1/events?from=9007199254740991").json["items"], [])
        for query in ("from=9007199254740992", "from=-1", "from=1.0", "from=+1", "limit=0", "limit=501", "from=", "to=x"):
            self.refused(self.get(f"/v1/events?{query}", expect=422), 422, "invalid_field")
        for last in ("18446744073709551615", "9007199254740992", "-1"):
            self.refused(self.ask("auditor", "GET", "/v1/events/stream", headers={"Last-Event-ID": last}), 422, "invalid_field")
        self.refused(self.get("/v1/customers/9007199254740993", expect=404), 404, "customer_not_found")
        self.refused(self.post("/v1/debts/999/default", expect=404), 404, "debt_not_found")
        # The row stands in the path: there is no place of the body to point to.
        self.assertEqual(self.post("/v1/debts/999/default", expect=404).pointers(), {("", "debt_not_found")})

    def test_a_customers_history_as_of_a_position(self):
        customer = self.new_customer()
        position = int(self.get("/v1/summary").headers["Daybook-Position"])
        self.new_debt(customer)
        history = f"/v1/customers/{customer}/events"
        self.assertEqual(len(self.get(history).json["items"]), 2)
        past = self.get(f"{history}?as_of_position={position}").json
        self.assertEqual(([event["type"] for event in past["items"]], past["position"]), (["CustomerCreated"], position))
        self.refused(self.get(f"/v1/events?as_of_position={position}", expect=422), 422, "unknown_field")

    def test_a_challenge_says_what_is_wrong(self):
        self.assertEqual(self.service.ask("GET", "/v1/customers").headers["WWW-Authenticate"], "Bearer")
        for token in ("0" * 43, "x", self.tokens["agent"] + "x"):
            answer = self.refused(self.service.ask("GET", "/v1/customers", token=token), 401, "unauthenticated")
            self.assertEqual(answer.headers["WWW-Authenticate"], 'Bearer error="invalid_token"')
        for scheme in ("Basic", "bearer"):
            answer = self.service.ask("GET", "/v1/customers", headers={"Authorization": f"{scheme} {self.tokens['agent']}"})
            self.assertEqual(answer.status, 200 if scheme == "bearer" else 401)


class Told(ServiceTest):
    """What a role is told, and what it is not."""

    def test_ingest_gets_position_events_and_id(self):
        customer = self.post("/v1/customers", {**JANE, "ssn": "321-45-6789", "email": None})
        self.assertEqual(set(customer.json), {"position", "events", "id"})
        changed = self.ask("ingest", "PATCH", customer.headers["Location"], {"city": "Graz"})
        self.assertEqual(set(changed.json), {"position", "events", "id"})
        dry = self.post(f"/v1/debts?dry_run=true", {**DEBT, "customer_id": customer.json["id"]}, expect=200).json
        self.assertEqual((dry["events"], len(dry["would"]), dry["would"][0]["type"]), (["DebtIssued"], 1, "DebtIssued"))
        self.assertEqual(dry["would"][0]["data"], {"debt_id": dry["id"], "customer_id": customer.json["id"]})
        line = {"command": "issue_debt", "data": {**DEBT, "customer_id": customer.json["id"]}, "dry_run": True}
        bulk = self.post("/v1/commands", json.dumps(line), expect=200).json
        self.assertEqual(bulk["would"], dry["would"])

    def test_fields_by_role(self):
        customer = self.post("/v1/customers", {**JANE, "ssn": "432-10-9876", "email": "m@example.com", "employment_status": "retired",
                                               "middle_name": "Q", "city": "Graz", "employer_name": "Mill", "notes": "n"}).json["id"]
        self.post("/v1/accounts", {"customer_id": customer, "account_type": "checking", "account_number": "5556667778", "bank_name": "First",
                                   "routing_number": "021000021"})
        personal = {"first_name": "Jane", "last_name": "Smith", "middle_name": "Q", "date_of_birth": "1980-02-29", "email": "m@example.com",
                    "phone_primary": "+1987654321", "city": "Graz", "country": "USA", "employer_name": "Mill", "annual_income": "50000.00",
                    "credit_score": 700, "notes": "n"}
        for role in ("agent", "compliance", "auditor"):
            row = self.get(f"/v1/customers/{customer}", role=role).json
            account = self.get(f"/v1/customers/{customer}/accounts", role=role).json["items"][0]
            self.assertEqual((row["employment_status"], row["account_status"], row["version"]), ("retired", "active", 2), role)
            self.assertEqual((account["bank_name"], account["account_type"]), ("First", "checking"))
            if role == "auditor":
                self.assertEqual({row[name] for name in personal}, {"[masked]", None})
                self.assertEqual((row["ssn"], account["account_number"], account["routing_number"]), ("[masked]",) * 3)
            else:
                self.assertEqual({name: row[name] for name in personal}, personal)
                self.assertEqual((row["ssn"], account["account_number"], account["routing_number"]), ("***-**-9876", "****7778", "****0021"))
        for role in ("ingest", "admin", None):
            for path in (f"/v1/customers/{customer}", f"/v1/customers/{customer}/events", "/v1/events", "/v1/customers", "/v1/events/stream"):
                self.get(path, role=role, expect=401 if role is None else 403)
        self.assertEqual(set(self.get("/v1/summary", role="admin").json), {"customer_count", "debt_count", "payment_count", "communication_count",
                                                                          "account_count", "position"})

    def test_a_duplicate_does_not_tell_who_has_it(self):
        holder = self.post("/v1/customers", {**NEW, "ssn": "543-21-0987", "email": "taken@example.com"}).json["id"]
        debt = self.new_debt(holder)
        self.post("/v1/accounts", {"customer_id": holder, "account_type": "x", "account_number": "31415926"})
        self.post("/v1/payments", {**PAYMENT, "customer_id": holder, "debt_id": debt, "transaction_id": "t-taken"}, role="agent")
        other = self.new_customer()
        self.new_debt(other)
        for answer, code in ((self.post("/v1/customers", {**NEW, "ssn": "543210987"}, expect=409), "duplicate_ssn"),
                             (self.post("/v1/customers", {**NEW, "email": "TAKEN@example.com"}, expect=409), "duplicate_email"),
                             (self.post("/v1/accounts", {"customer_id": other, "account_type": "x", "account_number": "31415926"}, expect=409),
                              "duplicate_account_number"),
                             (self.post("/v1/payments", {**PAYMENT, "customer_id": holder, "debt_id": debt, "transaction_id": "t-taken"},
                                        role="agent", expect=409), "duplicate_transaction_id")):
            self.refused(answer, 409, code)
            text = json.dumps({name: value for name, value in answer.json.items() if name != "request_id"})
            self.assertNotRegex(text, r"customer[ /]?\d|543|taken@|3141|t-taken")
            self.assertEqual(len(answer.json["errors"]), 1)

    def test_errors_never_echo_values(self):
        secret = "Zweig 4711"
        for method, path, body in (("POST", "/v1/customers", {"first_name": 4711, "email": secret, "ssn": secret, "date_of_birth": secret}),
                                   ("POST", "/v1/debts", {"customer_id": secret, "debt_type": [secret], "original_amount": secret}),
                                   ("POST", "/v1/customers/search", {"ssn": {"a": secret}}), ("POST", "/v1/commands", json.dumps({"command": secret})),
                                   ("POST", "/v1/customers/1/reveal", {"fields": [secret], "reason": 4711}),
                                   ("POST", "/v1/communications", {"customer_id": 1, "communication_type": secret, "direction": secret})):
            for role in ROLES:
                text = self.ask(role, method, path, body, headers={"X-Request-Id": "r"}).content.decode()
                self.assertNotRegex(text, "Zweig|4711", (role, path))
        for query in ("status=Zweig", "cursor=Zweig", "as_of=Zweig", "limit=Zweig"):
            self.assertNotIn("Zweig", self.get(f"/v1/debts?{query}", expect=422).content.decode())

    def test_null_counts_as_absent(self):
        customer = self.post("/v1/customers", {**NEW, "email": "null@example.com", "middle_name": None, "reason": None}).json["id"]
        found = self.post("/v1/customers/search", {"ssn": None, "email": "null@example.com"}, role="agent", expect=200).json
        self.assertEqual([row["id"] for row in found["items"]], [customer])
        self.refused(self.post("/v1/customers/search", {"ssn": None}, role="agent", expect=422), 422, "missing_field")
        self.refused(self.post("/v1/customers/search", role="agent", expect=422), 422, "missing_field")
        missing = self.post(f"/v1/customers/{customer}/reveal", {"fields": ["ssn"], "reason": None}, role="compliance", expect=422)
        self.assertEqual(missing.pointers(), {("/reason", "missing_field")})

    def test_an_answer_is_not_much_longer_than_its_request(self):
        body = json.dumps({**NEW, **{f"k{n}": 1 for n in range(50_000)}})
        answer = self.refused(self.post("/v1/customers", body, expect=422), 422, "unknown_field")
        self.assertEqual(len(answer.json["errors"]), 100)
        line = json.dumps({"command": "create_customer", "data": NEW, **{f"k{n}": 1 for n in range(50_000)}})
        self.assertEqual(len(json.loads(self.post("/v1/commands", line, expect=200).content)["error"]["errors"]), 100)

    def test_errors_are_sorted(self):
        answer = self.post("/v1/customers", {"zz": 1, "aa": 2, "id": 1, "first_name": "", "credit_score": 1, "email": "x"}, expect=422).json
        order = [(error["code"], error["pointer"]) for error in answer["errors"]]
        ranks = {"unknown_field": 0, "missing_field": 1, "invalid_field": 2}
        self.assertEqual(order, sorted(order, key=lambda entry: (ranks[entry[0]], entry[1])))
        self.assertEqual((answer["code"], len(order)), ("unknown_field", 8))


class Bulk(ServiceTest):
    def commands(self, lines, role="ingest", query="", expect=200):
        answer = self.ask(role, "POST", "/v1/commands" + query, "\n".join(lines))
        self.assertEqual(answer.status, expect, answer.content)
        return [json.loads(line) for line in answer.content.splitlines()]

    def test_what_a_role_may_not_give_is_not_looked_into(self):
        answers = self.commands([json.dumps({"command": "freeze_customer", "data": {"customer_id": "$9", "colour": 1}}), '{"command":"fly"}'], role="agent")
        self.assertEqual([answer["error"]["code"] for answer in answers], ["forbidden", "malformed"])

    def test_stops_on_an_error_when_asked(self):
        line = json.dumps({"command": "create_customer", "data": NEW})
        self.assertEqual([answer["ok"] for answer in self.commands([line, "", line], query="?stop_on_error=true")], [True, False])
        self.assertEqual([answer["ok"] for answer in self.commands([line, "", line], query="?stop_on_error=false")], [True, False, True])
        self.refused(self.ask("ingest", "POST", "/v1/commands?stop_on_error=1", line), 422, "invalid_field")

    def test_a_line_of_a_mebibyte_and_one_beyond(self):
        line = json.dumps({"command": "create_customer", "data": NEW})
        longest = line + " " * (1024 * 1024 - len(line))
        answers = self.commands([longest, longest + " ", "\r", line + "\r"])
        self.assertEqual([answer["ok"] for answer in answers], [True, False, False, True])
        self.assertEqual([answer["error"]["code"] for answer in answers[1:3]], ["payload_too_large", "malformed"])
        self.assertEqual([answer["line"] for answer in answers[1:3]], [2, 3])

    def test_references_see_replays_and_not_dry_runs(self):
        create = {"command": "create_customer", "data": NEW}
        debt = {"command": "issue_debt", "data": {**DEBT, "customer_id": "$1"}}
        first = self.commands([json.dumps({**create, "idempotency_key": "once"})])[0]
        lines = [{**create, "idempotency_key": "once"}, {**debt, "idempotency_key": "debt"}, {**create, "dry_run": True},
                 {**debt, "data": {**DEBT, "customer_id": "$3"}}, {**debt, "data": {**DEBT, "customer_id": "$2"}},
                 {**debt, "data": {**DEBT, "customer_id": "$6"}}, {"command": "update_customer", "data": {"customer_id": "$1", "notes": None}}]
        answers = self.commands([json.dumps(line) for line in lines])
        self.assertEqual([answer["ok"] for answer in answers], [True, True, True, False, False, False, True])
        self.assertEqual((answers[0]["replayed"], answers[0]["id"], answers[0]["position"]), (True, first["id"], first["position"]))
        self.assertEqual({answer["error"]["errors"][0]["pointer"] for answer in answers[3:6]}, {"/data/customer_id"})
        self.assertEqual((answers[6]["events"], answers[6]["id"], answers[6]["position"]), ([], first["id"], answers[1]["position"]))
        again = self.commands([json.dumps(lines[0]), json.dumps(lines[1])])
        self.assertEqual([answer["replayed"] for answer in again], [True, True])

    def test_curl_takes_what_comes(self):
        done = subprocess.run(["curl", "--silent", "--show-error", "--oauth2-bearer", self.tokens["ingest"], "--data-binary", "@-",
                               f"http://127.0.0.1:{self.service.port}/v1/commands"], capture_output=True, timeout=service.SECONDS_MAX,
                              input=("\n".join([json.dumps({"command": "create_customer", "data": NEW})] * 500)).encode())
        self.assertEqual(sum(json.loads(line)["ok"] for line in done.stdout.splitlines()), 500)


if __name__ == "__main__":
    service.main("__main__")
