#!/usr/bin/env python3
"""The API as its clients see it: resources, conventions, roles.

    api_test.py DAYBOOK [TEST...]
"""

import hashlib
import json
import threading
import unittest

import service
from service import DEBT, JANE, PAYMENT, ROLES, ServiceTest


class Resources(ServiceTest):
    def test_the_four_usage_examples(self):
        customer = self.post("/v1/customers", JANE)
        identity = customer.json["id"]
        self.assertEqual(customer.headers["Location"], f"/v1/customers/{identity}")
        debt = self.post("/v1/debts", {**DEBT, "customer_id": identity}).json["id"]
        payment = self.post("/v1/payments", {**PAYMENT, "customer_id": identity, "debt_id": debt}, role="agent")
        self.assertEqual(payment.json["applied"], "200.00")
        self.assertEqual(self.get(f"/v1/debts/{debt}").json["current_balance"], "4800.00")
        self.post("/v1/communications", {"customer_id": identity, "communication_type": "CALL", "direction": "outbound",
                                         "duration_seconds": 180, "outcome": "payment_promised"}, role="agent")
        summary = self.get(f"/v1/customers/{identity}/summary").json
        self.assertEqual((summary["total_debt"], summary["active_debt_count"], summary["total_paid"]), ("4800.00", 1, "200.00"))
        self.assertEqual(summary["communication_count"], 1)

    def test_actions_on_every_table(self):
        customer = self.new_customer()
        for action, status in (("freeze", "frozen"), ("unfreeze", "active"), ("close", "closed")):
            self.assertEqual(self.post(f"/v1/customers/{customer}/{action}", expect=200, role="ingest").json["position"] > 0, True)
            self.assertEqual(self.get(f"/v1/customers/{customer}").json["account_status"], status)
        self.refused(self.post(f"/v1/customers/{customer}/reopen", expect=422), 422, "missing_field")
        self.post(f"/v1/customers/{customer}/reopen", {"reason": "a mistake"}, expect=200)
        debt, other = self.new_debt(customer), self.new_debt(customer)
        for action, body, status in (("default", None, "DEFAULTED"), ("cure", None, "ACTIVE"), ("place", {"agency": "A"}, "IN_COLLECTION"),
                                     ("recall", None, "ACTIVE"), ("adjust", {"amount": "1.00", "kind": "FEE", "reason": "r"}, "ACTIVE"),
                                     ("write-off", {"reason": "r"}, "WRITTEN_OFF"), ("settle", {"reason": "r"}, "SETTLED")):
            self.post(f"/v1/debts/{debt}/{action}", body, expect=200)
            self.assertEqual(self.get(f"/v1/debts/{debt}").json["status"], status)
        payment = self.post("/v1/payments", {"customer_id": customer, "debt_id": debt, "amount": "10.00",
                                             "payment_date": "2025-01-31"}, role="agent").json["id"]
        self.post(f"/v1/payments/{payment}/complete", expect=200, role="agent")
        self.post(f"/v1/debts/{debt}/apply-credit", {"to_debt_id": other, "amount": "4.00"}, expect=200)
        self.post(f"/v1/debts/{debt}/refund-credit", {"amount": "1.00"}, expect=200)
        self.post(f"/v1/payments/{payment}/refund", {"amount": "5.00"}, expect=200, role="agent")
        failing = self.post("/v1/payments", {"customer_id": customer, "debt_id": other, "amount": "1.00",
                                             "payment_date": "2025-01-31"}, role="agent").json["id"]
        self.assertEqual(self.post(f"/v1/payments/{failing}/fail", expect=200, role="agent").json["status"], "FAILED")
        account = self.post("/v1/accounts", {"customer_id": customer, "account_type": "checking", "account_number": "998877665544"}).json["id"]
        for action in ("make-primary", "deactivate", "reactivate"):
            self.post(f"/v1/accounts/{account}/{action}", expect=200)
        changed = self.ask("ingest", "PATCH", f"/v1/accounts/{account}", {"bank_name": "First"})
        self.assertEqual((changed.status, changed.json["events"]), (200, ["AccountChanged"]))
        self.assertEqual(self.get(f"/v1/accounts/{account}").json["account_number"], "****5544")

    def test_changes(self):
        customer = self.new_customer(email="change@example.com")
        self.assertEqual(self.ask("ingest", "PATCH", f"/v1/customers/{customer}", {"email": None, "city": "Graz"}).status, 200)
        row = self.get(f"/v1/customers/{customer}").json
        self.assertEqual((row["email"], row["city"]), (None, "Graz"))
        debt = self.new_debt(customer)
        self.assertEqual(self.ask("ingest", "PATCH", f"/v1/debts/{debt}", {"interest_rate": 19.99}).status, 200)
        self.assertEqual(self.get(f"/v1/debts/{debt}").json["interest_rate"], "19.99")
        talk = self.post("/v1/communications", {"customer_id": customer, "communication_type": "SMS", "direction": "inbound"}, role="agent")
        amended = self.ask("agent", "PATCH", talk.headers["Location"], {"outcome": "promised"})
        self.assertEqual((amended.status, amended.json["outcome"]), (200, "promised"))

    def test_lists_page_by_page(self):
        customer = self.new_customer()
        debts = [self.new_debt(customer) for _ in range(5)]
        seen, path = [], f"/v1/customers/{customer}/debts?limit=2"
        while True:
            page = self.get(path).json
            seen += [row["id"] for row in page["items"]]
            if page["next_cursor"] is None:
                break
            path = f"/v1/customers/{customer}/debts?limit=2&cursor={page['next_cursor']}"
            self.new_debt(self.new_customer())
        self.assertEqual(seen, debts)
        self.assertEqual(len(self.get(f"/v1/debts?customer_id={customer}&status=ACTIVE").json["items"]), 5)
        self.refused(self.get("/v1/debts?limit=501", expect=422), 422, "invalid_field")
        self.refused(self.get("/v1/debts?status=odd", expect=422), 422, "invalid_field")
        self.refused(self.get("/v1/debts?cursor=zz", expect=422), 422, "invalid_field")
        self.refused(self.get(f"/v1/payments?cursor={'02' + '0' * 16}", expect=422), 422, "invalid_field")
        self.refused(self.get("/v1/debts?colour=red", expect=422), 422, "unknown_field")
        self.refused(self.get("/v1/debts?limit=1&limit=2", expect=400), 400, "malformed")

    def test_the_past(self):
        customer = self.new_customer(city="Wien")
        debt = self.post("/v1/debts", {"debt_type": "loan", "original_amount": "100.00", "issue_date": "2024-01-15", "customer_id": customer})
        position = int(debt.headers["Daybook-Position"])
        self.post("/v1/payments", {"customer_id": customer, "debt_id": debt.json["id"], "amount": "40.00", "payment_date": "2025-01-31",
                                   "status": "COMPLETED"})
        path = f"/v1/debts/{debt.json['id']}"
        self.assertEqual(self.get(path).json["current_balance"], "60.00")
        past = self.get(f"{path}?as_of_position={position}")
        self.assertEqual((past.json["current_balance"], past.json["position"]), ("100.00", position))
        self.assertEqual(self.get(f"/v1/customers/{customer}/summary?as_of_position={position}").json["total_debt"], "100.00")
        self.assertEqual(self.get(f"/v1/customers/{customer}/payments?as_of_position={position}").json["items"], [])
        self.refused(self.get(f"{path}?as_of=2999-01-01", expect=409), 409, "date_in_future")
        self.refused(self.get(f"{path}?as_of_position=999999", expect=409), 409, "date_in_future")
        self.refused(self.get(f"{path}?as_of=2000-01-01", expect=404), 404, "debt_not_found")
        self.refused(self.get("/v1/debts?as_of_position=1", expect=422), 422, "invalid_field")

    def test_search(self):
        customer = self.new_customer(ssn="234-56-7890", email="Find.Me@example.com", phone_primary="+1 (555) 010-0199")
        debt = self.new_debt(customer)
        self.post("/v1/accounts", {"customer_id": customer, "account_type": "checking", "account_number": "55667788"})
        self.post("/v1/payments", {"customer_id": customer, "debt_id": debt, "amount": "1.00", "payment_date": "2025-01-31",
                                   "transaction_id": "find-me"}, role="ingest")
        for field, value in (("ssn", "234567890"), ("email", "find.me@EXAMPLE.com"), ("phone_primary", "15550100199"),
                             ("account_number", "55667788"), ("transaction_id", "find-me")):
            found = self.post("/v1/customers/search", {field: value}, role="agent", expect=200).json
            self.assertEqual([row["id"] for row in found["items"]], [customer], field)
        self.assertEqual(self.post("/v1/customers/search", {"ssn": "234567891"}, role="agent", expect=200).json["items"], [])
        for body, code in (({}, "missing_field"), ({"ssn": "1", "email": "a@b"}, "invalid_field"), ({"city": "Graz"}, "unknown_field")):
            self.refused(self.post("/v1/customers/search", body, role="agent", expect=422), 422, code)

    def test_reveal_is_recorded_first(self):
        customer = self.new_customer(ssn="345-67-8901")
        shown = self.post(f"/v1/customers/{customer}/reveal", {"fields": ["ssn"], "reason": "court order"}, role="compliance", expect=200)
        self.assertEqual(shown.json["items"], [{"table": "customers", "id": customer, "field": "ssn", "value": "345-67-8901"}])
        event = self.get(f"/v1/events?from={shown.headers['Daybook-Position']}", role="compliance").json["items"][0]
        self.assertEqual((event["type"], event["stream"], event["version"]), ("DataRevealed", "ledger", 0))
        self.assertEqual((event["actor"], event["reason"], event["data"]), ("compliance", "court order", {"customer_id": customer, "fields": ["ssn"]}))
        self.assertEqual(self.get(f"/v1/customers/{customer}").headers["ETag"], '"1"')
        refused = self.post(f"/v1/customers/{customer}/reveal", {"fields": ["first_name"]}, role="compliance", expect=422)
        self.assertEqual(refused.pointers(), {("/fields/0", "invalid_field"), ("/reason", "missing_field")})
        self.refused(self.post("/v1/customers/99999/reveal", {"fields": ["ssn"], "reason": "r"}, role="compliance", expect=404), 404,
                     "customer_not_found")


