#!/usr/bin/env python3
"""Proofs as files, checked by the program and by a verifier that shares nothing with it: RFC 9162 and Python's standard library.

    proof_test.py DAYBOOK [TEST...]      DAYBOOK: the program
"""

import hashlib
import json
import os
import subprocess
import sys
import unittest

import cli_test
from cli_test import PAYMENT, LedgerTest, command


def leaf_hash(record):
    return hashlib.sha256(b"\x00" + record).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves):
    """2.1.1, as it is written there."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(root_of(leaves[:split]), root_of(leaves[split:]))


def root_by_inclusion(leaf, index, size, path):
    """The root that a path leads to: from the top down, as the definition of the path is written (2.1.3.1)."""
    if size == 1:
        if path:
            raise ValueError("the path is too long")
        return leaf
    if not path:
        raise ValueError("the path is too short")
    split = 1
    while split * 2 < size:
        split *= 2
    if index < split:
        return node_hash(root_by_inclusion(leaf, index, split, path[:-1]), path[-1])
    return node_hash(path[-1], root_by_inclusion(leaf, index - split, size - split, path[:-1]))


def roots_by_consistency(first, size, path, whole, first_root):
    """Both roots that a path leads to (2.1.4.1): of the first `first` of `size` leaves, and of all."""
    if first == size:
        if whole:
            if path:
                raise ValueError("the path is too long")
            return first_root, first_root
        (rest,) = path
        return rest, rest
    split = 1
    while split * 2 < size:
        split *= 2
    if first <= split:
        old, new = roots_by_consistency(first, split, path[:-1], whole, first_root)
        return old, node_hash(new, path[-1])
    old, new = roots_by_consistency(first - split, size - split, path[:-1], False, first_root)
    return node_hash(path[-1], old), node_hash(path[-1], new)


def holds(proof):
    """Whether a proof file proves what it says."""
    path = [bytes.fromhex(text) for text in proof["path"]]
    if proof["proof"] == "inclusion":
        leaf = leaf_hash(bytes.fromhex(proof["record"]))
        root = root_by_inclusion(leaf, proof["position"] - 1, proof["size"], path).hex()
        return (leaf.hex() == proof["leaf_hash"] and root == proof["root"]
                and proof["tree_head"] == {"position": proof["size"], "root": root})
    first_root = bytes.fromhex(proof["from_root"])
    old, new = roots_by_consistency(proof["from"], proof["to"], path, True, first_root)
    return (old.hex() == proof["from_root"] and new.hex() == proof["to_root"]
            and proof["tree_head"] == {"position": proof["to"], "root": new.hex()})


class Proofs(LedgerTest):
    EVENTS = 23

    def setUp(self):
        super().setUp()
        self.make_portfolio()
        self.ingest(*(command("record_payment", {"customer_id": 1, "debt_id": 1, **PAYMENT}) for _ in range(self.EVENTS - 4)))

    def prove(self, *arguments):
        return self.on_ledger("prove", *arguments)

    def check(self, text, *arguments, expect=0):
        return json.loads(self.run_program("check-proof", "-", "--json", *arguments, given=text, expect=expect))

    def test_every_event_is_proven(self):
        records = []
        for position in range(1, self.EVENTS + 1):
            text = self.prove(position)
            proof = json.loads(text)
            self.assertTrue(holds(proof), proof)
            records.append(leaf_hash(bytes.fromhex(proof["record"])))
        self.assertEqual(root_of(records).hex(), proof["root"])
        self.assertEqual(self.document("verify")["root"], proof["root"])
        checked = self.check(text)
        self.assertEqual((checked["ok"], checked["position"], checked["size"], checked["event"], checked["stream"]),
                         (True, self.EVENTS, self.EVENTS, "PaymentCompleted", "customer/1"))

    def test_for_every_size_there_was(self):
        for size in range(1, self.EVENTS + 1):
            self.assertTrue(holds(json.loads(self.prove(1 + size // 2, "--size", size))), size)
            proof = json.loads(self.prove("--from", 1 + size // 2, "--size", size))
            self.assertTrue(holds(proof), proof)
        self.check(json.dumps(proof))

    def test_no_changed_byte_is_accepted(self):
        """Each byte in the library's tests, since a process a byte takes too long; here some of every part."""
        for text in (self.prove(7).rstrip("\n"), self.prove("--from", 7).rstrip("\n")):
            self.check(text)
            for place in range(0, len(text), 1 + len(text) // 40):
                changed = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1:]
                self.check(changed, expect=3)
            for other in (text + " ", text + "\n\n", text[:-1], "", "{}", "[1]", text.replace("tree_head", "tree_head2"),
                          text.replace('"path":[', '"path":["' + 64 * "0" + '",'), text[:-1] + ',"more":1}'):
                self.assertFalse(self.check(other, expect=3)["ok"])

    def test_a_false_size_is_not_accepted(self):
        """A path may lead to the same root for another size: the tree head tells them apart."""
        proof = json.loads(self.prove(1, "--size", 3))
        self.check(json.dumps({**proof, "size": 4}), expect=3)
        both = {**proof, "size": 4, "tree_head": {**proof["tree_head"], "position": 4}}
        head = self.folder / "head.json"
        head.write_text(json.dumps(json.loads(self.prove(1, "--size", 4))["tree_head"]))
        self.check(json.dumps(both), "--head", head, expect=3)

    def test_against_a_tree_head_kept_elsewhere(self):
        head = self.folder / "head.json"
        self.on_ledger("verify", "--head-to", head)
        kept = json.loads(head.read_text())
        self.assertEqual(kept["position"], self.EVENTS)
        self.assertTrue(self.check(self.prove(5), "--head", head)["against_head"])
        self.assertTrue(self.check(self.prove("--from", 5), "--head", head)["ok"])
        self.check(self.prove(5, "--size", 9), "--head", head, expect=3)
        self.ingest(command("freeze_customer", {"customer_id": 1}))
        self.check(self.prove(5), "--head", head, expect=3)
        # The log only grew from there.
        self.check(self.prove("--from", self.EVENTS), "--head", head)
        self.check(self.prove(5, "--size", self.EVENTS), "--head", head)

    def test_needs_no_ledger(self):
        file = self.folder / "proof.json"
        file.write_text(self.prove(3))
        subprocess.run(["rm", "-rf", self.data], check=True)
        self.assertIn("proven", self.run_program("check-proof", file))
        file.write_text(file.read_text().replace('"position":3', '"position":4'))
        self.assertIn("refused", self.run_program("check-proof", file, expect=3))
        self.run_program("check-proof", self.folder / "none", expect=1)

    def test_what_is_not_there_cannot_be_proven(self):
        self.on_ledger("prove", self.EVENTS + 1, expect=4)
        self.on_ledger("prove", 3, "--size", self.EVENTS + 1, expect=4)
        self.on_ledger("prove", "--from", self.EVENTS + 1, expect=4)
        self.on_ledger("prove", 5, "--size", 4, expect=5)
        for arguments in ([], ["0"], ["one"], ["3", "--from", "2"]):
            self.on_ledger("prove", *arguments, expect=2)


