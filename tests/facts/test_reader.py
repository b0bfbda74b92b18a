"""The reader over what is broken or made to hurt: a problem, never a crash, never for ever."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from moxi.facts.reader import MAX_TOML_KEY, Reader, strip_json_comments
from moxi.facts.yaml_safe import load, load_with_lines
from tests.helpers import MemorySnapshot

DEEP = 100_000
LONG = 990_000


def read(name: str, text: str | bytes) -> tuple[Any, list[str]]:
    """What the reader makes of one file, and the problems that it told."""
    reader = Reader(MemorySnapshot({name: text}))
    form = name.rpartition(".")[2]
    ask = {"json": reader.json, "toml": reader.toml, "yml": reader.yaml, "xml": reader.xml,
           "py": reader.python}[form]  # fmt: skip
    value = ask(name)
    assert ask(name) is value  # parsed once
    return value, [str(problem) for problem in reader.problems]


def _aliases(first: str, item: str, levels: int) -> str:
    lines = [first]
    for level in range(levels):
        own, below = chr(98 + level), chr(97 + level)
        lines.append(f"{own}: &{own} {item.format(below)}")
    return "\n".join(lines)


BROKEN = {
    "a.toml": ("x = 1\ny = [\n", "a.toml:2: TOML does not parse: "),
    "b.toml": ("x = 1\nx = 2", "b.toml:2: TOML does not parse: "),
    "deep.toml": ("a=" + "[" * DEEP, "deep.toml: TOML does not parse: nested too deep"),
    "tables.toml": ("a=" + "{a=" * DEEP, "tables.toml: TOML does not parse: nested too deep"),
    "key.toml": (".".join("a" * 200_000) + "=1", "key.toml:1: TOML does not parse: a key of"),
    "head.toml": ("\n[" + " . ".join('"a"' for _ in range(9000)) + "]", "head.toml:2: TOML does"),
    "number.toml": ("a=" + "9" * LONG, "number.toml: TOML does not parse: "),
    "a.json": ('{\n"a": ]\n}', "a.json:2: JSON does not parse: "),
    "top.json": ("[1]", "top.json:1: JSON does not hold a table at its top"),
    "deep.json": ("[" * DEEP, "deep.json: JSON does not parse: nested too deep"),
    "deeper.json": ('{"a":' * DEEP + "1" + "}" * DEEP, "deeper.json: JSON does not parse: nested"),
    "number.json": ('{"a":' + "9" * LONG + "}", "number.json: JSON does not parse: "),
    "open.json": ("/*" * (LONG // 2), "open.json:1: JSON does not parse: "),
    "quote.json": ('"\\' * (LONG // 2), "quote.json:1: JSON does not parse: "),
    "commas.json": ("{" + "," * (LONG // 3) + "}" * (LONG // 3), "commas.json:1: JSON does not"),
    "gaps.json": ("//\n" + " \n}" * (LONG // 3), "gaps.json:3: JSON does not parse: "),
    "a.yml": ("a: 1\nb: [", "YAML does not parse: "),
    "top.yml": ("- 1", "top.yml:1: YAML does not hold a table at its top"),
    "deep.yml": ("[" * DEEP, "deep.yml: YAML does not parse: nested too deep"),
    "dashes.yml": ("- " * DEEP, "dashes.yml: YAML does not parse: nested too deep"),
    "maps.yml": ("{a: " * DEEP, "maps.yml: YAML does not parse: nested too deep"),
    "self.yml": ("a: &a\n  b: *a", "self.yml: YAML does not parse: nested too deep"),
    "bomb.yml": (
        _aliases("a: &a [x,x,x,x,x,x,x,x,x]", "[*{0},*{0},*{0},*{0},*{0},*{0},*{0},*{0}]", 12),
        "bomb.yml: YAML does not parse: too large once its aliases are resolved",
    ),
    "merge.yml": (
        _aliases("a: &a {x: 1}", "{{<<: [*{0}, *{0}], k: {{<<: *{0}}}, l: *{0}}}", 20),
        "merge.yml: YAML does not parse: too large once its aliases are resolved",
    ),
    "key.yml": ("? [a]\n: b", "key.yml:1: YAML does not parse: "),
    "bomb.xml": (
        '<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><l>&b;</l>',
        "bomb.xml:1: XML refused: EntitiesForbidden",
    ),
    "outside.xml": (
        '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><l>&a;</l>',
        "outside.xml:1: XML refused: EntitiesForbidden",
    ),
    "open.xml": ("<a>" * DEEP, "open.xml:1: XML does not parse"),
    "a.xml": ("<a>\n<b></a>", "a.xml:2: XML does not parse"),
    "a.py": ("x = 1\ny = (\n", "a.py:2: Python does not parse"),
    "deep.py": ("(" * DEEP, "deep.py:1: Python does not parse"),
    "minus.py": ("x=" + "-" * DEEP + "1", "minus.py: Python does not parse"),
    "dots.py": ("x" + ".a" * DEEP, "dots.py: Python does not parse"),
    "plus.py": ("x=1" + "+1" * DEEP, "plus.py: Python does not parse"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_or_hostile(name: str) -> None:
    text, says = BROKEN[name]
    value, problems = read(name, text)
    assert not value
    assert len(problems) == 1
    assert says in problems[0]
    assert "\n" not in problems[0]
    assert len(problems[0]) < 400


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"a": "' + "x" * LONG + '"}'),
        ("a.toml", 'a = "' + "x" * LONG + '"'),
        ("a.yml", "a: " + "x" * LONG),
    ],
)
def test_a_line_of_a_million_characters(name: str, text: str) -> None:
    value, problems = read(name, text)
    assert value == {"a": "x" * LONG}
    assert problems == []


def test_other_forms_with_long_lines() -> None:
    root, problems = read("a.xml", "<a>" + "x" * LONG + "</a>")
    assert len(root.text) == LONG
    module, more = read("a.py", "x = '" + "y" * LONG + "'")
    assert len(module.body) == 1
    assert problems + more == []


def test_absent_empty_or_binary_is_nothing() -> None:
    for name in ("a.json", "a.toml", "a.yml", "a.xml", "a.py"):
        for content in (b"", b"\0"):
            value, problems = read(name, content)
            assert not value
            assert problems == []


def test_long_keys_of_toml() -> None:
    """Bounded where the parts make the parser slow, not where a text or a list has dots."""
    key = ".".join("a" * MAX_TOML_KEY)
    value, problems = read("ok.toml", f"{key} = 1")
    assert value
    text = 'versions = ["' + '", "'.join(["1.2.3"] * 200) + '"]\nx = "' + "a.b." * 100 + '"'
    value, more = read("ok.toml", text)
    assert value == tomllib.loads(text)
    assert problems + more == []


def test_yaml_scalars_are_as_written() -> None:
    value, problems = read("a.yml", "on: 1.10\nb: yes\nc: 0x1F\nd: 2020-01-01\ne: ~\nf:\ng: ''\n")
    assert value == {
        "on": "1.10", "b": "yes", "c": "0x1F", "d": "2020-01-01", "e": None, "f": None, "g": "",
    }  # fmt: skip
    assert problems == []


def test_yaml_tags_make_no_objects() -> None:
    value, _ = read(
        "a.yml",
        "a: !!python/object/apply:os.system [echo]\nb: !reference [x, y]\nc: !Sub text\n"
        "d: !!python/name:os.system\ne: !!binary aGk=\nf: !x {k: v}\n",
    )
    assert value == {
        "a": ["echo"], "b": ["x", "y"], "c": "text", "d": "", "e": "aGk=", "f": {"k": "v"},
    }  # fmt: skip


def test_yaml_merges_and_first_document() -> None:
    value, problems = read("a.yml", "x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\n---\nz: 1\n")
    assert value == {"x": {"a": "1", "b": "2"}, "y": {"a": "1", "b": "3"}}
    assert problems == []


def test_yaml_with_lines() -> None:
    value, lines, repeated = load_with_lines("a:\n  - b\n  - c: 1\n\nd: {e: 2}\na: 3\n")
    assert value == {"a": "3", "d": {"e": "2"}}
    assert lines[("a", 1, "c")] == 3
    assert lines["d", "e"] == 5
    assert repeated == [("a",)]
    assert load_with_lines("") == (None, {}, [])
    with pytest.raises(yaml.YAMLError):
        load_with_lines(BROKEN["bomb.yml"][0])


def test_json_with_half_of_a_pair_can_be_written() -> None:
    value, _ = read("a.json", '{"a": "x\\ud800y", "b": "\\ud83d\\ude00", "c": "\\\\ud800"}')
    assert value == {"a": "x?y", "b": "\U0001f600", "c": "\\ud800"}


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(st.text(), below)),
    max_leaves=8,
)
COMMENT = st.sampled_from(["", " ", "\n", "// x\n", '/* , ] } " */', "/**/", '//"{\n'])


@given(st.dictionaries(st.text(max_size=8), JSON, max_size=4), COMMENT, COMMENT, st.booleans())
def test_comments_are_taken_out_of_json(
    value: dict[str, Any], first: str, second: str, trailing: bool
) -> None:
    """Comments between the tokens and a trailing comma change nothing."""

    def written(item: Any) -> str:
        last = "," if trailing else ""
        if isinstance(item, dict) and item:
            parts = [f"{json.dumps(k)}{first}:{second}{written(v)}" for k, v in item.items()]
            return "{" + f"{first},{second}".join(parts) + first + last + second + "}"
        if isinstance(item, list) and item:
            return "[" + f",{first}".join(written(part) for part in item) + last + second + "]"
        return json.dumps(item)

    text = first + written(value) + second
    assert json.loads(strip_json_comments(text)) == value
    assert strip_json_comments(text).count("\n") == text.count("\n")


@given(st.text(alphabet='{}[],:"\\/* \na1', max_size=40))
def test_plain_json_is_not_changed_and_nothing_raises(text: str) -> None:
    stripped = strip_json_comments(text)
    try:
        value = json.loads(text)
    except ValueError:
        return
    assert json.loads(stripped) == value


@pytest.mark.parametrize("unit", ["{,", "}", " \n}", "/*", "//", '"\\', ",", "/* */", "] ", '""'])
def test_taking_comments_out_takes_linear_work(unit: str) -> None:
    """Counted in steps, not in time: twice the text must not cost four times the work."""

    def steps(count: int) -> int:
        import sys

        number = 0

        def count_line(_frame: Any, event: str, _arg: Any) -> Any:
            nonlocal number
            number += event == "line"
            return count_line

        old = sys.gettrace()
        sys.settrace(count_line)
        try:
            strip_json_comments("[1," + unit * count)
        finally:
            sys.settrace(old)
        return number

    assert steps(2000) <= 2.2 * steps(1000) + 100


@given(st.text(max_size=60))
def test_yaml_gives_plain_values_or_its_own_error(text: str) -> None:
    try:
        value = load(text)
    except yaml.YAMLError:
        return
    json.dumps(value)


@given(st.sampled_from(["json", "toml", "yml", "xml", "py"]), st.binary(max_size=80))
def test_no_content_makes_it_raise(form: str, content: bytes) -> None:
    value, problems = read(f"x.{form}", content)
    assert value is None or value is not problems
    for problem in problems:
        problem.encode()


def test_yaml_anchors_may_be_given_anew() -> None:
    assert load("a: &x one\nb: &x two\nc: *x\n") == {"a": "one", "b": "two", "c": "two"}
