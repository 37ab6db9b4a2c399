"""The report in Markdown: what was to be reached, and every number behind it."""

from typing import Callable, NamedTuple

from results import bytes_per_payment, growth, ingest_rounds, layer, line, lines, peer, spread


class Goal(NamedTuple):
    what: str
    measured: Callable[[dict], float | None]
    unit: str
    must: float
    aim: float | None
    # True: the more the better.
    more: bool


def from_layer(name: str, counter: str) -> Callable[[dict], float | None]:
    return lambda results: layer(results, name).get(counter)


def from_phase(part: str, phase: str, *path: str) -> Callable[[dict], float | None]:
    def find(results: dict) -> float | None:
        found = line(results, part, phase=phase)
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        return found

    return find


def from_peer(case: str, bank: str) -> Callable[[dict], float | None]:
    return lambda results: peer(results, case, bank).get("daybook_ratio")


GOALS = [
    Goal("bulk ingest, 1,000 a batch, against raw RocksDB frames", from_phase("ingest", "ingest", "ratio_to_raw_rocksdb", "median"),
         "×", 0.12, 0.3, True),
    Goal("the same against SQLite, 1,000 a transaction", from_peer("1000 a commit", "sqlite"), "×", 6, 12, True),
    Goal("the same against PostgreSQL, batches of 1,000", from_peer("1000 a commit", "postgresql"), "×", 6, 15, True),
    Goal("64 threads, one payment each, against raw frames under the same arrivals", from_layer("submit/threads/64", "ratio"),
         "×", 0.5, 0.8, True),
    Goal("one client, one payment: p50 against one raw synced frame", from_layer("submit/threads/1", "p50_ratio"), "×", 1.3, 1.1, False),
    Goal("replay of all views", from_phase("ingest", "replay", "events_per_s"), "events/s", 400_000, 1_000_000, True),
    Goal("verify", from_phase("ingest", "verify", "events_per_s"), "events/s", 250_000, 600_000, True),
    Goal("a customer's summary, hot, in process, one thread", from_layer("read/summary/hot", "items_per_second"),
         "/s", 1_000_000, None, True),
    Goal("speed at the end of the ingest against its start", lambda results: growth(ingest_rounds(results)), "×", 0.8, 0.95, True),
    Goal("peak memory, ingesting into 10× the debts", from_phase("ingest_memory", "ingest", "peak_mib"), "MiB", 2_048, None, False),
    Goal("opening after kill -9", from_phase("ingest", "open", "seconds"), "s", 3, 1, False),
    Goal("bytes a payment, log", lambda results: bytes_per_payment(results, "log"), "bytes", 120, 70, False),
    Goal("bytes a payment, all views", lambda results: bytes_per_payment(results, "views"), "bytes", 200, 120, False),
    Goal("single payments' p99 beside a bulk ingest, against idle", lambda results: line(results, "mixed").get("p99_ratio"),
         "×", 10, None, False),
    Goal("GET a customer over HTTP, 32 connections, against a server that answers a constant", from_phase("http", "get_customer", "ratio"),
         "×", 0.6, 0.85, True),
    Goal("GET a customer's summary, the same", from_phase("http", "get_summary", "ratio"), "×", 0.6, 0.85, True),
    Goal("POST a payment, 128 connections, against a server that only stores it", from_phase("http", "post_payment", "ratio"),
         "×", 0.35, 0.6, True),
    Goal("the same, 1 connection: p50", from_phase("http", "post_payment_alone", "ratio"), "×", 1.6, 1.3, False),
    Goal("payments in bulk over one connection", from_phase("http", "bulk", "per_s"), "/s", 60_000, 150_000, True),
    Goal("memory of an idle connection, of 10,000", from_phase("http", "idle", "bytes_each"), "bytes", 16_384, None, False),
    Goal("payments done with 4 times the clients, against the peak", from_phase("http", "overload", "goodput_ratio"), "×", 0.8, None, True),
]  # fmt: skip


def number(value: float | None) -> str:
    """Three digits that mean something: 1,234,567 · 12.3 · 0.123."""
    if value is None:
        return "–"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def verdict(goal: Goal, value: float) -> str:
    def reached(limit: float | None) -> bool:
        return limit is not None and (value >= limit if goal.more else value <= limit)

    return "aim" if reached(goal.aim) else "must" if reached(goal.must) else "not reached"


