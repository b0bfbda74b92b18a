"""The owner's settings: what each may be, and how a mistake is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from moxi.config import SECTION_IDS, Config, SectionConfig, load, schema
from moxi.errors import ConfigError
from moxi.verify.model import KINDS
from tests.helpers import MemorySnapshot

FULL = """\
title: My tool
badges: flat-square
sections:
  toc: off
  api: "yes"
  install:
    heading: Get it
  usage: { enabled: no }
  license:
order: [usage, faq, install]
ignore:
  - docs/
  - "*.gen.py"
extra-sections:
  - id: faq
    heading: Questions
    markdown: |
      **Why?** Because.
    after: usage
  - id: thanks
    heading: Thanks
    path: ./docs/thanks.md
    after: faq
readmes:
  - path: packages/a/
    title: A
    badges: none
    sections:
      toc: on
      usage: on
    order: []
    extra-sections:
      - { id: more, heading: More, markdown: x }
"""

FILES = {"docs/thanks.md": "To all.\n", "packages/a/x.py": "", "packages/b/x.py": "", "bin": b"\0"}


def loaded(text: str, *, path: str = ".moxi.yml", scope: str = "") -> Config:
    return load(MemorySnapshot({**FILES, path: text}, scope=scope))


def told(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        loaded(text)
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)
    return f"{caught.value.line}: {caught.value.reason}"


@pytest.mark.parametrize("path", [".moxi.yml", ".github/moxi.yml"])
def test_all_settings(path: str) -> None:
    config = loaded(FULL, path=path)
    assert (config.title, config.badges) == ("My tool", "flat-square")
    assert config.sections == {
        "toc": SectionConfig(enabled=False),
        "api": SectionConfig(enabled=True),
        "install": SectionConfig(heading="Get it"),
        "usage": SectionConfig(enabled=False),
        "license": SectionConfig(),
    }
    assert config.order == ("usage", "faq", "install")
    assert config.ignore == ("docs/", "*.gen.py")
    faq, thanks = config.extra_sections
    assert (faq.id, faq.heading, faq.after) == ("faq", "Questions", "usage")
    assert faq.markdown == "**Why?** Because.\n"
    assert (thanks.markdown, thanks.after) == ("To all.\n", "faq")
    assert not config.enabled("toc")
    assert config.enabled("features")
    assert config.heading("install") == "Get it"
    assert config.heading("api") == ""


def test_readme_of_a_package() -> None:
    config = loaded(FULL, scope="packages/a")
    assert (config.title, config.badges, config.order) == ("A", "none", ())
    assert config.enabled("toc")
    assert config.enabled("usage")
    assert config.heading("install") == "Get it"
    assert [extra.id for extra in config.extra_sections] == ["more"]


def test_a_package_that_is_not_named_keeps_its_own_title() -> None:
    config = loaded(FULL, scope="packages/b")
    assert config.title == ""
    assert config.badges == "flat-square"


@pytest.mark.parametrize("text", ["", "\n# nothing yet\n", "---\n"])
def test_without_settings(text: str) -> None:
    assert loaded(text) == Config() == load(MemorySnapshot({}))


def test_without_a_file_the_validator_is_not_imported() -> None:
    program = (
        "import sys\nfrom moxi.config import load\nfrom tests.helpers import MemorySnapshot\n"
        "load(MemorySnapshot({'a': ''}))\nprint('pydantic' in sys.modules)\n"
        "load(MemorySnapshot({'.moxi.yml': 'title: x'}))\nprint('pydantic' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["False", "True"]


def test_two_files() -> None:
    files = {".moxi.yml": "", ".github/moxi.yml": ""}
    with pytest.raises(ConfigError) as caught:
        load(MemorySnapshot(files))
    assert ".moxi.yml" in str(caught.value)
    assert ".github/moxi.yml" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title: x\ntitel: y", "2: unknown key `titel`, did you mean `title`"),
        ("extra_sections: []", "1: unknown key `extra_sections`, did you mean `extra-sections`"),
        ("zzz: 1", "1: unknown key `zzz`, there are title, badges,"),
        ("sections:\n  instal: on", "2: unknown section `instal`, did you mean `install`"),
        ("sections:\n  install:\n    headin: x", "3: unknown key `headin`, did you mean `heading`"),
        ("sections:\n\n  toc: maybe", "3: `toc`: expected on or off, found `maybe`"),
        ("sections:\n  toc:\n    enabled: [x]", "3: `enabled`: expected on or off, found a list"),
        ("sections: [a]", "1: `sections`: expected a mapping (`key: value`), found a list"),
        ("sections:\n  - a", "1: `sections`: expected a mapping"),
        ("sections:\n  toc: [a]", "2: `toc`: expected a mapping (`key: value`), found a list"),
        ("badges: flt", "1: unknown value of `badges`: `flt`, did you mean `flat`"),
        ("badges: [flat]", "1: unknown value of `badges`"),
        ("title:", "1: `title`: expected text, found nothing"),
        ("title: {a: b}", "1: `title`: expected text, found a mapping"),
        ("order: usage", "1: `order`: expected a list, found `usage`"),
        ("order:\n  - usage\n  - abuot", "3: unknown section `abuot`, did you mean `about`"),
        ("ignore:\n  - a\n  - ''", "3: `` is no pattern that can be used"),
        ("ignore:\n  - '*a*a*a*a*b'", "2: `*a*a*a*a*b` is no pattern that can be used"),
        ("check:\n  ignor: []", "2: unknown key `ignor`, did you mean `ignore`"),
        ("check:\n  ignore: path", "2: `ignore`: expected a list, found `path`"),
        ("check:\n  ignore:\n    - path", "3: this entry: expected a mapping (`key: value`)"),
        ("check:\n  ignore:\n    - kind: pth", "3: unknown kind `pth`, did you mean `path`"),
        ("check:\n  ignore:\n    - kind: zzz", "3: unknown kind `zzz`, there are link, anchor, "),
        ("check:\n  ignore:\n    - knd: path", "3: unknown key `knd`, did you mean `kind`"),
        ("check:\n  ignore:\n    - text: []", "3: `text`: expected text, found a list"),
        ("check:\n  ignore:\n    - kind: path\n    - {}", "4: expected `kind`, `text` or both"),
        ("- a", "1: expected settings as `key: value`"),
        ("just text", "1: expected settings as `key: value`"),
        ("a: b: c", "1: YAML does not parse: mapping values are not allowed"),
        ("a: [", "YAML does not parse"),
        ("title: a\norder: []\ntitle: b", "3: `title` is given twice"),
        ("sections:\n  toc: on\n  toc: off", "3: `toc` is given twice"),
        ("[" * 100_000, "0: YAML does not parse: nested too deep"),
        ("a: &a\n  b: *a", "YAML does not parse: nested too deep"),
    ],
)
def test_mistakes(text: str, says: str) -> None:
    assert says in told(text)


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        ("{id: faq}", "`heading` is missing"),
        ("{heading: x, markdown: y}", "`id` is missing"),
        ("{id: faq, headin: y}", "unknown key `headin`"),
        ("{id: Faq 1, heading: y, markdown: z}", "expected lower-case letters"),
        ("{id: usage, heading: y, markdown: z}", "`usage` is a section of Moxi's"),
        ("{id: faq, heading: '', markdown: z}", "expected a heading of one line"),
        ('{id: faq, heading: "a\\nb", markdown: z}', "expected a heading of one line"),
        ("{id: faq, heading: y}", "expected either `markdown` or `path`"),
        ("{id: faq, heading: y, markdown: z, path: bin}", "expected either `markdown` or `path`"),
        ("{id: faq, heading: y, markdown: z, after: usag}", "did you mean `usage`"),
        ("{id: faq, heading: y, markdown: z, after: faq}", "unknown section `faq`"),
        ("{id: faq, heading: y, path: ../x.md}", "`../x.md` leaves the repository"),
        ("{id: faq, heading: y, path: /etc/passwd}", "`/etc/passwd` leaves the repository"),
        ("{id: faq, heading: y, path: no.md}", "`no.md` cannot be read (is no file here)"),
        ("{id: faq, heading: y, path: bin}", "`bin` cannot be read (binary)"),
    ],
)
def test_mistakes_of_an_extra_section(extra: str, says: str) -> None:
    assert told(f"title: x\nextra-sections:\n  - {extra}\n").startswith("3: ")
    assert says in told(f"title: x\nextra-sections:\n  - {extra}\n")
    below = f"readmes:\n  - path: packages/a\n    extra-sections:\n      - {extra}\n"
    assert told(below).startswith("4: ")
    assert says in told(below)


@pytest.mark.parametrize(
    ("readmes", "says"),
    [
        ("- path: packages/z", "2: `packages/z` is no folder here"),
        ("- path: ../z", "2: `../z` is no folder here"),
        ("- title: z", "2: `path` is missing"),
        ("- path: packages/a\n  sections: {toc: x}", "3: `toc`: expected on or off"),
        ("- path: packages/a\n- path: packages/a/", "3: `packages/a/` is given twice"),
        ("- path: packages/a\n  order: [x]", "3: unknown section `x`"),
        ("- x", "2: this entry: expected a mapping"),
    ],
)
def test_mistakes_of_readmes(readmes: str, says: str) -> None:
    assert says in told(f"readmes:\n{readmes}\n")


@pytest.mark.parametrize(
    "key",
    ["model", "model-url", "model_url", "modelUrl", "api-key", "api_key", "apiKey", "token",
     "endpoint", "github-token", "OPENAI_API_KEY", "base-url", "webhook"],
)  # fmt: skip
def test_what_a_repository_may_not_say(key: str) -> None:
    """Above all where its texts and the reader's keys are sent."""
    for text, line in (
        (f"title: x\n{key}: y", 2),
        (f"sections:\n  usage:\n    {key}: y", 3),
        (f"readmes:\n  - path: packages/a\n    {key}: y", 3),
    ):
        found = told(text)
        assert found.startswith(
            f"{line}: `{key}` may not stand here: a repository never says where"
        )


