"""Files of environment variables: `.env.example` and its like, with their comments."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from moxi.patterns import lazy_re

EXAMPLES = (
    ".env.example", ".env.sample", ".env.dist", ".env.template", ".env.default", ".env.defaults",
    "env.example", "env.sample", "example.env", "sample.env", ".env-example", ".env_example",
    ".env-sample", "env.template", ".env.local.example", ".env.docker.example", "sample.env.txt",
)  # fmt: skip
_LINE = lazy_re(r"^(?P<off>#\s*)?(?:export\s+)?(?P<name>[A-Za-z_][\w.]*)\s*=(?P<value>.*)$")
_SECRET = lazy_re(
    r"(pass(word|wd|phrase)?|secret|token|api_?key|private_?key|access_?key|credential|_key$|salt|"
    r"dsn|auth_?(token|key|pass|secret))",
    re.IGNORECASE,
)
_PLACEHOLDER = lazy_re(
    r"change|replace|your|example|placeholder|secret|password|passwd|insert|todo|xxx|dummy|test|"
    r"sample|^<.*>$|^\W*$|^(postgres|root|admin|user|guest|minioadmin|true|false|none|null)$",
    re.IGNORECASE,
)
_TO_FILL = lazy_re(
    r"^(<.*>|\*+(none|change.*)?\*+|\[.*\]|\{.*\}|x{3,}|\.{3,}"
    r"|(please[-_ ]?)?(replace|insert|put|enter|fill|your)\b.*|your[-_].*|replace[-_]?me.*)$",
    re.IGNORECASE,
)
_CREDENTIALS = lazy_re(r"://[^:/@\s]*:(?P<password>[^@/\s]+)@")
_LINK_AT_END = lazy_re(r"\s*\(?(\b(see|see also)\b:?\s*)?https?://\S+$", re.IGNORECASE)
_OPEN = lazy_re(
    r"\b(the|a|an|of|to|for|in|on|by|with|from|and|or|as|at|is|are|your|this|that|its|if|e\.g)$",
    re.IGNORECASE,
)
_HEADING = lazy_re(
    r"(settings?|config(uration)?|options|variables|credentials|parameters|section)$", re.IGNORECASE
)
_ON_OTHERS = lazy_re(r"(below|the following|following|these|here)\b", re.IGNORECASE)
_RULE = lazy_re(r"^[\W_]*$")
MAX_MEANING = 300


@dataclass(frozen=True, slots=True)
class Variable:
    """One assignment. `off` where the line is commented out."""

    name: str
    value: str
    meaning: str
    line: int
    off: bool = False


def parse(text: str) -> list[Variable]:
    """The variables of a file, each once, with the comment above or beside as their meaning."""
    found: dict[str, Variable] = {}
    groups: list[list[str]] = []
    above: list[str] = []
    fresh = True
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        match = _LINE.match(stripped)
        if match and match["off"] and " " in match["value"].strip().strip("\"'"):
            match = None  # a sentence that holds a `=`
        if match:
            value, beside = _value(match["value"])
            meaning = beside or (_meaning(above) if fresh else "")
            off = bool(match["off"])
            if fresh or not groups:
                groups.append([])
            groups[-1].append(match["name"])
            if match["name"] not in found or found[match["name"]].off:
                found[match["name"]] = Variable(match["name"], value, meaning, number, off)
            fresh = False
        elif stripped.startswith("#"):
            if not fresh:
                above, fresh = [], True
            above.append(stripped)
        else:
            above, fresh = [], True
    for group in groups:
        first = found[group[0]]
        if len(group) > 1 and len(first.meaning.split()) <= 3:
            found[first.name] = replace(first, meaning="")  # a heading over all of them
    return list(found.values())


def _value(text: str) -> tuple[str, str]:
    """A value without its quotes, and the comment beside it."""
    text = text.strip()
    if text[:1] in ("'", '"') and (end := text.find(text[0], 1)) > 0:
        rest = text[end + 1 :].strip()
        return text[1:end], _meaning([rest.lstrip("#")]) if rest.startswith("#") else ""
    if text.startswith("#"):
        return "", _meaning([text.lstrip("#")])
    value, hash_, comment = re.sub(r"\s#", "\0", text, count=1).partition("\0")
    return value.strip(), _meaning([comment]) if hash_ else ""


def _meaning(lines: list[str]) -> str:
    """Comment lines as a phrase; a heading drawn with rules, or an old assignment, is none."""
    kept: list[str] = []
    depths = {len(line) - len(line.lstrip("#")) for line in lines if line.strip("# ")}
    depth = max(depths) if {1, 2} <= depths <= {1, 2, 3} else 0  # `# Heading` above `## what it is`
    for line in lines:
        if 0 < len(line) - len(line.lstrip("#")) < depth:
            continue
        text = line.strip("#").strip()
        if text.startswith("@"):
            break  # a tag: `@see`
        if _RULE.match(text):
            kept = []  # a rule or an empty line parts a heading from what is said
        elif not re.match(r"^[A-Z_][A-Z0-9_]*=", text):
            kept.append(text.strip("-=#* "))
    text = _LINK_AT_END.sub("", _joined(kept)).strip()
    if _ON_OTHERS.match(text):
        return ""
    if _HEADING.search(text.rstrip(":")) and len(text.split()) < 7:
        return ""
    return text if 0 < len(text) <= MAX_MEANING and re.search(r"[A-Za-z]{2}", text) else ""


def _joined(lines: list[str]) -> str:
    """Lines as running text: one that begins like a sentence behind a whole one is a sentence."""
    text = ""
    for line in lines:
        if text and line[:1].isupper() and text[-1] not in ".,:;!?-(" and not _OPEN.search(text):
            text += "."
        text = f"{text} {line}".strip()
    return text


def is_secret(name: str) -> bool:
    """Whether a variable's name says that its value is to be kept to oneself."""
    return bool(_SECRET.search(name))


def must_fill(value: str) -> bool:
    """Whether a value only says that another is to be put there."""
    return bool(_TO_FILL.match(value.strip()))


def shown(name: str, value: str) -> str:
    """A value as a default that may be shown: no secrets, nothing that is to be filled in."""
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    if must_fill(value) or "\n" in value or len(value) > 120:
        return ""
    if is_secret(name) and not _PLACEHOLDER.search(value) and not value.isdigit():
        return ""
    if (found := _CREDENTIALS.search(value)) and not (
        _PLACEHOLDER.search(found["password"]) or found["password"].startswith("$")
    ):
        return ""
    return value
