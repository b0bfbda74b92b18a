"""Endpoints that an OpenAPI description lists, where the code tells none."""

from __future__ import annotations

from typing import Any

from moxi.facts import Facts
from moxi.facts.common.openapi import OpenApi
from moxi.facts.model import Endpoint, Evidence, Fact, Package
from moxi.facts.reader import Reader
from tests.helpers import MemorySnapshot

SPECIFICATION = """openapi: 3.0.3
info: {title: Kelp}
servers:
  - url: https://example.org/v1
paths:
  /boxes:
    get: {summary: List the mail boxes}
    parameters: []
  /boxes/{id}:
    delete:
      description: Remove a box.
  /static/logo.png:
    get: {summary: The logo}
"""


def test_the_endpoints_of_an_openapi_description() -> None:
    lead = Fact(Package("kelp", "Go", ("service",)), (Evidence("go.mod", 1, 1),), "", "go")

    def told(files: dict[str, str], *known: Fact[Any]) -> list[tuple[Endpoint, str]]:
        facts = Facts(known, packages=[lead])
        found = OpenApi().facts(Reader(MemorySnapshot(files)), facts, "")
        return [(fact.value, str(fact.evidence[0])) for fact in found]

    files = {"api/openapi.yml": SPECIFICATION}
    assert told(files, lead) == [
        (Endpoint("GET", "/v1/boxes", "List the mail boxes"), "api/openapi.yml:6"),
        (Endpoint("DELETE", "/v1/boxes/{id}", "Remove a box"), "api/openapi.yml:9"),
    ]
    assert not told({**files, "client/openapi.yml": SPECIFICATION}, lead)
    code = Fact(Endpoint("GET", "/boxes"), (Evidence("main.go", 3, 3),))
    assert not told(files, lead, code)
