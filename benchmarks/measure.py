"""Wall time and peak memory of whole processes, and tables of them."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Measured:
    """Median wall seconds, largest peak megabytes over the runs, and the exit code."""

    seconds: float
    megabytes: float
    code: int


def run(command: list[str], *, cwd: Path, runs: int, timeout: float = 300) -> Measured:
    """The command, run once to warm the caches, then `runs` times."""
    seconds: list[float] = []
    megabytes: list[float] = []
    code = 0
    for number in range(runs + 1):
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if number:
            seconds.append(time.perf_counter() - started)
            megabytes.append(usage.ru_maxrss / 1024)
        code = code or process.returncode
        if seconds and sum(seconds) > timeout:
            break
    return Measured(statistics.median(seconds), max(megabytes), code)


def write_json(name: str, rows: list[dict[str, object]]) -> Path:
    """The rows as `benchmarks/results/NAME.json`."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    return path


def print_table(header: list[str], rows: list[list[str]]) -> None:
    """A table whose columns are as wide as they need."""
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    for row in [header, ["-" * width for width in widths], *rows]:
        print("  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)))


def as_row(measured: Measured) -> dict[str, object]:
    """JSON-ready."""
    return asdict(measured)
