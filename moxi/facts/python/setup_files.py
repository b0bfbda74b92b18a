"""The files that a `setup.py` reads: paths, `open` and `exec`, on the repository's own texts."""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING, Any

from moxi.facts.paths import join, normalise
from moxi.facts.python.interpret.values import UNKNOWN, Call, Method, Scope, Special

if TYPE_CHECKING:
    from moxi.facts.python.interpret import Interpreter
    from moxi.facts.reader import Reader

MAX_TEXT = 40_000


class OpenFile(Special):
    """An open file of the repository."""

    def __init__(self, text: str) -> None:
        self.text = text

    def attribute(self, interpreter: Interpreter, name: str) -> Any:
        """What reading it gives."""
        if name == "read":
            return Method(lambda _, call: self.text)
        if name == "readlines":
            return Method(lambda _, call: self.elements())
        return UNKNOWN

    def elements(self) -> list[str]:
        """Its lines."""
        return self.text.splitlines(keepends=True)


class FilePath(Special):
    """A `pathlib.Path` inside the project, as a path relative to it."""

    def __init__(self, files: Files, path: str) -> None:
        self.files = files
        self.path = path

    def attribute(self, interpreter: Interpreter, name: str) -> Any:
        """Its parent, its text, a path below it."""
        if name == "parent":
            return FilePath(self.files, _parent(self.path))
        if name in ("resolve", "absolute"):
            return Method(lambda _, call: self)
        if name == "joinpath":
            return Method(lambda _, call: self._below(call.args))
        if name == "read_text":
            return Method(lambda _, call: self.files.text(self.path))
        if name == "open":
            return Method(lambda _, call: self.files.opened(self.path))
        return UNKNOWN

    def divide(self, right: Any) -> Any:
        """`path / "name"`."""
        return self._below([right])

    def _below(self, parts: list[Any]) -> Any:
        if not all(isinstance(part, str) for part in parts):
            return UNKNOWN
        return FilePath(self.files, "/".join([self.path, *parts]).lstrip("/"))


class Files:
    """Gives the interpreter the texts of a project's folder, and of nothing else."""

    def __init__(self, reader: Reader, folder: str) -> None:
        self.reader = reader
        self.folder = folder

    def handlers(self) -> dict[str, Any]:
        """The functions by which a `setup.py` finds and reads its files."""
        found: dict[str, Any] = dict.fromkeys(
            ("builtins.open", "io.open", "codecs.open"), self._open
        )
        for name in ("abspath", "realpath", "normpath"):
            found[f"os.path.{name}"] = lambda _, call: call.get(0, "path", UNKNOWN)
        found["os.path.dirname"] = self._dirname
        found["os.path.join"] = self._join
        found["pathlib.Path"] = self._path
        found["builtins.compile"] = lambda _, call: call.get(0, "source", UNKNOWN)
        found["builtins.exec"] = _exec
        return found

    def text(self, path: str) -> Any:
        """A file's text, UNKNOWN where the repository does not hold it."""
        inside = normalise(path)
        if not inside or join(self.folder, inside) not in self.reader.tree:
            return UNKNOWN
        text = self.reader.text(join(self.folder, inside))
        return text if text and len(text) <= MAX_TEXT else UNKNOWN

    def opened(self, path: str) -> Any:
        """The file, open."""
        text = self.text(path)
        return OpenFile(text) if isinstance(text, str) else UNKNOWN

    def _open(self, interpreter: Interpreter, call: Call) -> Any:
        path = call.get(0, "file", UNKNOWN)
        path = path.path if isinstance(path, FilePath) else path
        return self.opened(path) if isinstance(path, str) else UNKNOWN

    def _path(self, interpreter: Interpreter, call: Call) -> Any:
        start = call.get(0, "path", "")
        if isinstance(start, FilePath):
            return start
        return FilePath(self, start) if isinstance(start, str) else UNKNOWN

    def _dirname(self, interpreter: Interpreter, call: Call) -> Any:
        path = call.get(0, "p", UNKNOWN)
        return _parent(path) if isinstance(path, str) else UNKNOWN

    def _join(self, interpreter: Interpreter, call: Call) -> Any:
        parts = [part.path if isinstance(part, FilePath) else part for part in call.args]
        if not call.complete or not all(isinstance(part, str) for part in parts):
            return UNKNOWN
        return "/".join(part for part in parts if part)


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _exec(interpreter: Interpreter, call: Call) -> Any:
    """`exec(text, names)`: the names that the text binds; without `names`, those of the file."""
    code, names = call.get(0, "source"), call.get(1, "globals")
    if not isinstance(code, str):
        return UNKNOWN
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return UNKNOWN
    target = names if isinstance(names, dict) else _file_names(interpreter, call)
    scope = Scope(dict(target), call.source)
    interpreter.block(tree.body, scope)
    target.update(scope.names)
    return None


def _file_names(interpreter: Interpreter, call: Call) -> dict[str, Any]:
    module = interpreter.modules.get(call.source.name)
    return module.scope.names if module is not None else {}
