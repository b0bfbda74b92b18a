"""Imports of the repository's own packages: what is there, what is not, what cannot be told."""

from __future__ import annotations

import pytest

from tests.verify.kit import judged, statuses

PYTHON = {
    "pyproject.toml": '[project]\nname = "otter-kit"\nversion = "1.0"\n',
    "src/otter/__init__.py": "from otter.pool import Pool\n\ndef dive(depth):\n    pass\n",
    "src/otter/pool.py": "class Pool:\n    def fill(self):\n        pass\n",
    "src/otter/lazy.py": "def __getattr__(name):\n    return getattr(inner, name)\n",
    "src/single.py": "X = 1\n",
}
NODE = {
    "package.json": (
        '{"name": "@sea/otter", "version": "1.0.0", "main": "index.js", "exports": {\n'
        '  ".": "./index.js",\n  "./pool": "./pool.js"}}\n'
    ),
    "index.js": "export function dive() {}\nexport class Pool {}\n",
    "pool.js": "export const fill = 1\n",
}
RUST = {
    "Cargo.toml": '[package]\nname = "otter-kit"\nversion = "1.0.0"\n',
    "src/lib.rs": "pub mod pool;\npub fn dive() {}\n",
    "src/pool.rs": "pub struct Pool;\npub struct Fill;\n",
}
GO = {
    "go.mod": "module github.com/octo-org/otter/v2\n\ngo 1.21\n",
    "otter.go": "package otter\n\nfunc Dive() {}\n",
    "pool/pool.go": "package pool\n\ntype Pool struct{}\n",
}


def block(language: str, *lines: str) -> str:
    return "\n".join(("# otter", "", f"```{language}", *lines, "```", ""))


def python(*lines: str) -> dict[str, str]:
    return statuses(block("python", *lines), PYTHON, "import")


def test_python_verified_with_the_line_of_the_definition() -> None:
    found = judged(block("python", "from otter.pool import Pool"), PYTHON, "import")
    module, name = found["from otter.pool"], found["otter.pool.Pool"]
    assert (module.status, module.claim.line) == ("verified", 4)
    assert str(module.verdict.evidence[0]) == "src/otter/pool.py"
    assert name.status == "verified"
    assert str(name.verdict.evidence[0]) == "src/otter/pool.py:1"


def test_python_refuted() -> None:
    found = judged(block("python", "import otter.pol", "from otter import diev"), PYTHON, "import")
    module, name = found["import otter.pol"], found["otter.diev"]
    assert (module.status, module.verdict.suggestion) == ("refuted", "otter.pool")
    assert module.verdict.reason == "src/otter/ has no such module"
    assert (name.status, name.verdict.suggestion) == ("refuted", "dive")
    assert name.verdict.reason == "nothing in the repository is called diev"


def test_a_name_much_like_one_is_mended() -> None:
    long = {**PYTHON, "src/otter/__init__.py": "def dive_deeper(depth):\n    pass\n"}
    found = judged(block("python", "from otter import dive_deepr"), long, "import")
    assert found["otter.dive_deepr"].verdict.fix == ("dive_deepr", "dive_deeper")


def test_python_unknown() -> None:
    assert python("from otter.lazy import anything_here")["otter.lazy.anything_here"] == "unknown"


@pytest.mark.parametrize(
    "lines",
    [
        ("import requests",),
        ("from . import here",),
        ("from os import path",),
        ("from otters_of_others import x",),
        ("import = otter",),
        ("# import otter.nothing",),
        ('"import otter.nothing"',),
    ],
)
def test_python_no_claim(lines: tuple[str, ...]) -> None:
    assert python(*lines) == {}


def test_uses_of_a_module() -> None:
    found = python("import otter", "otter.dive(3)", "otter.swim()", "otter.pool.Pool()")
    assert found == {
        "import otter": "verified",
        "otter.dive": "verified",
        "otter.pool": "verified",
        "otter.swim": "refuted",
    }


def test_a_name_that_is_given_to_something_else_is_no_module() -> None:
    assert python("import otter", "otter = otter.dive(1)", "otter.sweem()") == {
        "import otter": "verified"
    }


def test_an_alias_is_its_module() -> None:
    found = python("import otter.pool as p", "p.Pool()", "p.Puddle()")
    assert found == {
        "import otter.pool": "verified",
        "otter.pool.Pool": "verified",
        "otter.pool.Puddle": "refuted",
    }


def test_a_session_and_its_lines() -> None:
    text = block("pycon", ">>> from otter import (", "...     dive,", "... )", ">>> dive(3)", "2")
    found = judged(text, PYTHON, "import")
    assert {name: item.status for name, item in found.items()} == {
        "from otter": "verified", "otter.dive": "verified",
    }  # fmt: skip
    assert found["from otter"].claim.line == 4


def test_code_that_does_not_parse_is_read_by_its_import_lines() -> None:
    found = python("from otter import dive", "dive(...", "from otter import swimm", "  x = ]")
    assert found["otter.dive"] == "verified"
    assert found["otter.swimm"] == "refuted"


def test_a_file_is_no_package() -> None:
    found = judged(block("python", "import single.part"), PYTHON, "import")
    assert found["import single.part"].verdict.reason == "single is a single module"


