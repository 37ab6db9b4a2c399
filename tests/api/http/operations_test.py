#!/usr/bin/env python3
"""What whoever runs the service sees of it: figures, readiness, logs, settings, signals to the service manager.

    operations_test.py DAYBOOK [TEST...]
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import unittest
from pathlib import Path

import service
from service import JANE, Service, ServiceTest

TOP = Path(__file__).resolve().parents[3]
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Figures(ServiceTest):
    def metrics(self):
        """Name with labels, to value."""
        answer = self.service.ask("GET", "/metrics")
        self.assertEqual(answer.status, 200)
        self.text = answer.content.decode()
        return {name: float(value) for name, value in re.findall(r"^([a-z][^ ]*) (\S+)$", self.text, re.MULTILINE)}

    def test_they_say_what_was_done(self):
        before = self.metrics()
        for number in range(20):
            self.new_customer(ssn=f"123-45-{number + 1:04}")
        self.refused(self.ask("ingest", "POST", "/v1/customers", {}), 422, "missing_field")
        after = self.metrics()

        def grown(name):
            return after[name] - before.get(name, 0)

        self.assertEqual(grown("daybook_position"), 20)
        self.assertEqual(grown("daybook_frame_events_sum"), 20)
        self.assertEqual(grown("daybook_commit_seconds_count"), grown("daybook_frame_events_count"))
        self.assertEqual(grown("daybook_log_append_seconds_count"), grown("daybook_frame_events_count"))
        self.assertGreater(grown("daybook_log_append_seconds_sum"), 0)
        self.assertGreater(grown("daybook_frame_bytes_sum"), 20 * 100)
        self.assertGreater(grown("daybook_views_unflushed_bytes"), 20 * 100)
        self.assertEqual(grown('daybook_http_requests_total{method="POST",route="/v1/customers",status="201"}'), 20)
        self.assertEqual(grown('daybook_errors_total{code="missing_field"}'), 1)
        self.assertEqual(grown('daybook_http_request_seconds_count{kind="write"}'), 21)
        self.assertGreater(after["daybook_disk_free_bytes"], 0)
        self.assertGreater(after["process_resident_memory_bytes"], 1 << 20)
        self.assertEqual((after["daybook_views_lag_events"], after["daybook_writes_refused"], after["daybook_failed_frames_total"]), (0, 0, 0))
        for store in ("log", "views"):
            self.assertIn(f'daybook_rocksdb_table_bytes{{store="{store}"}}', after)
        self.assertNotIn("123-45", self.text)

    @unittest.skipUnless(shutil.which("promtool"), "promtool is not installed")
    def test_promtool_finds_nothing_wrong(self):
        self.new_customer()
        self.metrics()
        checked = subprocess.run(["promtool", "check", "metrics"], input=self.text.encode(), capture_output=True, timeout=service.SECONDS_MAX)
        self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, b""))

    def test_the_dashboard_asks_for_what_there_is(self):
        dashboard = json.loads((TOP / "tools" / "grafana-dashboard.json").read_text())
        asked = {name for panel in dashboard["panels"] for target in panel.get("targets", [])
                 for name in re.findall(r"\b(?:daybook|process)_[a-z0-9_]+", target["expr"])}
        self.new_customer()
        self.ask("ingest", "POST", "/v1/customers", {})
        there = {name.split("{")[0] for name in self.metrics()}
        self.assertGreater(len(asked), 15)
        self.assertEqual(asked - there, set())


class Log(ServiceTest):
    def test_lines_are_json_and_tell_no_secrets(self):
        answer = self.post("/v1/customers", JANE, headers={"X-Request-Id": "mine-1", "traceparent": TRACE})
        self.ask("compliance", "POST", "/v1/customers/search", {"ssn": JANE["ssn"]})
        self.assertEqual(answer.headers["X-Request-Id"], "mine-1")
        self.service.ask("GET", "/v1/customers?q=" + JANE["email"], token="not-a-token")
        self.assertEqual(self.service.stop(), 0)
        lines = [json.loads(line) for line in self.service.log.splitlines()]
        mine = next(line for line in lines if line.get("request_id") == "mine-1")
        self.assertEqual((mine["traceparent"], mine["method"], mine["route"], mine["status"], mine["level"]),
                         (TRACE, "POST", "/v1/customers", 201, "info"))
        self.assertEqual([line["message"] for line in lines if "message" in line], ["serving", "stopping", "stopped"])
        for secret in [*self.tokens.values(), "not-a-token", *(str(JANE[name]) for name in ("ssn", "email", "last_name", "phone_primary"))]:
            self.assertNotIn(secret, self.service.log)
        self.__class__.service = Service(self.data)

    def test_a_log_that_nobody_reads_holds_nobody_up(self):
        other = self.folder / "other"
        subprocess.run([service.DAYBOOK, "init", "--data", str(other)], check=True, capture_output=True)
        process = subprocess.Popen([service.DAYBOOK, "serve", "--listen", "127.0.0.1:0", "--data", str(other)], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        port = int(process.stdout.readline().split(b":")[-1])
        # More than the pipe and the queue hold together.
        requests = 12_000
        with socket.create_connection(("127.0.0.1", port), timeout=service.SECONDS_MAX) as client:
            for _ in range(requests // 100):
                client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" * 100)
                answered = b""
                while answered.count(b'{"status":"ok"}') < 100:
                    answered += client.recv(1 << 20)
        process.send_signal(signal.SIGTERM)
        log = process.communicate(timeout=service.SECONDS_MAX)[1].splitlines()
        self.assertEqual(process.returncode, 0)
        self.assertLess(len(log), requests)
        self.assertEqual(json.loads(log[-1])["message"], "stopped")


class Readiness(ServiceTest):
    def start(self, *options):
        """A server on a port that is known before it says so."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        process = subprocess.Popen([service.DAYBOOK, "serve", "--listen", f"127.0.0.1:{port}", "--data", str(self.data), *options],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return process, port

    def ask_at(self, port, path):
        """Nothing while nobody listens."""
        connection = service.http.client.HTTPConnection("127.0.0.1", port, timeout=service.SECONDS_MAX)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return service.Answer(response, response.read())
        except ConnectionError:
            return None
        finally:
            connection.close()

    def until(self, found):
        deadline = time.monotonic() + service.SECONDS_MAX
        while not (answer := found()):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)
        return answer

    def setUp(self):
        self.service.stop()
        # Last of all, when what held up the opening is gone.
        self.addCleanup(self.restart)

    def restart(self):
        self.__class__.service = Service(self.data)

    def hold_up(self):
        """From here on opening waits for whoever writes into a pipe, which is nobody."""
        pipe = self.data / "views" / "CURRENT"
        pipe.unlink()
        os.mkfifo(pipe, 0o600)
        self.addCleanup(pipe.unlink)

    def test_it_lives_before_it_is_ready(self):
        self.hold_up()
        process, port = self.start()
        self.assertEqual(self.until(lambda: self.ask_at(port, "/healthz")).json, {"status": "ok"})
        for path in ("/readyz", "/v1/customers", "/metrics"):
            answer = self.ask_at(port, path)
            self.assertEqual((answer.status, answer.code, answer.headers["Retry-After"]), (503, "busy", "1"))
            self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.communicate(timeout=service.SECONDS_MAX)[0], b"")

    def test_it_can_be_stopped_before_it_is_ready(self):
        self.hold_up()
        process, port = self.start()
        self.until(lambda: self.ask_at(port, "/healthz"))
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.communicate(timeout=service.SECONDS_MAX)[0], b"")
        self.assertEqual(process.returncode, 0)

    def test_it_is_ready_when_the_views_are_made_anew(self):
        line = json.dumps({"command": "create_customer", "data": {"first_name": "A", "last_name": "B", "phone_primary": "1"}})
        self.program("ingest", "-", given="\n".join([line] * 3000))
        shutil.rmtree(self.data / "views")
        process, port = self.start()
        ready = self.until(lambda: (answer := self.ask_at(port, "/readyz")) and answer.status == 200 and answer)
        self.assertEqual(ready.json, {"status": "ready"})
        self.assertEqual(process.stdout.readline(), f"listening on http://127.0.0.1:{port}\n".encode())
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=service.SECONDS_MAX), 0)
        process.stdout.close()
        process.stderr.close()


