"""Environment variables that configure an action beside its inputs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.docker.dockerfile import pairs, parse
from moxi.facts.docker.image_parts import command_of
from moxi.facts.docker.image_variables import scripts_of
from moxi.facts.docker.shell import demands, script_reads
from moxi.facts.envfile import shown
from moxi.facts.github_actions.metadata import clean, evidence_of
from moxi.facts.model import EnvVar, Evidence, Fact, Note
from moxi.facts.paths import join
from moxi.facts.prose import first_sentence, phrase
from moxi.facts.yaml_lines import Lines
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader

_HANDS_ON = lazy_re(r"\$\*|\$@")
_FUNCTION = lazy_re(r"\w+ *\(\) *\{|\bfunction \w+")
_READ = lazy_re(r"(?<!\\)\$\{?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b")
_UNSET = lazy_re(r"^\s*(?:el)?if \[\[? -z \"?\$\{?(\w+)\}?\"? \]\]?; *then")
_GIVEN = lazy_re(r"^\s*(?:export )?(\w+)=([\"']?)([\w./:@ -]*)\2\s*$")
# Set by the runner, by the image it starts from, or by the shell.
_OF_RUNNER = ("GITHUB_", "RUNNER_", "INPUT_", "ACTIONS_", "CI_", "BASH_")


def env_vars(reader: Reader, path: str, folder: str) -> Iterator[Fact[EnvVar] | Fact[Note]]:
    """Variables that some actions name beside their inputs, under `env`, and those that the
    scripts of a container action read."""
    table = reader.yaml(path).get("env")
    lines = Lines(reader.text(path)) if isinstance(table, dict) else None
    for name, meaning in table.items() if isinstance(table, dict) else ():
        if lines and isinstance(meaning, str) and re.fullmatch(r"[A-Z][A-Z0-9_]*", name):
            variable = EnvVar(name, meaning=clean(meaning))
            yield Fact(variable, (evidence_of(path, lines, "env", name),), folder)
    home = path.rpartition("/")[0]
    image = join(home, "Dockerfile")
    if image in reader.tree and "docker" in str(reader.yaml(path).get("runs")):
        parsed = parse(image, reader.text(image))
        held = {name for step in parsed.all("ENV") for name, _ in pairs(step.args)}
        scripts = scripts_of(reader, parsed, home)
        for script in scripts:
            yield from _of_script(reader, script, folder, held)
        yield from _arguments(reader, path, folder, scripts, command_of(parsed))


def _arguments(
    reader: Reader, path: str, folder: str, scripts: list[str], command: list[str]
) -> Iterator[Fact[Note]]:
    """That an action without inputs takes `args`, which its first script hands on."""
    started = [word.rpartition("/")[2] for word in command]
    table = reader.yaml(path)
    runs = table.get("runs")
    if table.get("inputs") or not isinstance(runs, dict) or runs.get("using") != "docker":
        return
    for script in scripts if "args" not in runs else ():
        text = reader.text(script)
        if script.rpartition("/")[2] not in started or _FUNCTION.search(text):
            continue
        for number, line in enumerate(reader.lines(script), 1):
            if _HANDS_ON.search(line):
                told = f"What a step gives as `args`, under `with`, goes to `{script}`"
                yield Fact(Note("usage", told), (Evidence(script, number, number),), folder)
                return


def _of_script(reader: Reader, path: str, folder: str, held: set[str]) -> Iterator[Fact[EnvVar]]:
    """What a script demands, what it has a default for, and what else it reads."""
    text, lines = reader.text(path), reader.lines(path)
    told: set[str] = set(held)
    for demand in demands(text):
        if demand.name == "GITHUB_TOKEN" or not demand.name.startswith("GITHUB_"):
            told.add(demand.name)
            variable = EnvVar(demand.name, "", demand.meaning, required=demand.alone)
            yield Fact(variable, (Evidence(path, demand.line, demand.line),), folder)
    for number, line in enumerate(lines[:-1], 1):
        unset, given = _UNSET.match(line), _GIVEN.match(lines[number])
        name = unset[1] if unset and given and given[1] == unset[1] else ""
        once = len(re.findall(rf"\b{name}\+?=", text)) == 1 if name else False
        if given and once and name not in told and not name.startswith(_OF_RUNNER):
            told.add(name)
            yield Fact(EnvVar(name, given[3]), (Evidence(path, number, number + 1),), folder)
    for read, at, beside in script_reads(text):
        if read.name not in told and (read.default or read.required):
            told.add(read.name)
            required = read.required and not read.default
            variable = EnvVar(read.name, shown(read.name, read.default), beside, required)
            yield Fact(variable, (Evidence(path, at, at),), folder)
    for number, line in enumerate(lines, 1):
        code = "" if line.lstrip().startswith("#") else line
        for name in _READ.findall(code):
            if name in told or name.startswith(_OF_RUNNER) or _is_set(name, text):
                continue
            told.add(name)
            meaning = _above(lines, number, name)
            yield Fact(EnvVar(name, meaning=meaning), (Evidence(path, number, number),), folder)


def _is_set(name: str, text: str) -> bool:
    """Whether a script gives the variable a value itself."""
    return bool(re.search(rf"\b{name}\+?=|\b(?:read|for|declare|mapfile)\b[^\n]*\b{name}\b", text))


def _above(lines: list[str], number: int, name: str) -> str:
    """The comment above the line that reads a variable, where it says its name."""
    said = lines[number - 2].strip() if number > 1 else ""
    if not said.startswith("# ") or name not in said:
        return ""
    return phrase(first_sentence(said.lstrip("# ")))