class Conventions(ServiceTest):
    def test_errors_come_together_with_pointers(self):
        answer = self.post("/v1/customers", {"first_name": "", "colour": "red", "id": 5, "ssn": "000-12-3456"}, expect=422)
        self.refused(answer, 422, "unknown_field")
        self.assertEqual(answer.pointers(), {("/colour", "unknown_field"), ("/last_name", "missing_field"), ("/phone_primary", "missing_field"),
                                             ("/first_name", "invalid_field"), ("/id", "invalid_field"), ("/ssn", "invalid_field")})
        self.assertNotIn("000-12", answer.content.decode())
        for body in ("{", "[1]", '{"a":1,"a":2}', "\xff"):
            self.refused(self.post("/v1/customers", body.encode("latin-1"), expect=400), 400, "malformed")
        twice = self.post("/v1/debts/1/default", {"debt_id": 1}, expect=422)
        self.assertEqual(twice.pointers(), {("/debt_id", "invalid_field")})

    def test_rules_and_missing_rows(self):
        customer = self.new_customer()
        debt = self.new_debt(customer)
        self.refused(self.post(f"/v1/customers/{customer}/close", expect=409), 409, "customer_has_open_debts")
        self.refused(self.post(f"/v1/debts/{debt}/cure", expect=409), 409, "invalid_transition")
        for path, code in (("/v1/customers/99999", "customer_not_found"), ("/v1/debts/99999", "debt_not_found"),
                           ("/v1/payments/99999", "payment_not_found"), ("/v1/accounts/99999", "account_not_found"),
                           ("/v1/communications/99999", "communication_not_found"), ("/v1/customers/99999/summary", "customer_not_found"),
                           ("/v1/customers/99999/debts", "customer_not_found"), ("/v1/customers/99999/events", "customer_not_found")):
            self.refused(self.get(path, expect=404), 404, code)
        self.refused(self.post("/v1/payments", {"customer_id": customer, "debt_id": 99999, "amount": "1", "payment_date": "2025-01-01"},
                               expect=404), 404, "debt_not_found")

    def test_paths_and_methods(self):
        for path in ("/", "/v1", "/v1/nothing", "/v1/customers/x", "/v1/customers/0", "/v1/customers/01", "/v1/customers/1/nothing",
                     "/v1/customers/", "/v1/customers/1/", "//v1/customers", "/v1/customers/99999999999999999999"):
            self.refused(self.ask("agent", "GET", path), 404, "route_not_found")
        wrong = self.refused(self.ask("agent", "DELETE", "/v1/customers/1"), 405, "method_not_allowed")
        self.assertEqual(wrong.headers["Allow"], "GET, HEAD, PATCH, OPTIONS")
        options = self.ask(None, "OPTIONS", "/v1/customers")
        self.assertEqual((options.status, options.headers["Allow"]), (204, "POST, GET, HEAD, OPTIONS"))
        customer = self.new_customer()
        head = self.ask("agent", "HEAD", f"/v1/customers/{customer}")
        body = self.get(f"/v1/customers/{customer}")
        self.assertEqual((head.status, head.content, head.headers["ETag"]), (200, b"", '"1"'))
        self.assertEqual(head.headers["Content-Length"], body.headers["Content-Length"])

    def test_idempotency(self):
        key = {"Idempotency-Key": "create-once"}
        first = self.post("/v1/customers", {**JANE, "ssn": None, "email": None}, headers=key)
        again = self.post("/v1/customers", {**JANE, "ssn": None, "email": None}, headers=key)
        self.assertNotIn("Idempotency-Replayed", first.headers)
        self.assertEqual(again.headers["Idempotency-Replayed"], "true")
        self.assertEqual(again.json, first.json)
        self.assertEqual(again.headers["Location"], first.headers["Location"])
        self.refused(self.post("/v1/customers", {**JANE, "ssn": None, "email": None, "city": "Graz"}, headers=key, expect=409), 409,
                     "idempotency_conflict")
        bulk = self.program("ingest", "-", given=json.dumps({"command": "create_customer", "idempotency_key": "create-once",
                                                             "data": {**JANE, "ssn": None, "email": None}}))
        self.assertEqual((json.loads(bulk)["id"], json.loads(bulk)["replayed"]), (first.json["id"], True))
        self.refused(self.post("/v1/customers", JANE, headers={"Idempotency-Key": "x" * 256}, expect=422), 422, "invalid_field")

    def test_versions(self):
        customer = self.new_customer()
        path = f"/v1/customers/{customer}"
        self.assertEqual(self.get(path).headers["ETag"], '"1"')
        self.assertEqual(self.get(path, headers={"If-None-Match": '"1"'}, expect=304).content, b"")
        changed = self.ask("ingest", "PATCH", path, {"city": "Graz"}, headers={"If-Match": '"1"'})
        self.assertEqual(changed.status, 200)
        self.get(path, headers={"If-None-Match": '"1"'})
        stale = self.ask("ingest", "PATCH", path, {"city": "Linz"}, headers={"If-Match": '"1"'})
        self.refused(stale, 412, "version_conflict")
        self.refused(self.ask("ingest", "PATCH", path, {"city": "Linz"}, headers={"If-Match": "one"}), 422, "invalid_field")

    def test_dry_run_changes_nothing(self):
        before = self.get("/v1/events?limit=500", role="auditor").headers["Daybook-Position"]
        dry = self.post("/v1/communications?dry_run=true", {"customer_id": self.new_customer(), "communication_type": "SMS", "direction": "inbound"},
                        role="agent", expect=200).json
        self.assertEqual((dry["events"], dry["would"][0]["type"]), (["CommunicationLogged"], "CommunicationLogged"))
        after = self.get("/v1/summary", role="agent")
        self.assertEqual(int(after.headers["Daybook-Position"]), int(before) + 1)
        self.assertEqual(after.json["communication_count"], 0)
        hidden = self.post("/v1/customers?dry_run=true", JANE, expect=200).json
        self.assertEqual((hidden["would"][0]["type"], hidden["would"][0]["data"]), ("CustomerCreated", {"customer_id": hidden["id"]}))

    def test_headers_of_every_answer(self):
        answer = self.get("/v1/customers", headers={"X-Request-Id": "mine-1", "traceparent": "00-" + "a" * 32 + "-" + "b" * 16 + "-01"})
        self.assertEqual(answer.headers["X-Request-Id"], "mine-1")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        for path, status in (("/v1/customers", 200), ("/v1/customers/999", 404), ("/nothing", 404)):
            self.assertRegex(self.get(path, expect=status).headers["Server-Timing"], r"^total;dur=\d+\.\d{3}$")
        odd = self.get("/v1/customers", headers={"X-Request-Id": "a b\tc"})
        self.assertNotEqual(odd.headers["X-Request-Id"], "a b\tc")
        self.assertGreater(int(answer.headers["Daybook-Position"]), 0)

    def test_keep_alive_and_many_clients(self):
        connection = self.service.connect()
        for _ in range(20):
            self.assertEqual(self.ask("agent", "GET", "/v1/customers?limit=1", connection=connection).status, 200)
        connection.close()
        customer = self.new_customer()
        debt = self.new_debt(customer)
        answers = []

        def pay():
            with_own = self.service.connect()
            for _ in range(10):
                answers.append(self.ask("ingest", "POST", "/v1/payments", {**PAYMENT, "customer_id": customer, "debt_id": debt, "amount": "1.00"},
                                        connection=with_own).status)
            with_own.close()

        threads = [threading.Thread(target=pay) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(answers, [201] * 80)
        self.assertEqual(self.get(f"/v1/debts/{debt}").json["current_balance"], "4920.00")


class Proofs(ServiceTest):
    @staticmethod
    def node(left, right):
        return hashlib.sha256(b"\x01" + left + right).digest()

    def includes(self, proof):
        """RFC 9162, 2.1.3.2."""
        index, last = proof["position"] - 1, proof["size"] - 1
        root = bytes.fromhex(proof["leaf_hash"])
        for hash_text in proof["path"]:
            sibling = bytes.fromhex(hash_text)
            if last == 0:
                return False
            if index % 2 == 1 or index == last:
                root = self.node(sibling, root)
                while index % 2 == 0 and index != 0:
                    index, last = index >> 1, last >> 1
            else:
                root = self.node(root, sibling)
            index, last = index >> 1, last >> 1
        return last == 0 and root.hex() == proof["root"]

    def is_consistent(self, proof):
        """RFC 9162, 2.1.4.2."""
        first, second = proof["from"], proof["to"]
        path = [bytes.fromhex(text) for text in proof["path"]]
        if first == second:
            return not path and proof["from_root"] == proof["to_root"]
        if first & (first - 1) == 0:
            path = [bytes.fromhex(proof["from_root"])] + path
        index, last = first - 1, second - 1
        while index % 2 == 1:
            index, last = index >> 1, last >> 1
        old = new = path[0]
        for sibling in path[1:]:
            if last == 0:
                return False
            if index % 2 == 1 or index == last:
                old, new = self.node(sibling, old), self.node(sibling, new)
                while index % 2 == 0 and index != 0:
                    index, last = index >> 1, last >> 1
            else:
                new = self.node(new, sibling)
            index, last = index >> 1, last >> 1
        return last == 0 and old.hex() == proof["from_root"] and new.hex() == proof["to_root"]

    def test_proofs_hold_and_changed_ones_do_not(self):
        lines = [json.dumps({"command": "create_customer", "data": {"first_name": "A", "last_name": "B", "phone_primary": str(n)}})
                 for n in range(600)]
        self.program("ingest", "-", given="\n".join(lines))
        head = self.get("/v1/tree/head", role="auditor").json
        verified = json.loads(self.program("verify", "--json"))
        self.assertEqual((head["root"], head["size"]), (verified["root"], verified["position"]))
        for position in (1, 2, 255, 256, 257, 300, 512, 513, head["size"]):
            for size in sorted({position, min(position + 1, head["size"]), 513, head["size"]}):
                if size >= position:
                    proof = self.get(f"/v1/tree/inclusion?position={position}&size={size}", role="auditor").json
                    self.assertTrue(self.includes(proof), (position, size))
                    if proof["path"]:
                        proof["path"][0] = "00" * 32
                        self.assertFalse(self.includes(proof))
        for first in (1, 2, 3, 255, 256, 257, 400, 512, head["size"]):
            proof = self.get(f"/v1/tree/consistency?from={first}&to={head['size']}", role="auditor").json
            self.assertTrue(self.is_consistent(proof), first)
        self.refused(self.get("/v1/tree/inclusion", role="auditor", expect=422), 422, "missing_field")
        self.refused(self.get("/v1/tree/inclusion?position=99999", role="auditor", expect=422), 422, "invalid_field")
        self.refused(self.get("/v1/tree/consistency?from=1&to=99999", role="auditor", expect=409), 409, "date_in_future")


if __name__ == "__main__":
    service.main("__main__")
