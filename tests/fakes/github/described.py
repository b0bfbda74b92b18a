"""GitHub's own descriptions of its two APIs, from the packages in which GitHub publishes them."""

from __future__ import annotations

import json
import re
import tarfile
from functools import cache
from typing import TYPE_CHECKING, Any

import graphql
import jsonschema_rs

from tests.packages.fetch import CACHE, archive
from tests.packages.pins import Pin

if TYPE_CHECKING:
    from pathlib import Path

REST = Pin(
    "npm",
    "@octokit/openapi",
    "23.0.2",
    "71a18407dd5e8464f4e0525daf03deabbe65abd9287d6adc7b5d98f516cd0d0c",
)
GRAPHQL = Pin(
    "npm",
    "@octokit/graphql-schema",
    "15.26.1",
    "053e74249dafce2118fd9b7ae499b067d57c5f910c57745699ac45108bc68d1e",
)


class UndescribedError(AssertionError):
    """A request or an answer that GitHub's description does not have."""


@cache
def graphql_schema() -> graphql.GraphQLSchema:
    """The schema of GitHub's GraphQL API."""
    text = _member(GRAPHQL, "package/schema.graphql").read_text(encoding="utf-8")
    return graphql.build_schema(text, assume_valid=True)


def check_answer(method: str, path: str, status: int, body: Any) -> None:
    """Raises UndescribedError unless GitHub describes this answer of this route."""
    template, operation = _operation(method, path)
    answers = operation["responses"]
    if f"{status}" not in answers:
        if status in _ANYWHERE:
            return
        known = ", ".join(answers)
        raise UndescribedError(f"{method} {template} has no answer {status}, only {known}")
    answer = _resolved(answers[f"{status}"])
    content = answer.get("content", {}).get("application/json")
    if content is None:
        return
    where = f"{method} {template} {status}"
    errors = list(_validator(where).iter_errors(body))
    if errors:
        first = errors[0]
        place = "/".join(f"{part}" for part in first.instance_path) or "the whole"
        raise UndescribedError(f"{where}: {place}: {first.message[:300]}")


def check_request(method: str, path: str, body: Any) -> None:
    """Raises UndescribedError unless GitHub describes this body of this route's requests."""
    template, operation = _operation(method, path)
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body is None or content is None:
        return
    known = _resolved(content["schema"]).get("properties")
    if known is not None and (unknown := set(body) - set(known)):
        raise UndescribedError(f"{method} {template} takes no {', '.join(sorted(unknown))}")
    validator = jsonschema_rs.validator_for(
        {**_plain(content["schema"]), "components": _document()["components"]}
    )
    for error in validator.iter_errors(body):
        raise UndescribedError(f"{method} {template}: {error.message[:300]}")


_ANYWHERE = (401, 403, 404, 429, 500, 502, 503)
"""Statuses that any route may have: https://docs.github.com/en/rest/using-the-rest-api/"""


def _operation(method: str, path: str) -> tuple[str, dict[str, Any]]:
    for template, pattern in _templates():
        if pattern.fullmatch(path) and method.lower() in _document()["paths"][template]:
            return template, _document()["paths"][template][method.lower()]
    raise UndescribedError(f"GitHub has no route {method} {path}")


@cache
def _templates() -> list[tuple[str, re.Pattern[str]]]:
    """Routes, those with the fewest variables first; the last variable may hold slashes where
    GitHub lets it (`ref`, `path`, `basehead`)."""
    found = []
    for template in _document()["paths"]:
        pattern = re.sub(r"\\\{(ref|path|basehead)\\\}", ".+", re.escape(template))
        found.append((template, re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", pattern))))
    return sorted(found, key=lambda one: (one[0].count("{"), one[0]))


@cache
def _validator(where: str) -> Any:
    method, template, status = where.split(" ")
    answer = _resolved(_document()["paths"][template][method.lower()]["responses"][status])
    schema = answer["content"]["application/json"]["schema"]
    return jsonschema_rs.validator_for(
        {**_plain(schema), "components": _document()["components"]}, validate_formats=True
    )


def _resolved(value: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in value:
        found: Any = _document()
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part.replace("~1", "/").replace("~0", "~")]
        value = found
    return value


@cache
def _document() -> dict[str, Any]:
    path = _member(REST, "package/generated/api.github.com.json")
    document: dict[str, Any] = json.loads(path.read_bytes())
    document["components"]["schemas"] = _plain(document["components"]["schemas"])
    return document


def _plain(value: Any) -> Any:
    """OpenAPI 3.0's `nullable` in the words of JSON Schema; its dialect has no other of its own
    that these descriptions use in answers."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    found = {key: _plain(one) for key, one in value.items() if key not in ("example", "examples")}
    if found.pop("nullable", False) is True:
        if "enum" in found:
            found["enum"] = [*found["enum"], None]
        return {"anyOf": [found, {"type": "null"}]}
    return found


def _member(pin: Pin, name: str) -> Path:
    """One file of a package, taken out once."""
    kept = CACHE / f"{pin.short_name}-{pin.version}-{name.rpartition('/')[2]}"
    if not kept.is_file():
        with tarfile.open(archive(pin, CACHE)) as packed:
            file = packed.extractfile(name)
            assert file is not None
            content = file.read()
        aside = kept.with_suffix(f"{kept.suffix}.part")
        aside.write_bytes(content)
        aside.replace(kept)
    return kept


def filled(name: str, known: dict[str, Any]) -> dict[str, Any]:
    """An object of the schema `name`: what is `known`, and for all else that it requires the
    emptiest value that is valid."""
    return _filled(_document()["components"]["schemas"][name], known)


def _filled(schema: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    schema = _resolved(schema)
    made: dict[str, Any] = {}
    for part in schema.get("allOf", ()):
        made |= _filled(part, {})
    for name in schema.get("required", ()):
        if name not in known:
            made[name] = _empty(schema["properties"][name])
    return made | known


def _empty(schema: dict[str, Any]) -> Any:
    schema = _resolved(schema)
    choices = [_resolved(one) for one in schema.get("anyOf", schema.get("oneOf", ()))]
    if any(one.get("type") == "null" for one in choices):
        return None
    if choices:
        return _empty(choices[0])
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "string":
            formats = {"uri": "https://api.github.test/", "date-time": "2026-01-02T03:04:05Z"}
            return formats.get(schema.get("format", ""), "")
        case "integer" | "number":
            return 1
        case "boolean":
            return False
        case "array":
            return []
        case _:
            return _filled(schema, {})
