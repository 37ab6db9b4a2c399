"""Draws the plots with gnuplot."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from results import ingest_rounds, layer, lines, peer


class Curve(NamedTuple):
    title: str
    # (x, y)
    points: list[tuple[float, float]]

    def style(self) -> str:
        """The same colour for the same contender in every plot; dashes tell its curves apart."""
        colours = {"daybook": "#1f4e9c", "raw": "#808080", "SQLite": "#d98c1f", "PostgreSQL": "#3f8f4f"}
        colour = next(colour for start, colour in colours.items() if self.title.startswith(start))
        dash = 2 if "p99" in self.title or "waits" in self.title else 1
        return f"linewidth {3 if 'p99.9' not in self.title else 1} dashtype {dash} linecolor rgb '{colour}' pointtype 7 pointsize 0.6"


class Plot(NamedTuple):
    name: str
    title: str
    x: str
    y: str
    # Which axes are logarithmic.
    log: str
    curves: list[Curve]


def layer_curve(results: dict, title: str, prefix: str, counter: str, scale: float = 1) -> Curve:
    """Over the last number in the benchmarks' names."""
    names = dict.fromkeys(each["name"].split("/iterations:")[0] for each in lines(results, "layers") if each["name"].startswith(prefix))
    found = {int(name.split("/")[-1]): layer(results, name).get(counter) for name in names}
    return Curve(title, [(x, y * scale) for x, y in sorted(found.items()) if y is not None])


def peer_curve(results: dict, bank: str, title: str) -> Curve:
    cases = {1: "one client, 1 a commit", 100: "100 a commit", 1_000: "1000 a commit", 10_000: "10000 a commit"}
    found = {batch: peer(results, case, bank).get("per_s") for batch, case in cases.items()}
    return Curve(title, [(x, y) for x, y in found.items() if y is not None])


def plots(results: dict) -> list[Plot]:
    rounds = ingest_rounds(results)
    return [
        Plot("throughput_over_batch", "Payments a second over batch size", "payments a commit", "payments/s", "xy", [
            layer_curve(results, "raw RocksDB, one put a frame", "append/frame/", "raw_rocksdb_per_s"),
            peer_curve(results, "daybook", "daybook, batches overlap"),
            layer_curve(results, "daybook, one client that waits", "submit/batch/", "events_per_s"),
            peer_curve(results, "sqlite", "SQLite"),
            peer_curve(results, "postgresql", "PostgreSQL"),
        ]),
        Plot("latency_over_load", "Latency over load", "threads, one payment each", "µs", "xy", [
            layer_curve(results, "daybook p50", "submit/threads/", "p50_us"),
            layer_curve(results, "daybook p99", "submit/threads/", "p99_us"),
            layer_curve(results, "daybook p99.9", "submit/threads/", "p999_us"),
            layer_curve(results, "raw RocksDB p50", "submit/threads/", "raw_p50_us"),
        ]),
        Plot("throughput_over_size", "Payments a second over the ledger's size", "million payments", "payments/s", "y", [
            Curve("raw RocksDB, in turns", [(each["payments"] / 1e6, each["raw_rocksdb_per_s"]) for each in rounds if "raw_rocksdb_per_s" in each]),
            Curve("daybook, 1,000 a batch, views flushed", [(each["payments"] / 1e6, each["per_s"]) for each in rounds]),
        ]),
    ]  # fmt: skip


def script(plot: Plot, file: Path) -> str:
    curves = [curve for curve in plot.curves if curve.points]
    text = [
        "set terminal svg size 720,480 font 'sans-serif,13' background 'white'",
        f"set output '{file}'",
        f'set title "{plot.title}"',
        f'set xlabel "{plot.x}"',
        f'set ylabel "{plot.y}"',
        "set grid",
        "set key below",
        "set format xy '%.0s%c'" if "x" in plot.log else "set format y '%.0s%c'",
        f"set logscale {plot.log}" if plot.log else "",
    ]
    for index, curve in enumerate(curves):
        text += [f"$curve{index} << EOD", *(f"{x} {y}" for x, y in curve.points), "EOD"]
    drawn = (f'$curve{index} with linespoints {curve.style()} title "{curve.title}"' for index, curve in enumerate(curves))
    return "\n".join([*text, "plot " + ", ".join(drawn)]) + "\n"


def draw(results: dict, output: Path) -> None:
    if shutil.which("gnuplot") is None:
        print("bench: no gnuplot, no plots: tools/setup --bench installs it", file=sys.stderr)
        return
    for plot in plots(results):
        if any(curve.points for curve in plot.curves):
            subprocess.run(["gnuplot"], input=script(plot, output / f"{plot.name}.svg"), text=True, check=True)
