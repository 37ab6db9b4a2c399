"""What a number depends on: machine, disk, kernel, libraries, build."""

import os
import platform
import subprocess
import tempfile
from pathlib import Path

PACKAGES = ["librocksdb7.8", "libcapnp-0.9.2", "libssl3", "libsqlite3-0", "postgresql-15", "libbenchmark1debian", "g++"]


def first_line(*command: str) -> str:
    """Of what a command prints; empty when it cannot run or fails."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
        return (done.stdout.splitlines() or [""])[0].strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def field(file: str, name: str) -> str:
    """Of a file with lines `name : value`."""
    for line in Path(file).read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""


def versions() -> dict[str, str]:
    found = {name: first_line("dpkg-query", "-W", "-f", "${Version}", name) for name in PACKAGES}
    return {name: version for name, version in found.items() if version}


def rocksdb_has_assertions(program: Path) -> str:
    """Whether the RocksDB that the programs load calls assert's failure."""
    loaded = subprocess.run(["ldd", str(program)], stdout=subprocess.PIPE, text=True, check=False).stdout.splitlines()
    library = next((line.split("=>")[1].split()[0] for line in loaded if "librocksdb" in line), "")
    if not library:
        return "not known"
    symbols = subprocess.run(["nm", "-D", "--undefined-only", library], stdout=subprocess.PIPE, text=True, check=False).stdout
    return "on" if "__assert_fail" in symbols else "off"


def build_type(programs: Path) -> str:
    cache = programs.parent / "CMakeCache.txt"
    lines = cache.read_text().splitlines() if cache.exists() else []
    found = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith(("#", "//")))
    sanitized = found.get("DAYBOOK_SANITIZE:BOOL") == "ON" or found.get("DAYBOOK_TSAN:BOOL") == "ON"
    return found.get("CMAKE_BUILD_TYPE:STRING", "not known") + (" with sanitizers" if sanitized else "")


def has_postgres() -> bool:
    return Path("/usr/lib/postgresql/15/bin/initdb").exists()


def facts(programs: Path, folder: Path | None) -> dict[str, str]:
    disk = str(folder or tempfile.gettempdir())
    changed = first_line("git", "status", "--porcelain", "--untracked-files=no")
    return {
        "processor": f"{os.cpu_count()} × {field('/proc/cpuinfo', 'model name') or platform.machine()}",
        "memory": f"{int(field('/proc/meminfo', 'MemTotal').split()[0]) >> 20} GiB",
        "disk": " ".join(first_line("findmnt", "-n", "-o", "FSTYPE,OPTIONS", "--target", disk).split()),
        "kernel": platform.release(),
        "system": platform.freedesktop_os_release().get("PRETTY_NAME", ""),
        "build": build_type(programs),
        "commit": first_line("git", "rev-parse", "--short=12", "HEAD") + (" and changes" if changed else ""),
        "RocksDB's assertions": rocksdb_has_assertions(programs / "bench_ingest"),
        **versions(),
    }
