"""The grammar of go.mod and go.work."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from moxi.facts.go import gomod

WORD = st.text(string.ascii_letters + string.digits + "-._~/", min_size=1, max_size=20).filter(
    lambda word: "//" not in word
)
LINE = st.lists(WORD, min_size=1, max_size=4)


def test_everything_that_a_manifest_states() -> None:
    mod = gomod.parse(
        "// Deprecated: use example.org/new.\n"
        "module example.org/old/v2 // the path\n"
        "\n"
        "go 1.21.3\n"
        "toolchain go1.22.1\n"
        'require "example.org/quoted" v1.0.0\n'
        "require (\n"
        "\tgithub.com/a/b/v3 v3.1.0 // indirect\n"
        "\t// a comment\n"
        "\tgopkg.in/yaml.v3 v3.0.1\n"
        ")\n"
        "replace (\n"
        "\tgithub.com/a/b/v3 => ../b\n"
        "\tgithub.com/c/d v1.0.0 => github.com/e/d v1.0.1\n"
        ")\n"
        "retract [v1.0.0, v1.1.0]\n"
    )
    assert (mod.module, mod.module_line) == ("example.org/old/v2", 2)
    assert (mod.go, mod.go_line, mod.toolchain) == ("1.21.3", 4, "go1.22.1")
    assert mod.deprecated == "use example.org/new."
    assert mod.requires == (
        gomod.Requirement("example.org/quoted", "v1.0.0", 6),
        gomod.Requirement("github.com/a/b/v3", "v3.1.0", 8, True),
        gomod.Requirement("gopkg.in/yaml.v3", "v3.0.1", 10),
    )
    assert mod.replaces == (
        gomod.Replacement("github.com/a/b/v3", "../b", 13),
        gomod.Replacement("github.com/c/d", "github.com/e/d", 14),
    )
    assert mod.requires_any("github.com/a/b") == mod.requires[1]
    assert mod.requires_any("gopkg.in/yaml") == mod.requires[2]
    assert mod.requires_any("github.com/x/y") is None


def test_a_module_in_a_block_and_in_backquotes() -> None:
    assert gomod.parse("module (\n\t`a.b/c`\n)\n").module == "a.b/c"


def test_a_workspace_uses_folders() -> None:
    work = gomod.parse("go 1.22\n\nuse (\n\t./api // first\n\t./web\n)\nuse ./tools\n")
    assert work.uses == (("./api", 4), ("./web", 5), ("./tools", 7))


@given(st.lists(LINE, max_size=8), st.booleans())
def test_a_block_says_the_same_as_its_lines(rows: list[list[str]], quoted: bool) -> None:
    written = [[f'"{word}"' if quoted else word for word in row] for row in rows]
    flat = "".join(f"require {' '.join(row)}\n" for row in written)
    block = "require (\n" + "".join(f"\t{' '.join(row)} // why\n" for row in written) + ")\n"
    first = gomod.directives(flat)
    second = gomod.directives(block)
    assert [d.arguments for d in first] == [tuple(row) for row in rows]
    assert [d.arguments for d in second] == [tuple(row) for row in rows]
    assert [d.line for d in second] == [number + 2 for number in range(len(rows))]
    assert all(d.comment == "why" for d in second)


@given(st.text(max_size=300))
def test_no_text_breaks_the_parser(text: str) -> None:
    mod = gomod.parse(text)
    assert mod.module_line <= text.count("\n") + 1
    assert all(0 < d.line <= text.count("\n") + 1 for d in gomod.directives(text))


def test_names_of_paths() -> None:
    assert gomod.last_part("github.com/a/tool/v4") == "tool"
    assert gomod.without_major("gopkg.in/yaml.v3") == "gopkg.in/yaml"
    assert gomod.without_major("github.com/a/v2ray") == "github.com/a/v2ray"
    assert gomod.is_public("go.octo.dev/x")
    assert not gomod.is_public("tool/internal")
    assert not gomod.is_public("example.com/tool")
    assert not gomod.is_public("tool")