def table(head: list[str], rows: list[list[str]], mark: str = "---:") -> str:
    marks = ["---"] + [mark] * (len(head) - 1)
    return "".join("| " + " | ".join(row) + " |\n" for row in [head, marks, *rows]) + "\n"


def goals_table(results: dict) -> str:
    rows = []
    for goal in GOALS:
        value = goal.measured(results)
        sign = "≥" if goal.more else "≤"
        aim = f"{sign} {number(goal.aim)}" if goal.aim else "–"
        if value is not None:
            rows.append([goal.what, f"{number(value)} {goal.unit}", f"{sign} {number(goal.must)}", aim, verdict(goal, value)])
    return table(["", "measured", "must", "aim", "reached"], rows) if rows else ""


def versus_table(results: dict) -> str:
    """Payments a second of each bank."""
    rows = []
    for case in dict.fromkeys(each["case"] for each in lines(results, "peers") if "case" in each):
        row = [case]
        for bank in ("daybook", "sqlite", "postgresql"):
            found = peer(results, case, bank)
            ratio = f" ({number(found['daybook_ratio'])}×)" if found and bank != "daybook" else ""
            row.append(number(found.get("per_s")) + ratio)
        rows.append(row)
    return table(["a second (how many times as fast daybook is)", "daybook", "SQLite", "PostgreSQL"], rows) if rows else ""


def latency_table(results: dict) -> str:
    rows = []
    for case in dict.fromkeys(each["case"] for each in lines(results, "peers") if "case" in each):
        for bank in ("daybook", "sqlite", "postgresql"):
            if found := peer(results, case, bank):
                values = [number(found[name]) for name in ("p50_us", "p99_us", "p999_us")]
                rows.append([f"{case}, {bank} ({found['clients']})", *values, f"{100 * found['spread']:.0f} %"])
    return table(["a call, µs (connections)", "p50", "p99", "p99.9", "spread of the rate"], rows) if rows else ""


def contest_table(results: dict, prefix: str) -> str:
    """Benchmarks that took turns with the raw limit."""
    names = [each["name"].split("/iterations:")[0] for each in lines(results, "layers") if each["name"].startswith(prefix)]
    rows = []
    for name in dict.fromkeys(names):
        found, apart = layer(results, name), spread(results, name)
        columns = ("events_per_s", "raw_rocksdb_per_s", "raw_file_per_s", "ratio", "p50_us", "p99_us", "p999_us", "raw_p50_us",
                   "cpu_us_per_event", "debt_cpu_us_per_event")  # fmt: skip
        share = f"{100 * apart['ratio']:.0f} %" if "ratio" in apart else "–"
        rows.append([name, *(number(found.get(column)) for column in columns), share])
    head = [prefix, "events/s", "raw RocksDB", "raw file", "ratio", "p50 µs", "p99 µs", "p99.9 µs", "raw p50 µs", "CPU µs an event",
            "put off, CPU µs an event", "spread of the ratio"]  # fmt: skip
    return table(head, rows) if rows else ""


def cost_table(results: dict) -> str:
    """What one operation of a layer costs."""
    rows = []
    for each in lines(results, "layers", run_type="iteration"):
        if "items_per_second" in each:
            extremes = [number(each.get(name)) for name in ("p50_us", "p99_us")]
            rows.append([each["name"].split("/iterations:")[0], number(1e9 / each["items_per_second"]), *extremes])
    return table(["", "CPU ns", "p50 µs", "p99 µs"], rows) if rows else ""


def phase_table(results: dict) -> str:
    columns = {"events_per_s": "events/s", "seconds": "seconds", "peak_mib": "peak MiB", "cpu_us_per_event": "CPU µs an event",
               "debt_cpu_us_per_event": "put off, CPU µs an event", "batch_p50_ms": "batch p50 ms", "batch_p99_ms": "batch p99 ms"}  # fmt: skip
    rows = []
    for part in ("ingest", "ingest_zipf", "ingest_memory"):
        for each in lines(results, part):
            if each["phase"] not in ("window", "before", "kill"):
                values = [each.get(column) for column in columns]
                rows.append([f"{part}: {each['phase']}"] + [number(v["median"] if isinstance(v, dict) else v) for v in values])
    return table(["", *columns.values()], rows) if rows else ""


