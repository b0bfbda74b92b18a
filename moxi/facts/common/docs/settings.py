"""Settings and environment variables that the documentation lists, held against the source."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from moxi.facts.common.docs.blocks import UNRESOLVED
from moxi.facts.common.docs.inline import plain
from moxi.facts.model import ConfigFile, EnvVar, Evidence, Fact, Setting
from moxi.facts.paths import is_docs, is_generated, is_own_source, is_test, is_vendored
from moxi.facts.prose import first_sentence, phrase
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from moxi.facts.common.docs.blocks import Block, Page, Row
    from moxi.facts.common.docs.pages import Pages
    from moxi.facts.index import Facts
    from moxi.facts.reader import Reader

MAX_ENV, MAX_SETTINGS = 60, 60
MAX_MEANING = 220
MIN_KIN = 3
MAX_SEARCHED = 4_000_000
_ENV = lazy_re(r"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$")
_ENV_NAMES = lazy_re(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
_KEY = lazy_re(r"^[A-Za-z][\w-]*(\.[A-Za-z][\w-]*)*(\[\])?$")
# "`TOOL_CACHE` where the cache lies", "`TOOL_A` / `TOOL_B` the same"
_ENV_ITEM = lazy_re(
    r"^((?:\**`[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+`\**(?: ?/ ?| or )?)+)(?!\s*[/:–—-])\s+(\S.*)$",
    re.DOTALL,
)
_IS = lazy_re(r"^(is|are|specifies|sets)\s+(?=the |an? )")
_THIS = lazy_re(
    r"^This (?:(?:variable|setting|option) )?(?:is (?=an? |the )|(?=[a-z]{3,}s )(?!is ))"
)
_FILE = lazy_re(r"\.(ya?ml|toml|json[5c]?|ini|cfg|conf|env|[cm]?[jt]s|py|xml|txt|md)$")
_NO_MEANING = lazy_re(
    r"^(valid|possible|allowed|accepted) values?\b|^values?:|^(type|default"
    r"|required)\b.{0,40}$|^type:|^see\b|^command line:|^same as\b|^alias\b",
    re.IGNORECASE,
)
_TYPE_LINE = lazy_re(r"^Type: ?(?P<type>.*?)(?: ?Default: ?(?P<default>.+))?$", re.IGNORECASE)
_DEFAULT_LINE = lazy_re(r"^Defaults?(?: value)?:\s*(?P<default>.*)$", re.IGNORECASE)
_VALUES = lazy_re(
    r"\b(valid|possible|allowed|accepted|supported|available) (values|choices|modes|levels)\b",
    re.IGNORECASE,
)
_GIVEN = lazy_re(
    r"\b(set by|sets the|are set (by|for|when|in)|exposes?|exposed|available (to|in|inside|within)"
    r"|passes|passed to|provided to|provides the|injects?|injected|populate[sd]?)\b",
    re.IGNORECASE,
)
_ON_SETTINGS_OBJECT = lazy_re(
    r"\b(?:settings|config|conf|app_settings)(?:\.[A-Z_]|\[[\"'][A-Z])"
    r"|getattr\(\s*(?:\w+\.)*(?:settings|config|conf)\b|\.config\.(?:get|setdefault)\("
)
_SPAN = lazy_re(r"^\**`([^`]+)`\**$")
_NAME_HEAD = lazy_re(
    r"^(name|variable|env(ironment)?( variable)?s?|setting|option|key|field"
    r"|parameter|property|config\w*( option| key)?|directive)s?( name)?$",
    re.IGNORECASE,
)
_DEFAULT_HEAD = lazy_re(r"^defaults?( value)?s?$", re.IGNORECASE)
_MIXED_ENV = re.compile(r"[A-Z][A-Z0-9]+_\w*__\w+")
"""`TOOL_app__address`: a key of a file that the environment overrides, by its own spelling"""
_EXAMPLE_HEAD = lazy_re(r"^(an? )?(examples?|sample|values?)( values?)?$", re.IGNORECASE)
_TYPE_HEAD = lazy_re(r"^(type|format|kind)s?$", re.IGNORECASE)
_MEANING_HEAD = lazy_re(
    r"^(description|meaning|what|purpose|explanation|notes?|details|usage|effect"
    r"|summary|comments?|what it does|function)s?.*$",
    re.IGNORECASE,
)
_REQUIRED_HEAD = lazy_re(r"^(required|mandatory)\??$", re.IGNORECASE)
_NONE = {
    "",
    "-",
    "–",
    "—",
    "none",
    "n/a",
    "null",
    "nil",
    "undefined",
    "unset",
    "empty",
    '""',
    "''",
    "not set",
}
_SUFFIXES = (
    ".py", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".go", ".rs", ".rb", ".java", ".kt", ".php", ".sh",
    ".c", ".h", ".cpp", ".cs", ".ex", ".exs", ".yml", ".yaml", ".env", ".json", ".ini", ".vue",
)  # fmt: skip
_SETTING_SECTION = lazy_re(
    r"\b(config\w*|settings?|options?|keys?|fields?|properties)\b", re.IGNORECASE
)


class _Named(NamedTuple):
    name: str
    default: str
    meaning: str
    type: str
    required: bool
    line: int
    group: str
    of_environment: bool = False
    """whether its section speaks of the environment"""


def settings(reader: Reader, pages: Pages, known: Facts) -> Iterator[Fact[Any]]:
    """What the pages on configuration list and the source knows too."""
    named: dict[str, tuple[_Named, str]] = {}
    for place, page in pages.of("config", "install", "index", "quickstart", "usage", limit=10):
        for item in _on_page(page, wide=place.topic == "config"):
            named.setdefault(item.name, (item, page.path))
    have_env = {fact.value.name for fact in known.all(EnvVar) if fact.value.meaning}
    have_setting = {fact.value.name for fact in known.all(Setting) if fact.value.meaning}
    wanted = {n for n in named if n not in have_env and n not in have_setting}
    coded = {fact.value.name: fact.value.default for fact in known.all(EnvVar)}
    where = _in_source(reader, pages.folder, wanted)
    envs = keys = 0
    # A page that lists settings of a framework's object lists no environment variables.
    pages_of_settings = {
        path
        for name, (_, path) in named.items()
        if name in where and name not in coded and _is_attribute(reader, where[name])
    }
    kin = _prefixes(named, where)
    for name, (item, path) in named.items():
        if name not in where and (path, name.partition("_")[0]) not in kin:
            continue
        evidence = (Evidence(path, item.line, item.line), *([where[name]] if name in where else ()))
        is_env = bool(_ENV.match(name) or _MIXED_ENV.fullmatch(name))
        if is_env and "_" not in name and name not in coded and not item.of_environment:
            continue  # a word in capitals: a keyword of a language that the program reads
        if is_env and name not in coded and path in pages_of_settings:
            if item.meaning and keys < MAX_SETTINGS:
                keys += 1
                setting = Setting(name, item.type, item.default, item.meaning, item.group)
                yield Fact(setting, evidence, pages.folder)
        elif is_env and envs < MAX_ENV:
            envs += 1
            default = coded.get(name) or item.default  # the code knows better than the page
            env = EnvVar(name, default, item.meaning, item.required)
            yield Fact(env, evidence, pages.folder)
        elif _FILE.search(name):
            if item.meaning and not _is_module(reader, pages.folder, name):
                yield Fact(ConfigFile(name, item.meaning), evidence, pages.folder)
        elif not is_env and item.meaning and keys < MAX_SETTINGS:
            keys += 1
            setting = Setting(name, item.type, item.default, item.meaning, item.group)
            yield Fact(setting, evidence, pages.folder)


def _prefixes(
    named: dict[str, tuple[_Named, str]], where: dict[str, Evidence]
) -> set[tuple[str, str]]:
    """The prefixes of which a page lists several variables that the source spells out: it makes
    the others from their parts."""
    counted = Counter(
        (path, name.partition("_")[0])
        for name, (_, path) in named.items()
        if name in where and _ENV.match(name) and "_" in name
    )
    return {found for found, count in counted.items() if count >= MIN_KIN and len(found[1]) > 2}


def _on_page(page: Page, *, wide: bool) -> Iterator[_Named]:
    """The names in tables, term lists and headings; on a page on another topic only environment
    variables."""
    section = lead = ""
    for number, block in enumerate(page.blocks):
        if block.kind == "paragraph":
            lead = plain(block.text)
        if block.kind == "heading":
            section, lead = plain(block.text), ""
            if (item := _from_heading(page, number)) and (wide or _is_env_heading(block.text)):
                for name in _ENV_NAMES.findall(block.text) or (item.name,):
                    yield item._replace(name=name)
        found: list[_Named] = []
        if _GIVEN.search(f"{section} {lead}"):
            continue  # what the program tells others, not what it reads
        if block.kind != "table" and _VALUES.search(lead):
            continue  # what a setting may be, not settings
        if block.kind == "table":
            found = list(_from_table(block.rows, section))
        elif block.kind in ("terms", "list"):
            found = list(_from_terms(block, section))
        told = "environment" in f"{section} {lead} {page.title}".lower()
        for item in found:
            if _ENV.match(item.name) or (
                wide and _SETTING_SECTION.search(f"{section} {page.title}")
            ):
                yield item._replace(of_environment=told)


def _from_table(rows: Sequence[Row], section: str) -> Iterator[_Named]:
    """The rows of a table whose first column names settings."""
    if len(rows) < 2:
        return
    head = [plain(cell) for cell in rows[0].cells]
    column = next((n for n, title in enumerate(head[:2]) if _NAME_HEAD.match(title)), None)
    if column is None:
        names = [_name(row.cells[0]) for row in rows[1:] if row.cells]
        if not names or not all(name and _ENV.match(name) for name in names):
            return
        column = 0
    places = {
        kind: next((n for n, title in enumerate(head) if n != column and form.match(title)), None)
        for kind, form in (
            ("default", _DEFAULT_HEAD), ("type", _TYPE_HEAD), ("meaning", _MEANING_HEAD),
            ("required", _REQUIRED_HEAD),
        )
    }  # fmt: skip
    shown = places["meaning"] is None and len(head) == 2 and _EXAMPLE_HEAD.match(head[1 - column])
    if places["meaning"] is None and len(head) == 2:
        places["meaning"] = 1 - column

    def cell(row: Row, kind: str) -> str:
        place = places[kind]
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    for row in rows[1:]:
        name = _name(row.cells[column]) if column < len(row.cells) else ""
        if name:
            required = plain(cell(row, "required")).lower() in (
                "yes",
                "true",
                "required",
                "✓",
                "✔",
                "x",
            )
            told = cell(row, "meaning")
            value = plain(told).strip("\"'")
            said = (f"for example `{value}`" if value else "") if shown else _meaning(told)
            yield _Named(
                name, _value(cell(row, "default")), said,
                _plain_type(cell(row, "type")), required, row.line, "",
            )  # fmt: skip


def _from_terms(block: Block, section: str) -> Iterator[_Named]:
    """Terms with their definitions, and list items such as `NAME`: what it does."""
    several = sum(bool(_ENV_ITEM.match(item.text)) for item in block.items) > 1
    for item in block.items:
        term, text = item.term, item.text
        if not term and (
            match := re.match(
                r"^\**(`[^`]+`)\**(?:\s*\([^)]*\))?\s*(?:[:–—]|-{1,2}\s)\s*(.+)$", text
            )
        ):
            term, text = match[1], match[2]
        if not term and several and (match := _ENV_ITEM.match(text)):
            names, text = re.findall(r"`([^`]+)`", match[1]), match[2]
            for name in names:
                meaning = _IS.sub("", _meaning(text))
                yield _Named(name, _stated_default(text), meaning, "", False, item.line, "")
            continue
        name = _name(term) if term else ""
        if name:
            yield _Named(name, _stated_default(text), _meaning(text), "", False, item.line, "")


def _from_heading(page: Page, number: int) -> _Named | None:
    """A section whose heading is the name of a setting, with its first sentence."""
    block = page.blocks[number]
    shown = block.text if "`" in block.text else f"`{plain(block.text)}`"
    if _is_env_heading(block.text):  # `TOOL_A / TOOL_B`
        shown = f"`{_ENV_NAMES.findall(block.text)[0]}`"
    name = _name(shown)
    if not name or not ("_" in name or "`" in block.text or "." in name):
        return None
    kind = default = ""
    follows = False  # the default stands in a paragraph of its own
    for after in page.blocks[number + 1 : number + 6]:
        if after.kind == "heading":
            break
        if after.kind != "paragraph" or after.aside:
            follows = follows and after.kind != "code"
            continue
        if follows:
            follows = False
            continue
        if told := _DEFAULT_LINE.match(plain(after.text)):
            follows, default = not told["default"], _value(told["default"])
            continue
        if stated := _TYPE_LINE.match(plain(after.text)):
            kind, default = _plain_type(stated["type"] or ""), _value(stated["default"] or "")
        elif meaning := _THIS.sub("", _meaning(after.text)):
            return _Named(name, default, meaning, kind, False, block.line, "")
    return None


def _is_env_heading(text: str) -> bool:
    """Whether a heading is nothing but the names of environment variables."""
    bare = re.sub(r"[`*\\$]", "", text)
    names = _ENV_NAMES.findall(bare)
    return bool(names) and not re.sub(r"\bor\b|[\s/,=]", "", _ENV_NAMES.sub("", bare))


def _name(cell: str) -> str:
    """The one name that a cell holds as code, `""` where it holds something else."""
    match = _SPAN.match(cell.strip())
    text = match[1] if match else plain(cell)
    text = text.strip().lstrip("$").rstrip("=")
    if match is None and not _ENV.match(text):
        return ""
    if len(text) < 3 or UNRESOLVED in text:
        return ""
    if _ENV.match(text):
        return text if "_" in text or len(text) > 4 else ""
    return text if _KEY.match(text) else ""


def _value(cell: str) -> str:
    text = plain(cell)
    if text[:1] in "\"'" and text[:1] == text[-1:]:
        text = text[1:-1]
    poor = text.lower() in _NONE or UNRESOLVED in text or "..." in text or text.startswith("(")
    return "" if poor or len(text) > 60 or text.endswith(":") else text


def _plain_type(cell: str) -> str:
    text = plain(cell)
    return text if len(text) <= 40 and UNRESOLVED not in text else ""


def _meaning(markdown: str) -> str:
    sentence = first_sentence(markdown)
    text = plain(phrase(sentence))
    if UNRESOLVED in text or len(text) > MAX_MEANING or text.endswith(":"):
        return ""
    if _NO_MEANING.match(text):
        return ""
    return text.lstrip("-–—: ").strip()


def _stated_default(markdown: str) -> str:
    match = re.search(r"\b[Dd]efaults?(?: value)?(?: is| to|:)+ `([^`]{1,60})`", markdown)
    return _value(match[1]) if match else ""


def _in_source(reader: Reader, folder: str, names: set[str]) -> dict[str, Evidence]:
    """Where each name stands outside the documentation, as a whole word."""
    found: dict[str, Evidence] = {}
    if not names:
        return found
    files = [
        path
        for path in reader.tree.under(folder)
        if path.endswith(_SUFFIXES) or path.rpartition("/")[2].startswith((".env", "Dockerfile"))
        if not (is_docs(path) or is_test(path) or is_vendored(path) or is_generated(path))
        if (entry := reader.tree.get(path)) and entry.size < 300_000
        if not path.endswith(("-lock.json", ".lock", "lock.yaml"))
    ]
    files.sort(key=lambda path: (path.count("/"), path))
    left, read = set(names), 0
    for path in files[:400]:
        text = reader.text(path)
        read += len(text)
        for name in sorted(n for n in left if _last(n) in text):
            if line := _line_of_word(text, _last(name)):
                found[name] = Evidence(path, line, line)
                left.discard(name)
        if not left or read > MAX_SEARCHED:
            break
    return found


def _is_module(reader: Reader, folder: str, name: str) -> bool:
    """Whether a file is a part of the program rather than what its user writes."""
    return name.endswith((".py", ".js", ".ts")) and any(
        path.rpartition("/")[2] == name and "/" in path[len(folder) :].lstrip("/")
        for path in reader.tree.under(folder)
        if is_own_source(path)
    )


def _is_attribute(reader: Reader, where: Evidence) -> bool:
    """Whether Python code takes a name from its settings rather than from the environment."""
    if not where.path.endswith(".py"):
        return False
    line = reader.lines(where.path)[where.line_start - 1]
    return bool(_ON_SETTINGS_OBJECT.search(line)) and "environ" not in line


def _line_of_word(text: str, word: str) -> int:
    """The line on which a word stands by itself, 0 where it is only part of others."""
    place = text.find(word)
    while place >= 0:
        around = text[place - 1 : place] + text[place + len(word) : place + len(word) + 1]
        if not re.search(r"[\w-]", around):
            return text.count("\n", 0, place) + 1
        place = text.find(word, place + 1)
    return 0


def _last(name: str) -> str:
    """A dotted key's last part: sources spell the parts apart."""
    return name.rpartition(".")[2].removesuffix("[]")
