"""A package as it is once installed, in an environment of its own: what can be asked of it.

Its programs run here, with `--help` only, and its modules are imported: not for packages that
nobody has looked at.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

TIME_LIMIT = 60
BESIDES = {
    "black": ["black[d]"],
    "python-dotenv": ["python-dotenv[cli]"],
    "nox": ["nox[tox_to_nox]"],
    "httpx": ["httpx[cli]"],
    "llm": ["httpx"],
}
"""What the programs of a package need that its installation does not bring."""
_FLAG = re.compile(r"(?<![\w-])--?(?:\[no-?\])?[A-Za-z0-9?][\w.?-]*")
_NOT_A_COMMAND = re.compile(
    r"no such command|invalid choice|unknown (sub)?command|unrecognized (sub)?command",
    re.IGNORECASE,
)

_MISSING_IN_PYTHON = """
import importlib, json, pkgutil, sys
from importlib.metadata import packages_distributions
name, wanted = json.load(sys.stdin)
same = lambda text: text.lower().replace("_", "-").replace(".", "-")
owned = [top for top, owners in packages_distributions().items() if same(name) in map(same, owners)]
def has(start, path):
    for part in path:
        if not hasattr(start, part):
            return False
        start = getattr(start, part)
    return True
def modules():
    for top in owned:
        try:
            module = importlib.import_module(top)
        except Exception:
            continue
        yield module
        path = getattr(module, "__path__", [])
        for found in pkgutil.walk_packages(path, top + ".", lambda _: None):
            if "__main__" not in found.name:
                try:
                    yield importlib.import_module(found.name)
                except BaseException:
                    pass
left = set(wanted)
for module in modules():
    for symbol in list(left):
        parts = symbol.split(".")
        cut = module.__name__.split(".")
        inner = parts[len(cut):] if parts[: len(cut)] == cut else parts
        if has(module, inner):
            left.discard(symbol)
    if not left:
        break
json.dump(sorted(left), sys.stdout)
"""
_IMPORT_PYTHON = """
import importlib, json, sys
missing = []
for name, symbol in json.load(sys.stdin):
    try:
        module = importlib.import_module(name)
        if symbol and symbol != "*" and not hasattr(module, symbol):
            importlib.import_module(name + "." + symbol)
    except BaseException as error:
        missing.append([name, symbol, f"{type(error).__name__}: {error}"])
json.dump(missing, sys.stdout)
"""
_IMPORT_JAVASCRIPT = """
const wanted = JSON.parse(require('fs').readFileSync(0, 'utf8'));
(async () => {
  const missing = [];
  for (const [name, symbol] of wanted) {
    try {
      const found = await import(name);
      const inner = found.default || {};
      const path = symbol.split('.');
      const own = inner.name === path[0] ? path.slice(1) : path;
      const at = (start, parts) =>
        parts.reduce((now, part) => now && (now[part] ?? now.prototype?.[part]), start);
      const ok = ['', '*', 'default'].includes(symbol)
        || at(found, path) !== undefined || at(inner, own) !== undefined;
      if (!ok) missing.push([name, symbol, 'no such export']);
    } catch (error) { missing.push([name, symbol, String(error.message).split('\\n')[0]]); }
  }
  require('fs').writeSync(1, JSON.stringify(missing));
  process.exit(0);
})();
"""


class Installed(Protocol):
    """What both registries' packages can be asked."""

    version: str
    requires: str
    extras: frozenset[str]

    def command(self, program: str) -> list[str] | None:
        """How to start a program as a reader would type it; None where it is not there."""

    def not_imported(self, wanted: Sequence[tuple[str, str]]) -> list[list[str]]:
        """Of (module, name or ""): those that cannot be imported, with the error."""

    def without(self, symbols: Sequence[str]) -> list[str]:
        """Those of the public names that nothing in the package has."""


@dataclass
class Programs:
    """Help texts, each asked for once."""

    installed: Installed
    folder: Path
    known: dict[tuple[str, ...], tuple[int, str]] = field(default_factory=dict)

    def help(self, program: str, command: str = "") -> str | None:
        """What `PROGRAM COMMAND --help` prints; None where there is no such command."""
        start = self.installed.command(program)
        if start is None:
            return None
        code, text = self._run(*start, *command.split(), "--help")
        if command and (_NOT_A_COMMAND.search(text) or code == 127):
            return None
        return text

    def _run(self, *line: str) -> tuple[int, str]:
        if line not in self.known:
            self.known[line] = _output(line, self.folder)
        return self.known[line]


