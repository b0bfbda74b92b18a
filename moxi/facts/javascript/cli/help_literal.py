"""The help text that a program prints itself: the literal that holds it, and what it says."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from moxi.facts.help_text import HelpText, parse_help
from moxi.facts.javascript.texts import text_lines, text_value
from moxi.facts.javascript.values import Scope, argument
from moxi.facts.model import Evidence
from moxi.facts.paths import is_test
from moxi.facts.syntax import line_of, node_text

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.javascript.source import Source, Sources
    from moxi.facts.model import Option

_ROW = re.compile(
    rb"(?:^|['\"`\n])[ \t]*(?:\$\{[^}]*\}|\{\w+ )?-{1,2}[\w\[][\w-]*[^\n]*", re.MULTILINE
)
_USAGE = re.compile(rb"(?:[\"'`](?:\\n)?|\n[ \t]*)(Usage: )", re.IGNORECASE)
_PIECES = ("string", "string_fragment", "template_string", "escape_sequence")
# `--port ...... the port`
_LEADERS = re.compile(r"(?<=\S) ?\.{4,} |(?<=\S) \.{3} (?=\w)|\\x1B\[\d*m")
# `--port  - - - the port`
_DASHES = re.compile(r"(?<=\s)(?:- ){2,}(?=\S)")
_HELP_FILES = ("help", "usage", "options", "cli")
MIN_PRINTED, MAX_HELP = 4, 20_000
_LITERALS = ("string", "template_string", "array", "binary_expression", "call_expression")


def help_literal(files: list[Source], sources: Sources) -> tuple[HelpText, Evidence] | None:
    """The longest help text in the files, read; None where no literal looks like one."""
    best: tuple[HelpText, Evidence] | None = None
    for source in files:
        if not re.search(r"\busage\b|\boptions\b|\bflags\b", source.text, re.IGNORECASE):
            continue
        for node in _candidates(source):
            found = _read(node, Scope(source, sources))
            if found and (best is None or len(found[0].options) > len(best[0].options)):
                best = found
    return best


def help_file(
    files: list[Source], sources: Sources, program: str
) -> tuple[HelpText, Evidence] | None:
    """The text files that a program prints as its help: all those of the folder in which one holds
    its usage line, their options together."""
    tree, found = sources.reader.tree, []
    if not any(".txt" in source.text for source in files):
        return None
    for path in tree.under(sources.folder):
        entry = tree.get(path)
        stem = path.rpartition("/")[2].removesuffix(".txt")
        if not path.endswith(".txt") or entry is None or entry.size > MAX_HELP or is_test(path):
            continue
        if stem.lower() in _HELP_FILES:
            text = _LEADERS.sub("   ", sources.reader.text(path))
            found.append((path, parse_help(text, path, 1)))
    main = next((item for item in found if item[1].program == program), None)
    if main is None:
        return None
    folder = main[0].rpartition("/")[0]
    options = list(main[1].options)
    for path, parsed in found:
        if path.rpartition("/")[0] == folder and path != main[0]:
            known = {one for option in options for one in option.flags}
            options += [one for one in parsed.options if not known.intersection(one.flags)]
    lines = sources.reader.text(main[0]).count("\n") + 1
    return (
        (replace(main[1], options=tuple(options)), Evidence(main[0], 1, lines)) if options else None
    )


def _candidates(source: Source) -> list[Node]:
    """Outermost literals around lines that look like rows of options."""
    found: dict[tuple[int, int], Node] = {}
    data = source.text.encode("utf-8", "replace")
    for count, match in enumerate(_ROW.finditer(data)):
        if count > 400:
            break
        printed = _printed(
            source.root.descendant_for_byte_range(match.start() + 1, match.start() + 2)
        )
        if printed is not None:
            found.setdefault((printed.start_byte, printed.end_byte), printed)
            continue
        node = source.root.descendant_for_byte_range(match.start() + 1, match.start() + 2)
        outer: Node | None = None
        while node is not None and node.type != "program":
            if node.type in _LITERALS:
                outer = node if outer is None or _holds_text(node, outer) else outer
            elif node.type not in (
                "string_fragment", "template_substitution", "arguments", "member_expression",
                "parenthesized_expression", "escape_sequence",
            ):  # fmt: skip
                break
            node = node.parent
        if outer is not None:
            found.setdefault((outer.start_byte, outer.end_byte), outer)
    return list(found.values())


def _printed(node: Node | None) -> Node | None:
    """The arguments of `print("Options:", "  --port  …", …)`: one line each."""
    while node is not None and node.type in (*_PIECES, "template_substitution", "call_expression"):
        held = node.parent
        if held is not None and held.type == "arguments" and _are_lines(held):
            return held
        node = held if held is None or held.type != "arguments" else held.parent
    return None


def _are_lines(given: Node) -> bool:
    call = given.parent
    name = node_text(call.child_by_field_name("function")) if call is not None else ""
    parts = given.named_children
    texts = [part for part in parts if part.type in (*_LITERALS, "template_string")]
    return len(parts) >= MIN_PRINTED and len(texts) == len(parts) and not name.endswith(".join")


def _holds_text(node: Node, inner: Node) -> bool:
    """Whether the larger expression only joins or styles the text within it."""
    if node.type != "call_expression":
        return True
    function = node.child_by_field_name("function")
    given = node.child_by_field_name("arguments")
    if given is not None and given.type == "template_string":
        return True
    if function is None or function.type != "member_expression":
        return False
    name = function.child_by_field_name("property")
    return (
        name is not None
        and name.text in (b"join", b"trim", b"trimEnd", b"trimStart")
        and (function.start_byte <= inner.start_byte < function.end_byte)
    )


def _read(node: Node, scope: Scope) -> tuple[HelpText, Evidence] | None:
    if node.type == "arguments":
        parts = [(part, text_value(part, scope) or "") for part in node.named_children]
        text: str | None = "\n".join(part for _, part in parts)
        lines = tuple(line_of(part) for part, said in parts for _ in said.split("\n"))
    else:
        text, lines = text_value(node, scope), text_lines(node, scope)
    if not text or text.count("\n") < 2:
        return None
    start = node
    if node.type == "call_expression":
        given = node.child_by_field_name("arguments")
        if given is not None and given.type == "template_string":
            start = given
    text = _DASHES.sub(lambda match: " " * len(match[0]), text)
    parsed = parse_help(text, scope.source.path, line_of(start), lines or None)
    if not parsed.options or not (parsed.usage or len(parsed.options) > 1):
        return None
    return parsed, Evidence(scope.source.path, line_of(start), node.end_point[0] + 1)


def meow_help(
    files: list[Source], sources: Sources, program: str
) -> tuple[HelpText, Evidence] | None:
    """The text that meow is given, where it has a usage line and no options."""
    for source in files:
        for local, imported in source.imports.items():
            if imported.module != "meow":
                continue
            for _, call in source.calls((local,)):
                first = argument(call, 0)
                text = text_value(first, Scope(source, sources)) if first is not None else None
                if first is None or not text:
                    continue
                parsed = parse_help(text, source.path, line_of(first))
                if parsed.usage and parsed.program == program:
                    return parsed, Evidence(source.path, line_of(first), first.end_point[0] + 1)
    return None


def usage_literal(
    files: list[Source], sources: Sources, program: str
) -> tuple[str, Evidence] | None:
    """`Usage: program [--port=PORT]`, where that line is all the help there is."""
    for source in files:
        data = source.text.encode("utf-8", "replace")
        for match in list(_USAGE.finditer(data))[:20]:
            node = source.root.descendant_for_byte_range(match.start(1), match.start(1) + 1)
            outer: Node | None = None
            while node is not None and node.type in (*_PIECES, "binary_expression"):
                outer = node if node.type not in ("string_fragment",) else outer
                node = node.parent
            text = text_value(outer, Scope(source, sources)) if outer is not None else None
            if match[0].startswith(b"\n"):  # within a longer text: the rest of its line
                given = (text or "").partition(match[1].decode())[2].split("\n")[0]
            else:
                given = " ".join((text or "").split())[len("usage:") :]
            line = given.strip()
            words = line.removeprefix("$ ").split()
            if len(words) > 1 and words[0] == program and "${" not in line and len(line) < 700:
                return " ".join(words), source.evidence(outer or source.root)
    return None


def with_types(shown: tuple[Option, ...], typed: list[Option]) -> tuple[Option, ...]:
    """Options of a help text, completed by what the parser is told about the same flags."""
    by_flag = {one: option for option in typed for one in option.flags}
    found: list[Option] = []
    for option in shown:
        other = next((by_flag[one] for one in option.flags if one in by_flag), None)
        if other is None:
            found.append(option)
            continue
        letters = [one for one in other.flags if len(one) == 2]
        alone = len(option.flags) == 1 and len(option.flags[0]) > 2
        found.append(
            replace(
                option,
                flags=(*letters, *option.flags) if alone else option.flags,
                value=option.value or other.value,
                default=option.default or other.default,
                env=option.env or other.env,
                choices=option.choices or other.choices,
            )
        )
    return tuple(found)
