"""viper: the configuration file it looks for and where, and what the environment sets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.go import expressions
from moxi.facts.go.gomod import without_major
from moxi.facts.go.locations import Locations
from moxi.facts.go.source import argument_of
from moxi.facts.go.values import HOLE, as_text, shown
from moxi.facts.model import ConfigFile, Evidence, Fact, Note, Setting
from moxi.facts.prose import listed
from moxi.facts.syntax import line_of, node_text, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.go.environment import Environment
    from moxi.facts.go.interpreter import Interpreter
    from moxi.facts.go.module import GoPackage
    from moxi.facts.go.source import Source
    from moxi.facts.model import Cli, Option

_LIBRARY = "github.com/spf13/viper"
_CALLED = (
    "SetConfigName", "SetConfigType", "SetConfigFile", "AddConfigPath", "SetEnvPrefix",
    "SetEnvKeyReplacer", "AutomaticEnv", "BindPFlags", "BindEnv", "SetDefault",
)  # fmt: skip
_GETTERS = ("GetString", "GetBool", "GetInt", "GetDuration", "GetStringSlice", "GetFloat64")
MAX_PLACES = 4


def calls(source: Source) -> dict[str, list[Node]]:
    """The calls of a file that set viper up, by the method's name."""
    found: dict[str, list[Node]] = {}
    if not any(without_major(path) == _LIBRARY for path in source.imports.values()):
        return found
    if not any(f".{name}(" in source.text for name in (*_CALLED, *_GETTERS)):
        return found
    for call in walk(source.root, "call_expression"):
        function = call.child_by_field_name("function")
        field = function.child_by_field_name("field") if function is not None else None
        if (name := node_text(field)) in (*_CALLED, *_GETTERS):
            found.setdefault(name, []).append(call)
    return found


def bound(search: Environment, source: Source, package: GoPackage) -> None:
    """`viper.BindEnv("key", "NAME")`; with a prefix the key itself names the variable."""
    known = calls(source)
    prefix = _prefix(search, source, package, known)
    for call in known.get("BindEnv", ()):
        texts = [_text(search, source, package, argument_of(call, n)) for n in (0, 1)]
        line = line_of(call)
        where = Evidence(source.path, line, line)
        if texts[1]:
            search.add(texts[1], "", "", False, where)
        elif prefix is not None and re.fullmatch(r"\w+", texts[0]):
            name = f"{prefix}_{texts[0].upper()}" if prefix else texts[0].upper()
            search.add(name, "", "", False, where)


def _text(search: Environment, source: Source, package: GoPackage, node: Node | None) -> str:
    if node is None:
        return ""
    value = as_text(expressions.evaluate(search.interpreter, node, search.place(source, package)))
    return value if HOLE not in value else ""


def _prefix(
    search: Environment, source: Source, package: GoPackage, known: dict[str, list[Node]]
) -> str | None:
    """What stands before the names of all variables, None where that is not known."""
    given = known.get("SetEnvPrefix", [])
    texts = [_text(search, source, package, argument_of(call, 0)) for call in given]
    return None if "" in texts or len(set(texts)) > 1 else texts[0].upper() if texts else ""


# Flags ----------------------------------------------------------------------------------------


def flag_notes(
    search: Environment, packages: list[GoPackage], lines: list[Fact[Cli]]
) -> Iterator[Fact[Note]]:
    """`AutomaticEnv` after `BindPFlags`: every option is also a variable of the environment."""
    for package in packages:
        for source in package.sources:
            known = calls(source)
            automatic = known.get("AutomaticEnv")
            line = next((fact for fact in lines if _defines(fact, source.path)), None)
            prefix = _prefix(search, source, package, known)
            if not automatic or "BindPFlags" not in known or line is None or prefix is None:
                continue
            dashes = [
                node_text(call).partition("NewReplacer(")[2].replace(" ", "")
                for call in known.get("SetEnvKeyReplacer", ())
            ]
            option = _example(line.value, any('"-","_"' in text for text in dashes))
            if option is None:
                continue
            flag = next(name for name in option.flags if name.startswith("--"))
            variable = flag[2:].replace("-", "_").upper()
            variable = f"{prefix}_{variable}" if prefix else variable
            many = f" of `{line.value.program}`" if len(lines) > 1 else ""
            text = (f"Every option{many} can also be set by an environment variable, such as "
                    f"`{flag}` by `{variable}`")  # fmt: skip
            where = [automatic[0], known["BindPFlags"][0]]
            evidence = tuple(Evidence(source.path, line_of(n), line_of(n)) for n in where)
            yield Fact(Note("configuration", text), evidence)


def _defines(line: Fact[Cli], path: str) -> bool:
    return any(o.evidence is not None and o.evidence.path == path for o in line.value.options)


