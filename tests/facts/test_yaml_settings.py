"""The keys of a YAML example of a configuration file."""

from __future__ import annotations

from moxi.facts.common.yaml_settings import yaml_settings
from moxi.facts.model import ConfigFile, Fact, Setting
from moxi.facts.reader import Reader
from tests.facts import gokit, test_rust
from tests.helpers import MemorySnapshot

EXAMPLE = """# All there is to set.

# How it speaks.
# It may whisper.
loud: true
colour: "#fff" # of the words # or of the page
size: 12 # in points
server:
  # Where it listens
  port: 8080
# Deprecated: use size.
width: 3
# old: 1
weight: 1
"""


def settings(text: str) -> list[Fact[Setting]]:
    reader = Reader(MemorySnapshot({"app.example.yml": text}))
    return list(yaml_settings(reader, "app.example.yml", "app.yml", ""))


def test_comments_above_and_beside() -> None:
    found = settings(EXAMPLE)
    assert [(f.value.name, f.value.meaning, str(f.evidence[0])) for f in found] == [
        ("loud", "How it speaks", "app.example.yml:5"),
        ("size", "in points", "app.example.yml:7"),
        ("server.port", "Where it listens", "app.example.yml:10"),
    ]
    assert {(f.value.default, f.value.group) for f in found} == {("", "keys of `app.yml`")}


def test_nothing_where_it_hardly_comments() -> None:
    assert not settings("# One\na: 1\n# Two\nb: 2\nc: 3\nd: 4\ne: 5\n")
    assert not settings("# One\na: 1\n")


def test_nothing_where_it_cannot_be_read() -> None:
    assert not settings("# One\na: [1\n# Two\nb: 2\n")
    assert not settings("- a\n- b\n")


def test_of_a_go_program() -> None:
    main = (
        'package main\n\nimport "flag"\n\nfunc main() {\n'
        '\tflag.String("config", "app.yml", "config file")\n\tflag.Parse()\n}\n'
    )
    files = {"app.example.yml": "# The host\nhost: a\n# The port\nport: 1\n"}
    found = gokit.program(main, files)
    assert [file.example for file in gokit.of(found, ConfigFile)] == ["app.example.yml"]
    assert [s.name for s in gokit.of(found, Setting)] == ["host", "port"]


def test_of_a_rust_program() -> None:
    files = {
        "Cargo.toml": '[package]\nname = "tool"\nversion = "0.1.0"\n',
        "src/main.rs": 'const FILE: &str = "tool.yml";\nfn main() { load(FILE); }\n',
        "tool.example.yml": "# The host\nhost: a\n# The port\nport: 1\n",
    }
    found = test_rust.facts(files)
    assert [s.name for s in test_rust.of(found, Setting)] == ["host", "port"]


def test_a_comment_that_names_its_key_and_lists_details() -> None:
    from moxi.facts.common.yaml_settings import yaml_settings
    from moxi.facts.reader import Reader
    from tests.helpers import MemorySnapshot

    text = """# Usage notes:
# - copy this file

# waitFor: seconds to wait for a model
# - optional, default: 120
waitFor: 500

# level: how much is logged
level: info

# keep going
retries: 3
"""
    reader = Reader(MemorySnapshot({"config.example.yaml": text}))
    found = yaml_settings(reader, "config.example.yaml", "config.yaml", "")
    assert [(fact.value.name, fact.value.meaning) for fact in found] == [
        ("waitFor", "seconds to wait for a model"),
        ("level", "how much is logged"),
        ("retries", "keep going"),
    ]
