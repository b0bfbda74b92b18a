"""Flag sets as the `flag` package, pflag and goflags define them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from moxi.facts.go.values import HOLE, EnvRead, Items, Object, as_text, shown
from moxi.facts.model import Evidence, Option
from moxi.facts.prose import phrase
from moxi.facts.syntax import line_of, node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.go.values import Place

_KINDS = (
    "Bool|BoolSlice|BytesHex|BytesBase64|Count|Duration|DurationSlice|Enum|EnumSlice|"
    "FileCommaSeparatedStringSlice|Float|Float32|Float64|"
    "Func|BoolFunc|IP|IPMask|IPNet|IPSlice|Int|Int8|Int16|Int32|Int64|IntSlice|Int32Slice|"
    "Int64Slice|NormalizedStringSlice|Path|Port|RuntimeMap|Size|String|StringArray|StringSlice|"
    "StringToInt|StringToInt64|StringToString|"
    "Text|Time|Uint|Uint8|Uint16|Uint32|Uint64|UintSlice"
)
_DEFINES = lazy_re(rf"^(?P<kind>{_KINDS})?(?P<var>Var)?(?P<p>P|PF)?$")
_QUOTED = lazy_re(r"`([^`]*)`")
_ALIAS = lazy_re(
    r"^(?:\(?\s*)?(?:short(?:hand|cut)?|alias|same as|long(?: form| version)?|see)\b", re.IGNORECASE
)
_HOLED = lazy_re(
    rf"\s*[(\[][^()\[\]]*{HOLE}[^()\[\]]*[)\]]|(?:(?<=[.;])|^)[^.;]*{HOLE}[^.;]*(?:[.;]|$)"
)
_OPEN_END = lazy_re(
    r"\b(?:are|is|of|the|an?|to|in|from|with|by|for|or|and|as|at|on)$", re.IGNORECASE
)
MIN_HELP_WORDS = 3
_SAID_DEFAULT = lazy_re(r"\s*[(\[]default(?:s to)?:?\s*(?P<value>[^()\[\]]*)[)\]]", re.IGNORECASE)
_PLACEHOLDERS = {
    "Bool": "", "BoolFunc": "", "Count": "", "String": "string", "Duration": "duration",
    "StringSlice": "strings", "StringArray": "stringArray", "StringToString": "key=value",
    "IntSlice": "ints", "Float64": "float", "Float": "float", "Var": "value", "Func": "value",
    "Text": "value", "IP": "ip", "Path": "path", "Enum": "string",
    "NormalizedStringSlice": "strings", "FileCommaSeparatedStringSlice": "strings",
    "RuntimeMap": "key=value", "EnumSlice": "strings",
}  # fmt: skip


@dataclass(eq=False, slots=True)
class Flag:
    """One definition of a flag."""

    name: str
    short: str
    kind: str
    default: Any
    usage: str
    target: str
    """the variable that it sets, as written, where several flags may set the same"""
    evidence: Evidence
    hidden: bool = False
    required: bool = False

    @property
    def value(self) -> str:
        """The placeholder of its value."""
        if quoted := _QUOTED.search(self.usage):
            return "" if self.kind in ("Bool", "BoolFunc", "Count") else quoted[1]
        if self.kind in _PLACEHOLDERS:
            return _PLACEHOLDERS[self.kind]
        return "int" if "nt" in self.kind else self.kind.lower()


@dataclass(eq=False, slots=True)
class FlagSet:
    """The flags of one command."""

    name: str
    style: str
    """`flag`, `pflag` or `goflags`"""
    evidence: Evidence | None = None
    flags: list[Flag] = field(default_factory=list)
    case: list[str] = field(default_factory=list)
    """labels of the `case` in which it was made"""
    part: bool = False
    """another set takes its flags in"""
    usage: Any = None
    """what was assigned to its `Usage`"""
    parsed: bool = False
    description: str = ""

    def get(self, name: str) -> Flag | None:
        """The flag of that name."""
        return next((flag for flag in self.flags if flag.name == name), None)

    def define(
        self, method: str, values: list[Any], nodes: list[Node], node: Node, place: Place
    ) -> Flag | None:
        """Take `fs.StringVarP(&x, "name", "n", "default", "usage")` in."""
        match = _DEFINES.match(method)
        if not match or not (match["kind"] or match["var"]):
            return None
        kind = match["kind"] or "Var"
        rest = list(values)
        target = ""
        if match["var"] and rest:
            rest.pop(0)
            target = node_text(nodes[0]).lstrip("&")
        name = as_text(rest.pop(0)) if rest else ""
        short = ""
        if match["p"] and rest:
            short = as_text(rest.pop(0))
        default: Any = None
        if kind in ("Func", "BoolFunc", "Count", "Var"):
            usage = as_text(rest[0]) if rest else ""
        else:
            default = rest[0] if rest else None
            usage = as_text(rest[1]) if len(rest) > 1 else ""
        if not name or HOLE in name or not re.fullmatch(r"[\w.:@-]{1,60}", name) or self.get(name):
            return None
        evidence = Evidence(place.source.path, line_of(node), line_of(node))
        flag = Flag(name, short, kind, default, usage, target, evidence)
        self.flags.append(flag)
        return flag

    def options(self) -> tuple[Option, ...]:
        """All flags that are shown, those that set the same variable as one."""
        groups: dict[str, list[Flag]] = {}
        for flag in self.flags:
            if flag.hidden:
                continue
            shared = flag.target if self.style == "flag" and flag.target else ""
            groups.setdefault((shared and f"&{shared}") or flag.name, []).append(flag)
        return tuple(option for group in groups.values() for option in self._options_of(group))

    def _options_of(self, group: list[Flag]) -> list[Option]:
        helps = {
            phrase(flag.usage) for flag in group if flag.usage and not _ALIAS.match(flag.usage)
        }
        if len(group) > 1 and (len({flag.kind for flag in group}) > 1 or len(helps) > 1):
            return [self._option([flag]) for flag in group]
        return [self._option(group)]

    def _option(self, group: list[Flag]) -> Option:
        group = sorted(group, key=lambda flag: (len(flag.name), flag.name))
        told = [flag for flag in group if flag.usage and not _ALIAS.match(flag.usage)]
        leader = told[0] if told else group[-1]
        text = help_of(leader.usage)
        default, text = told_default(leader, text)
        read = leader.default if isinstance(leader.default, EnvRead) else None
        return Option(
            flags=tuple(spelling for flag in group for spelling in self.spellings(flag)),
            value=leader.value,
            help=text,
            default=default,
            required=any(flag.required for flag in group),
            env=read.name if read else "",
            evidence=leader.evidence,
        )

    def spellings(self, flag: Flag) -> tuple[str, ...]:
        """A flag as its library has it typed."""
        if self.style == "pflag":
            long = f"--{flag.name}"
            return (f"-{flag.short}", long) if flag.short else (long,)
        names = [flag.short, flag.name] if flag.short else [flag.name]
        return tuple(f"-{name}" for name in names)


def help_of(usage: str) -> str:
    """A usage text as a phrase; sentences with parts that are not known are left out."""
    text = _HOLED.sub("", usage) if HOLE in usage else usage
    if not text.strip() and HOLE in usage:
        text = _before_hole(usage)
    text = _QUOTED.sub(r"\1", text, count=1) if text.count("`") == 2 else text
    return phrase(text) if HOLE not in text else ""


def _before_hole(usage: str) -> str:
    """`Format of the output - one of …` without the list that is not known."""
    head = usage.partition(HOLE)[0]
    for separator in ("\n", " - ", " (", "; ", ", ", ": "):
        text = head.rpartition(separator)[0].strip(" ,;:-")
        if len(text.split()) >= MIN_HELP_WORDS and not _OPEN_END.search(text):
            return text
    return ""


def told_default(flag: Flag, text: str) -> tuple[str, str]:
    """The default, and the text without its own mention of it; neither where they disagree."""
    default = shown(flag.default)
    said = _SAID_DEFAULT.search(text)
    if said and said["value"].strip():
        value = said["value"].strip().strip("\"'`")
        known = flag.default is not None and not isinstance(flag.default, EnvRead)
        if not known or value == default:
            simple = bool(re.fullmatch(r"[^\s,;]+", value))
            if simple:
                return value, phrase(text[: said.start()] + text[said.end() :])
            return default, text
        if not default:  # a zero value that the program replaces later, as the text says
            return "", text
        return "", phrase(text[: said.start()] + text[said.end() :])
    return default, text


def string_items(value: Any) -> tuple[str, ...]:
    """The known texts of a slice."""
    if isinstance(value, Items):
        return tuple(part for part in value.values if isinstance(part, str) and part)
    return ()


def is_object_of(value: Any, library: str, *names: str) -> bool:
    """Whether a value is of a type of that library, at any major version."""
    if not isinstance(value, Object):
        return False
    own = re.sub(r"/v\d+$", "", value.library)
    return own == library and (not names or value.name in names)
