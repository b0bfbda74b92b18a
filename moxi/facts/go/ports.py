"""Ports on which a Go server listens: addresses in its code, defaults of flags and variables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.go import expressions
from moxi.facts.go.source import argument_of
from moxi.facts.go.values import shown
from moxi.facts.model import Evidence, Fact, Port
from moxi.facts.syntax import line_of, node_text, walk
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.go.environment import Environment
    from moxi.facts.go.module import GoPackage
    from moxi.facts.go.source import Source
    from moxi.facts.model import Cli, EnvVar, Option

_PROFILER = '"net/http/pprof"'
_LISTEN = lazy_re(
    r"\b(?:http\.ListenAndServe(?:TLS)?|net\.Listen|\w+\.(?:Run|Start|Listen|ListenAndServe))\("
)
_ADDRESS = lazy_re(r"^(?:[\w.\[\]:]*?):(\d{2,5})$")
_FLAG = lazy_re(
    r"^-+(?:(?:http|web|server|api)[.-]?)?(?:p|port|listen|addr|address|bind|listen[.-]?addr(?:ess)?|"
    r"bind[.-]?addr(?:ess)?|listen[.-]?port)$"
)
_LISTENS = lazy_re(r"\b(?:listen|bind|serv(?:e|es|ing)\b|HTTP port|web interface)", re.IGNORECASE)
_VARIABLE = lazy_re(
    r"^PORT$|(?:^|_)(?:HTTP|SERVER|APP|LISTEN|WEB|API)_PORT$|(?:LISTEN|SERVER|HTTP)_ADDR(?:ESS)?$"
)
_ADDRESS_VARIABLE = lazy_re(r"(?:^|_)(?:ADDR(?:ESS)?|BIND|LISTEN)$")
_SERVING = ("serve", "server", "start", "run", "web")
_GIN_PORT = 8080
Found = tuple[int, Evidence, bool]
"""port, where, whether only this machine reaches it"""


def port_facts(
    search: Environment,
    packages: list[GoPackage],
    lines: list[Fact[Cli]],
    variables: list[Fact[EnvVar]],
) -> Iterator[Fact[Port]]:
    """Each port once: of flags, of variables, then of the code.

    An address of this machine alone counts where there is no other: beside a public port it is
    there for health checks and the like.
    """
    seen: set[int] = set()
    # Where a flag sets the address, a variable of this kind is of something else.
    told = list(_in_flags(lines)) or list(_in_variables(variables))
    written = list(_in_code(search, packages))
    outward = [(number, evidence) for number, evidence, local in written if not local]
    if not told and not outward:
        outward = [(number, evidence) for number, evidence, _ in written]
    for number, evidence in (*told, *outward):
        if number not in seen:
            seen.add(number)
            yield Fact(Port(number, _serving(lines, evidence)), (evidence,))


def _is_local(address: str) -> bool:
    return address.startswith(("127.", "localhost:", "[::1]"))


def _number(text: str, bare: bool) -> int:
    """The port of an address, or a bare number; 0 for none."""
    match = _ADDRESS.match(text)
    digits = match[1] if match else text if bare and text.isdigit() else "0"
    return int(digits) if int(digits) < 65536 else 0


def _in_code(search: Environment, packages: list[GoPackage]) -> Iterator[Found]:
    for package in packages:
        for source in package.sources:
            written = dict.fromkeys(match[0][:-1] for match in _LISTEN.finditer(source.text))
            for function in written:
                yield from _listened(search, source, package, function)
            if "http.Server{" in source.text:
                yield from _servers(search, source, package)


def _listened(
    search: Environment, source: Source, package: GoPackage, written: str
) -> Iterator[Found]:
    position = 1 if written == "net.Listen" else 0
    for call in source.calls(written):
        argument = argument_of(call, position)
        if argument is None:
            variable = re.escape(written.partition(".")[0])
            if re.search(rf"\b{variable}\s*:?=\s*gin\.(?:Default|New)\(", source.text):
                where = Evidence(source.path, line_of(call), line_of(call))
                yield _GIN_PORT, where, False  # where none is given
            continue
        value = expressions.evaluate(search.interpreter, argument, search.place(source, package))
        address = shown(value)
        if _PROFILER in source.text and (_is_local(address) or _is_aside(call)):
            continue  # for who measures the program, not for who uses it
        if number := _number(address, bare=False):
            where = Evidence(source.path, line_of(call), line_of(call))
            yield number, where, _is_local(address)


def _is_aside(call: Node) -> bool:
    """Whether a server of the default handlers is started beside another one."""
    if node_text(argument_of(call, 1)) != "nil":
        return False
    node: Node | None = call
    while node is not None and node.type not in ("function_declaration", "method_declaration"):
        if node.type in ("go_statement", "if_statement"):
            return True
        node = node.parent
    return False


def _servers(search: Environment, source: Source, package: GoPackage) -> Iterator[Found]:
    """`http.Server{Addr: ":8080"}`."""
    for literal in walk(source.root, "composite_literal"):
        if node_text(literal.child_by_field_name("type")) != "http.Server":
            continue
        value = expressions.evaluate(search.interpreter, literal, search.place(source, package))
        address = value.fields.get("Addr") if value is not None else None
        if number := _number(shown(address), bare=False):
            where = Evidence(source.path, line_of(literal), line_of(literal))
            yield number, where, _is_local(shown(address))


def _in_flags(lines: list[Fact[Cli]]) -> Iterator[tuple[int, Evidence]]:
    for fact in lines[:1]:
        options = [*fact.value.options]
        for command in fact.value.subcommands:
            if command.name in _SERVING:
                options += command.options
        listening = [option for option in options if _LISTENS.search(_said(option))]
        found = list(_of_options(listening)) or list(_of_options(options))
        yield from found


def _serving(lines: list[Fact[Cli]], evidence: Evidence) -> str:
    """Which of a program's other commands listens: it does not where it is called plainly."""
    for fact in lines[:1]:
        others = [one for one in fact.value.subcommands if one.name not in _SERVING]
        for command in fact.value.subcommands if len(others) > 1 else ():
            if any(option.evidence == evidence for option in command.options):
                return f"with `{fact.value.program} {command.name}`"
    return ""


def _of_options(options: list[Option]) -> Iterator[tuple[int, Evidence]]:
    for option in options:
        long = [flag for flag in option.flags if len(flag.lstrip("-")) > 1]
        if option.evidence is None or not any(_FLAG.match(flag) for flag in long):
            continue
        if number := _number(option.default, bare="port" in _said(option).lower()):
            yield number, option.evidence


def _said(option: Option) -> str:
    return f"{' '.join(option.flags)} {option.help}"


def _in_variables(variables: list[Fact[EnvVar]]) -> Iterator[tuple[int, Evidence]]:
    for fact in variables:
        name, default = fact.value.name, fact.value.default
        plain = _ADDRESS_VARIABLE.search(name) and default.startswith((":", "0.0.0.0:"))
        if (plain or _VARIABLE.search(name)) and (number := _number(default, bare="PORT" in name)):
            yield number, fact.evidence[0]
