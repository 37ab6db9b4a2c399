#!/usr/bin/env python3
"""The program itself, run on ledgers in temporary folders.

    cli_test.py DAYBOOK [TEST...]      DAYBOOK: the program
"""

import json
import os
import re
import select
import signal
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

DAYBOOK = ""
# Long enough for a slow machine; a test that waits this long has failed.
SECONDS_MAX = 60

JANE = {"first_name": "Jane", "last_name": "Smith", "phone_primary": "+1987654321"}
DEBT = {"debt_type": "loan", "original_amount": "5000.00", "issue_date": "2024-01-15"}
PAYMENT = {"amount": "200.00", "payment_date": "2024-02-15T10:00:00Z", "status": "COMPLETED"}


def command(name, data, **envelope):
    return json.dumps({"command": name, "data": data, **envelope})


class LedgerTest(unittest.TestCase):
    """A folder of its own for each test; `self.data` is where its ledger goes."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.data = self.folder / "ledger"

    def run_program(self, *arguments, given="", expect=0):
        done = subprocess.run([DAYBOOK, *map(str, arguments)], input=given.encode(), capture_output=True,
                              timeout=SECONDS_MAX, cwd=self.folder)
        self.assertEqual(done.returncode, expect, f"{arguments}\n{done.stdout.decode()}\n{done.stderr.decode()}")
        self.errors = done.stderr.decode()
        return done.stdout.decode()

    def on_ledger(self, name, *arguments, **options):
        return self.run_program(name, *arguments, "--data", self.data, **options)

    def document(self, name, *arguments):
        return json.loads(self.on_ledger(name, *arguments, "--json"))

    def documents(self, name, *arguments):
        return [json.loads(line) for line in self.on_ledger(name, *arguments, "--json").splitlines()]

    def ingest(self, *lines, expect=0, options=()):
        answers = self.on_ledger("ingest", "-", *options, given="\n".join(lines) + "\n", expect=expect)
        return [json.loads(line) for line in answers.splitlines()]

    def make_ledger(self):
        self.on_ledger("init")

    def make_portfolio(self):
        """Customer 1 with debt 1 of 5000.00 and payment 1 of 200.00: positions 2 to 4."""
        self.make_ledger()
        self.ingest(command("create_customer", JANE), command("issue_debt", {"customer_id": "$1", **DEBT}),
                    command("record_payment", {"customer_id": "$1", "debt_id": "$2", **PAYMENT}))


class Init(LedgerTest):
    def test_creates_the_files_by_name(self):
        self.on_ledger("init")
        for name in ("log", "views", "keys", "HEAD", "master.key"):
            self.assertTrue((self.data / name).exists(), name)
        self.assertEqual(stat.S_IMODE((self.data / "master.key").stat().st_mode), 0o400)
        self.assertIn("master.key", self.errors)

    def test_refuses_a_folder_that_is_not_empty(self):
        self.data.mkdir()
        (self.data / "mine").write_text("keep")
        self.on_ledger("init", expect=5)
        self.assertIn("(invalid_field)", self.errors)
        self.assertEqual([entry.name for entry in self.data.iterdir()], ["mine"])

    def test_refuses_a_second_time(self):
        self.on_ledger("init")
        self.on_ledger("init", expect=5)

    def test_takes_a_currency(self):
        created = json.loads(self.on_ledger("init", "--currency", "JPY", "--json"))
        self.assertEqual(created["currency"], "JPY")
        opened = self.documents("log")[0]
        self.assertEqual((opened["type"], opened["data"]["currency"], opened["stream"]), ("LedgerOpened", "JPY", "ledger"))
        self.on_ledger("init", "--currency", "dollars", expect=2)

    def test_takes_a_master_key_from_elsewhere(self):
        other = self.folder / "other"
        self.run_program("init", "--data", other)
        key = self.folder / "key"
        (other / "master.key").rename(key)
        self.on_ledger("init", "--master-key", key)
        self.assertFalse((self.data / "master.key").exists())
        self.assertEqual(self.errors, "")
        self.on_ledger("summary", expect=6)
        self.on_ledger("summary", "--master-key", key)

    def test_takes_a_master_key_from_the_credentials_directory(self):
        """Where systemd leaves them with mode 0440; a key elsewhere is its owner's alone."""
        self.run_program("init", "--data", self.folder / "other")
        credentials = self.folder / "credentials"
        credentials.mkdir()
        key = credentials / "daybook.key"
        (self.folder / "other/master.key").rename(key)
        key.chmod(0o440)
        with mock.patch.dict(os.environ, CREDENTIALS_DIRECTORY=str(credentials)):
            self.on_ledger("init")
            self.assertFalse((self.data / "master.key").exists())
            self.on_ledger("summary")
            key.chmod(0o444)
            self.on_ledger("summary", expect=5)
        key.chmod(0o440)
        self.on_ledger("summary", "--master-key", key, expect=5)


