"""Finds numbers in what the benchmarks printed."""

from statistics import median
from typing import Iterator


def lines(results: dict, part: str, **wanted) -> Iterator[dict]:
    """Lines of a part whose fields are as wanted."""
    for line in results["parts"].get(part, {}).get("lines", []):
        if all(line.get(name) == value for name, value in wanted.items()):
            yield line


def line(results: dict, part: str, **wanted) -> dict:
    """The first of them; empty when there is none."""
    return next(lines(results, part, **wanted), {})


def layer(results: dict, name: str) -> dict:
    """A benchmark's median over its rounds, or its only run; empty when it did not run."""
    found: dict = {}
    for each in lines(results, "layers"):
        if each["name"].split("/iterations:")[0] == name and each.get("aggregate_name", "median") == "median":
            found = each
    return found


def spread(results: dict, name: str) -> dict:
    """How far apart its rounds were, as shares."""
    for each in lines(results, "layers", aggregate_name="spread"):
        if each["name"].split("/iterations:")[0] == name:
            return each
    return {}


def ingest_rounds(results: dict) -> list[dict]:
    """`payments`, `per_s`, `raw_rocksdb_per_s` of each round of the long ingest."""
    return line(results, "ingest", phase="ingest").get("rounds", [])


def growth(rounds: list[dict]) -> float | None:
    """Speed at the end against speed at the start, each by the raw limit of its own rounds, so that a machine that became slower
    meanwhile does not count."""
    quarter = len(rounds) // 4
    if quarter == 0:
        return None
    shares = [each["per_s"] / each.get("raw_rocksdb_per_s", 1) for each in rounds]
    return median(shares[-quarter:]) / median(shares[:quarter])


def bytes_per_payment(results: dict, kind: str) -> float | None:
    """Of `log` or `views`, from sizes before the ingest and after the next opening."""
    before, after = line(results, "ingest", phase="before"), line(results, "ingest", phase="open")
    if not before or not after:
        return None
    return (after[f"{kind}_bytes"] - before[f"{kind}_bytes"]) / (after["position"] - before["position"])


def peer(results: dict, case: str, bank: str) -> dict:
    return line(results, "peers", case=case, bank=bank)
