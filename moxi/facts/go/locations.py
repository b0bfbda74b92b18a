"""Where a program looks for a file: paths below the user's home, as a shell writes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.go import expressions
from moxi.facts.go.source import argument_of
from moxi.facts.go.values import HOLE, Place, Scope
from moxi.facts.syntax import node_text, walk
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.go.interpreter import Interpreter
    from moxi.facts.go.module import GoPackage
    from moxi.facts.go.source import Source

HOME, CONFIG = "~", "~/.config"
MAX_DEPTH = 6
_JOINS = ("filepath.Join", "path.Join")
_EXPANDED = ("os.ExpandEnv", "homedir.Expand", "filepath.Clean", "filepath.Abs")
_HOMES = ("os.UserHomeDir", "homedir.Dir", "homedir.HomeDir")
_VARIABLES = {"HOME": HOME, "XDG_CONFIG_HOME": CONFIG}


class Locations:
    """The paths that expressions of one file stand for."""

    def __init__(self, interpreter: Interpreter, source: Source, package: GoPackage) -> None:
        self.interpreter = interpreter
        self.source = source
        self.package = package

    def of(self, node: Node | None, depth: int = 0) -> str:
        """A path with `~` for the home, `""` where any part of it is not known."""
        if node is None or depth > MAX_DEPTH:
            return ""
        if node.type == "parenthesized_expression":
            return self.of(node.named_children[0] if node.named_children else None, depth)
        if node.type == "call_expression":
            return self._call(node, depth + 1)
        if node.type == "selector_expression" and node_text(node) == "xdg.ConfigHome":
            return CONFIG
        if node.type == "binary_expression" and node_text(node).count("+"):
            left = self.of(node.child_by_field_name("left"), depth + 1)
            right = self.of(node.child_by_field_name("right"), depth + 1)
            return left + right if left and right else ""
        if node.type == "identifier" and (local := self._assigned(node, depth + 1)):
            return local
        place = Place(self.source, self.package, Scope())
        value = expressions.evaluate(self.interpreter, node, place)
        if not isinstance(value, str) or HOLE in value or len(value) > 120:
            return ""
        return re.sub(r"^\$(?:HOME\b|\{HOME\})", HOME, value)

    def _call(self, node: Node, depth: int) -> str:
        name = node_text(node.child_by_field_name("function"))
        arguments = node.child_by_field_name("arguments")
        given = arguments.named_children if arguments is not None else []
        if name in _JOINS:
            parts = [self.of(part, depth) for part in given]
            return "/".join(p.strip("/") if n else p.rstrip("/") for n, p in enumerate(parts)) if (
                all(parts)) else ""  # fmt: skip
        if name in _EXPANDED or name.endswith(".ExpandUser"):
            return self.of(argument_of(node, 0), depth)
        if name in ("os.Getenv", "os.LookupEnv"):
            return _VARIABLES.get(node_text(argument_of(node, 0)).strip('"'), "")
        if name in _HOMES:
            return HOME
        if name == "os.UserConfigDir":
            return CONFIG
        if name in ("xdg.ConfigFile", "xdg.SearchConfigFile"):
            inside = self.of(argument_of(node, 0), depth)
            return f"{CONFIG}/{inside}" if inside else ""
        if name == "fmt.Sprintf" and given:
            return self._formatted([self.of(part, depth) for part in given])
        return self._returned(name, depth) if re.fullmatch(r"\w+", name) else ""

    def _formatted(self, parts: list[str]) -> str:
        text, values = parts[0], parts[1:]
        if not all(parts) or re.findall(r"%(.)", text) != ["s"] * len(values):
            return ""
        for value in values:
            text = text.replace("%s", value, 1)
        return text

    def _returned(self, name: str, depth: int) -> str:
        """What a function of the package returns, where that is one path."""
        found = self.package.function(name)
        body = found[1].child_by_field_name("body") if found else None
        if found is None or body is None or body.end_point[0] - body.start_point[0] > 30:
            return ""
        inside = Locations(self.interpreter, found[0], self.package)
        values: set[str] = set()
        for statement in walk(body, "return_statement"):
            listed = statement.named_children[0] if statement.named_children else None
            first = listed.named_children[0] if listed and listed.named_children else None
            values.add(inside.of(first, depth))
        values.discard("")
        return values.pop() if len(values) == 1 else ""

    def _assigned(self, node: Node, depth: int) -> str:
        """What a local variable is set to first."""
        name, function = node_text(node), node
        while function.parent is not None and function.type not in _FUNCTIONS:
            function = function.parent
        if function.type not in _FUNCTIONS:
            return ""
        values: list[str] = []
        for kind in ("short_var_declaration", "assignment_statement"):
            for statement in walk(function, kind):
                left, right = (statement.child_by_field_name(f) for f in ("left", "right"))
                if left is None or right is None or statement.start_byte > node.start_byte:
                    continue
                if values and _on_error(statement):
                    continue
                names = [node_text(child) for child in left.named_children]
                number = names.index(name) if name in names else -1
                if number == 0 or 0 < number < len(right.named_children):
                    inner = right.named_children[number]
                    if name not in node_text(inner):
                        values.append(self.of(inner, depth))
        known = [value for value in values if value]
        return known[0] if known and len(set(known)) == 1 else ""


def _on_error(statement: Node) -> bool:
    """Whether something is done only where what came before it failed."""
    around = statement.parent
    while around is not None and around.type in ("block", "statement_list"):
        around = around.parent
    condition = around.child_by_field_name("condition") if around is not None else None
    return node_text(condition) == "err != nil"


_FUNCTIONS = ("function_declaration", "method_declaration", "func_literal")
_OWN_FILE = lazy_re(
    r"(?:~|/etc|/usr/local/etc)/[\w./-]*(?:\.(?:ya?ml|toml|ini|conf|cfg|hcl)|conf(?:ig)?\.json5?"
    r"|settings\.json|rc|/config)"
)
_BESIDE = lazy_re(r"\.?[\w-]+(?:\.(?:ya?ml|toml|ini|conf|cfg)|rc)|\.[\w-]+\.json")
_NO_FILE = lazy_re(r"^(?:fmt|log|errors)\.|\.(?:Add\w*|String(?:Var)?P?|Default)$")
_MARKS = ("UserHomeDir", "UserConfigDir", "homedir.", "xdg.", '"HOME"', "~/", "$HOME", "/etc/")


def config_locations(
    interpreter: Interpreter, packages: list[GoPackage], names: tuple[str, ...]
) -> dict[str, tuple[str, int]]:
    """The configuration files that bear a name of the program: path → file and line."""
    found: dict[str, tuple[str, int]] = {}
    for package in packages:
        for source in package.sources:
            if source.path.endswith(("_windows.go", "_darwin.go", "_test.go")):
                continue
            locations = Locations(interpreter, source, package)
            nodes: list[Node] = []
            if any(mark in source.text for mark in _MARKS):
                for kind in ("call_expression", "binary_expression"):
                    nodes += walk(source.root, kind)
            quoted = any(f'{q}{d}{name}' in source.text for name in names for q in '"`'
                         for d in ("", "."))  # fmt: skip
            if quoted or "~/" in source.text or "/etc/" in source.text or "$HOME" in source.text:
                nodes += walk(source.root, "interpreted_string_literal")
            for node in nodes:
                if _is_part(node):
                    continue
                path = locations.of(node)
                placed, beside = _OWN_FILE.fullmatch(path), _BESIDE.fullmatch(path)
                if (placed or beside) and _is_named(path, names):
                    found.setdefault(path, (source.path, node.start_point[0] + 1))
    return found


def _is_part(node: Node) -> bool:
    """Whether an expression is put together with others, printed, or a flag's default."""
    parent = node.parent
    if parent is not None and parent.type == "argument_list":
        parent = parent.parent
        name = node_text(parent.child_by_field_name("function")) if parent is not None else ""
        return name in _JOINS or bool(_NO_FILE.search(name))
    return parent is not None and parent.type == "binary_expression"


def _is_named(path: str, names: tuple[str, ...]) -> bool:
    """Whether a file, or a folder that it is in, is called as the program."""
    own = {form for name in names if len(name) > 1 for form in (name.lower(), f"{name.lower()}rc")}
    return any(part.lstrip(".").partition(".")[0] in own for part in path.lower().split("/"))
