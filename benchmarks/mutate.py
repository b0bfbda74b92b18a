"""Breaks for the true claims of a README: what people mistype, and what drift leaves behind.

Pure and seeded: a claim and a source of chance give the breaks, as text to replace on its line.
A break is still about the repository: a program, package or crate is misspelt, or keeps a part of
its name; with another name altogether it would be another project's, and a name of three letters
has too many neighbours. A file that every project has
(`package.json`) and a variable that others make (`GITHUB_TOKEN`) name nothing of this one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

MIN_NAME = 4
"""Letters of a program's or package's name that is misspelt."""
_WORDS = (
    "legacy", "helper", "bundle", "launch", "preview", "gather", "shared", "wizard", "sanity",
    "mirror", "outline", "digest", "ledger", "beacon", "ripple", "harvest",
)  # fmt: skip
_LICENCES = ("MIT", "Apache-2.0", "GPL-3.0", "BSD-3-Clause", "MPL-2.0", "ISC")
_LANGUAGES = ("Haskell", "Fortran", "Scala", "Perl", "Erlang", "OCaml")
_PRODUCTS = ("Cassandra", "RabbitMQ", "Memcached", "Neo4j", "Laravel", "InfluxDB")
_PORTS = (4567, 7331, 8642, 9753, 6502)
_RUNNERS = frozenset(("make", "gmake", "just", "task", "tox", "nox"))
_READERS = frozenset(
    ("cd", "cp", "mv", "source", ".", "bash", "sh", "node", "python", "python3", "pytest", "cat")
)
_USUAL = re.compile(
    r"(package|tsconfig|docker-compose|compose|pyproject|Cargo|go|setup|requirements|config"
    r"|settings|main|app|index|Dockerfile|Makefile|README|LICENSE|\.env|\.gitignore)(\.\w+)?"
)
_FOREIGN = re.compile(
    r"(AWS|GITHUB|RUNNER|ACTIONS|DOCKER|XDG|SSH|NPM|NODE|PYTHON|CARGO|RUST|GO|HTTPS?|NO|FLASK"
    r"|DBUS|POSTGRES|MYSQL)_|[A-Z]+$"
)
_SCRIPT = re.compile(r"\b(?:npm|pnpm|yarn|bun) run ([\w:.-]+)")
_MODULE = re.compile(r"\bpython[\d.]* -m ([\w.]+)")
_NAMED = re.compile(r"--(?:example|bin|package) ([\w-]+)|-p ([\w-]+)")
_FILE = re.compile(r"(?:-r|-f|--file) ([\w./-]+)|(\./[\w./-]+)|([\w.-]+/[\w./-]+|\.?[\w-]+\.\w+)")
_EXTRA = re.compile(r"\.\[([\w-]+)")
_BADGE = re.compile(
    r"workflows/([^/?]+?)(?:\.ya?ml)?/badge|workflow/status/[^/]+/[^/]+/([^/?]+?)\.ya?ml"
    r"|/(?:pypi|npm|crates|gem)/[a-z]+/(?:@[^/]+/)?([^/?]+?)(?:\.svg)?(?:[/?]|$)"
    r"|/(?:py|js|rb)/([^/?]+?)\.svg|licen[sc]e-([A-Z]{3,4})[-.]"
)


@dataclass(frozen=True, slots=True)
class Break:
    """What to replace on a claim's line, and by what."""

    style: str
    right: str
    wrong: str


def breaks(
    kind: str, text: str, chance: random.Random, own: str = "", *, program: bool = False
) -> list[Break]:
    """Several breaks of a claim; none where nothing in it names a thing of the repository.

    `own` is what of a command is known to be the repository's: a subcommand, or the `program`.
    """
    if kind == "licence":
        others = [name for name in _LICENCES if name[:3].lower() not in text.lower()]
        return [Break("another", text, name) for name in chance.sample(others, 2)]
    if kind == "technology":
        name = text.rpartition(" ")[2]
        pool = chance.sample(_LANGUAGES, 1) + chance.sample(_PRODUCTS, 1)
        return [Break("another", name, other) for other in pool if other != name]
    if kind == "port":
        pool = [str(int(text) + 13), *map(str, chance.sample(_PORTS, 2))]
        return [Break("another", text, port) for port in pool if port != text]
    if kind == "code":
        return []  # it names nothing
    if kind == "version":
        return list(_versions(text))
    name = name_in(kind, text, own)
    if kind == "badge" and re.search(r"licen[sc]e-[A-Z]", text):
        return [Break("another", name, other) for other in ("GPL", "ISC") if other != name]
    root = kind == "package" or (kind == "import" and name == text.split()[-1])
    near = root or (kind == "path" and "/" not in text) or program
    left_out = {"swapped word", "another word"} if near else set()
    if near and len(name) < MIN_NAME:
        return []
    if kind == "environment":
        left_out = {"another word"}
    return [one for one in _renamed(name, chance) if one.style not in left_out] if name else []