def mixed_table(results: dict) -> str:
    found = line(results, "mixed")
    if not found:
        return ""
    rows = [[what, *(number(found[what][name]) for name in ("p50_us", "p99_us", "p999_us"))] for what in ("idle", "mixed", "reads")]
    return table(["a call, µs", "p50", "p99", "p99.9"], rows) + f"Beside a bulk ingest of {number(found['bulk_per_s'])} payments/s.\n\n"


def http_table(results: dict) -> str:
    rows = []
    for each in lines(results, "http"):
        if "raw_per_s" in each:
            columns = ("connections", "per_s", "raw_per_s", "ratio", "p50_us", "p99_us", "raw_p50_us", "raw_p99_us")
            rows.append([each["phase"], *(number(each[column]) for column in columns), f"{100 * each['spread']:.0f} %"])
    head = ["", "connections", "a second", "raw", "ratio", "p50 µs", "p99 µs", "raw p50 µs", "raw p99 µs", "spread of the ratio"]
    crowd = line(results, "http", phase="overload")
    if crowd:
        crowd = (f"With {crowd['connections']} clients that do not wait when they are told to: {number(crowd['per_s'])} payments/s (peak "
                 f"{number(crowd['peak_per_s'])}), {number(crowd['refused'])} refused, p99 {number(crowd['p99_us'])} µs "
                 f"(peak {number(crowd['peak_p99_us'])}), memory grown by {number(crowd['grown_bytes'] / 2**20)} MiB.\n\n")  # fmt: skip
    return (table(head, rows) if rows else "") + (crowd or "")


def machine_table(results: dict) -> str:
    return table(["", ""], [[name, value] for name, value in results["machine"].items()], "---")


def runs_table(results: dict) -> str:
    rows = [[f"`{part['command']}`", part["date"], number(part["seconds"]), number(part["load_before"])] for part in results["parts"].values()]
    return table(["command", "date", "seconds", "load average before"], rows)


def plots_of(folder: str) -> str:
    names = {"throughput_over_batch": "Payments a second over batch size", "latency_over_load": "Latency over load",
             "throughput_over_size": "Payments a second over the ledger's size"}  # fmt: skip
    return "".join(f"![{title}]({folder}{name}.svg)\n" for name, title in names.items())


def settings_list(results: dict) -> str:
    text = ""
    for each in lines(results, "peers"):
        if "fill_seconds" in each:
            text += f"- {each['bank']}: " + ", ".join(f"{k} = {v}" for k, v in each.items() if k not in ("bank", "fill_seconds")) + "\n"
    return text + "\n"


def section(title: str, text: str) -> str:
    return f"## {title}\n\n{text}" if text.strip() else ""


def whole(results: dict) -> str:
    return (
        "# What it costs\n\nWritten by `tools/bench`; [how to read it](../README.md). Absolute numbers move with the machine: compare the\n"
        "columns of one row, which took turns in one run.\n\n"
        + section("Goals", goals_table(results))
        + section("Plots", plots_of("") + "\n")
        + section("Against others", versus_table(results) + latency_table(results) + settings_list(results))
        + section("Submitting, against the raw limit", contest_table(results, "submit/"))
        + section("Appending to the log, against the raw limit", contest_table(results, "append/"))
        + section("A long ingest, and after it", phase_table(results))
        + section("Single payments beside a bulk ingest", mixed_table(results))
        + section("Over HTTP", http_table(results))
        + section("Layers", cost_table(results))
        + section("Machine", machine_table(results))
        + section("Runs", runs_table(results))
    )


def summary(results: dict) -> str:
    """What stands in the README at the top."""
    facts = results["machine"]
    assertions = facts["RocksDB's assertions"]
    return (
        f"Measured by `tools/bench` on {facts['processor']}, {facts['memory']}, RocksDB's assertions {assertions}; "
        "[all numbers](bench/results/report.md), [how they are made](bench/README.md).\n\n"
        + goals_table(results)
        + versus_table(results)
        + plots_of("bench/results/")
    )
