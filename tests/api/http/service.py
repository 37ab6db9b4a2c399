"""A real `daybook serve` on a ledger of its own, and clients to talk to it. Each answer is held against /openapi.json."""

import gzip
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path

from openapi import OpenApi

DAYBOOK = ""
# Long enough for a slow machine; a test that waits this long has failed.
SECONDS_MAX = 60
ROLES = ["agent", "ingest", "auditor", "compliance", "admin"]

JANE = {"first_name": "Jane", "last_name": "Smith", "phone_primary": "+1987654321", "ssn": "123-45-6789",
        "email": "jane.smith@example.com", "date_of_birth": "1980-02-29", "annual_income": "50000.00", "credit_score": 700}
DEBT = {"debt_type": "credit_card", "original_amount": "5000.00", "issue_date": "2024-01-15", "account_number": "4111222233334444"}
PAYMENT = {"amount": "200.00", "payment_date": "2025-01-31T10:00:00Z", "status": "COMPLETED"}


class Answer:
    def __init__(self, response, content):
        self.status = response.status
        self.headers = response.headers
        self.content = content

    @property
    def json(self):
        return json.loads(self.content)

    @property
    def code(self):
        return self.json["code"]

    def pointers(self):
        return {(error["pointer"], error["code"]) for error in self.json["errors"]}


class Service:
    """The process; ends with `stop`."""

    def __init__(self, data, *options, environment=None):
        self.data = data
        self.openapi = None
        # A pipe that nobody reads would stop the server once it is full of log lines.
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen([DAYBOOK, "serve", "--listen", "127.0.0.1:0", "--data", str(data), *options],
                                        stdout=subprocess.PIPE, stderr=self.errors, env={**os.environ, **(environment or {})})
        line = self.process.stdout.readline().decode()
        self.process.stdout.close()
        found = re.fullmatch(r"listening on (https?)://127\.0\.0\.1:(\d+)\n", line)
        if not found:
            self.stop()
            raise RuntimeError(line + self.log)
        self.port = int(found[2])

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(timeout=SECONDS_MAX)
        self.errors.seek(0)
        self.log = self.errors.read().decode()
        return self.process.returncode

    def log_so_far(self):
        with open(f"/proc/self/fd/{self.errors.fileno()}", "rb") as errors:
            return errors.read()

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_MAX)

    def ask(self, method, path, body=None, token=None, headers=None, connection=None):
        own = connection is None
        connection = connection or self.connect()
        sent = dict(headers or {})
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        answer = Answer(response, response.read())
        if own:
            response.close()
            connection.close()
        self.check(method, path, answer)
        return answer

    def check(self, method, path, answer):
        """Every answer is one that the service describes."""
        if self.openapi is None:
            connection = self.connect()
            connection.request("GET", "/openapi.json")
            self.openapi = OpenApi(json.loads(connection.getresponse().read()))
            connection.close()
        if method in ("GET", "HEAD", "POST", "PATCH"):
            is_coded = answer.content and answer.headers["Content-Encoding"] == "gzip"
            content = gzip.decompress(answer.content) if is_coded else answer.content
            misfits = self.openapi.misfits_of_answer(method, path, answer.status, answer.headers, content)
            assert not misfits, (method, path, answer.status, misfits)

    def raw(self, sent):
        """What comes back for these bytes, to the end of the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS_MAX) as client:
            client.sendall(sent)
            client.shutdown(socket.SHUT_WR)
            answer = b""
            while piece := client.recv(65536):
                answer += piece
            return answer


class ServiceTest(unittest.TestCase):
    """One ledger and one server for all tests of a class; each test makes the rows it needs."""

    options = ()
    roles = ROLES

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.temporary.name)
        cls.data = cls.folder / "ledger"
        cls.program("init")
        cls.tokens = {role: cls.program("token", "create", "--role", role).strip() for role in cls.roles}
        cls.service = Service(cls.data, *cls.options)

    @classmethod
    def tearDownClass(cls):
        code = cls.service.stop()
        cls.temporary.cleanup()
        assert code == 0, cls.service.log

    @classmethod
    def program(cls, *arguments, given="", expect=0, folder=None):
        done = subprocess.run([DAYBOOK, *map(str, arguments), "--data", str(cls.data)], input=given.encode(), capture_output=True,
                              timeout=SECONDS_MAX, cwd=folder or cls.folder)
        assert done.returncode == expect, (arguments, done.returncode, done.stdout.decode(), done.stderr.decode())
        return done.stdout.decode()

    def ask(self, role, method, path, body=None, **options):
        return self.service.ask(method, path, body, token=self.tokens.get(role), **options)

    def get(self, path, role="agent", expect=200, **options):
        answer = self.ask(role, "GET", path, **options)
        self.assertEqual(answer.status, expect, (path, answer.content))
        return answer

    def post(self, path, body=None, role="ingest", expect=201, **options):
        answer = self.ask(role, "POST", path, body, **options)
        self.assertEqual(answer.status, expect, (path, body, answer.content))
        return answer

    def new_customer(self, **fields):
        given = {"first_name": "Jane", "last_name": "Smith", "phone_primary": "+1987654321", **fields}
        return self.post("/v1/customers", given).json["id"]

    def new_debt(self, customer, **fields):
        return self.post("/v1/debts", {"debt_type": "loan", "original_amount": "5000.00", "issue_date": "2024-01-15",
                                       "customer_id": customer, **fields}).json["id"]

    def refused(self, answer, status, code):
        self.assertEqual((answer.status, answer.json["code"]), (status, code), answer.content)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        self.assertEqual(answer.json["status"], status)
        self.assertEqual(answer.json["request_id"], answer.headers["X-Request-Id"])
        return answer


def main(module):
    import sys
    global DAYBOOK
    DAYBOOK = os.path.abspath(sys.argv.pop(1))
    unittest.main(module=module, verbosity=1)