class Usage(LedgerTest):
    def test_is_2_for_what_cannot_be_understood(self):
        for arguments in ([], ["pay"], ["show"], ["show", "customer"], ["show", "client", "1"], ["show", "customer", "one"],
                          ["list", "everything"], ["list", "debts", "--status", "active"], ["list", "debts", "--limit", "-1"],
                          ["list", "debts", "--as-of", "2024-01-01"], ["summary", "--as-of", "yesterday"],
                          ["summary", "1", "--as-of", "2024-01-01", "--as-of-position", "1"], ["log", "--type", "Paid"],
                          ["log", "--from", "0"], ["ingest", "-", "--batch", "0"], ["version", "--colour"], ["show", "debt", "-1"],
                          ["show", "debt", "99999999999999999999"], ["show", "debt", "1", "--as-of-position", "0"],
                          ["list", "accounts", "--debt", "1"], ["verify", "--since", "0"], ["verify", "--since", "1.5"]):
            self.run_program(*arguments, expect=2)
            self.assertNotEqual(self.errors, "", arguments)

    def test_says_what_was_not_understood(self):
        self.run_program("verify", "--since", "0", expect=2)
        self.assertIn("--since: must be a whole number from 1", self.errors)
        self.run_program("pay", expect=2)
        self.assertIn("there is no command pay", self.errors)
        self.run_program(expect=2)
        self.assertIn("Subcommands:", self.errors)

    def test_is_0_for_help(self):
        shown = self.run_program("--help")
        self.assertIn("ingest", shown)
        self.assertEqual(self.run_program("help"), shown)
        self.assertEqual(self.run_program("help", "show"), self.run_program("show", "--help"))

    def commands(self):
        listed = self.run_program("--help").split("Subcommands:")[1]
        return re.findall(r"^  ([\w-]+)", listed, re.MULTILINE)

    def test_each_commands_help_has_two_examples_that_run(self):
        examples = {}
        for name in self.commands():
            shown = self.run_program(name, "--help").split("Examples:\n")[1]
            examples[name] = [line.strip() for line in shown.splitlines() if line.strip()]
            self.assertEqual(len(examples[name]), 2, name)
        examples.pop("import")
        servers = examples.pop("serve")
        path = f"{os.path.dirname(DAYBOOK)}:{os.environ['PATH']}"
        for line in examples.pop("init") + examples.pop("ingest") + sum(examples.values(), []):
            done = subprocess.run(["sh", "-c", line], capture_output=True, timeout=SECONDS_MAX, cwd=self.folder,
                                  env={**os.environ, "PATH": path})
            self.assertEqual(done.returncode, 0, f"{line}\n{done.stdout.decode()}\n{done.stderr.decode()}")
        for line in servers:
            server = subprocess.Popen(["sh", "-c", f"exec {line}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.folder,
                                      env={**os.environ, "PATH": path, "DAYBOOK_LISTEN": "127.0.0.1:0"})
            self.assertRegex(server.stdout.readline().decode(), r"^listening on http://127\.0\.0\.1:\d+\n$")
            server.terminate()
            _, errors = server.communicate(timeout=SECONDS_MAX)
            self.assertEqual(server.returncode, 0, errors.decode())

    def test_version_names_the_program(self):
        self.assertRegex(self.run_program("version"), r"^daybook \d+\.\d+\.\d+\n")
        self.assertRegex(json.loads(self.run_program("version", "--json"))["version"], r"^\d+\.\d+\.\d+$")
        self.assertEqual(self.run_program("--version"), self.on_ledger("version").splitlines(keepends=True)[0])


class Ingest(LedgerTest):
    def test_answers_in_order_and_in_this_form(self):
        self.make_ledger()
        lines = [command("create_customer", JANE), command("issue_debt", {"customer_id": 9, **DEBT})]
        answers = self.on_ledger("ingest", "-", given="\n".join(lines), expect=5).splitlines()
        self.assertEqual(answers[0], '{"ok":true,"position":2,"events":["CustomerCreated"],"id":1,"replayed":false}')
        refused = json.loads(answers[1])
        self.assertEqual(list(refused), ["ok", "line", "error"])
        self.assertEqual((refused["ok"], refused["line"], refused["error"]["code"]), (False, 2, "customer_not_found"))
        self.assertEqual(refused["error"]["errors"], [{"pointer": "/data/customer_id", "code": "customer_not_found"}])

    def test_refers_to_rows_of_earlier_lines(self):
        self.make_ledger()
        answers = self.ingest(command("create_customer", JANE), command("issue_debt", {"customer_id": "$1", **DEBT}),
                              command("record_payment", {"customer_id": "$1", "debt_id": "$2", **PAYMENT}))
        self.assertEqual([answer["id"] for answer in answers], [1, 1, 1])
        self.assertEqual(self.document("show", "debt", 1)["current_balance"], "4800.00")

    def test_refuses_references_to_anything_else(self):
        self.make_ledger()
        answers = self.ingest(command("create_customer", {}), command("freeze_customer", {"customer_id": "$1"}),
                              command("freeze_customer", {"customer_id": "$3"}), command("create_customer", JANE, dry_run=True),
                              command("freeze_customer", {"customer_id": "$4"}), command("create_customer", JANE),
                              command("default_debt", {"debt_id": "$6"}), command("freeze_customer", {"customer_id": "$9"}), expect=5)
        refused = [answer["line"] for answer in answers if not answer["ok"]]
        self.assertEqual(refused, [1, 2, 3, 5, 7, 8])
        for line in (2, 3, 5, 7, 8):
            self.assertEqual(answers[line - 1]["error"]["code"], "invalid_field")

    def test_a_replayed_line_can_be_referred_to(self):
        self.make_ledger()
        create = command("create_customer", JANE, idempotency_key="k-1")
        self.ingest(create)
        answers = self.ingest(create, command("freeze_customer", {"customer_id": "$1"}))
        self.assertEqual([answer["replayed"] for answer in answers], [True, False])

    def test_goes_on_after_lines_that_are_no_commands(self):
        self.make_ledger()
        answers = self.ingest("", "{", '{"command":"pay"}', " ".join(["x"] * 600_000), "\r", command("create_customer", JANE) + "\r", expect=5)
        codes = [answer["error"]["code"] for answer in answers[:5]]
        self.assertEqual(codes, ["malformed", "malformed", "malformed", "payload_too_large", "malformed"])
        self.assertEqual([answer["line"] for answer in answers[:5]], [1, 2, 3, 4, 5])
        self.assertTrue(answers[5]["ok"])

    def test_reports_all_field_errors_of_a_line(self):
        self.make_ledger()
        (answer,) = self.ingest(command("create_customer", {"first_name": "", "id": 1, "zebra": 1}), expect=5)
        self.assertEqual([(each["code"], each["pointer"]) for each in answer["error"]["errors"]],
                         [("unknown_field", "/data/zebra"), ("missing_field", "/data/last_name"), ("missing_field", "/data/phone_primary"),
                          ("invalid_field", "/data/first_name"), ("invalid_field", "/data/id")])
        self.assertEqual(answer["error"]["code"], "unknown_field")

    def test_stops_on_error_when_asked_to(self):
        self.make_ledger()
        lines = [command("create_customer", JANE), command("freeze_customer", {"customer_id": 7}), command("create_customer", JANE)]
        answers = self.ingest(*lines, expect=5, options=["--stop-on-error"])
        self.assertEqual([answer["ok"] for answer in answers], [True, False])
        self.assertEqual(len(self.documents("list", "customers")), 1)

    def test_stops_on_a_malformed_line_too(self):
        self.make_ledger()
        self.assertEqual(len(self.ingest("{", command("create_customer", JANE), expect=5, options=["--stop-on-error"])), 1)
        self.assertEqual(self.documents("list", "customers"), [])

    def test_answers_the_same_in_any_batch_size(self):
        lines = []
        for number in range(1, 40, 3):
            lines += [command("create_customer", JANE), command("issue_debt", {"customer_id": f"${number}", **DEBT}),
                      command("freeze_customer", {"customer_id": f"${number}"})]
        answers = []
        for batch in (1, 2, 1000):
            self.data = self.folder / f"ledger{batch}"
            self.make_ledger()
            answers.append(self.ingest(*lines, options=["--batch", batch]))
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(answers[0], answers[2])

    def test_a_dry_run_says_what_would_happen(self):
        self.make_portfolio()
        (answer,) = self.ingest(command("freeze_customer", {"customer_id": 1}, dry_run=True))
        self.assertEqual(answer["events"], ["CustomerFrozen"])
        self.assertEqual([(event["type"], event["data"]) for event in answer["would"]], [("CustomerFrozen", {"customer_id": 1})])
        self.assertEqual(self.document("show", "customer", 1)["account_status"], "active")

    def test_reads_a_file(self):
        self.make_ledger()
        (self.folder / "commands").write_text(command("create_customer", JANE))
        self.assertTrue(json.loads(self.on_ledger("ingest", "commands"))["ok"])
        self.on_ledger("ingest", "nowhere", expect=1)

    def test_names_who_acted(self):
        self.make_portfolio()
        self.assertRegex(self.documents("log")[1]["actor"], "^os:.")


class Pipes(LedgerTest):
    """What stands between the program and others while it runs."""

    def start(self, *arguments):
        process = subprocess.Popen([DAYBOOK, *map(str, arguments), "--data", str(self.data)], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)

        def end():
            process.kill()
            process.communicate()
        self.addCleanup(end)
        return process

    def answer_of(self, process):
        readable, _, _ = select.select([process.stdout], [], [], SECONDS_MAX)
        self.assertTrue(readable, "no answer came")
        return json.loads(process.stdout.readline())

    def test_a_line_is_answered_before_the_next_one_comes(self):
        self.make_ledger()
        process = self.start("ingest", "-")
        for expected in (1, 2):
            process.stdin.write(command("create_customer", JANE).encode() + b"\n")
            process.stdin.flush()
            self.assertEqual(self.answer_of(process)["id"], expected)
        rest, errors = process.communicate(timeout=SECONDS_MAX)
        self.assertEqual((process.returncode, rest, errors), (0, b"", b""))

    def test_a_ledger_in_use_is_unavailable(self):
        self.make_ledger()
        process = self.start("ingest", "-")
        process.stdin.write(command("create_customer", JANE).encode() + b"\n")
        process.stdin.flush()
        self.answer_of(process)
        self.on_ledger("show", "customer", 1, expect=6)
        self.assertIn("(busy)", self.errors)
        self.on_ledger("verify")

    def test_follow_ends_well_when_interrupted(self):
        self.make_portfolio()
        process = self.start("log", "--follow", "--json")
        positions = [self.answer_of(process)["position"] for _ in range(4)]
        self.assertEqual(positions, [1, 2, 3, 4])
        self.interrupt_when_caught(process)
        self.assertEqual(process.wait(timeout=SECONDS_MAX), 0)

    def interrupt_when_caught(self, process):
        """Interrupts once the process says to the kernel that it wants to know."""
        caught = 0
        while not caught & (1 << (signal.SIGINT - 1)):
            status = Path(f"/proc/{process.pid}/status").read_text()
            caught = int(re.search(r"^SigCgt:\s*(\w+)", status, re.MULTILINE)[1], 16)
        process.send_signal(signal.SIGINT)

    def test_others_go_on_while_one_follows(self):
        self.make_portfolio()
        process = self.start("log", "--follow", "--json", "--from", 4)
        self.assertEqual(self.answer_of(process)["position"], 4)
        self.assertEqual([answer["position"] for answer in self.ingest(command("freeze_customer", {"customer_id": 1}))], [5])
        self.assertEqual(self.answer_of(process)["type"], "CustomerFrozen")
        self.on_ledger("show", "debt", 7, expect=4)
        process.terminate()
        self.assertEqual(process.wait(timeout=SECONDS_MAX), 0)
        self.assertEqual(self.document("show", "customer", 1)["account_status"], "frozen")

    def test_follow_ends_when_nobody_reads_any_more(self):
        self.make_portfolio()
        process = self.start("log", "--follow", "--json")
        self.answer_of(process)
        process.stdout.close()
        process.wait(timeout=SECONDS_MAX)
        self.assertEqual(process.stderr.read(), b"")

    def test_a_reader_that_leaves_is_no_crash(self):
        self.make_portfolio()
        process = self.start("log")
        process.stdout.close()
        self.assertEqual(process.wait(timeout=SECONDS_MAX), 1)
        self.assertEqual(process.stderr.read(), b"")

    def test_a_full_disk_behind_stdout_is_a_failure(self):
        self.make_portfolio()
        with open("/dev/full", "wb") as full:
            done = subprocess.run([DAYBOOK, "log", "--data", str(self.data)], stdout=full, stderr=subprocess.PIPE, timeout=SECONDS_MAX)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"stdout", done.stderr)


