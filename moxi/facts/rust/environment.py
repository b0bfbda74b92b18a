"""Environment variables that a program reads."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from moxi.facts.model import Cli, EnvVar, Evidence, Fact
from moxi.facts.prose import first_sentence, phrase
from moxi.facts.rust.commands import meaning
from moxi.facts.rust.functions import function_around
from moxi.facts.rust.package import roles
from moxi.facts.rust.source import doc_text
from moxi.facts.rust.values import Values
from moxi.facts.syntax import line_of, node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.rust.crate import Crate
    from moxi.facts.rust.source import Sources

_READS = lazy_re(
    r"\b(?:env|dotenvy|dotenv|std::env)::(?:var_os|var)\s*\(|(?<![\w:.])(?:var_os|var)\s*\("
)
_LOGGERS = lazy_re(
    r"\benv_logger::(?:try_)?init\s*\(|\benv_logger::Builder::from_default_env\s*\("
    r"|\bEnvFilter::(?:try_)?from_default_env\s*\(|\bpretty_env_logger::(?:try_)?init\s*\("
)
MAX_LINE = 500
MAX_CLIMB = 12
_NAME = lazy_re(r"[A-Z_][A-Z0-9_]*")
_SYSTEM = lazy_re(
    r"PATH|HOME|USER|USERNAME|USERPROFILE|LOGNAME|SHELL|PWD|OLDPWD|TEMP|TMP|TMPDIR|APPDATA|LOCALAPPDATA"
    r"|PROGRAMDATA|PROGRAMFILES.*|SYSTEMROOT|WINDIR|COMSPEC|PATHEXT|LANG|LANGUAGE|LC_\w+|TERM|HOSTNAME"
    r"|COLORTERM|DISPLAY|WAYLAND_\w+|SSH_\w+|CARGO|CARGO_\w+|OUT_DIR|TARGET|PROFILE|HOST|RUSTC|RUSTFLAGS"
    r"|CI|GITHUB_\w+|TERM_PROGRAM\w*|WT_SESSION|MSYSTEM|TMUX|DBUS_\w+|PREFIX|RUST_BACKTRACE|XDG_\w+"
    r"|COLUMNS|LINES|DOCS_RS|MIRI\w*|NIX_\w+|SUDO_\w+|WSL_\w+|WSLENV|ANDROID_\w+|CLICOLOR\w*|SHLVL|POWERSHELL_\w+|VIRTUAL_ENV|KONSOLE_\w+|KITTY_\w+|WEZTERM_\w+|VTE_VERSION|ITERM_\w+|TMUX_\w+|CONDA_\w+"
)
_OF_DEVELOPERS = lazy_re(
    r"(^|_)(TESTS?|TESTING|BENCH|BENCHES|INTEGRATION_TEST\w*)(_|$)|^(RE)?GEN(ERATE)?_|MANPAGE"
    r"|^UPDATE_(EXPECT|SNAPSHOTS?|GOLDEN\w*)$|^SOURCE_DATE_EPOCH$|_COMPLETIONS?_DIR$"
)
_COMMON = lazy_re(
    r"^(NO_COLOR|FORCE_COLOR|EDITOR|VISUAL|PAGER|BROWSER|RUST_LOG|NETRC)$"
    r"|_(URL|URI|TOKEN|KEY|KEY_ID|SECRET|PASSWORD|PROXY|CA_BUNDLE|THEME|CONFIG|PAGER|EDITOR)$"
)
_MARKUP = lazy_re(r"</?[a-z/#!][^<>]{0,20}>|\{tab\}|</>")
_ON_THE_CODE = lazy_re(
    r"\bif (?:it(?:'s| is) )?(?:set|present|defined)$|\bprefer\b"
    r"|^(?:first|then|next|otherwise|finally)\b|^(?:try|check|look)\b"
    r"|\(\)|!\(|\bcompile\b|\btodo\b|\bfixme\b",
    re.I,
)
_SAYS_ITS_KIND = lazy_re(
    r"^(?:the |an? )?env(?:ironment)? var(?:iable)? (?:to|for|that|which) ", re.I
)
_MANUAL = lazy_re(r"\.[1-8](\.in)?$")


def environment_facts(
    crate: Crate, sources: Sources, values: Values, clis: list[Fact[Cli]]
) -> Iterator[Fact[Any]]:
    """The variables that the crate's own code reads at run time, and those that set options."""
    found: dict[str, Fact[EnvVar]] = {}
    for fact in _read(crate, sources, values):
        known = found.get(fact.value.name)
        if known is None or (not known.value.default and fact.value.default):
            found[fact.value.name] = fact
    for other in sources.neighbours.values() if crate.binaries else ():
        for fact in _read(crate, other, Values(other)):
            found.setdefault(fact.value.name, fact)
    for fact in (*_options(clis), *_logging(crate, sources)):
        known = found.get(fact.value.name)
        if known is None or not known.value.meaning:
            found[fact.value.name] = fact
    of_server = bool({"service", "app"} & set(roles(crate)))
    for fact in found.values():
        value = fact.value
        told = value.meaning or value.default or value.required
        if told or of_server or _is_known(value.name, crate, clis):
            yield fact