def test_javascript() -> None:
    lines = (
        "import otter, { dive, Pool as P, type Missing } from '@sea/otter'",
        "import { fill } from '@sea/otter/pool'",
        "const { deep } = require('@sea/otter')",
        "import x from '@sea/otter/nowhere'",
        "import './local.js'",
        "import fs from 'node:fs'",
        "import React from 'react'",
    )
    found = judged(block("ts", *lines), NODE, "import")
    assert {name: item.status for name, item in found.items()} == {
        "@sea/otter": "verified",
        "@sea/otter#dive": "verified",
        "@sea/otter#Pool": "verified",
        "@sea/otter#Missing": "refuted",
        "@sea/otter/pool": "verified",
        "@sea/otter/pool#fill": "verified",
        "@sea/otter#deep": "refuted",
        "@sea/otter/nowhere": "refuted",
    }
    assert found["@sea/otter/pool"].verdict.evidence[0].path == "package.json"
    reason = "@sea/otter does not export ./nowhere"
    assert found["@sea/otter/nowhere"].verdict.reason == reason


def test_javascript_exports_that_are_patterns_or_one_file() -> None:
    text = block("js", "import x from '@sea/otter/any'")
    manifest = '{"name": "@sea/otter", "version": "1.0.0", "exports": {"./*": "./lib/*.js"}}'
    assert statuses(text, {**NODE, "package.json": manifest}, "import") == {
        "@sea/otter/any": "unknown"
    }
    manifest = '{"name": "@sea/otter", "version": "1.0.0", "scripts": {"build": "tsc"}}'
    assert statuses(text, {**NODE, "package.json": manifest}, "import") == {
        "@sea/otter/any": "unknown"
    }
    manifest = '{"name": "@sea/otter", "version": "1.0.0"}'
    assert statuses(text, {**NODE, "package.json": manifest}, "import") == {
        "@sea/otter/any": "refuted"
    }
    text = block("js", "import x from '@sea/otter/pool'")
    assert statuses(text, {**NODE, "package.json": manifest}, "import") == {
        "@sea/otter/pool": "verified"
    }


def test_typescript_path_exports_by_condition() -> None:
    manifest = (
        '{"name": "otter", "version": "1.0.0", "exports": {".": {"types": "./index.d.ts"},\n'
        '"./react": {"import": "./dist/react.mjs"}}}'
    )
    files = {"package.json": manifest, "src/react.ts": "export function useOtter() {}\n"}
    text = block("ts", "import { useOtter } from 'otter/react'", "import a from 'otter/raect'")
    found = judged(text, files, "import")
    assert found["otter/react"].status == "verified"
    assert found["otter/react#useOtter"].status == "verified"
    assert found["otter/raect"].verdict.suggestion == "otter/react"


def test_a_package_with_another_name() -> None:
    text = block("js", "import { dive } from '@sea/oter'", "import x from '@land/badger'")
    found = judged(text, NODE, "import")
    assert set(found) == {"@sea/oter"}
    assert found["@sea/oter"].verdict.suggestion == "@sea/otter"


def test_rust() -> None:
    lines = (
        "use otter_kit::{dive, pool::{Pool, Fill as F}};",
        "use otter_kit::pool::Puddle;",
        "use otter_kit::*;",
        "use std::collections::HashMap;",
        "use serde::Serialize;",
    )
    found = statuses(block("rust", *lines), RUST, "import")
    own = {name: status for name, status in found.items() if "::" in name and " " not in name}
    assert own == {
        "otter_kit::dive": "verified",
        "otter_kit::pool": "verified",
        "otter_kit::Pool": "verified",
        "otter_kit::Fill": "verified",
        "otter_kit::Puddle": "refuted",
    }
    assert not any("serde" in name or "std" in name for name in found)


def test_go() -> None:
    lines = (
        "import (",
        '    "fmt"',
        '    "github.com/octo-org/otter/v2"',
        '    p "github.com/octo-org/otter/v2/pool"',
        '    "github.com/octo-org/otter/v2/pond"',
        '    "github.com/spf13/cobra"',
        ")",
        "otter.Dive()",
        "otter.Swim()",
        "p.Pool{}",
        "p.Puddle{}",
    )
    found = statuses(block("go", *lines), GO, "import")
    root = "github.com/octo-org/otter/v2"
    assert found == {
        root: "verified",
        f"{root}.Dive": "verified",
        f"{root}.Swim": "refuted",
        f"{root}/pool": "verified",
        f"{root}/pool.Pool": "verified",
        f"{root}/pool.Puddle": "refuted",
        f"{root}/pond": "refuted",
    }


def test_names_of_an_unread_repository_are_not_refuted() -> None:
    files = {**PYTHON, "src/otter/big.py": "#" * 3_000_000}
    assert statuses(block("python", "from otter import diev"), files, "import") == {
        "from otter": "verified",
        "otter.diev": "unknown",
    }


def test_no_python_no_claim() -> None:
    files = {"docs/index.md": "# Words\n"}
    assert statuses(block("python", "from otter import diev"), files, "import") == {}
