"""viper: bound environment variables and the name of the configuration file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.go import expressions
from moxi.facts.go.source import argument_of
from moxi.facts.go.values import HOLE, as_text
from moxi.facts.model import ConfigFile, Evidence, Fact
from moxi.facts.syntax import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.go.environment import Environment
    from moxi.facts.go.module import GoPackage
    from moxi.facts.go.source import Source


def bound(search: Environment, source: Source, package: GoPackage) -> None:
    """`viper.BindEnv("key", "NAME")`; with a prefix the key itself names the variable."""
    if "viper" not in source.text or "BindEnv(" not in source.text:
        return
    prefix = ""
    place = search.place(source, package)
    for call in source.calls("viper.SetEnvPrefix"):
        argument = argument_of(call, 0)
        if argument is not None:
            prefix = as_text(expressions.evaluate(search.interpreter, argument, place)).upper()
    for call in source.calls("viper.BindEnv"):
        nodes = [argument_of(call, 0), argument_of(call, 1)]
        texts = [as_text(expressions.evaluate(search.interpreter, n, place)) for n in nodes if n]
        line = line_of(call)
        where = Evidence(source.path, line, line)
        if len(texts) == 2:
            search.add(texts[1], "", "", False, where)
        elif len(texts) == 1 and re.fullmatch(r"\w+", texts[0]):
            name = f"{prefix}_{texts[0].upper()}" if prefix else texts[0].upper()
            search.add(name, "", "", False, where)


def config_files(search: Environment, packages: list[GoPackage]) -> Iterator[Fact[ConfigFile]]:
    """`viper.SetConfigName("app")` with `SetConfigType("yaml")`, or `SetConfigFile("app.yml")`."""
    for package in packages:
        for source in package.sources:
            if "viper.SetConfig" not in source.text:
                continue
            texts: dict[str, tuple[str, Node]] = {}
            for name in ("Name", "Type", "File"):
                for call in source.calls(f"viper.SetConfig{name}"):
                    argument = argument_of(call, 0)
                    place = search.place(source, package)
                    value = (
                        expressions.evaluate(search.interpreter, argument, place)
                        if (argument)
                        else None
                    )
                    if as_text(value) and HOLE not in as_text(value):
                        texts.setdefault(name, (as_text(value), call))
            file = texts.get("File")
            if file is None and "Name" in texts and "Type" in texts:
                stem, call = texts["Name"]
                kind = texts["Type"][0]
                file = (stem if stem.endswith(f".{kind}") else f"{stem}.{kind}", call)
            if file is not None:
                line = line_of(file[1])
                yield Fact(ConfigFile(file[0]), (Evidence(source.path, line, line),))
                return