def test_first_mistake_by_line_is_told() -> None:
    assert told("badges: x\ntitel: y\n").startswith("1: ")
    assert told("order: [x]\nbadges: y\n").startswith("2: ")


def test_file_that_cannot_be_read() -> None:
    with pytest.raises(ConfigError, match=r"\.moxi\.yml: cannot be read \(binary\)"):
        load(MemorySnapshot({".moxi.yml": b"\0"}))
    with pytest.raises(ConfigError, match="too large"):
        load(MemorySnapshot({".moxi.yml": "#" * 1_000_001}))


def test_as_object_can_be_loaded_again() -> None:
    config = loaded("title: x\nsections: {toc: off}\norder: [usage]\n")
    value = config.as_object()
    assert value["title"] == "x"
    assert value["sections"] == {"toc": {"enabled": False, "heading": ""}}
    assert "extra-sections" in value


def test_claims_that_are_not_reported() -> None:
    text = "check:\n  ignore:\n    - kind: path\n      text: docs/*\n    - text: --old\n"
    one, other = loaded(text).check.ignore
    assert (one.kind, one.text) == ("path", "docs/*")
    assert (other.kind, other.text) == (None, "--old")


def test_schema_lists_the_kinds_of_claims() -> None:
    rule = schema()["$defs"]["Suppression"]
    kinds = next(item["enum"] for item in rule["properties"]["kind"]["anyOf"] if "enum" in item)
    assert kinds == list(KINDS)
    assert rule["additionalProperties"] is False
    assert schema()["$defs"]["CheckConfig"]["additionalProperties"] is False


def test_schema() -> None:
    found = schema()
    assert set(found["properties"]) == {
        "title", "badges", "sections", "order", "ignore", "extra-sections", "check", "readmes",
    }  # fmt: skip
    assert found["additionalProperties"] is False
    assert found["$defs"]["SectionConfig"]["additionalProperties"] is False
    assert found["properties"]["sections"]["propertyNames"]["enum"] == list(SECTION_IDS)
    both = found["properties"]["sections"]["additionalProperties"]["anyOf"]
    assert {"type": "boolean"} in both
    assert found["properties"]["badges"]["description"]