def name_in(kind: str, text: str, own: str = "") -> str:
    """The part of a claim that names something of the repository: what a break changes."""
    if kind in ("link", "image"):
        return _last_part(re.split(r"[?#]", text)[0])
    if kind == "path":
        return "" if _USUAL.fullmatch(text) else _last_part(text)
    if kind == "anchor":
        return text.partition("#")[2]
    if kind == "badge":
        found = _BADGE.search(text)
        return next((part for part in found.groups() if part), "") if found else ""
    if kind == "action":
        if "/" in text:
            parts = text.partition("@")[0].split("/")
            return parts[-1] if len(parts) > 2 else ""
        return text.removeprefix("outputs.")
    if kind == "import":
        return re.split(r"::|[.#/ ]", text.rstrip(";}"))[-1] if text[-1:] != "*" else ""
    if kind == "package":
        parts = text.rstrip("/").split("/")
        return parts[-2] if re.fullmatch(r"v\d+", parts[-1]) else parts[-1]
    if kind == "command":
        return own or _operand(text)
    if kind == "environment" and _FOREIGN.match(text):
        return ""
    return text.lstrip("-")


def apply(line: str, change: Break) -> str | None:
    """The line with the break in it; None where the right text is not on it just once."""
    whole = re.compile(rf"(?<!\w){re.escape(change.right)}(?![\w-])")
    if len(whole.findall(line)) != 1:
        return None
    return whole.sub(lambda _: change.wrong, line)


def _operand(text: str) -> str:
    """What a command names: a script, target, module, file, service or extra."""
    for pattern in (_SCRIPT, _MODULE, _NAMED, _EXTRA):
        if found := pattern.search(text):
            return next(part for part in found.groups() if part).rpartition(".")[2]
    words = text.split()
    plain = [word for word in words[1:] if not word.startswith("-")]
    if words[0] in _RUNNERS and plain and re.fullmatch(r"[\w:-]+", plain[0]):
        return plain[0]
    if words[0] in _READERS or words[0].startswith("./") or "-r" in words or "-f" in words:
        if words[0] == "cd" and plain:
            return _last_part(plain[0])
        if found := _FILE.search(text if words[0].startswith("./") else " ".join(words[1:])):
            return _last_part(next(part for part in found.groups() if part))
    return ""


def _last_part(path: str) -> str:
    """The stem of a path's last part: what a rename changes."""
    name = path.rstrip("/").rpartition("/")[2]
    stem = name.partition(".")[0] or f".{name.split('.')[1]}"
    return stem if re.fullmatch(r"[\w.-]{3,}", stem) else ""


def _renamed(name: str, chance: random.Random) -> Iterator[Break]:
    """Typo, suffix, swapped word, another word: in the spelling of the name."""
    seen = {name}
    for style, wrong in (
        ("typo", typo(name, chance)),
        ("suffix", suffixed(name, chance)),
        ("swapped word", swapped(name, chance)),
        ("another word", spelled(name, chance.sample(_WORDS, 2))),
    ):
        if wrong not in seen:
            seen.add(wrong)
            yield Break(style, name, wrong)


def typo(name: str, chance: random.Random) -> str:
    """Two letters swapped, one dropped or one doubled, inside the name."""
    spots = [i for i in range(1, len(name) - 1) if name[i].isalpha() and name[i + 1].isalpha()]
    if not spots:
        return f"{name}{name[-1:]}"
    spot = chance.choice(spots)
    kind = chance.choice(("swap", "drop", "double"))
    if kind == "swap" and name[spot] != name[spot + 1]:
        return name[:spot] + name[spot + 1] + name[spot] + name[spot + 2 :]
    if kind == "drop" and len(name) > 4:
        return name[:spot] + name[spot + 1 :]
    return name[:spot] + name[spot] + name[spot:]


def suffixed(name: str, chance: random.Random) -> str:
    """An old or new name's ending."""
    return spelled(name, [name, chance.choice(("old", "legacy", "next"))])


def swapped(name: str, chance: random.Random) -> str:
    """One word of a name for another."""
    parts = re.findall(r"[A-Z]?[a-z\d]+|[A-Z\d]+|[^A-Za-z\d]+", name)
    spots = [i for i, part in enumerate(parts) if len(part) > 1 and part.isalnum()]
    if len(spots) < 2:
        return spelled(name, [chance.choice(_WORDS), name])
    spot = chance.choice(spots[1:])
    return "".join([*parts[:spot], _cased(chance.choice(_WORDS), parts[spot]), *parts[spot + 1 :]])


def spelled(name: str, words: list[str]) -> str:
    """Words put together as the name is: with hyphens, underscores, capitals."""
    if name.isupper():
        return "_".join(words).upper()
    if "_" in name:
        return "_".join(words)
    if "-" in name or ":" in name:
        return "-".join(words)
    if name[1:].lower() != name[1:]:
        return words[0] + "".join(word.capitalize() for word in words[1:])
    if name[:1].isupper():
        return "".join(_cased(word, name) for word in words)
    return "_".join(words)


def _cased(word: str, like: str) -> str:
    if like.isupper():
        return word.upper()
    return word.capitalize() if like[:1].isupper() else word


def _versions(text: str) -> Iterator[Break]:
    found = re.search(r"\d+(?:\.\d+)*", text)
    if not found:
        return
    parts = found.group().split(".")
    last = len(parts) - 1 if len(parts) == 2 else 0
    for style, step in (("newer", 3), ("older", -2)):
        number = int(parts[last]) + step
        if number > 0:
            changed = [*parts[:last], str(number), *parts[last + 1 :]]
            yield Break(style, text, text.replace(found.group(), ".".join(changed), 1))
