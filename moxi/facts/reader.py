"""What extractors read through: texts and parsed manifests of a snapshot, each read once.

A file that does not parse becomes a `Problem` and an empty result, so that one broken manifest
never costs the other facts.
"""

from __future__ import annotations

import ast
import json
import tomllib
import warnings
from typing import TYPE_CHECKING, Any

import yaml

from moxi.facts.model import Evidence, Problem
from moxi.facts.paths import is_own_source
from moxi.facts.yaml_safe import load as load_yaml
from moxi.patterns import lazy_re
from moxi.snapshot.model import Text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from moxi.snapshot.model import Snapshot, Tree

MAX_SOURCES = 400
MAX_SOURCE_BYTES = 4_000_000
MAX_TOML_KEY = 30
_TYPE_STATEMENT = lazy_re(r"(?m)^([ \t]*)type +(\w+)(?:\[[^\]\n]*\])? *=(?!=)")
_TYPE_PARAMETERS = lazy_re(
    r"(?m)^([ \t]*(?:(?:async +)?def|class) +\w+)\[(?:[^\[\]\n]|\[[^\]\n]*\])*\]"
)
_TOML_KEY_PART = lazy_re(r"\"[^\"\n]*\"|'[^'\n]*'|[\w-]+")


class Reader:
    """A snapshot as the extractors see it. Every method returns a neutral value, never raises."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.tree: Tree = snapshot.tree
        self.problems: list[Problem] = []
        self._texts: dict[str, str] = {}
        self._parsed: dict[tuple[str, str], Any] = {}
        self._sources: dict[tuple[str, tuple[str, ...], int], tuple[str, ...]] = {}

    def text(self, path: str) -> str:
        """The text of a file, `""` where there is none."""
        if path not in self._texts:
            content = self.snapshot.read(path)
            self._texts[path] = content.text if isinstance(content, Text) else ""
        return self._texts[path]

    def lines(self, path: str) -> list[str]:
        """The lines of a file, without their ends."""
        return self.text(path).split("\n")

    def problem(self, path: str, line: int, message: str) -> None:
        """Record that something could not be read."""
        found = Problem(path, line, message)
        if found not in self.problems:
            self.problems.append(found)

    def toml(self, path: str) -> dict[str, Any]:
        """A TOML file as a table, `{}` where it is absent or broken."""
        return self._table("toml", path)

    def json(self, path: str) -> dict[str, Any]:
        """A JSON file (comments and trailing commas allowed) whose top is an object."""
        return self._table("json", path)

    def yaml(self, path: str) -> dict[str, Any]:
        """A YAML file whose top is a mapping; tags are ignored, aliases bounded."""
        return self._table("yaml", path)

    def python(self, path: str) -> ast.Module | None:
        """The syntax tree of a Python file; None where it is absent or does not parse."""
        if ("python", path) not in self._parsed:
            self._parsed["python", path] = self._parse_python(path)
        module: ast.Module | None = self._parsed["python", path]
        return module

    def xml(self, path: str) -> Element | None:
        """The root of an XML file; entities are refused."""
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import ParseError, fromstring

        if ("xml", path) not in self._parsed:
            root: Element | None = None
            if text := self.text(path):
                try:
                    root = fromstring(text)
                except DefusedXmlException as error:
                    self.problem(path, 1, f"XML refused: {type(error).__name__}")
                except (ParseError, ValueError, RecursionError) as error:
                    line = getattr(error, "position", (0, 0))[0]
                    self.problem(path, line, "XML does not parse")
            self._parsed["xml", path] = root
        found: Element | None = self._parsed["xml", path]
        return found

    def find(self, path: str, *needles: str, start: int = 1) -> Evidence:
        """The line on which the last needle stands, each searched from where the one before was
        found. Falls back to the last line found, then to the file itself."""
        lines = self.lines(path)
        line, found = start - 1, 0
        for needle in needles:
            for number in range(line, len(lines)):
                if needle in lines[number]:
                    line, found = number, number + 1
                    break
        return Evidence(path, found, found)

    def sources(
        self, folder: str, suffixes: tuple[str, ...], limit: int = MAX_SOURCES
    ) -> tuple[str, ...]:
        """The project's own sources below a folder, shallow ones first, within the caps on their
        number and on their bytes."""
        asked = (folder, suffixes, limit)
        if asked not in self._sources:
            self._sources[asked] = self._find_sources(folder, suffixes, limit)
        return self._sources[asked]

    def _find_sources(self, folder: str, suffixes: tuple[str, ...], limit: int) -> tuple[str, ...]:
        found = [
            entry
            for path in self.tree.under(folder)
            if path.endswith(suffixes)
            and is_own_source(path[len(folder) :])
            and (entry := self.tree.get(path)) is not None
        ]
        found.sort(key=lambda entry: (entry.path.count("/"), entry.path))
        chosen: list[str] = []
        total = 0
        for entry in found[:limit]:
            total += entry.size
            if total > MAX_SOURCE_BYTES:
                break
            chosen.append(entry.path)
        return tuple(chosen)

    def _table(self, form: str, path: str) -> dict[str, Any]:
        if (form, path) not in self._parsed:
            self._parsed[form, path] = self._parse_table(form, path)
        table: dict[str, Any] = self._parsed[form, path]
        return table

    def _parse_table(self, form: str, path: str) -> dict[str, Any]:
        text = self.text(path)
        if not text.strip():
            return {}
        name = form.upper()
        try:
            if form == "toml":
                value: Any = _loads_toml(text)
            elif form == "json":
                value = _loads_json(text)
            else:
                value = load_yaml(text)
        except tomllib.TOMLDecodeError as error:
            self.problem(
                path, _toml_line(error, text), f"TOML does not parse: {_first_line(error)}"
            )
        except json.JSONDecodeError as error:
            self.problem(path, error.lineno, f"JSON does not parse: {error.msg}")
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            reason = getattr(error, "problem", None) or _first_line(error)
            self.problem(path, mark.line + 1 if mark else 0, f"YAML does not parse: {reason}")
        except (RecursionError, ValueError) as error:
            reason = "nested too deep" if isinstance(error, RecursionError) else _first_line(error)
            self.problem(path, 0, f"{name} does not parse: {reason}")
        else:
            if isinstance(value, dict):
                return value
            self.problem(path, 1, f"{name} does not hold a table at its top")
        return {}

    def _parse_python(self, path: str) -> ast.Module | None:
        text = self.text(path)
        if not text:
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # such as invalid escapes in their literals
                return _newer_python(text)
        except SyntaxError as error:
            self.problem(path, error.lineno or 0, "Python does not parse")
        except (ValueError, RecursionError, MemoryError):
            self.problem(path, 0, "Python does not parse")
        return None


def _newer_python(text: str) -> ast.Module:
    """The tree of a text, also where it uses what Python 3.12 added and an older one runs here:
    `type X = …` is read as an assignment, parameters of types are left out. Lines stay the same."""
    try:
        return ast.parse(text)
    except SyntaxError:
        plain = _TYPE_PARAMETERS.sub(r"\1", _TYPE_STATEMENT.sub(r"\1\2 =", text))
        if plain == text:
            raise
        return ast.parse(plain)


def _loads_toml(text: str) -> Any:
    """tomllib takes time and memory by the square of the parts of a dotted key: bound them."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > MAX_TOML_KEY:
            parts = "".join(_TOML_KEY_PART.sub("a", line).split())
            if "a." * MAX_TOML_KEY in parts:
                raise tomllib.TOMLDecodeError(
                    f"a key of too many parts (at line {number}, column 1)"
                )
    return tomllib.loads(text)