def _example(line: Cli, replaced: bool) -> Option | None:
    """An option to show it with; None where a variable cannot stand for each of them."""
    options = [
        option for option in line.options if any(flag.startswith("--") for flag in option.flags)
    ]
    dashed = [option for option in options if any("-" in flag[2:] for flag in option.flags)]
    if dashed and not replaced:
        return None
    return next((o for o in (*dashed, *options) if o.value), None)


# Defaults -------------------------------------------------------------------------------------


def value(interpreter: Interpreter, name: str, values: list[Any]) -> Any:
    """`viper.GetString("key")` is what `viper.SetDefault("key", …)` gave before."""
    key = f"viper:{values[0]}" if values and isinstance(values[0], str) else ""
    if key and name == "SetDefault" and len(values) > 1:
        interpreter.state[key] = values[1]
    return interpreter.state.get(key) if key and name.startswith("Get") else None


def settings(
    search: Environment, packages: list[GoPackage], lines: list[Fact[Cli]], group: str
) -> Iterator[Fact[Setting]]:
    """The keys that `SetDefault` gives a value or a getter asks for, for a configuration file;
    a flag of the same name says what it means."""
    options = {
        flag.lstrip("-"): option
        for line in lines
        for option in line.value.options
        for flag in option.flags
    }
    found: dict[str, Fact[Setting]] = {}
    for package in packages:
        for source in package.sources:
            for call in _keyed(source):
                key = _text(search, source, package, argument_of(call, 0))
                if not re.fullmatch(r"[\w.-]+", key):
                    continue
                default, option = _default(search, source, package, call), options.get(key)
                before = found.get(key)
                if before is None or (default and not before.value.default):
                    known = default or (option.default if option else "")
                    value = Setting(key, "", known, option.help if option else "", group)
                    line = line_of(call)
                    found[key] = Fact(value, (Evidence(source.path, line, line),))
    yield from found.values()


def _keyed(source: Source) -> list[Node]:
    """The calls that name a key, in the order of the file."""
    known = calls(source)
    found = [call for name in ("SetDefault", *_GETTERS) for call in known.get(name, ())]
    return sorted(found, key=lambda call: call.start_byte)


def _default(search: Environment, source: Source, package: GoPackage, call: Node) -> str:
    given = argument_of(call, 1)
    if given is None:
        return ""
    known = expressions.evaluate(search.interpreter, given, search.place(source, package))
    return str(known).lower() if isinstance(known, bool) else shown(known)


# Files ----------------------------------------------------------------------------------------


def config_files(search: Environment, packages: list[GoPackage]) -> Iterator[Fact[ConfigFile]]:
    """`SetConfigName("app")` with its type and the folders it is looked for in, or
    `SetConfigFile("app.yml")`."""
    for package in packages:
        for source in package.sources:
            known = calls(source)
            texts: dict[str, tuple[str, Node]] = {}
            for name in ("Name", "Type", "File"):
                for call in known.get(f"SetConfig{name}", ()):
                    if text := _text(search, source, package, argument_of(call, 0)):
                        texts.setdefault(name, (text, call))
            file = texts.get("File")
            places = _places(search, source, package, known.get("AddConfigPath", []))
            if file is None and "Name" in texts and ("Type" in texts or places):
                stem, call = texts["Name"]
                kind = texts["Type"][0] if "Type" in texts else ""
                kind = kind or _kind_of_example(search, stem) or "yaml"
                file = (stem if stem.endswith(f".{kind}") else f"{stem}.{kind}", call)
            if file is not None:
                line = line_of(file[1])
                where = (Evidence(source.path, line, line),)
                known_place = file[0].startswith(("/", "~", "./")) or "File" in texts
                name, told = file[0], "" if known_place or not places else _looked_for(places)
                if len(places) == 1 and places[0] != "." and not known_place:
                    name, told = f"{places[0]}/{name}", ""
                if "Type" not in texts and "File" not in texts:
                    kind = name.rpartition(".")[2].upper().replace("YML", "YAML")
                    forms = [form for form in ("YAML", "TOML", "JSON") if form != kind]
                    other = f"{listed(forms)} are read, too"
                    told = f"{told}; {other}" if told else other
                yield Fact(ConfigFile(name, told), where)
                return


def _places(
    search: Environment, source: Source, package: GoPackage, added: list[Node]
) -> list[str]:
    locations = Locations(search.interpreter, source, package)
    found = [locations.of(argument_of(call, 0)).rstrip("/") for call in added]
    return list(dict.fromkeys(found))[:MAX_PLACES] if all(found) else []  # all of them or none


def _looked_for(places: list[str]) -> str:
    told = ["the working directory" if place == "." else f"`{place}`" for place in places]
    return f"looked for in {listed(told)}"


def _kind_of_example(search: Environment, stem: str) -> str:
    """The format in which the repository holds such a file."""
    tree = search.module.reader.tree
    kinds = ("yaml", "yml", "toml", "json")
    return next((kind for kind in kinds if tree.named(f"{stem}.{kind}")), "")
