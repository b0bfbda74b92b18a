"""Every word that a repository's texts hold, to tell what they know and what they do not."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence
from moxi.facts.paths import is_docs, is_generated, is_vendored
from moxi.patterns import lazy_re
from moxi.snapshot.model import MODE_SYMLINK, Reason, Unread

if TYPE_CHECKING:
    from collections.abc import Collection

    from moxi.facts.reader import Reader

MAX_FILES = 20_000
MAX_BYTES = 40_000_000
_WORD = lazy_re(r"[A-Za-z_$][\w$]*|\d+")
_CAPITALS = lazy_re(r"[A-Z][A-Z\d]*(_[A-Z\d]+)+")
_PART = lazy_re(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_README = lazy_re(r"(^|/)readme([-_.][\w.-]*)?$", re.IGNORECASE)
_CHANGES = lazy_re(r"(^|/)(change(s|log)|history|news|releases?)\b[^/]*$", re.IGNORECASE)
_LOCK = lazy_re(
    r"(^|/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|"
    r"Cargo\.lock|go\.sum|poetry\.lock|uv\.lock|Pipfile\.lock|composer\.lock|Gemfile\.lock)$"
)
_CARRIED = lazy_re(r"(^|/)\.yarn/(releases|plugins|sdks|cache)/|(^|/)\.pnp\.[cm]?js$")
_UNREAD = (Reason.NOT_FETCHED, Reason.UNREADABLE, Reason.TOO_LARGE)
_BINARY = (
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".bmp", ".mp4", ".webm", ".mov", ".mp3",
    ".ogg", ".wav", ".pdf", ".zip", ".gz", ".xz", ".bz2", ".7z", ".tar", ".tgz", ".jar", ".woff",
    ".woff2", ".ttf", ".otf", ".so", ".dll", ".dylib", ".exe", ".a", ".wasm", ".db", ".sqlite",
    ".bin", ".dat", ".psd", ".ai", ".eps", ".parquet", ".npz", ".npy", ".pkl", ".onnx", ".pt",
    ".pcap", ".zst", ".zstd", ".iso", ".img", ".whl", ".json", ".txt", ".xml", ".html", ".log",
)  # fmt: skip
_DATA = (".svg", ".map", ".csv", ".tsv", ".ipynb", ".po", ".pot", ".snap", ".patch", ".geojson")


def is_readme(path: str) -> bool:
    """Whether a path is a README in any format or language."""
    return bool(_README.search(path))


class Words:
    """An index over the words of all texts but some; what others carried along is not read.

    `complete` tells whether all was read, so that a word's absence means something.
    """

    def __init__(self, reader: Reader, without: Collection[str] = ()) -> None:
        self._reader = reader
        self.complete = True
        self._first: dict[str, str] = {}
        self._in_code: dict[str, str] = {}
        self._code: list[str] = []
        self._read: list[str] = []
        folded: list[str] = []
        total = count = 0
        for entry in reader.tree:
            path = entry.path
            if path in without or not _is_read(path):
                continue
            if is_readme(path) and "/" not in path:  # a translation repeats what it says
                continue
            total += entry.size
            count += 1
            if total > MAX_BYTES or count > MAX_FILES:
                self.complete = False
                break
            text = reader.text(path)
            if not text:
                if _is_missing(reader, path):
                    self.complete = False
                continue
            self._read.append(path)
            found = set(_WORD.findall(text))
            code = not _is_told(path)
            if code:
                self._code.append(path)
            for word in found:
                self._first.setdefault(word, path)
                if code:
                    self._in_code.setdefault(word, path)
            folded.append(fold(text))
        self._folded = "\n".join(folded)

    @cached_property
    def capitals(self) -> tuple[str, ...]:
        """The names in capitals that code, a manifest or a setting holds: `API_TOKEN`."""
        return tuple(word for word in self._in_code if _CAPITALS.fullmatch(word))

    def __contains__(self, word: object) -> bool:
        return word in self._first

    def in_code(self, word: str) -> Evidence | None:
        """Where code, a manifest or a setting holds exactly this word; not pages or changelogs."""
        path = self._in_code.get(word)
        return self._at(path, word) if path else None

    def anywhere(self, word: str) -> Evidence | None:
        """Where any text holds exactly this word."""
        path = self._in_code.get(word) or self._first.get(word)
        return self._at(path, word) if path else None

    def literal(self, text: str) -> Evidence | None:
        """Where code, a manifest or a setting holds this text as a whole word of its own."""
        whole = re.compile(rf"(?<![\w-]){re.escape(text)}(?![\w-])")
        for path in self._code:
            content = self._reader.text(path)
            if text in content and (found := whole.search(content)):
                line = content.count("\n", 0, found.start()) + 1
                return Evidence(path, line, line)
        return None

    @cached_property
    def _parts(self) -> frozenset[str]:
        return frozenset(part.lower() for word in self._first for part in _PART.findall(word))

    def holds_parts(self, name: str) -> bool:
        """Whether each word of a name is a word of some identifier: `press` of `PressCommand`, not
        of `express`."""
        return all(part in self._parts for part in re.findall(r"[a-z]+|\d+", name.lower()))

    def spells(self, name: str) -> bool:
        """Whether any text holds a name as it is written, as a word of its own."""
        whole = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
        return any(
            name in text and whole.search(text) is not None
            for text in map(self._reader.text, self._read)
        )

    def holds(self, *texts: str) -> bool:
        """Whether code, a manifest or a setting holds one of these texts, as part of a word too."""
        return any(text in self._reader.text(path) for path in self._code for text in texts)

    def knows(self, name: str) -> bool:
        """Whether a name stands anywhere in any spelling: `--dry-run` as `dryRun`, `DRY_RUN`.

        Substrings count, so False is the safe answer, and only when `complete`.
        """
        return fold(name) in self._folded

    def _at(self, path: str, word: str) -> Evidence:
        whole = re.compile(rf"(?<![\w$]){re.escape(word)}(?![\w$])")
        for number, line in enumerate(self._reader.lines(path), 1):
            if word in line and whole.search(line):
                return Evidence(path, number, number)
        return Evidence(path)


def fold(text: str) -> str:
    """A text without case, hyphens and underscores."""
    return text.lower().replace("-", "").replace("_", "")


def _is_read(path: str) -> bool:
    return not (
        path.endswith(_DATA)
        or ".min." in path
        or _CARRIED.search(path)
        or is_vendored(path)
        or (is_generated(path) and "/" in path)
        or _LOCK.search(path)
    )


def _is_missing(reader: Reader, path: str) -> bool:
    """Whether a file has words that were not read; of one too large only its name is known."""
    entry = reader.tree.get(path)
    if entry is not None and entry.mode == MODE_SYMLINK:
        return False  # what it leads to is read in its own place
    content = reader.snapshot.read(path)
    if isinstance(content, Unread):
        known = content.reason is Reason.TOO_LARGE and path.lower().endswith(_BINARY)
        return content.reason in _UNREAD and not known
    return False


def _is_told(path: str) -> bool:
    """A page that tells about the project, and may be wrong as a README may."""
    return bool(
        is_readme(path)
        or _CHANGES.search(path)
        or path.endswith((".md", ".rst", ".mdx", ".adoc", ".txt"))
        or (is_docs(path) and path.endswith((".html", ".htm")))
    )