class Reading(LedgerTest):
    def test_show_prints_a_row(self):
        self.make_portfolio()
        customer = self.document("show", "customer", 1)
        self.assertEqual((customer["id"], customer["first_name"], customer["country"], customer["version"], customer["external_id"]),
                         (1, "Jane", "USA", 3, None))
        self.assertEqual(self.document("show", "payment", 1)["applied"], "200.00")
        self.assertRegex(self.on_ledger("show", "debt", 1), r"(?m)^current_balance +4800\.00$")
        self.assertEqual(self.errors, "")

    def test_numbers_show_their_last_four_characters(self):
        self.make_ledger()
        numbers = {"US-12345": "****2345", "\u2460\u2461\u2462\u2463\u2464": "****\u2461\u2462\u2463\u2464", "\u2460234": "****"}
        link = lambda number: command("link_account", {"customer_id": "$1", "account_type": "checking", "account_number": number})
        self.ingest(command("create_customer", JANE), *map(link, numbers))
        self.assertEqual([row["account_number"] for row in self.documents("list", "accounts")], list(numbers.values()))

    def test_what_is_not_there_is_not_found(self):
        self.make_ledger()
        for kind in ("customer", "debt", "payment", "account", "communication"):
            self.on_ledger("show", kind, 1, expect=4)
            self.assertIn(f"({kind}_not_found)", self.errors)
            self.assertTrue(self.errors.startswith("daybook: "))
        self.on_ledger("summary", 1, expect=4)
        self.on_ledger("list", "debts", "--customer", 1, expect=4)
        self.on_ledger("log", "--debt", 1, expect=4)

    def test_errors_are_json_when_asked_for(self):
        self.make_ledger()
        self.assertEqual(self.on_ledger("show", "debt", 1, "--json", expect=4), "")
        self.assertEqual(json.loads(self.errors)["code"], "debt_not_found")

    def test_show_goes_back_in_time(self):
        self.make_portfolio()
        before = self.document("show", "debt", 1, "--as-of-position", 3)
        self.assertEqual((before["current_balance"], before["position"]), ("5000.00", 3))
        self.on_ledger("show", "debt", 1, "--as-of-position", 2, expect=4)
        self.on_ledger("show", "debt", 1, "--as-of", "2001-01-01", expect=4)
        self.on_ledger("show", "debt", 1, "--as-of", "2999-01-01", expect=5)
        self.on_ledger("show", "debt", 1, "--as-of-position", 99, expect=5)
        self.assertIn("(date_in_future)", self.errors)
        self.on_ledger("show", "debt", 7, "--as-of-position", 99, expect=4)
        recorded_at = self.documents("log")[2]["recorded_at"]
        self.assertEqual(self.document("show", "debt", 1, "--as-of", recorded_at)["debt_type"], "loan")

    def test_list_filters_and_limits(self):
        self.make_portfolio()
        self.ingest(*[command("create_customer", JANE) for _ in range(1200)])
        self.assertEqual([row["id"] for row in self.documents("list", "customers")], list(range(1, 1202)))
        self.assertEqual([row["id"] for row in self.documents("list", "customers", "--limit", 501)], list(range(1, 502)))
        self.assertEqual(self.documents("list", "customers", "--limit", 0), [])
        self.assertEqual(len(self.documents("list", "debts", "--customer", 1, "--status", "ACTIVE")), 1)
        self.assertEqual(self.documents("list", "debts", "--status", "SETTLED"), [])
        self.assertEqual(len(self.documents("list", "payments", "--debt", 1)), 1)
        self.assertEqual(self.documents("list", "payments", "--customer", 1, "--as-of-position", 3), [])

    def test_list_aligns_columns_for_people(self):
        self.make_portfolio()
        header, row = self.on_ledger("list", "debts").splitlines()
        self.assertEqual(header.index("status"), row.index("ACTIVE"))

    def test_summaries_add_up(self):
        self.make_portfolio()
        customer = self.document("summary", 1)
        self.assertEqual((customer["total_debt"], customer["active_debt_count"], customer["total_paid"], customer["position"]),
                         ("4800.00", 1, "200.00", 4))
        portfolio = self.document("summary")
        self.assertEqual(portfolio["by_status"]["ACTIVE"], {"count": 1, "current_balance": "4800.00"})
        self.assertEqual(list(portfolio["by_days_past_due"]), ["0", "1-29", "30-59", "60-89", "90-119", "120-179", "180+"])
        self.assertIn("4800.00", self.on_ledger("summary"))

    def test_summaries_go_back_in_time(self):
        self.make_portfolio()
        self.assertEqual(self.document("summary", 1, "--as-of-position", 3)["total_debt"], "5000.00")
        before = self.document("summary", "--as-of-position", 3)
        self.assertEqual((before["total_debt"], before["payment_count"], before["position"]), ("5000.00", 0, 3))

    def test_log_shows_what_happened(self):
        self.make_portfolio()
        events = self.documents("log")
        self.assertEqual([event["type"] for event in events], ["LedgerOpened", "CustomerCreated", "DebtIssued", "PaymentCompleted"])
        self.assertEqual([event["position"] for event in events], [1, 2, 3, 4])
        self.assertEqual([event["version"] for event in events[1:]], [1, 2, 3])
        self.assertEqual(list(events[3])[:7], ["position", "recorded_at", "type", "stream", "version", "actor", "data"])
        self.assertEqual(events[3]["stream"], "customer/1")
        self.assertEqual((events[3]["data"]["applied"], events[3]["data"]["credited"]), ("200.00", "0.00"))
        self.assertEqual(events[1]["data"]["first_name"], "Jane")

    def test_log_filters(self):
        self.make_portfolio()
        self.ingest(*[command("create_customer", JANE) for _ in range(600)])
        positions = lambda *arguments: [event["position"] for event in self.documents("log", *arguments)]
        self.assertEqual(positions("--customer", 1), [2, 3, 4])
        self.assertEqual(positions("--debt", 1), [3, 4])
        self.assertEqual(positions("--from", 3, "--to", 5), [3, 4, 5])
        self.assertEqual(positions("--type", "DebtIssued"), [3])
        self.assertEqual(positions("--from", 9999), [])
        self.assertEqual(len(positions("--type", "CustomerCreated")), 601)
        self.assertEqual(positions(), list(range(1, 605)))


