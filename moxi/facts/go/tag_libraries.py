"""How kong, go-flags, go-arg and programs of their own making read a struct's tags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.go.flags import help_of
from moxi.facts.go.tags import Collected, Field, Reader, dashed, fields
from moxi.facts.go.values import Place, Scope, shown
from moxi.facts.model import Argument, Option
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.go.interpreter import Interpreter
    from moxi.facts.go.module import GoPackage

_PLAIN_TYPE = lazy_re(r"^(?:string|u?int(?:8|16|32|64)?|float(?:32|64)|duration|url|ip)$")
_PARSES = lazy_re(r"\b[a-z]\w*\.(?:Must)?Parse(?:AndValidate|Args|Config|Flags)?\(&\w+[,)]")
_SWITCHES = ("bool", "*bool", "[]bool", "kong.VersionFlag", "VersionFlag", "func()")


class Kong(Reader):
    """`Port int `short:"p" default:"80" env:"PORT" help:"…"``."""

    def field(self, item: Field, found: Collected, path: str, prefix: str, depth: int) -> None:
        """See `Reader.field`."""
        tag = item.tag
        if "hidden" in tag or item.get("kong") == "-":
            return
        name = item.get("name") or dashed(item.name)
        if "cmd" in tag:
            aliases = item.get("aliases").split(",")
            self.command(item, found, name, item.get("help"), aliases, depth)
            return
        struct = self.struct(item) if "arg" not in tag else None
        if struct is not None and (not item.name or "embed" in tag or not tag or "prefix" in tag):
            self.read(*struct, found, path, prefix + item.get("prefix"), depth + 1)
            return
        text = _interpolated(item)
        if "arg" in tag:
            optional = "optional" in tag or "default" in tag
            found.arguments.append(Argument(name, text, not optional, item.type.startswith("[]")))
        elif item.name:
            found.options.append(self._option(item, prefix + name, text))

    def _option(self, item: Field, name: str, text: str) -> Option:
        switch = item.type in _SWITCHES
        default = item.get("default")
        choices = tuple(part for part in item.get("enum").split(",") if part and "$" not in part)
        short = (f"-{item.get('short')}",) if item.get("short") else ()
        return Option(
            flags=(*short, f"--{name}"),
            value="" if switch else item.get("placeholder") or item.type.strip("[]*").upper(),
            help=text,
            default="" if "${" in default or (switch and default == "false") else default,
            required="required" in item.tag,
            choices=tuple(part.strip() for part in choices),
            env=item.get("env").partition(",")[0],
            evidence=item.evidence,
        )


def _interpolated(item: Field) -> str:
    text = item.get("help")
    for key in ("enum", "default", "env", "placeholder"):
        text = text.replace(f"${{{key}}}", item.get(key))
    return help_of(text) if "${" not in text else ""


def _kind(written: str) -> str:
    """What a value of a Go type is, in a word."""
    name = written.strip("[]*").rpartition(".")[2].lower()
    if _PLAIN_TYPE.match(name) and not written.startswith("map["):
        return name
    return "key:value" if written.startswith("map[") else "value"


class GoFlags(Reader):
    """`Port int `short:"p" long:"port" default:"80" description:"…"``."""

    variables = ""
    """what the names of the environment's variables begin with in the groups that are read"""

    def field(self, item: Field, found: Collected, path: str, prefix: str, depth: int) -> None:
        """See `Reader.field`."""
        tag = item.tag
        if "hidden" in tag or "no-flag" in tag:
            return
        if "command" in tag:
            aliases = tag.get("alias", [])
            self.command(item, found, item.get("command"), item.get("description"), aliases, depth)
        elif "positional-args" in tag:
            if (struct := self.struct(item)) is not None:
                self._positional(item, *struct, found)
        elif "short" in tag or "long" in tag:
            found.options.append(self._option(item, prefix))
        elif ("group" in tag or not item.name) and (struct := self.struct(item)) is not None:
            space, before = item.get("namespace"), self.variables
            if variables := item.get("env-namespace"):
                self.variables += f"{variables}_"
            self.read(*struct, found, path, prefix + (f"{space}." if space else ""), depth + 1)
            self.variables = before

    def _option(self, item: Field, prefix: str) -> Option:
        short = (f"-{item.get('short')}",) if item.get("short") else ()
        long = (f"--{prefix}{item.get('long')}",) if item.get("long") else ()
        switch = item.type in _SWITCHES or item.type.startswith("func()")
        return Option(
            flags=(*short, *long),
            value="" if switch else item.get("value-name") or _kind(item.type),
            help=help_of(item.get("description")),
            default=",".join(item.tag.get("default", [])),
            required=item.get("required") in ("true", "yes", "1"),
            choices=tuple(item.tag.get("choice", [])),
            env=self.variables + item.get("env") if item.get("env") else "",
            evidence=item.evidence,
        )

    def _positional(self, outer: Field, struct: Node, place: Place, found: Collected) -> None:
        for item in fields(struct, place):
            name = item.get("positional-arg-name") or item.name
            required = item.get("required") or outer.get("required")
            repeated = item.type.startswith("[]")
            text = help_of(item.get("description"))
            found.arguments.append(Argument(name, text, bool(required), repeated))


