"""What a Go program reads when it runs: environment variables, ports, configuration files."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moxi.facts.go import config_files, expressions, viper
from moxi.facts.go.envtags import tagged_variables
from moxi.facts.go.interpreter import Interpreter
from moxi.facts.go.libraries import call as library_call
from moxi.facts.go.ports import port_facts
from moxi.facts.go.source import argument_of
from moxi.facts.go.values import Place, Scope, as_text, shown
from moxi.facts.model import EnvVar, Evidence, Fact
from moxi.facts.prose import first_sentence, phrase
from moxi.facts.syntax import line_of, node_text, walk
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.go.module import GoPackage, Module
    from moxi.facts.go.source import Source
    from moxi.facts.model import Cli, Role

_READS = ("os.Getenv", "os.LookupEnv", "syscall.Getenv")
_NAME = lazy_re(r"^[A-Z][A-Z0-9_]*$")
_SYSTEM = lazy_re(
    r"^(?:HOME|PATH|USER|USERNAME|SHELL|TERM|TERM_PROGRAM|PWD|TMPDIR|TEMP|TMP|LANG|LC_\w+|XDG_\w+|"
    r"GOPATH|GOROOT|GOOS|GOARCH|GOCACHE|GOFLAGS|APPDATA|LOCALAPPDATA|USERPROFILE|HOSTNAME|"
    r"COLORTERM|DISPLAY|WAYLAND_DISPLAY|SSH_\w+|TMUX\w*|PROGRAMFILES|SYSTEMROOT|WINDIR|COMSPEC|"
    r"TRAVIS|CI|GITHUB_ACTIONS|INVOCATION_ID|NOTIFY_SOCKET|LISTEN_\w+|LOGNAME|OSTYPE|MSYSTEM|"
    r"GITHUB_(?!TOKEN$)\w+|RUNNER_\w+|COMP_\w+|COLUMNS|LINES|ZELLIJ\w*|GOMAXPROCS|GO_FLAGS_COMPLETION|GOVERSION|INSIDE_EMACS|STY|SUDO_\w+|PROCESSOR_\w+|EUID|UID)$"
)
_TESTING = lazy_re(
    r"(?:^|_)(?:TEST|TESTS|TESTING|MOCK|PPROF|(?:CPU|MEM|HEAP)_?PROFILE\w*|DEV_?MODE)(?:_|$)"
)
MAX_VARIABLES = 100


class Environment:
    """The search through one module."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.interpreter = Interpreter(module, module.name, library_call)
        self.found: dict[str, Fact[EnvVar]] = {}

    def place(self, source: Source, package: GoPackage) -> Place:
        """Where package-level names are looked up from."""
        return Place(source, package, Scope())

    def add(self, name: str, default: str, meaning: str, required: bool, where: Evidence) -> None:
        """Take a variable in; what is said of it first stands, gaps are filled."""
        if not _NAME.match(name) or _SYSTEM.match(name) or _TESTING.search(name):
            return
        before = self.found.get(name)
        if before is not None:
            value = before.value
            default = value.default or default
            meaning = value.meaning or meaning
            required = value.required or required
            where = before.evidence[0]
        self.found[name] = Fact(EnvVar(name, default, meaning, required and not default), (where,))


def environment_facts(
    module: Module, kinds: tuple[Role, ...], lines: list[Fact[Cli]]
) -> Iterator[Fact[Any]]:
    """Environment variables, then ports and configuration files."""
    search = Environment(module)
    packages = run_packages(module)
    helpers = _helpers(packages)
    for package in packages:
        for source in package.sources:
            if source.path.endswith(("_windows.go", "_plan9.go")):
                continue
            _direct(search, source, package)
            _through_helpers(search, source, package, helpers)
            viper.bound(search, source, package)
    for name, default, meaning, required, where in tagged_variables(search.interpreter, packages):
        search.add(name, default, meaning, required, where)
    variables = [_listed(fact, packages) for fact in list(search.found.values())[:MAX_VARIABLES]]
    yield from (_told(fact, lines) for fact in variables)
    if "service" in kinds:
        yield from port_facts(search, packages, lines, variables)
    yield from config_files.of_code(search, packages, lines)
    yield from viper.flag_notes(search, packages, lines)


