"""What a server says of itself to its visitors: the landing page of an exporter, the description
of its HTTP API."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from moxi.facts.go import expressions
from moxi.facts.go.interpreter import Interpreter
from moxi.facts.go.libraries import call
from moxi.facts.go.values import HOLE, Object, Place, Scope, as_text
from moxi.facts.model import Description, Evidence, Fact
from moxi.facts.prose import collapse, first_sentence
from moxi.facts.syntax import line_of, node_text, walk
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.go.module import GoPackage, Module

_ANNOTATION = lazy_re(r"^//\s*@description\s+(?P<text>\S.*)$", re.MULTILINE | re.IGNORECASE)
_SAMPLE = lazy_re(r"sample (?:server|petstore)|swagger (?:example|api)|^this is an? \w+ server\b")
_OF_API = lazy_re(r"(?:an? |the )?(?:(?:REST(?:ful)?|HTTP|JSON|web)[- ])*API\b", re.IGNORECASE)
MIN_WORDS = 3


def visitor_facts(module: Module) -> Iterator[Fact[Description]]:
    """Descriptions that the main program shows to those who visit it."""
    for program in module.programs[:1]:
        yield from _landing_page(module, program)
        yield from _annotated(program)


def _landing_page(module: Module, program: GoPackage) -> Iterator[Fact[Description]]:
    """`web.LandingConfig{Description: "…"}` of the Prometheus exporters' toolkit."""
    interpreter = Interpreter(module, module.program_name(program), call)
    for source in program.sources:
        if "LandingConfig{" not in source.text:
            continue
        for literal in walk(source.root, "composite_literal"):
            if not node_text(literal.child_by_field_name("type")).endswith(".LandingConfig"):
                continue
            place = Place(source, program, Scope())
            value = expressions.evaluate(interpreter, literal, place)
            text = as_text(value.fields.get("Description")) if isinstance(value, Object) else ""
            if len(text.split()) >= MIN_WORDS and HOLE not in text:
                where = Evidence(source.path, line_of(literal), line_of(literal))
                yield Fact(Description(first_sentence(collapse(text)), "help"), (where,))


def _annotated(program: GoPackage) -> Iterator[Fact[Description]]:
    """`// @description …` above `main`, from which the API's documentation is made."""
    for source in program.sources:
        end = source.text.find("func main()")
        match = _ANNOTATION.search(source.text, 0, end) if end > 0 else None
        if match is None:
            continue
        text = first_sentence(collapse(match["text"]))
        if len(text.split()) > MIN_WORDS and not _SAMPLE.search(text.lower()):
            line = source.text.count("\n", 0, match.start()) + 1
            # Of an API alone: what the image or the host says of the whole is worth more.
            origin: Literal["metadata", "help"] = "metadata" if _OF_API.match(text) else "help"
            yield Fact(Description(text, origin), (Evidence(source.path, line, line),))
