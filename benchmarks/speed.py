"""How long `moxi draft` takes, whole process, and how much memory: beside the floor and peers.

    python benchmarks/speed.py
    python benchmarks/speed.py --peers --repos FOLDER_OF_CHECKOUTS

With --peers, `readmeai --api offline` and `readme-forge generate` are installed into venvs of
their own below .cache and run in the same session on the same repositories. --install measures a
fresh venv of the core.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.generated import make_repository
from benchmarks.measure import Measured, as_row, print_table, run, write_json

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "peers"
MOXI = Path(sys.executable).parent / "moxi"
TARGETS = {1_000: (0.5, 80), 100_000: (5.0, 300)}


def make_parser() -> argparse.ArgumentParser:
    """The settings."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=[100, 1_000, 10_000, 100_000])
    parser.add_argument("--repos", type=Path, help="a folder of checkouts to run on as well")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peers", action="store_true", help="run readme-ai and readme-forge too")
    parser.add_argument("--install", action="store_true", help="measure a fresh core install too")
    return parser


def main() -> None:
    """Measure, print, write JSON."""
    arguments = make_parser().parse_args()
    rows: list[dict[str, object]] = []
    peers = install_peers() if arguments.peers else {}
    with tempfile.TemporaryDirectory() as scratch:
        for size in arguments.sizes:
            repository = Path(scratch) / f"generated-{size}"
            repository.mkdir()
            make_repository(repository, size)
            rows += measure(repository, size, arguments.runs, peers if size <= 1_000 else {})
            shutil.rmtree(repository)
        for repository in sorted(arguments.repos.iterdir()) if arguments.repos else []:
            if repository.is_dir():
                listed = subprocess.run(
                    ("git", "-C", str(repository), "ls-files", "-z"), capture_output=True
                )
                rows += measure(repository, listed.stdout.count(b"\0"), arguments.runs, peers)
    rows.append(
        {
            "repository": "moxi --help",
            "files": 0,
            "tool": "moxi",
            **as_row(run([str(MOXI), "--help"], cwd=ROOT, runs=arguments.runs)),
        }
    )
    print_table(
        ["repository", "files", "tool", "seconds", "MB", "exit", "target"],
        [
            [
                str(row["repository"]),
                str(row["files"]),
                str(row["tool"]),
                f"{row['seconds']:.2f}",
                f"{row['megabytes']:.0f}",
                str(row["code"]),
                _verdict(row),
            ]
            for row in rows
        ],
    )
    if arguments.install:
        rows.append(measure_install())
    print(write_json("speed", rows))


def measure(
    repository: Path, files: int, runs: int, peers: dict[str, Path]
) -> list[dict[str, object]]:
    """One row a tool, run one after the other on the same repository."""
    with tempfile.TemporaryDirectory() as out:
        output = str(Path(out) / "README.md")
        commands = {
            "floor": [sys.executable, str(ROOT / "benchmarks" / "floor.py"), str(repository)],
            "moxi": [str(MOXI), "draft", str(repository), "-o", output, "--force"],
        }
        if "readme-ai" in peers:
            commands["readme-ai"] = [
                str(peers["readme-ai"]),
                "--api",
                "offline",
                "--repository",
                str(repository),
                "--output",
                output,
            ]
        if "readme-forge" in peers:
            commands["readme-forge"] = [
                str(peers["readme-forge"]),
                "generate",
                str(repository),
                "--output",
                output,
                "--force",
            ]
        return [
            {
                "repository": repository.name,
                "files": files,
                "tool": tool,
                **as_row(run(command, cwd=Path(out), runs=runs)),
            }
            for tool, command in commands.items()
        ]


def install_peers() -> dict[str, Path]:
    """Each peer in a venv of its own, made once."""
    found: dict[str, Path] = {}
    for name, package, program in (
        ("readme-ai", "readmeai==0.6.3", "readmeai"),
        ("readme-forge", "readme-forge-cli==1.0.0", "readme-forge"),
    ):
        venv = CACHE / name
        if not (venv / "bin" / program).exists():
            subprocess.run((sys.executable, "-m", "venv", str(venv)), check=True)
            subprocess.run((str(venv / "bin" / "pip"), "install", "-q", package), check=True)
        found[name] = venv / "bin" / program
    return found


def measure_install() -> dict[str, object]:
    """Seconds and megabytes of the core in a fresh venv, with a warm package index."""
    with tempfile.TemporaryDirectory() as folder:
        venv = Path(folder) / "venv"
        subprocess.run((sys.executable, "-m", "venv", str(venv)), check=True)
        bare = _megabytes(venv)
        started = time.perf_counter()
        subprocess.run((str(venv / "bin" / "pip"), "install", "-q", str(ROOT)), check=True)
        seconds = time.perf_counter() - started
        whole = _megabytes(venv)
    print(f"core install: {seconds:.1f} s, {whole:.0f} MB (an empty venv is {bare:.0f} MB)")
    return {
        "repository": "core install",
        "files": 0,
        "tool": "pip",
        "seconds": seconds,
        "megabytes": whole,
        "code": 0,
    }


def _megabytes(folder: Path) -> float:
    return (
        sum(f.stat().st_size for f in folder.rglob("*") if f.is_file() and not f.is_symlink()) / 1e6
    )


def _verdict(row: dict[str, object]) -> str:
    target = TARGETS.get(int(str(row["files"])))
    if not target or row["tool"] != "moxi" or not str(row["repository"]).startswith("generated"):
        return ""
    measured = Measured(float(str(row["seconds"])), float(str(row["megabytes"])), 0)
    met = measured.seconds <= target[0] and measured.megabytes <= target[1]
    return f"{'met' if met else 'MISSED'} ({target[0]} s, {target[1]} MB)"


if __name__ == "__main__":
    main()
