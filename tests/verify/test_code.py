"""Code blocks: what parses, what does not, and what is only a part of something."""

from __future__ import annotations

import pytest

from tests.verify.kit import judged, statuses


def code(language: str, text: str) -> list[str]:
    readme = f"# otter\n\n```{language}\n{text}\n```\n"
    return list(statuses(readme, {"otter.py": ""}, "code").values())


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("json", '{"a": [1, 2]}'),
        ("json", '  {\n    "a": 1\n  }'),
        ("toml", "[a]\nb = 1"),
        ("yaml", "a:\n  - b\n---\nc: d"),
        ("yml", "a: &x 1\nb: *x"),
        ("yaml", "a: !reference [b, c]"),
        ("python", "async def a():\n    await b()"),
        ("py", "    x = 1\n    y = 2"),
        ("python", "await a()"),
        ("python", "x = '\\d'"),
        ("python", "def a(): ..."),
    ],
)
def test_verified(language: str, text: str) -> None:
    assert code(language, text) == ["verified"]


def test_where() -> None:
    found = judged("# o\n\n```json\n\n{}\n\n```\n", {"a.py": ""}, "code")
    (item,) = found.values()
    assert item.claim.line == 4
    assert str(item.verdict.evidence[0]) == "README.md:4-6"


@pytest.mark.parametrize(
    ("language", "text", "reason"),
    [
        ("json", '{"a": 1,}', "json does not parse"),
        ("json", '{"a": 1 "b": 2}', "json does not parse: Expecting ',' delimiter, line 1"),
        ("toml", "a = [1", "toml does not parse"),
        ("yaml", "a: b: c", "yaml does not parse: mapping values are not allowed here, line 1"),
        ("python", "x = (1", "python does not parse: '(' was never closed, line 1 of the block"),
        ("python", "a\nprint 'x'", "line 2 of the block"),
        ("py", "def a)", "py does not parse"),
    ],
)
def test_refuted(language: str, text: str, reason: str) -> None:
    (item,) = judged(f"# o\n\n```{language}\n{text}\n```\n", {"a.py": ""}, "code").values()
    assert item.status == "refuted"
    assert reason in item.verdict.reason


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("json", '{"a": 1, ...}'),
        ("json", '{"a": <your key>}'),
        ("json", '// a comment\n{"a": 1}'),
        ("json", '"a": {\n  "b": 1\n}'),
        ("json", '{"a": 1}\n{"b": 2}'),
        ("json", '{"a": {{ value }}}'),
        ("json", '{"a": 1 // or 2\n}'),
        ("python", "run($(otter init), 'exec')"),
        ("yaml", "steps:\n\t- a"),
        ("yaml", "a: b\n\n  c: d"),
        ("toml", "a = 1\na = 2"),
        ("toml", "a = ..."),
        ("python", "if x:\n# more"),
        ("python", "x = <your key>"),
        ("python", "else:\n    x = 1"),
        ("json", "[" * 20_000),
    ],
)
def test_a_part_is_unknown(language: str, text: str) -> None:
    assert code(language, text) in (["unknown"], [])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("js", "const = ;"),
        ("", "x = ("),
        ("python", ">>> x = (\n... 1)\n1"),
        ("python", "$ pip install x"),
        ("python", "%timeit x"),
        ("python", "In [1]: x"),
        ("python", "dive(depth: int, *, fast: bool = False) -> None"),
        ("python", ""),
        ("json5", "{a: 1}"),
        ("jsonc", "{// a\n}"),
        ("pycon", "x = ("),
    ],
)
def test_no_claim(language: str, text: str) -> None:
    assert code(language, text) == []


def test_an_indented_block_is_no_claim() -> None:
    assert statuses("# o\n\n    x = (\n", {"a.py": ""}, "code") == {}


def test_every_status_is_met() -> None:
    met = {*code("json", "{}"), *code("json", "{,}"), *code("json", "{...}")}
    assert met == {"verified", "refuted", "unknown"}
