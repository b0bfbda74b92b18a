"""Files of environment variables: `.env.example` and its like, with their comments."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from moxi.facts.prose import first_sentence
from moxi.patterns import lazy_re

EXAMPLES = (
    ".env.example", ".env.sample", ".env.dist", ".env.template", ".env.default", ".env.defaults",
    "env.example", "env.sample", "example.env", "sample.env", ".example.env", ".sample.env",
    ".env-example", ".env_example", ".env-sample", ".env_sample", "env.template", "template.env",
    ".template.env", "env.dist", "env_example", ".env.local.example", ".env.docker.example",
    ".env.development.example", ".env.production.example", ".env.example.local", "sample.env.txt",
)  # fmt: skip
_WORDS = ("env", "example", "sample", "template", "dist", "default", "defaults", "txt")
_OWN = lazy_re(r"(?<=[a-z]\.env)\.(?:example|sample|template|dist)$")
"""`tool.env.example`, the example of a file that has the name of the program"""
_PARTS = lazy_re(r"[^.\-_]+")
_MARK = lazy_re(
    r"^(?:[(\[]\s*(?:optional|required|mandatory)\s*[)\]]\s*[-:–—,.]?\s*"
    r"|(?:optional|required|mandatory)(?:\s+[-–—]+\s+|[:,.]\s+|$))",
    re.IGNORECASE,
)
_LINE = lazy_re(r"^(?P<off>#\s*)?(?:export\s+)?(?P<name>[A-Za-z_][\w.]*)\s*=(?P<value>.*)$")
_SECRET = lazy_re(
    r"(pass(?!ive|ing|port|enger|through|es)(word|wd|phrase)?|secret|token|api_?key|private_?key|access_?key|credential|_key$|salt|"
    r"dsn|auth_?(token|key|pass|secret))",
    re.IGNORECASE,
)
_PLACEHOLDER = lazy_re(
    r"change|replace|your|example|placeholder|secret|password|passwd|insert|todo|xxx|dummy|test|"
    r"sample|^<.*>$|^\W*$|^(postgres|root|admin|user|guest|minioadmin|true|false|none|null)$",
    re.IGNORECASE,
)
_TO_FILL = lazy_re(
    r"^(<.*>|\*+(none|change.*)?\*+|\[[A-Za-z].*\]|\{[A-Za-z].*\}|x{3,}|\.{3,}"
    r"|(please[-_ ]?)?(replace|insert|put|enter|fill|your)\b.*|your[-_].*"
    r"|(please[-_ ]?)?replace[-_ ]?(me|this|it)([-_ ]\w+)*)$",
    re.IGNORECASE,
)
_TO_CHANGE = lazy_re(r"^\W*(please[-_ ]?)?change[-_ ]?(me|this|it)([-_ !.]|\W*$)", re.IGNORECASE)
_AMOUNT = lazy_re(r"\d+ ?[a-z]{0,3}")
_CREDENTIALS = lazy_re(r"://[^:/@\s]*:(?P<password>[^@/\s]+)@")
_LINK_AT_END = lazy_re(
    r"[\s,]*\(?(\b((?:for (?:the )?(?:docs|documentation|details|more)[ ,]+)?(?:please )?"
    r"(?:refer to|see)|see also|more(?: info(?:rmation)?)?(?: here| at| in)?|like|such as|for example|i\.e\.?|e\.g\.?)[:,]?\s*)?https?://\S+$",
    re.IGNORECASE,
)
_OPEN = lazy_re(
    r"\b(the|a|an|of|to|for|in|on|by|with|from|and|or|as|at|is|are|your|this|that|its|if|e\.g)$",
    re.IGNORECASE,
)
_HEADING = lazy_re(
    r"(settings?|config(uration)?|options|variables|credentials|parameters|section)$", re.IGNORECASE
)
_ON_OTHERS = lazy_re(r"(uncomment|below|the following|following|these|here)\b", re.IGNORECASE)
_ONLY_TO_DO = lazy_re(
    r"(?:(?:please )?(?:replace|change|edit|adjust|update|set)"
    r"(?: (?:it|this|me|here|with your own))*"
    r"|(?:optional(?:ly)?, )?see (?:\S+ ){1,6}(?:for (?:more )?details|readme|docs))[.!]?",
    re.IGNORECASE,
)
"""what to do about it, or where to read on, and nothing of what it is for"""
_FOR_EXAMPLE = lazy_re(r"\b(?:e\.g\.?|for example|like this),?:?$", re.IGNORECASE)
_FORM = lazy_re(r"^[#\s]*(?:Type|Example|Default)s?: ")
"""what the value looks like, not what it is for"""
_BOLD = lazy_re(r"\*\*(\w[^*]*)\*\*")
_RULE = lazy_re(r"^[\W_]*$")
MAX_MEANING = 300
MAX_TITLE = 4
"""words of a heading, which says little by itself"""


@dataclass(frozen=True, slots=True)
class Variable:
    """One assignment. `off` where the line is commented out."""

    name: str
    value: str
    meaning: str
    line: int
    off: bool = False
    required: bool = False
    """the comment says so, and no value is given"""


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
        if match and match["off"] and fresh and above and _FOR_EXAMPLE.search(above[-1]):
            match = None
        if match:
            value, beside = _value(match["value"])
            meaning = beside or (_meaning(above) if fresh else "")
            off = bool(match["off"])
            if fresh or not groups:
                groups.append([])
            groups[-1].append(match["name"])
            if match["name"] not in found or found[match["name"]].off:
                meaning, must = unmarked(meaning)
                variable = Variable(match["name"], value, meaning, number, off, must and not value)
                found[match["name"]] = variable
            fresh = False
        elif stripped.startswith("#"):
            if not fresh:
                above, fresh = [], True
            above.append(stripped)
        else:
            above, fresh = [], True
    for group in groups:
        first = found[group[0]]
        if len(group) > 1 and (len(first.meaning.split()) <= 3 or _is_of_one_kind(group)):
            found[first.name] = replace(first, meaning="")  # a heading over all of them
    return list(found.values())


def _is_of_one_kind(names: list[str]) -> bool:
    """`REDIS_HOST`, `REDIS_PORT`, `REDIS_DB`: what stands above them speaks of all."""
    return len(names) > 2 and len({name.partition("_")[0] for name in names}) == 1


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
    lines = [line for line in lines if not _FORM.match(line)]
    while lines and not lines[-1].strip("# \t"):
        lines = lines[:-1]
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
            kept.append(_BOLD.sub(r"\1", text).strip("-=#* "))
    text = _LINK_AT_END.sub("", _joined(kept)).strip()
    if len(text) > MAX_MEANING:
        text = first_sentence(text)
        text = text if len(text.split()) > MAX_TITLE else ""
    if text.endswith(":"):  # what it announces is gone
        text = re.sub(r"(?:^|[.,;])[^.,;]*$", "", text)
    if _ON_OTHERS.match(text) or _ONLY_TO_DO.fullmatch(text):
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


def must_change(value: str) -> bool:
    """Whether a value, as good as any for a first try, says that it is to be changed."""
    return bool(_TO_CHANGE.match(value.strip()))


def shown(name: str, value: str) -> str:
    """A value as a default that may be shown: no secrets, nothing that is to be filled in."""
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    if value == "~" or must_fill(value) or "\n" in value or len(value) > 120:
        return ""
    if is_secret(name) and not _PLACEHOLDER.search(value) and not _AMOUNT.fullmatch(value):
        return ""
    if (found := _CREDENTIALS.search(value)) and not (
        _PLACEHOLDER.search(found["password"]) or found["password"].startswith("$")
    ):
        return ""
    return value


def is_example(name: str) -> bool:
    """Whether a file of this name is an example of an env file."""
    return name in EXAMPLES or bool(_OWN.search(name))


def copied_to(name: str) -> str:
    """The name under which a program looks for it: `env.sample` → `.env`, `.env.local.example` →
    `.env.local`."""
    if _OWN.search(name):
        return _OWN.sub("", name)
    kept = [part for part in _PARTS.findall(name) if part not in _WORDS]
    return ".".join((".env", *kept))


def unmarked(comment: str) -> tuple[str, bool]:
    """A comment without the `Optional - ` or `[required]` before it, and whether the variable is
    said to be required."""
    found = _MARK.match(comment)
    if not found:
        return comment, False
    rest = comment[found.end() :]
    return rest[:1].upper() + rest[1:], "optional" not in found[0].lower()
