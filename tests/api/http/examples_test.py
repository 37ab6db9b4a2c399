#!/usr/bin/env python3
"""The examples of /openapi.json (the same as on /docs), run with curl as they stand, but for the numbers of rows.

    examples_test.py DAYBOOK [TEST...]
"""

import json
import re
import subprocess
import unittest

import service
from openapi import OpenApi
from service import ServiceTest


class Examples(ServiceTest):
    def customer(self):
        return {"id": self.new_customer()}

    def debt(self, *actions):
        customer = self.new_customer()
        debt = self.new_debt(customer)
        for action in actions:
            self.post(f"/v1/debts/{debt}/{action}", {"agency": "A"} if action == "place" else None, expect=200)
        return {"id": debt, "customer_id": customer, "debt_id": debt}

    def debt_with_credit(self):
        rows = self.debt()
        self.post("/v1/payments", {"customer_id": rows["customer_id"], "debt_id": rows["id"], "amount": "5100", "payment_date": "2025-01-31",
                                   "status": "COMPLETED"})
        return {**rows, "to_debt_id": self.new_debt(rows["customer_id"])}

    def payment(self, status):
        rows = self.debt()
        return {"id": self.post("/v1/payments", {"customer_id": rows["customer_id"], "debt_id": rows["id"], "amount": "100.00",
                                                 "payment_date": "2025-01-31", "status": status}).json["id"]}

    def communication(self):
        return {"id": self.post("/v1/communications", {"customer_id": self.new_customer(), "communication_type": "SMS", "direction": "inbound"}).json["id"]}

    def account(self, *actions):
        customer = self.new_customer()
        account = self.post("/v1/accounts", {"customer_id": customer, "account_type": "x", "account_number": f"account {customer}"}).json["id"]
        for action in actions:
            self.post(f"/v1/accounts/{account}/{action}", expect=200)
        return {"id": account}

    def acted_on(self, *actions):
        customer = self.new_customer()
        for action in actions:
            self.post(f"/v1/customers/{customer}/{action}", expect=200)
        return {"id": customer}

    def rows_for(self, method, path):
        """Rows in the state that the example needs, by the names it has for them."""
        action = path.rpartition("/")[2]
        if path.startswith("/v1/customers"):
            return self.acted_on(*{"unfreeze": ["freeze"], "reopen": ["close"]}.get(action, []))
        if path.startswith("/v1/debts"):
            if action in ("refund-credit", "apply-credit"):
                return self.debt_with_credit()
            return self.debt(*{"cure": ["default"], "recall": ["place"]}.get(action, []))
        if path.startswith("/v1/payments"):
            return self.payment("COMPLETED" if action == "refund" else "PENDING") if "{id}" in path else self.debt()
        if path.startswith("/v1/communications"):
            return self.communication() if "{id}" in path else {"customer_id": self.new_customer()}
        if path.startswith("/v1/accounts"):
            return self.account(*["deactivate"] if action == "reactivate" else []) if "{id}" in path else {"customer_id": self.new_customer()}
        return {}

    def script(self, sample, rows):
        line = sample.replace("127.0.0.1:8080", f"127.0.0.1:{self.service.port}")
        if "id" in rows:
            line = re.sub(r"(/v1/\w+/)1\b", rf"\g<1>{rows['id']}", line)
        for name, row in rows.items():
            line = re.sub(rf'"{name}":\d+', f'"{name}":{row}', line)
        return line.replace("curl ", "curl --silent --show-error --fail-with-body --write-out '\\n%{http_code} %{content_type}' ", 1)

    def run_example(self, method, path, operation):
        sample = operation["x-codeSamples"][0]["source"]
        is_stream = path == "/v1/events/stream"
        script = self.script(sample, self.rows_for(method, path)) + (" --max-time 1" if is_stream else "")
        role = (operation["x-roles"] or ["agent"])[0]
        done = subprocess.run(["bash", "-c", script], capture_output=True, timeout=service.SECONDS_MAX, env={"PATH": "/usr/bin:/bin", "TOKEN": self.tokens[role]})
        self.assertEqual(done.returncode, 28 if is_stream else 0, (sample, done.stdout.decode(), done.stderr.decode()))
        content, _, last = done.stdout.decode().rpartition("\n")
        status, media = last.split(" ", 1)
        self.assertEqual(status, "201" if "201" in operation["responses"] else "200", sample)
        described = operation["responses"][status]["content"][media.partition(";")[0]]
        if "json" in media:
            self.assertEqual(self.openapi.misfits(described["schema"], json.loads(content)), [], sample)
        return sample

    def test_every_example_does_what_it_says(self):
        document = self.service.ask("GET", "/openapi.json").json
        self.openapi = OpenApi(document)
        page = self.service.ask("GET", "/docs").content.decode()
        for method, path, operation in self.openapi.operations():
            with self.subTest(method=method, path=path):
                sample = self.run_example(method, path, operation)
                self.assertIn(sample.replace("&", "&amp;").replace("<", "&lt;"), page)


if __name__ == "__main__":
    service.main("__main__")
