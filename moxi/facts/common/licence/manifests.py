"""What the manifests of a project say about its licence."""

from __future__ import annotations

import ast
import configparser
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moxi.facts.common.licence.expressions import expression_of, of_classifier
from moxi.facts.common.licence.texts import read_licence
from moxi.facts.paths import join, normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Evidence
    from moxi.facts.reader import Reader


@dataclass(frozen=True, slots=True)
class Statement:
    """One manifest's word on the licence."""

    path: str
    raw: str
    expression: str
    """SPDX, or a family such as `BSD`; empty where only a file is named"""
    evidence: Evidence
    file: str = ""
    """the licence file that it names"""


def statements(reader: Reader, folder: str) -> list[Statement]:
    """All statements of the manifests in a folder; each manifest speaks once."""
    found: list[Statement] = []
    for read in (
        _cargo,
        _pyproject,
        _setup_cfg,
        _setup_py,
        _package_json,
        _composer,
        _citation,
        _docker,
    ):
        found += list(read(reader, folder))[:1]
    return found


def _statement(
    path: str, raw: str, evidence: Evidence, *, expression: str | None = None, file: str = ""
) -> Iterator[Statement]:
    told = expression_of(raw) if expression is None else expression
    if told or file:
        yield Statement(path, " ".join(raw.split()), told, evidence, file)


def _package_json(reader: Reader, folder: str) -> Iterator[Statement]:
    path = join(folder, "package.json")
    document = reader.json(path) if path in reader.tree else {}
    value = document.get("license", document.get("licenses"))
    place = reader.find(path, '"licen')
    if isinstance(value, dict):
        value = value.get("type")
    if isinstance(value, list):
        names = [item.get("type") if isinstance(item, dict) else item for item in value]
        value = " OR ".join(name for name in names if isinstance(name, str))
    if isinstance(value, str):
        named = re.match(r"SEE LICEN[SC]E IN (.+)", value, re.IGNORECASE)
        file = normalise(join(folder, named.group(1).strip())) if named else ""
        yield from _statement(path, value, place, expression="" if named else None, file=file or "")


def _cargo(reader: Reader, folder: str) -> Iterator[Statement]:
    path = join(folder, "Cargo.toml")
    if path not in reader.tree:
        return
    document = reader.toml(path)
    package, where = document.get("package"), path
    table = package if isinstance(package, dict) else {}
    if not table:
        workspace = document.get("workspace")
        table = workspace.get("package", {}) if isinstance(workspace, dict) else {}
    elif isinstance(table.get("license"), dict):
        workspace = reader.toml("Cargo.toml").get("workspace")
        table, where = (
            (workspace.get("package", {}) if isinstance(workspace, dict) else {}),
            "Cargo.toml",
        )
    value = table.get("license") if isinstance(table, dict) else None
    file = table.get("license-file") if isinstance(table, dict) else None
    if isinstance(value, str):
        yield from _statement(where, value, reader.find(where, "license"))
    elif isinstance(file, str):
        target = normalise(join(folder, file)) or ""
        yield from _statement(where, "", reader.find(where, "license-file"), file=target)


def _pyproject(reader: Reader, folder: str) -> Iterator[Statement]:
    path = join(folder, "pyproject.toml")
    if path not in reader.tree:
        return
    document = reader.toml(path)
    project = document.get("project")
    tool = document.get("tool")
    poetry = tool.get("poetry") if isinstance(tool, dict) else None
    for table in (project, poetry):
        if not isinstance(table, dict):
            continue
        value = table.get("license")
        place = reader.find(path, "license")
        if isinstance(value, str):
            yield from _statement(path, value, place)
        elif isinstance(value, dict):
            yield from _of_table(reader, path, folder, value, place)
        yield from _classified(reader, path, table.get("classifiers"))


def _of_table(
    reader: Reader, path: str, folder: str, value: dict[str, Any], place: Evidence
) -> Iterator[Statement]:
    text, file = value.get("text"), value.get("file")
    if isinstance(text, str):
        ids = read_licence(text).ids if len(text) > 200 else ()
        yield from _statement(path, ids[0] if ids else text, place)
    elif isinstance(file, str):
        yield from _statement(path, "", place, file=normalise(join(folder, file)) or "")


def _classified(reader: Reader, path: str, classifiers: Any) -> Iterator[Statement]:
    values = classifiers if isinstance(classifiers, list) else []
    found = {
        expression: value
        for value in values
        if isinstance(value, str)
        and value.startswith("License ::")
        and (expression := of_classifier(value))
    }
    if found:
        # Several are several claims: that one may choose between them, no classifier says.
        expression = ", ".join(found)
        raw = " and ".join(value.rpartition(" :: ")[2] for value in found.values())
        place = reader.find(path, next(iter(found.values())))
        yield from _statement(path, raw, place, expression=expression)


def _setup_cfg(reader: Reader, folder: str) -> Iterator[Statement]:
    path = join(folder, "setup.cfg")
    if "[metadata]" not in reader.text(path):
        return
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(reader.text(path))
    except configparser.Error:
        return
    value = parser.get("metadata", "license", fallback="")
    yield from _statement(path, value or "", reader.find(path, "[metadata]", "license"))
    classifiers = (parser.get("metadata", "classifiers", fallback="") or "").split("\n")
    yield from _classified(reader, path, [line.strip() for line in classifiers])


def _setup_py(reader: Reader, folder: str) -> Iterator[Statement]:
    path = join(folder, "setup.py")
    module = reader.python(path) if "icense" in reader.text(path) else None
    for node in ast.walk(module) if module else ():
        name = (
            node.func.attr
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            else (
                node.func.id
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                else ""
            )
        )
        if name != "setup" or not isinstance(node, ast.Call):
            continue
        keywords = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        value = keywords.get("license")
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            place = reader.find(path, value.value.split("\n")[0], start=value.lineno)
            yield from _statement(path, value.value, place)
        classifiers = keywords.get("classifiers")
        if isinstance(classifiers, (ast.List, ast.Tuple)):
            texts = [item.value for item in classifiers.elts if isinstance(item, ast.Constant)]
            yield from _classified(reader, path, texts)


def _composer(reader: Reader, folder: str) -> Iterator[Statement]:
    for name in ("composer.json", "deno.json", "jsr.json"):
        path = join(folder, name)
        value = reader.json(path).get("license") if path in reader.tree else None
        if isinstance(value, list):
            value = " OR ".join(item for item in value if isinstance(item, str))
        if isinstance(value, str):
            yield from _statement(path, value, reader.find(path, '"license"'))


def _citation(reader: Reader, folder: str) -> Iterator[Statement]:
    path = join(folder, "CITATION.cff")
    value = reader.yaml(path).get("license") if path in reader.tree else None
    if isinstance(value, str):
        yield from _statement(path, value, reader.find(path, "license:"))


def _docker(reader: Reader, folder: str) -> Iterator[Statement]:
    """The OCI label of an image."""
    path = join(folder, "Dockerfile")
    for number, line in enumerate(reader.lines(path) if path in reader.tree else (), 1):
        label = re.search(
            r"org\.opencontainers\.image\.licenses[\"']?\s*=\s*[\"']?([\w .+()-]+)", line
        )
        if label:
            place = reader.find(path, "image.licenses", start=number)
            yield from _statement(path, label.group(1), place)