def _read(crate: Crate, sources: Sources, values: Values) -> Iterator[Fact[EnvVar]]:
    """What the calls in a package read."""
    for path in sources.containing("env::var", "var_os(", "use std::env::{var", "env::{var"):
        text = sources.reader.text(path)
        if not _READS.search(text):
            continue
        short = re.search(r"\benv::(?:\{[^}]*\b)?var(?:_os)?\b\s*[,};]", text)
        for node in sources.located(path, _READS):
            call = _call_around(node)
            if call is not None and (
                short or "::" in node_text(call.child_by_field_name("function"))
            ):
                yield from _read_by(call, path, crate, sources, values)


def _is_known(name: str, crate: Crate, clis: list[Fact[Cli]]) -> bool:
    """Whether a name alone tells a reader something: it is the program's own, its help names it, or
    many programs read it for the same reason."""
    names = (crate.name, *(binary.name for binary in crate.binaries))
    own = {re.sub(r"\W", "_", text).upper() for text in names}
    if name.startswith(tuple(own)) or _COMMON.search(name):
        return True
    helps = (option.help for cli in clis for option in cli.value.options)
    return any(name in text for text in helps)


def _read_by(
    call: Node, path: str, crate: Crate, sources: Sources, values: Values
) -> Iterator[Fact[EnvVar]]:
    arguments = call.child_by_field_name("arguments")
    given = [c for c in arguments.children if c.is_named] if arguments is not None else []
    if len(given) != 1:
        return
    name = values.of(given[0], path)
    where = given[0]
    if name is None and given[0].type in ("identifier", "reference_expression"):
        yield from _through_function(
            call, path, node_text(given[0]).lstrip("&"), crate, sources, values
        )
        return
    if not name or not _NAME.fullmatch(name) or _is_noise(name):
        return
    if "INTERNAL" in node_text(where).upper():
        return  # how the program calls itself, as the constant's name says
    default, required = _fallback(call, path, values)
    meaning = (
        _comment_above(call) or _constant_doc(given[0], sources) or told_by_texts(name, sources)
    )
    yield Fact(
        EnvVar(name, default, meaning, required),
        (Evidence(path, line_of(where), line_of(where)),),
        crate.folder,
    )


def _through_function(
    call: Node, path: str, parameter: str, crate: Crate, sources: Sources, values: Values
) -> Iterator[Fact[EnvVar]]:
    """The names that callers give to a function that hands its parameter to `env::var`."""
    function = function_around(sources.root(path), call)
    if function is None:
        return
    parameters = function.child_by_field_name("parameters")
    stated = [c for c in parameters.children if c.type == "parameter"] if parameters else []
    names = [node_text(child.child_by_field_name("pattern")) for child in stated]
    if parameter not in names:
        return
    index = names.index(parameter)
    own = node_text(function.child_by_field_name("name"))
    pattern = re.compile(rf"(?<!fn )\b{re.escape(own)}\s*(?:::<[^>]*>)?\(")
    for path in sources.containing(f"{own}(", f"{own}::<"):
        for node in sources.located(path, pattern):
            caller = _call_around(node)
            arguments = caller.child_by_field_name("arguments") if caller is not None else None
            given = [c for c in arguments.children if c.is_named] if arguments is not None else []
            if caller is None or len(given) <= index:
                continue
            name = values.of(given[index], path)
            if name and _NAME.fullmatch(name) and not _is_noise(name):
                line = line_of(given[index])
                meaning = _comment_above(caller) or told_by_texts(name, sources)
                yield Fact(EnvVar(name, "", meaning),
                           (Evidence(path, line, line),), crate.folder)  # fmt: skip


def _is_noise(name: str) -> bool:
    """Whether the system sets it, or only builds and tests of the project do."""
    return bool(_SYSTEM.fullmatch(name) or _OF_DEVELOPERS.search(name))


def _call_around(node: Node) -> Node | None:
    current: Node | None = node
    for _ in range(4):
        if current is None or current.type == "call_expression":
            return current
        current = current.parent
    return None


