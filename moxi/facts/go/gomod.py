"""The grammar of go.mod and go.work: one directive a line, blocks, comments, quoted strings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from moxi.patterns import lazy_re

_TOKEN = lazy_re(
    r"""\s+ | (?P<comment>//.*) | (?P<quoted>"(?:[^"\\]|\\.)*") | (?P<raw>`[^`]*`)
      | (?P<mark>=>|[()\[\],]) | (?P<word>(?:(?!//|=>)[^\s()\[\],"`])+) | (?P<stray>.)""",
    re.VERBOSE,
)
_ESCAPE = lazy_re(r"\\(.)")
_MAJOR = lazy_re(r"/v\d+$")
_DOTTED_MAJOR = lazy_re(r"\.v\d+$")


@dataclass(frozen=True, slots=True)
class Directive:
    """One line of the file: `require` with `("golang.org/x/net", "v0.1.0")`."""

    verb: str
    arguments: tuple[str, ...]
    line: int
    comment: str = ""
    """what follows `//` on the line"""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A module that this one needs."""

    path: str
    version: str
    line: int
    indirect: bool = False


@dataclass(frozen=True, slots=True)
class Replacement:
    """`old => new`; `new` is another module's path or, without a version, a folder."""

    old: str
    new: str
    line: int


@dataclass(frozen=True, slots=True)
class GoMod:
    """What a go.mod (or go.work) states; lines are 1-based, 0 for what it does not state."""

    module: str = ""
    module_line: int = 0
    go: str = ""
    go_line: int = 0
    toolchain: str = ""
    deprecated: str = ""
    requires: tuple[Requirement, ...] = ()
    replaces: tuple[Replacement, ...] = ()
    uses: tuple[tuple[str, int], ...] = field(default=())
    """folders of a workspace, and the lines they stand on"""

    def requires_any(self, *paths: str) -> Requirement | None:
        """The first requirement that is one of these modules, at any major version."""
        for requirement in self.requires:
            if without_major(requirement.path) in paths:
                return requirement
        return None


def directives(text: str) -> tuple[Directive, ...]:
    """All directives of a file, those inside of a block with the block's verb."""
    found: list[Directive] = []
    block = ""
    for number, line in enumerate(text.split("\n"), start=1):
        words, comment = _tokens(line)
        if not words:
            continue
        if block:
            if words == [")"]:
                block = ""
            else:
                found.append(Directive(block, tuple(words), number, comment))
        elif len(words) == 2 and words[1] == "(":
            block = words[0]
        else:
            found.append(Directive(words[0], tuple(words[1:]), number, comment))
    return tuple(found)


def _tokens(line: str) -> tuple[list[str], str]:
    words: list[str] = []
    for match in _TOKEN.finditer(line):
        if match["comment"] is not None:
            return words, match["comment"][2:].strip()
        if match["quoted"] is not None:
            words.append(_ESCAPE.sub(r"\1", match["quoted"][1:-1]))
        elif match["raw"] is not None:
            words.append(match["raw"][1:-1])
        elif match.lastgroup:
            words.append(match[match.lastgroup])
    return words, ""


def parse(text: str) -> GoMod:
    """A go.mod or go.work; what is malformed is passed over."""
    module, module_line, go, go_line, toolchain = "", 0, "", 0, ""
    requires: list[Requirement] = []
    replaces: list[Replacement] = []
    uses: list[tuple[str, int]] = []
    for directive in directives(text):
        words = directive.arguments
        if not words:
            continue
        if directive.verb == "module" and not module:
            module, module_line = words[0], directive.line
        elif directive.verb == "go" and not go:
            go, go_line = words[0], directive.line
        elif directive.verb == "toolchain":
            toolchain = words[0]
        elif directive.verb == "require" and len(words) == 2:
            indirect = directive.comment.startswith("indirect")
            requires.append(Requirement(words[0], words[1], directive.line, indirect))
        elif directive.verb == "replace" and "=>" in words[:-1]:
            replaces.append(Replacement(words[0], words[words.index("=>") + 1], directive.line))
        elif directive.verb == "use":
            uses.append((words[0], directive.line))
    return GoMod(
        module,
        module_line,
        go,
        go_line,
        toolchain,
        _deprecation(text, module_line),
        tuple(requires),
        tuple(replaces),
        tuple(uses),
    )


def _deprecation(text: str, module_line: int) -> str:
    """The `// Deprecated:` paragraph right above the module line."""
    lines = text.split("\n")[: max(module_line - 1, 0)]
    comment: list[str] = []
    for line in reversed(lines):
        if not line.strip().startswith("//"):
            break
        comment.insert(0, line.strip()[2:].strip())
    paragraph = " ".join(comment)
    return paragraph[12:] if paragraph.startswith("Deprecated: ") else ""


def without_major(path: str) -> str:
    """A module path without `/v2` or `.v2` at its end."""
    return _DOTTED_MAJOR.sub("", _MAJOR.sub("", path))


def last_part(path: str) -> str:
    """The name that `go install` gives the program of a package: `a/b/v2` → `b`."""
    bare = _MAJOR.sub("", path)
    return bare.rpartition("/")[2]


def is_public(path: str) -> bool:
    """Whether a module path begins with a host, so that `go get` can find it."""
    host, slash, _ = path.partition("/")
    name = host.partition(":")[0]
    reserved = ("example.com", "example.org", "localhost", "example.net")
    return bool(slash) and "." in name.strip(".") and name not in reserved