@dataclass
class PythonPackage:
    """A distribution in a venv without anything else."""

    name: str
    venv: Path
    version: str = ""
    requires: str = ""
    extras: frozenset[str] = frozenset()

    @classmethod
    def install(cls, name: str, version: str, folder: Path) -> PythonPackage:
        """Raises subprocess.CalledProcessError."""
        if not (folder / "done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            _quietly(sys.executable, "-m", "venv", "--without-pip", f"{folder}")
            pip = (sys.executable, "-m", "pip", "--python", f"{folder / 'bin' / 'python'}")
            _quietly(
                *pip,
                "install",
                "-q",
                "--prefer-binary",
                f"{name}=={version}",
                *BESIDES.get(name, []),
            )
            (folder / "done").touch()
        found = cls(name, folder)
        code = (
            "import json,sys; from importlib.metadata import metadata as m; x=m(sys.argv[1]);"
            "print(json.dumps([x['Version'], x['Requires-Python'] or '',"
            " x.get_all('Provides-Extra') or []]))"
        )
        told = _quietly(f"{folder / 'bin' / 'python'}", "-c", code, name)
        found.version, found.requires, extras = json.loads(told)
        found.extras = frozenset(extras)
        return found

    def command(self, program: str) -> list[str] | None:
        """See `Installed`."""
        words = program.split()
        if words[0] in ("python", "python3"):
            return [f"{self.venv / 'bin' / 'python'}", *words[1:]]
        path = self.venv / "bin" / words[0]
        return [f"{path}", *words[1:]] if path.exists() else None

    def not_imported(self, wanted: Sequence[tuple[str, str]]) -> list[list[str]]:
        """See `Installed`."""
        found: list[list[str]] = self._ask(_IMPORT_PYTHON, list(wanted))
        return found

    def without(self, symbols: Sequence[str]) -> list[str]:
        """See `Installed`."""
        found: list[str] = self._ask(_MISSING_IN_PYTHON, [self.name, list(symbols)])
        return found

    def _ask(self, code: str, value: object) -> list[list[str]] | list[str]:
        return _asked(
            (f"{self.venv / 'bin' / 'python'}", "-W", "ignore", "-c", code), value, self.venv
        )


@dataclass
class NodePackage:
    """A package in a folder of its own."""

    name: str
    folder: Path
    version: str = ""
    requires: str = ""
    extras: frozenset[str] = frozenset()

    @classmethod
    def install(cls, name: str, version: str, folder: Path) -> NodePackage:
        """Raises subprocess.CalledProcessError."""
        if not (folder / "done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            (folder / "package.json").write_text("{}")
            npm = shutil.which("npm", path=_path()) or "npm"
            _quietly(npm, "install", f"{name}@{version}", "--ignore-scripts", "--silent",
                     "--no-audit", "--no-fund", "--prefix", f"{folder}")  # fmt: skip
            (folder / "done").touch()
        manifest = json.loads((folder / "node_modules" / name / "package.json").read_text())
        engines = manifest.get("engines") or {}
        return cls(name, folder, manifest["version"], engines.get("node", ""))

    def command(self, program: str) -> list[str] | None:
        """See `Installed`."""
        words = [word for word in program.split() if word != "npx"]
        path = self.folder / "node_modules" / ".bin" / words[0]
        return [f"{path}", *words[1:]] if path.exists() else None

    def not_imported(self, wanted: Sequence[tuple[str, str]]) -> list[list[str]]:
        """See `Installed`."""
        node = shutil.which("node", path=_path()) or "node"
        return _asked((node, "-e", _IMPORT_JAVASCRIPT), list(wanted), self.folder)

    def without(self, symbols: Sequence[str]) -> list[str]:
        """See `Installed`."""
        return [row[1] for row in self.not_imported([(self.name, symbol) for symbol in symbols])]


def flags_in(text: str) -> frozenset[str]:
    """Every flag that a help text names."""
    found = {"-"} if re.search(r"(?m)^\s+- ", text) else set()
    for flag in _FLAG.findall(text):
        plain = flag.rstrip(".?")
        if "[no" in plain:
            found |= {re.sub(r"\[no-?\]", "", plain), plain.replace("[", "").replace("]", "")}
        found.add(plain)
    return frozenset(found)


def options_in(text: str) -> list[frozenset[str]]:
    """The options that a help text lists: the spellings of each."""
    listed = []
    for line in text.splitlines():
        plain = line.strip(" \t│|*┃")
        if re.match(r"--?[\w\[?]", plain):
            head: list[str] = []
            for column in re.split(r"\s{2,}|\t", plain):
                if not column.startswith("-"):
                    break
                head.append(column)
            listed.append(flags_in(" ".join(head)))
    return [option for option in listed if option]


def _path() -> str:
    return os.pathsep.join((f"{Path(sys.executable).parent}", os.environ.get("PATH", os.defpath)))


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": _path(), "HOME": f"{folder}", "COLUMNS": "200", "TERMINAL_WIDTH": "200",
        "NO_COLOR": "1", "TERM": "dumb", "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "ignore",
    }  # fmt: skip


def _output(line: tuple[str, ...], folder: Path) -> tuple[int, str]:
    try:
        done = subprocess.run(
            line, cwd=folder, env=_environment(folder), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=TIME_LIMIT,
        )  # fmt: skip
    except (subprocess.TimeoutExpired, OSError) as error:
        return 127, f"{error}"
    return done.returncode, done.stdout + done.stderr


def _asked(line: tuple[str, ...], value: object, folder: Path) -> list[list[str]] | list[str]:
    done = subprocess.run(
        line, cwd=folder, env=_environment(folder), input=json.dumps(value), capture_output=True,
        text=True, timeout=TIME_LIMIT * 3,
    )  # fmt: skip
    answer = done.stdout[
        done.stdout.rfind("[[") if "[[" in done.stdout else done.stdout.rfind("[") :
    ]
    return json.loads(answer)  # type: ignore[no-any-return]


def _quietly(*line: str) -> str:
    return subprocess.run(line, check=True, capture_output=True, text=True, timeout=900).stdout