class KeptHeads(LedgerTest):
    def test_a_ledger_put_back_is_refused_where_its_head_is_kept_elsewhere(self):
        head = self.folder / "head.json"
        self.make_portfolio()
        older = self.folder / "older"
        subprocess.run(["cp", "-a", self.data, older], check=True)
        self.ingest(command("freeze_customer", {"customer_id": 1}), options=["--head-to", head])
        self.assertEqual(json.loads(head.read_text())["position"], 5)
        subprocess.run(["rm", "-rf", self.data], check=True)
        older.rename(self.data)
        # The stated limit: in the folder itself nothing tells.
        self.on_ledger("verify")
        self.on_ledger("verify", "--head", head, expect=3)
        self.on_ledger("verify", "--head-to", head, expect=3)
        self.on_ledger("doctor", "--head", head, expect=3)
        lines = command("freeze_customer", {"customer_id": 1}) + "\n"
        self.on_ledger("ingest", "-", "--head-to", head, given=lines, expect=3)
        self.on_ledger("serve", "--listen", "127.0.0.1:0", "--head-to", head, expect=3)
        self.assertEqual(json.loads(head.read_text())["position"], 5)
        self.assertEqual(self.document("verify")["position"], 4)

    def test_a_file_that_is_no_head_is_left_alone(self):
        head = self.folder / "head.json"
        head.write_text("mine")
        self.make_ledger()
        self.on_ledger("verify", "--head-to", head, expect=3)
        self.on_ledger("ingest", "-", "--head-to", head, expect=5)
        self.assertEqual(head.read_text(), "mine")


if __name__ == "__main__":
    cli_test.DAYBOOK = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