def _fallback(call: Node, path: str, values: Values) -> tuple[str, bool]:
    """What stands in when the variable is not set, and whether it must be set."""
    current = call
    for _ in range(4):
        parent = current.parent
        if parent is None:
            break
        if parent.type == "try_expression":
            return "", False
        if parent.type != "field_expression" or parent.parent is None:
            break
        method = node_text(parent.child_by_field_name("field"))
        current = parent.parent
        arguments = current.child_by_field_name("arguments")
        given = [c for c in arguments.children if c.is_named] if arguments is not None else []
        if method in ("expect", "unwrap"):
            return "", True
        if method == "unwrap_or" and given:
            return values.of(given[0], path) or "", False
        if method == "unwrap_or_else" and given and given[0].type == "closure_expression":
            return values.of(given[0].child_by_field_name("body"), path) or "", False
        if method not in ("ok", "as_deref", "as_ref", "map_err"):
            break
    return "", False


def _comment_above(call: Node) -> str:
    """The comment directly above the statement, where it is one sentence on the variable."""
    statement: Node | None = call
    for _ in range(MAX_CLIMB):
        if statement is None or statement.type in ("let_declaration", "expression_statement"):
            break
        statement = statement.parent
    before = statement.prev_sibling if statement is not None else None
    if statement is None or before is None or before.type != "line_comment":
        return ""
    above = before.prev_sibling
    if above is not None and above.type == "line_comment":
        return ""
    text = node_text(before).lstrip("/").strip()
    adjacent = before.start_point[0] == statement.start_point[0] - 1
    variable = re.search(r'"([A-Z_][A-Z0-9_]*)"', node_text(call))
    named = variable is not None and variable.group(1) in text
    telling = not _ON_THE_CODE.search(text)
    return phrase(text) if adjacent and named and telling and len(text) <= 120 else ""


def _constant_doc(argument: Node, sources: Sources) -> str:
    """The documentation of the constant that holds the variable's name."""
    if argument.type not in ("identifier", "scoped_identifier"):
        return ""
    found = sources.constant(node_text(argument).rpartition("::")[2])
    item = found[1].parent if found else None
    before = item.prev_sibling if item is not None else None
    text: list[str] = []
    while before is not None and before.type == "line_comment":
        line = doc_text(before, "outer")
        if line is None:
            break
        text.insert(0, line.strip())
        before = before.prev_sibling
    sentence = _SAYS_ITS_KIND.sub("", phrase(first_sentence("\n".join(text))))
    is_of_name = re.search(r"\b(name|key) of the env|environment variable name", sentence, re.I)
    return "" if is_of_name else sentence


def told_by_texts(name: str, sources: Sources) -> str:
    """What a help text or a manual page of the crate says of a variable."""
    column = re.compile(rf"^\W*{re.escape(name)}(?:=\S+)?(?:\s{{2,}}|\t+|: )([A-Z].{{5,140}})$")
    for path in sources.containing(name):
        for line in sources.reader.lines(path):
            if name in line and len(line) < MAX_LINE:
                match = column.match(_MARKUP.sub("  ", line).rstrip(' "\\,);n'))
                if match:
                    return phrase(first_sentence(match.group(1).partition('"')[0]))
    reader, folder = sources.reader, sources.crate.folder
    for path in reader.tree.under(folder):
        if _MANUAL.search(path) and name in reader.text(path):
            lines = reader.lines(path)
            for number, line in enumerate(lines[:-1]):
                if re.fullmatch(rf"\.B\S* +\"?{re.escape(name)}\"?", line.strip()):
                    told = takewhile(_is_text, lines[number + 1 :])
                    plain = re.sub(r"\\f.|\\(?!\\)", "", "\n".join(told).replace("\\\\", "\0"))
                    text = meaning(plain.replace("\0", "\\"))
                    return text if text[:1].isupper() else ""
    return ""


def _is_text(line: str) -> bool:
    """Whether a line of roff is text and not a request."""
    return bool(line.strip()) and line[0] not in ".'"


def _options(clis: list[Fact[Cli]]) -> Iterator[Fact[EnvVar]]:
    """The variables that stand in for options of the command line."""
    for cli in clis:
        below = [option for command in cli.value.subcommands for option in command.options]
        for option in (*cli.value.options, *below):
            if option.env and option.evidence is not None:
                value = EnvVar(option.env, option.default, option.help)
                yield Fact(value, (option.evidence,), cli.folder)


def _logging(crate: Crate, sources: Sources) -> Iterator[Fact[EnvVar]]:
    for path in sources.containing("env_logger", "from_default_env"):
        for node in sources.located(path, _LOGGERS):
            value = EnvVar("RUST_LOG", meaning="what to log, such as `info` or `debug`")
            yield Fact(value, (Evidence(path, line_of(node), line_of(node)),), crate.folder)
            return