class Shells(LedgerTest):
    def completed(self, *words):
        """What bash offers for the last word."""
        script = self.run_program("completion", "bash")
        line = " ".join(f"'{word}'" for word in words)
        script += f"COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; _daybook; echo \"${{COMPREPLY[@]}}\""
        return subprocess.run(["bash", "-c", script], capture_output=True, check=True, timeout=SECONDS_MAX).stdout.decode().split()

    def test_bash_completes_commands_and_options(self):
        self.assertEqual(self.completed("daybook", "sho"), ["show"])
        self.assertEqual(self.completed("daybook", "list", "--cus"), ["--customer"])
        self.assertEqual(self.completed("daybook", "token", "rev"), ["revoke"])
        self.assertEqual(self.completed("daybook", "nothing", "--"), [])

    def test_every_shell_is_told_of_every_command(self):
        names = re.findall(r"^  ([\w-]+)", self.run_program("--help").split("Subcommands:")[1], re.MULTILINE)
        for shell in ("bash", "zsh", "fish"):
            script = self.run_program("completion", shell)
            self.assertEqual([name for name in names if not re.search(rf"\b{name}\b", script)], [], shell)
        self.run_program("completion", "csh", expect=2)


class Upkeep(LedgerTest):
    def test_stats_count_rows_and_bytes(self):
        self.make_portfolio()
        stats = self.document("stats")
        self.assertEqual((stats["position"], stats["customer_count"], stats["debt_count"], stats["payment_count"]), (4, 1, 1, 1))
        for store in ("log", "views", "keys"):
            self.assertGreater(stats[f"{store}_bytes"], 0)
        self.assertRegex(self.on_ledger("stats"), r"(?m)^debt_count +1$")

    def test_replay_rebuilds_the_same(self):
        self.make_portfolio()
        before = self.document("summary")
        report = self.document("replay")
        self.assertEqual((report["events"], report["position"]), (4, 4))
        self.assertEqual(self.document("summary"), before)
        beside = self.document("replay", "--into", self.folder / "beside")
        self.assertEqual(beside["digests"], report["digests"])
        self.assertIn("events/s", self.on_ledger("replay"))

    def test_verify_finds_nothing_wrong(self):
        self.make_portfolio()
        report = self.document("verify")
        self.assertEqual((report["ok"], report["position"], report["faults"]), (True, 4, []))
        self.on_ledger("verify")

    def test_verify_finds_damage(self):
        self.make_portfolio()
        head = self.data / "HEAD"
        damaged = bytearray(head.read_bytes())
        damaged = bytes(byte ^ 0xFF for byte in damaged)
        head.write_bytes(damaged)
        self.assertIn("fault", self.on_ledger("verify", expect=3))

    def test_no_ledger_is_unavailable(self):
        self.on_ledger("summary", expect=6)


if __name__ == "__main__":
    DAYBOOK = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
