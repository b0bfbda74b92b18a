"""What the brackets of a help line say: default, choices, environment variable, required."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from moxi.facts.prose import collapse, phrase
from moxi.patterns import lazy_re

_NOTE = lazy_re(r"\s*[\[(](?P<key>[A-Za-z ]+?)(?:\s*[:=]\s*|\s+)(?P<value>[^\])]*)[\])]")
_DEFAULT = lazy_re(
    r"(?:^|(?<=[\s.,;(]))default(?:s|ed)?(?: value)?(?: is| to|:) "
    r"(?P<value>`[^`]+`|\"[^\"]*\"|'[^']*'|[^\s,;]+?)(?P<end>[.)]*$|[,;.]?(?=\s))",
    re.IGNORECASE,
)
_DESCRIBED = lazy_re(r"^(?:(?:is|to) )?(?:the|your|a|an|whatever|current) ")
_TRAILING = lazy_re(r"\s*\[(?P<value>[^\[\]\s]+)\](?=$|\. |, )")
_PLAIN_DEFAULT = lazy_re(r"^(?:true|false|-?\d[\w.:%]*|\.{0,2}/[\w./-]*|\w+/[\w.+-]+)$")
_DOLLAR_ENV = lazy_re(r"\s*[\[(]\$(?P<name>[A-Z][A-Z0-9_]+)[\])]")
_ENV_PHRASE = lazy_re(
    r"\balso be (?:set|specified|given|provided) (?:with|by|via|using|through|in) (?:the )?"
    r"env(?:ironment)? variable (?P<name>[A-Z][A-Z0-9_]+)"
)
_ENV_NAME = lazy_re(r"^\$?(?P<name>[A-Z][A-Z0-9_]+)")
HOLE = lazy_re(r"\$\{|(?<!['\"`v])%[-+#0-9.]*[sdvqtfxT]\b(?!['\"`])|\{\w*\}|\{\{")
_BRACED = lazy_re(r"\{(\w*)\}")
_UNIT = lazy_re(r"\s(?:(?:milli|micro|nano)?seconds?|minutes?|hours?|days?|[KMG]i?B|bytes)\b")
MAX_DEFAULT_WORDS = 5
_NO_DEFAULT = frozenset({"none", "null", "nil", "undefined", "unset", "empty", "off", "no", ""})
_TYPES = frozenset({"boolean", "string", "number", "array", "count"})


@dataclass(frozen=True, slots=True)
class Notes:
    """A help line, and what its brackets say about the option."""

    text: str
    default: str = ""
    env: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False


def read_notes(text: str, *, braces: bool = False) -> Notes:
    """`Port to use (default: 80) [env: PORT]` → the text without the brackets, and their say.
    `braces`: `{name}` is what a user types, in a language that fills nothing in there."""
    if braces:
        text = _BRACED.sub("\x01\\1\x02", text)
        notes = read_notes(text)
        return replace(notes, text=notes.text.replace("\x01", "{").replace("\x02", "}"))
    default, env, required = "", "", False
    choices: tuple[str, ...] = ()
    for match in list(_NOTE.finditer(text)):
        key, value = match["key"].strip().lower(), match["value"].strip()
        if key.startswith("default"):
            if len(value.split()) > MAX_DEFAULT_WORDS or _DESCRIBED.match(value):
                continue  # a clause that says where the default comes from
            default = default or value.removeprefix("is ").removeprefix("to ")
            if re.match(r"-?\d[\d.]*, \w+:", default):  # (default: 100, off: 0)
                default = default.partition(",")[0]
        elif key in ("env", "environment", "envvar", "env var"):
            name = _ENV_NAME.match(value)
            env = name["name"] if name else env
        elif key in ("choices", "possible values", "values", "one of"):
            choices = tuple(part.strip(" \"'`") for part in re.split(r"[,|]", value))
        else:
            continue
        text = text.replace(match.group(), "", 1)
    for word in ("[required]", "(required)", *(f"[{name}]" for name in sorted(_TYPES))):
        required = required or (word in text and "required" in word)
        text = text.replace(word, "")
    if dollar := _DOLLAR_ENV.search(text):
        env, text = dollar["name"], text.replace(dollar.group(), "", 1)
    if said := _ENV_PHRASE.search(text):
        env = env or said["name"]
    text = re.sub(r"(?<!\.)\.\.(?=\s|$)", ".", text)  # where a bracket ended a sentence
    text, default = _default(collapse(text), default)
    return Notes(phrase(_without_holes(text)), _plain(default), env, choices, required)


def _default(text: str, default: str) -> tuple[str, str]:
    if default:
        return text, default
    if (trailing := _TRAILING.search(text)) and (
        _PLAIN_DEFAULT.match(trailing["value"]) or trailing["value"] == "none"
    ):
        return text[: trailing.start()] + text[trailing.end() :], trailing["value"]
    said = _DEFAULT.search(text)
    if not said:
        return text, ""
    value = said["value"].rstrip(".")
    if value.isalpha() and value.islower() and value not in ("true", "false") and not _ends(said):
        return text, ""  # "default for this machine", "defaults to the current folder"
    if value.isdigit() and _UNIT.match(text, said.end()):
        return text, ""  # `5` is not what is typed for "5 minutes"
    if _ends(said):
        rest = text[: said.start()].rstrip()
        if not rest or rest.endswith((".", ",", ";")):
            rest = rest.rstrip(",; ")
            return rest + ")" * (rest.count("(") - rest.count(")")), value
    return text, value


def _ends(match: re.Match[str]) -> bool:
    return match.end() == len(match.string)


def _plain(default: str) -> str:
    shown = default.strip()
    if len(shown) > 1 and shown[0] == shown[-1] and shown[0] in "\"'`":
        shown = shown[1:-1].strip()
    if HOLE.search(shown) or shown.lower() in _NO_DEFAULT or shown == "false":
        return ""
    return shown


def _without_holes(text: str) -> str:
    """A text without the sentences whose words only a running program would fill in."""
    if not HOLE.search(text):
        return text
    text = re.sub(r"\s*\([^()]*\)", lambda m: "" if HOLE.search(m.group()) else m.group(), text)
    sentences = re.split(r"(?<=[.;])\s+", text)
    return " ".join(part for part in sentences if not HOLE.search(part))