class Settings(unittest.TestCase):
    """Flags over environment over file."""

    def setUp(self):
        import tempfile
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "daybook.toml"

    def check(self, text, *flags, environment=None, expect=0):
        self.file.write_text(text)
        done = subprocess.run([service.DAYBOOK, "config", "check", "--config", str(self.file), *flags], capture_output=True, text=True,
                              env={**os.environ, **(environment or {})}, timeout=service.SECONDS_MAX)
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        return done.stdout if expect == 0 else done.stderr

    def test_what_goes_before_what(self):
        text = 'listen = "127.0.0.1:1001"\nlog = "error"\nconnections = 50\n'
        self.assertIn("127.0.0.1:1001", self.check(text))
        self.assertIn("127.0.0.1:1002", self.check(text, environment={"DAYBOOK_LISTEN": "127.0.0.1:1002"}))
        told = self.check(text, "--listen", "127.0.0.1:1003", environment={"DAYBOOK_LISTEN": "127.0.0.1:1002"})
        self.assertIn("127.0.0.1:1003", told)
        self.assertRegex(told, r"log\s+error")
        self.assertRegex(told, r"connections\s+50")
        self.assertIn("127.0.0.1:1001", self.check(text, environment={"DAYBOOK_CONFIG": str(self.file)}))

    def test_what_is_wrong_is_named_with_its_line(self):
        for text, line, what in (('log = "info"\nlisten = "nowhere"\n', 2, "ADDRESS:PORT"), ('\n\nlogg = "info"\n', 3, "no option logg"),
                                 ("listen = [8080]\n", 1, "must be a string"), ("listen = 8080\n", 1, "ADDRESS:PORT"),
                                 ("connections = 0\n", 1, "connections"), ('log = "info"\nlisten = \n', 2, ""),
                                 ('log = "loud"\n', 1, "log")):
            told = self.check(text, expect=5)
            self.assertIn(f"daybook.toml, line {line}: ", told)
            self.assertIn(what, told)
        self.assertIn("DAYBOOK_LOG: ", self.check("", environment={"DAYBOOK_LOG": "loud"}, expect=5))

    def test_a_file_that_is_not_there(self):
        done = subprocess.run([service.DAYBOOK, "config", "check", "--config", "/nowhere/at.all"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot read /nowhere/at.all", done.stderr)

    def test_beyond_this_machine_only_with_tls_or_when_told(self):
        self.assertIn("--without-tls-beyond-this-machine", self.check('listen = "0.0.0.0:8080"\n', expect=5))
        self.check('listen = "0.0.0.0:8080"\nwithout_tls_beyond_this_machine = true\n')


class Image(unittest.TestCase):
    @unittest.skipUnless(shutil.which("dpkg-query"), "this is no Debian")
    def test_it_installs_every_library_that_the_program_names(self):
        header = subprocess.run(["objdump", "-p", service.DAYBOOK], capture_output=True, text=True, check=True).stdout
        paths = dict(re.findall(r"^\s+(\S+) => (\S+)", subprocess.run(["ldd", service.DAYBOOK], capture_output=True, text=True).stdout, re.MULTILINE))
        dockerfile = (TOP / "tools" / "Dockerfile").read_text()
        needed = set(re.findall(r"NEEDED\s+(\S+)", header))
        self.assertIn("librocksdb.so.7.8", needed)
        for library in needed:
            owner = subprocess.run(["dpkg-query", "-S", os.path.realpath(paths.get(library, library))], capture_output=True, text=True).stdout
            package = owner.split(":")[0]
            # Of the system itself, and of sanitized builds.
            if package and package not in ("libc6", "libgcc-s1", "libasan8", "libubsan1", "libtsan2"):
                self.assertRegex(dockerfile, rf"\s{re.escape(package)}\s", library)


class ServiceManager(ServiceTest):
    roles = []

    def test_it_is_told_when_the_service_is_ready_and_when_it_stops(self):
        self.assertEqual(self.service.stop(), 0)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(str(self.folder / "notify"))
            manager.settimeout(service.SECONDS_MAX)
            self.__class__.service = Service(self.data, environment={"NOTIFY_SOCKET": str(self.folder / "notify")})
            self.assertIn(b"READY=1", manager.recv(1000).split(b"\n"))
            self.service.process.send_signal(signal.SIGTERM)
            self.assertEqual(manager.recv(1000), b"STOPPING=1")

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd is not installed")
    def test_systemd_understands_the_unit(self):
        text = (TOP / "tools" / "daybook.service").read_text().replace("/usr/bin/daybook", service.DAYBOOK)
        unit = self.folder / "daybook.service"
        unit.write_text(text)
        checked = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, timeout=service.SECONDS_MAX)
        self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""))


if __name__ == "__main__":
    service.main("__main__")