class GoArg(Reader):
    """`Port int `arg:"-p,--port,env:PORT" default:"80" help:"…"``."""

    def field(self, item: Field, found: Collected, path: str, prefix: str, depth: int) -> None:
        """See `Reader.field`."""
        words = [word.strip() for word in item.get("arg").split(",") if word.strip()]
        if words == ["-"]:
            return
        if not item.name:
            if (struct := self.struct(item)) is not None:
                self.read(*struct, found, path, prefix, depth + 1)
            return
        text = help_of(item.get("help"))
        command = next((word for word in words if word.partition(":")[0] == "subcommand"), "")
        if command:
            names = (command.partition(":")[2] or item.name.lower()).split("|")
            self.command(item, found, names[0], item.get("help"), names[1:], depth)
        elif "positional" in words:
            repeated = item.type.startswith("[]")
            name = item.get("placeholder") or item.name.lower()
            found.arguments.append(Argument(name, text, "required" in words, repeated))
        else:
            found.options.append(self._option(item, words, text))

    def _option(self, item: Field, words: list[str], text: str) -> Option:
        short = [word for word in words if re.fullmatch(r"-[^-]", word)]
        long = [word for word in words if word.startswith("--") and len(word) > 2]
        if not long and "--" not in words:
            long = [f"--{item.name.lower()}"]
        env = next((word for word in words if word.partition(":")[0] == "env"), "")
        variable = env.partition(":")[2] or item.name.upper() if env else ""
        switch = item.type in _SWITCHES
        name = long[0].lstrip("-") if long else item.name
        return Option(
            flags=(*short, *long),
            value="" if switch else item.get("placeholder") or name.upper(),
            help=text,
            default=shown(item.get("default")),
            required="required" in words,
            env=variable,
            evidence=item.evidence,
        )


READERS: dict[str, type[Reader]] = {"kong": Kong, "go-flags": GoFlags, "go-arg": GoArg}


class Own(Reader):
    """The tags of a parser that the program wrote for itself, whatever it calls them."""

    names = ("long", "flagName", "flag")
    texts = ("description", "flagDescribe", "desc", "help", "usage")
    shorts = ("short", "flagSName", "shorthand")
    values = ("args", "value-name", "placeholder", "metavar")
    automatic = False
    """each flag is a variable of the environment, too"""

    def first(self, item: Field, keys: tuple[str, ...]) -> str:
        """The tag of the first key that a field has."""
        return next((item.get(key) for key in keys if item.get(key)), "")

    def field(self, item: Field, found: Collected, path: str, prefix: str, depth: int) -> None:
        """See `Reader.field`."""
        name, text = self.first(item, self.names), self.first(item, self.texts)
        if not re.fullmatch(r"[a-z][\w.-]+", name) or not text:
            return
        short = self.first(item, self.shorts)
        switch = item.type in _SWITCHES or "positional" in item.tag
        default = item.get("default")
        option = Option(
            flags=(*((f"-{short}",) if len(short) == 1 else ()), f"--{name}"),
            value=self.first(item, self.values) or ("" if switch else _kind(item.type)),
            help=help_of(text),
            default="" if switch and default == "false" else default,
            env=name.upper().replace("-", "_") if self.automatic else "",
            evidence=item.evidence,
        )
        found.options.append(option)


def own_options(interpreter: Interpreter, packages: tuple[GoPackage, ...]) -> tuple[Option, ...]:
    """The flags that structs declare for a parser that asks for their tags by name,
    `field.Tag.Get("flagName")`, or for one elsewhere: `config.Parse(&options)`."""
    reader, found = Own(interpreter), Collected()
    sources = [(source, package) for package in packages for source in package.sources]
    asked = re.compile(rf'\b(?:Get|Lookup|Tag)\("({"|".join(Own.names)})"\)')
    reader.automatic = any(".AutoEnv(true)" in source.text for source, _ in sources)
    keys = {match for source, _ in sources for match in asked.findall(source.text)}
    for source, package in sources:
        given = Own.names if _PARSES.search(source.text) else keys
        if not any(f'`{key}:"' in source.text or f' {key}:"' in source.text for key in given):
            continue
        place = Place(source, package, Scope())
        specs = [*source.types.values(), *(spec for spec, _ in source.values.values())]
        for spec in specs:
            struct = spec.child_by_field_name("type")
            if struct is not None and struct.type == "struct_type":
                reader.read(struct, place, found, "", "", 0)
    return tuple(found.options)