def _told(fact: Fact[EnvVar], lines: list[Fact[Cli]]) -> Fact[EnvVar]:
    """With meaning and default of the flag that the variable also sets, where it has none."""
    value = fact.value
    for line in lines:
        for option in line.value.options:
            if option.env == value.name:
                value = replace(
                    value,
                    meaning=value.meaning or option.help,
                    default=value.default or option.default,
                )
    return replace(fact, value=value)


def _listed(fact: Fact[EnvVar], packages: list[GoPackage]) -> Fact[EnvVar]:
    """With the meaning that a list in a help text gives the variable: `NAME  What it is for`."""
    name = fact.value.name
    row = re.compile(
        rf"^[ \t]+\$?{name}(?:\t+| {{2,}}| - |: )([A-Z][\w']* [^=\n{{}}]+ [^=\n{{}}]+)$", re.M
    )
    for package in packages if not fact.value.meaning else ():
        for source in package.sources:
            match = row.search(source.text) if name in source.text else None
            if match and not match[1].startswith(name):
                return replace(fact, value=replace(fact.value, meaning=phrase(match[1])))
    return fact


def run_packages(module: Module) -> list[GoPackage]:
    """What users run: the programs and all that they import; of a library, its packages.

    Helper programs of the project's own building read variables that no user sets.
    """
    if not module.programs:
        return [p for p in module.packages.values() if p.name != "main" and "test" not in p.name]
    found: dict[str, GoPackage] = {}
    for program in module.programs:
        found.update({package.folder: package for package in module.reachable(program)})
    return [package for folder, package in module.packages.items() if folder in found]


# Direct reads ---------------------------------------------------------------------------------


def _direct(search: Environment, source: Source, package: GoPackage) -> None:
    if "env(" not in source.text and "Env(" not in source.text:
        return
    for function in _READS:
        for call in source.calls(function):
            argument = argument_of(call, 0)
            if argument is None:
                continue
            value = expressions.evaluate(
                search.interpreter, argument, search.place(source, package)
            )
            name = as_text(value)
            if name:
                line = line_of(call)
                default, required = _fallback(search, call, source, package)
                where = Evidence(source.path, line, line)
                search.add(name, default, _comment(source, call), required, where)


def _statement(node: Node) -> Node:
    while node.parent is not None and node.parent.type not in (
        "block", "statement_list", "source_file", "if_statement",
    ):  # fmt: skip
        node = node.parent
    return node


def _fallback(
    search: Environment, call: Node, source: Source, package: GoPackage
) -> tuple[str, bool]:
    """The default in `if x == "" { x = "…" }` after a read, and whether the program stops there."""
    statement = _statement(call)
    left = statement.child_by_field_name("left")
    if left is None or not left.named_children:
        return "", False
    name = node_text(left.named_children[0])
    after: Node | None = statement.next_named_sibling
    if statement.parent is not None and statement.parent.type == "if_statement":
        after = statement.parent
    while after is not None and after.type == "comment":
        after = after.next_named_sibling
    if after is None or after.type != "if_statement":
        return "", False
    condition = node_text(after.child_by_field_name("condition"))
    second = node_text(left.named_children[1]) if len(left.named_children) > 1 else ""
    unset = condition in (f'{name} == ""', f"len({name}) == 0", f"!{second}" if second else "!")
    body = after.child_by_field_name("consequence")
    if not unset or body is None:
        return "", False
    text = node_text(body)
    for assignment in walk(body, "assignment_statement"):
        if node_text(assignment.child_by_field_name("left")) == name:
            right = assignment.child_by_field_name("right")
            if right is not None and right.named_children:
                place = search.place(source, package)
                value = expressions.evaluate(search.interpreter, right.named_children[0], place)
                return shown(value), False
    stops = re.search(r"\blog\.Fatal|\bpanic\(|os\.Exit\(|\.Fatal\w*\(", text)
    return "", bool(stops) and not _in_branch(after)


