#!/usr/bin/env python3
"""Runs the benchmarks, and writes what they say: results.json, report.md and plots.

    run.py --programs DIR --output DIR [--size tiny|quick|full] [--only PART,...] [--folder DIR] [--publish]

Each part is a program of its own; what it printed is kept in OUTPUT/parts, so that parts can be run one by one and the report is
made of all that are there. Progress goes to stderr.
"""

import argparse
import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import machine
import plots
import report

# The sizes: `tiny` only shows that everything runs, `quick` takes minutes, `full` is what is published.
INGEST = "--debts {debts} --payments {payments} --rounds {rounds} --window {window} --killed {killed}"
PARTS = {
    "layers": {
        "tiny": "bench_layers --debts 200 --payments 1000 --slice 0.02 --rounds 1 --benchmark_min_time=0.01",
        "quick": "bench_layers --debts 10000 --payments 50000 --slice 0.2 --rounds 3 --benchmark_min_time=0.1",
        "full": "bench_layers --debts 1000000 --payments 2000000 --slice 1 --rounds 5",
    },
    "ingest": {
        "tiny": "bench_ingest " + INGEST.format(debts=200, payments=5000, rounds=2, window=1000, killed=1000),
        "quick": "bench_ingest " + INGEST.format(debts=100_000, payments=500_000, rounds=5, window=100_000, killed=100_000),
        "full": "bench_ingest " + INGEST.format(debts=1_000_000, payments=20_000_000, rounds=20, window=1_000_000, killed=300_000),
    },
    "ingest_zipf": {
        "tiny": "bench_ingest --zipf --phases fill,ingest " + INGEST.format(debts=200, payments=5000, rounds=1, window=1000, killed=0),
        "quick": "bench_ingest --zipf --phases fill,ingest "
        + INGEST.format(debts=100_000, payments=300_000, rounds=3, window=100_000, killed=0),
        "full": "bench_ingest --zipf --phases fill,ingest "
        + INGEST.format(debts=1_000_000, payments=5_000_000, rounds=5, window=1_000_000, killed=0),
    },
    "ingest_memory": {
        "tiny": "bench_ingest --without-raw --phases fill,ingest "
        + INGEST.format(debts=1000, payments=5000, rounds=1, window=1000, killed=0),
        "quick": "bench_ingest --without-raw --phases fill,ingest "
        + INGEST.format(debts=1_000_000, payments=300_000, rounds=1, window=100_000, killed=0),
        "full": "bench_ingest --without-raw --phases fill,ingest "
        + INGEST.format(debts=10_000_000, payments=5_000_000, rounds=1, window=1_000_000, killed=0),
    },
    "peers": {
        "tiny": "bench_peers --debts 200 --bulk 4000 --slice 0.05 --rounds 1 --memory 64",
        "quick": "bench_peers --debts 100000 --bulk 300000 --slice 0.5 --rounds 3",
        "full": "bench_peers --debts 1000000 --bulk 10000000 --slice 5 --rounds 5",
    },
    "mixed": {
        "tiny": "bench_mixed --debts 200 --slice 0.1 --rounds 1",
        "quick": "bench_mixed --debts 10000 --slice 1 --rounds 3",
        "full": "bench_mixed --debts 1000000 --slice 5 --rounds 5",
    },
    "http": {
        "tiny": "http/load.py --debts 200 --slice 1 --rounds 1 --bulk 2000 --idle 100",
        "quick": "http/load.py --debts 20000 --slice 2 --rounds 3 --bulk 300000 --idle 10000",
        "full": "http/load.py --debts 100000 --slice 10 --rounds 5 --bulk 2000000 --idle 10000",
    },
}


def say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


def arguments_of(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=Path, required=True, help="folder of the built benchmarks")
    parser.add_argument("--output", type=Path, required=True, help="folder for the results")
    parser.add_argument("--size", choices=["tiny", "quick", "full"], default="full")
    parser.add_argument("--only", default=",".join(PARTS), help="parts to run, of: " + " ".join(PARTS) + "; empty: only report")
    parser.add_argument("--folder", type=Path, help="disk to measure on; default: the system's temporary folder")
    parser.add_argument("--publish", action="store_true", help="the report goes into bench/results and README.md too")
    return parser.parse_args(arguments)


def lines_of(name: str, command: list[str], output: Path) -> list[dict]:
    """What a program printed: a list of JSON objects."""
    if name != "layers":
        printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        return [json.loads(line) for line in printed.splitlines()]
    file = output / "parts" / "layers.google.json"
    subprocess.run([*command, f"--benchmark_out={file}", "--benchmark_out_format=json"], check=True, stdout=subprocess.DEVNULL)
    return json.loads(file.read_text())["benchmarks"]


def command_of(program: str, options: argparse.Namespace) -> list[str] | None:
    """How a program is run; nothing where it cannot be."""
    if not program.endswith(".py"):
        path = options.programs / program
        return [str(path)] if path.exists() else None
    script = Path(__file__).resolve().parents[1] / program
    is_there = (options.programs / "bench_raw_http").exists() and shutil.which("wrk")
    return [sys.executable, "-B", str(script), "--programs", str(options.programs)] if is_there else None


def run_part(name: str, options: argparse.Namespace) -> None:
    program, *flags = PARTS[name][options.size].split()
    command = command_of(program, options)
    if command is None:
        say(f"no {program}, or not what it needs: left out")
        return
    if name == "peers" and not machine.has_postgres():
        say("no PostgreSQL 15 server: SQLite alone")
        flags += ["--banks", "sqlite,daybook"]
    say(" ".join([program, *flags]))
    began = time.monotonic()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="daybook-bench-", dir=options.folder) as folder:
        # PostgreSQL's own user must get to its own folder in it.
        os.chmod(folder, 0o711)
        lines = lines_of(name, [*command, *flags, "--directory", folder + "/made"], options.output)
    part = {
        "command": " ".join([program, *flags]),
        "date": datetime.date.today().isoformat(),
        "seconds": round(time.monotonic() - began, 1),
        "load_before": load,
        "lines": lines,
    }
    (options.output / "parts" / f"{name}.json").write_text(json.dumps(part, indent=1))


def publish(output: Path) -> None:
    top = Path(__file__).resolve().parents[2]
    results = top / "bench" / "results"
    results.mkdir(exist_ok=True)
    for file in [output / "report.md", output / "results.json", *output.glob("*.svg")]:
        shutil.copy(file, results)
    readme = top / "README.md"
    begin, end = "<!-- bench: written by tools/bench --publish -->", "<!-- bench: end -->"
    text = readme.read_text()
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    readme.write_text(before + begin + "\n" + report.summary(json.loads((output / "results.json").read_text())) + end + after)
    say(f"published in {results.relative_to(top)} and README.md")


def main(arguments: list[str]) -> int:
    options = arguments_of(arguments)
    (options.output / "parts").mkdir(parents=True, exist_ok=True)
    for name in filter(None, options.only.split(",")):
        if name not in PARTS:
            say(f"no part {name}; parts: {', '.join(PARTS)}")
            return 2
        run_part(name, options)
    parts = {name: options.output / "parts" / f"{name}.json" for name in PARTS}
    results = {
        "machine": machine.facts(options.programs, options.folder),
        "parts": {name: json.loads(file.read_text()) for name, file in parts.items() if file.exists()},
    }
    (options.output / "results.json").write_text(json.dumps(results, indent=1))
    (options.output / "report.md").write_text(report.whole(results))
    plots.draw(results, options.output)
    say(f"{options.output / 'report.md'}, results.json and plots are written")
    if options.publish:
        publish(options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
