#!/usr/bin/env python3
"""TLS as openssl's own client sees it: versions, certificates of either side, and a new certificate on SIGHUP.

    tls_test.py DAYBOOK [TEST...]
"""

import os
import shutil
import signal
import ssl
import subprocess
import time

import service
from service import Service, ServiceTest

REQUEST = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def openssl(*arguments, given=b""):
    return subprocess.run(["openssl", *map(str, arguments)], input=given, capture_output=True, timeout=service.SECONDS_MAX)


def make_certificate(folder, name, issuer=None):
    """NAME.key and NAME.pem in `folder`, signed by itself or by `issuer`."""
    signed = ["-CA", folder / f"{issuer}.pem", "-CAkey", folder / f"{issuer}.key"] if issuer else []
    made = openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                   "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem",
                   *signed)
    assert made.returncode == 0, made.stderr


class TlsTest(ServiceTest):
    roles = ["agent"]
    demands_certificate = False

    @classmethod
    def start(cls):
        options = ["--tls-certificate", cls.folder / "server.pem", "--tls-key", cls.folder / "server.key"]
        if cls.demands_certificate:
            options += ["--tls-client-authorities", cls.folder / "authority.pem"]
        return Service(cls.data, *map(str, options))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service.stop()
        for name, issuer in (("authority", None), ("server", "authority"), ("other", "authority"), ("client", "authority"), ("stranger", None)):
            make_certificate(cls.folder, name, issuer)
        cls.service = cls.start()

    def client(self, *options):
        """What openssl's client gets for a request."""
        done = openssl("s_client", "-connect", f"127.0.0.1:{self.service.port}", "-CAfile", self.folder / "authority.pem", "-verify_return_error",
                       "-ign_eof", *options, given=REQUEST)
        return done.stdout + done.stderr

    def subject(self):
        for line in self.client().decode(errors="replace").splitlines():
            if line.startswith("subject="):
                return line.split("CN = ")[-1]
        return None


class Tls(TlsTest):
    def test_only_1_2_and_1_3(self):
        for version in ("-tls1_2", "-tls1_3"):
            self.assertIn(b"HTTP/1.1 200 OK", self.client(version), version)
        for version in ("-tls1", "-tls1_1"):
            answer = self.client(version, "-cipher", "ALL:@SECLEVEL=0")
            self.assertNotIn(b"HTTP/1.1", answer, version)
            self.assertIn(b"alert protocol version", answer, version)

    def test_plain_text_is_no_tls(self):
        self.assertNotIn(b"200", self.service.raw(REQUEST))

    def test_the_end_is_said(self):
        context = ssl.create_default_context(cafile=self.folder / "authority.pem")
        import socket
        with context.wrap_socket(socket.create_connection(("127.0.0.1", self.service.port)), server_hostname="localhost",
                                 suppress_ragged_eofs=False) as client:
            client.sendall(REQUEST)
            answer = b""
            while piece := client.recv(65536):
                answer += piece
        self.assertIn(b'{"status":"ok"}', answer)

    def test_a_new_certificate_on_sighup_and_none_that_cannot_be_used(self):
        self.assertEqual(self.subject(), "server")
        for part in ("pem", "key"):
            shutil.copy(self.folder / f"server.{part}", self.folder / f"kept.{part}")
            os.replace(self.folder / f"other.{part}", self.folder / f"server.{part}")
        self.service.process.send_signal(signal.SIGHUP)
        self.until(lambda: self.subject() == "other")
        (self.folder / "server.pem").write_text("nonsense")
        self.service.process.send_signal(signal.SIGHUP)
        self.until(lambda: b"the TLS files cannot be used" in self.service.log_so_far())
        self.assertEqual(self.subject(), "other")
        for part in ("pem", "key"):
            os.replace(self.folder / f"kept.{part}", self.folder / f"server.{part}")
        self.service.process.send_signal(signal.SIGHUP)
        self.until(lambda: self.subject() == "server")

    def until(self, is_so):
        deadline = time.monotonic() + service.SECONDS_MAX
        while not is_so():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)


class ClientCertificates(TlsTest):
    demands_certificate = True

    def with_certificate(self, name):
        return self.client("-cert", self.folder / f"{name}.pem", "-key", self.folder / f"{name}.key")

    def test_only_who_shows_one_of_the_authority(self):
        self.assertIn(b"HTTP/1.1 200 OK", self.with_certificate("client"))
        self.assertNotIn(b"HTTP/1.1", self.with_certificate("stranger"))
        self.assertNotIn(b"HTTP/1.1", self.client())

    def test_a_session_may_be_resumed(self):
        session = self.folder / "session"
        for flag in ("-sess_out", "-sess_in"):
            answer = self.client("-tls1_2", "-cert", self.folder / "client.pem", "-key", self.folder / "client.key", flag, session)
            self.assertIn(b"HTTP/1.1 200 OK", answer)


if __name__ == "__main__":
    service.main("__main__")