def _in_branch(node: Node) -> bool:
    """Whether code stands where it may not be reached: what it needs is not always needed."""
    while node.parent is not None and node.type != "function_declaration":
        node = node.parent
        if node.type in ("if_statement", "expression_case", "default_case", "type_case"):
            return True
    return False


def _comment(source: Source, node: Node) -> str:
    """The comment right above, or at the end of, the line of a read."""
    lines = source.text.split("\n")
    line = lines[line_of(node) - 1]
    tail = line.partition("//")[2] if '"//' not in line and "://" not in line else ""
    above = lines[line_of(node) - 2].strip() if line_of(node) > 1 else ""
    text = tail.strip() or (above[2:].strip() if above.startswith("// ") else "")
    lowered = text.lower()
    good = text and not lowered.startswith(("todo", "nolint", "fixme", "xxx", "if ", "check"))
    return phrase(first_sentence(text)) if good and tail.strip() else ""


# Helpers --------------------------------------------------------------------------------------


def _helpers(packages: list[GoPackage]) -> dict[tuple[str, str], tuple[int, int | None]]:
    """Functions that read the variable that a parameter names: which parameter, and which one
    is the default; by package folder and name."""
    found: dict[tuple[str, str], tuple[int, int | None]] = {}
    for package in packages:
        for source in package.sources:
            if "os.Getenv(" not in source.text and "os.LookupEnv(" not in source.text:
                continue
            for name, node in source.functions.items():
                if "." not in name and (shape := _shape(node)):
                    found[package.folder, name] = shape
    for package in packages:  # helpers of helpers: `getInt(key, def)` calls `get(key, "")`
        for source in package.sources:
            for name, node in source.functions.items() if _calls_any(source, found) else ():
                if "." not in name and (package.folder, name) not in found:
                    shape = _shape(node, {n for f, n in found if f == package.folder})
                    if shape:
                        found[package.folder, name] = shape
    return found


def _calls_any(source: Source, helpers: dict[tuple[str, str], Any]) -> bool:
    return any(f"{name}(" in source.text for _, name in helpers)


def _shape(node: Node, readers: set[str] | None = None) -> tuple[int, int | None] | None:
    parameters = node.child_by_field_name("parameters")
    body = node.child_by_field_name("body")
    if parameters is None or body is None or node.end_point[0] - node.start_point[0] > 25:
        return None
    names = [
        node_text(name)
        for parameter in parameters.named_children
        for name in parameter.children_by_field_name("name")
    ]
    wanted = readers or set(_READS)
    for call in walk(body, "call_expression"):
        if node_text(call.child_by_field_name("function")) in wanted:
            key = node_text(argument_of(call, 0))
            if key in names:
                others = [n for n in names if n != key and re.search(rf"\breturn {n}\b|= {n}\b|"
                          rf", {n}\)", node_text(body))]  # fmt: skip
                return names.index(key), names.index(others[0]) if len(others) == 1 else None
    return None


def _through_helpers(
    search: Environment,
    source: Source,
    package: GoPackage,
    helpers: dict[tuple[str, str], tuple[int, int | None]],
) -> None:
    for (folder, name), (key, default) in helpers.items():
        written = (
            name if folder == package.folder else _written(search.module, source, folder, name)
        )
        if not written or f"{written}(" not in source.text:
            continue
        for call in source.calls(written):
            place = search.place(source, package)
            argument = argument_of(call, key)
            given = argument_of(call, default) if default is not None else None
            variable = as_text(
                expressions.evaluate(search.interpreter, argument, place) if argument else None
            )
            value = expressions.evaluate(search.interpreter, given, place) if given else None
            line = line_of(call)
            text = shown(value) if value is not False else "false"
            where = Evidence(source.path, line, line)
            search.add(variable, text, _comment(source, call), False, where)


def _written(module: Module, source: Source, folder: str, name: str) -> str:
    for alias, path in source.imports.items():
        package = module.package_at(path)
        if package is not None and package.folder == folder:
            return f"{alias if alias in source.aliases else package.name}.{name}"
    return ""