def _loads_json(text: str) -> Any:
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        stripped = strip_json_comments(text)
        if stripped == text:
            raise
        value = json.loads(stripped)
    if "\\ud" in text or "\\uD" in text:  # half of a surrogate pair can be written nowhere
        value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    return value


def strip_json_comments(text: str) -> str:
    """JSON with `//` and `/* */` comments and trailing commas as plain JSON, lines kept."""
    out: list[str] = []
    index, length = 0, len(text)
    while index < length:
        char = text[index]
        if char == '"':
            end = index + 1
            while end < length and text[end] != '"':
                end += 2 if text[end] == "\\" else 1
            out.append(text[index : end + 1])
            index = end + 1
        elif text.startswith("//", index):
            end = text.find("\n", index)
            index = length if end < 0 else end
        elif text.startswith("/*", index):
            end = text.find("*/", index + 2)
            end = length if end < 0 else end + 2
            out.append("\n" * text.count("\n", index, end))
            index = end
        elif char in "]}":
            behind = len(out) - 1
            while behind >= 0 and not out[behind].strip():
                behind -= 1
            if behind >= 0 and out[behind] == ",":
                out[behind] = ""
            out.append(char)
            index += 1
        else:
            out.append(char)
            index += 1
    return "".join(out)


def _toml_line(error: tomllib.TOMLDecodeError, text: str) -> int:
    if "(at end of document)" in str(error):
        return text.rstrip().count("\n") + 1
    _, _, tail = str(error).partition("at line ")
    digits = tail.split(",")[0]
    return int(digits) if digits.isdigit() else 0


def _first_line(error: BaseException) -> str:
    return str(error).split("\n")[0][:200]
