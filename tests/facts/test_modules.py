"""Module edges: imports inside a package, dependencies inside a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts import Facts
from moxi.facts.common.modules import Modules
from moxi.facts.model import Evidence, Fact, Package
from moxi.facts.reader import Reader
from tests.helpers import MemorySnapshot

if TYPE_CHECKING:
    from collections.abc import Mapping


def edges(files: Mapping[str, str], *packages: tuple[str, str, str]) -> list[tuple[str, str, str]]:
    """Source, target and evidence; packages are (name, ecosystem, folder)."""
    reader = Reader(MemorySnapshot(files))
    known = [
        Fact(Package(name, ecosystem, ("library",)), (Evidence("m"),), folder)
        for name, ecosystem, folder in packages
    ]
    facts = Modules().facts(reader, Facts(known[:1], packages=known), "")
    return [(f.value.source, f.value.target, str(f.evidence[0])) for f in facts]


def test_python_imports_of_all_forms() -> None:
    files = {
        "kelp/__init__.py": "from kelp.api import run\n",
        "kelp/api.py": "import kelp.rules\nfrom .box import Box\nfrom . import net\n",
        "kelp/rules.py": "def f():\n    from kelp import box\n",
        "kelp/box.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n"
            "    from kelp.api import x\n",
        "kelp/net/__init__.py": "from ..box import Box\n",
        "kelp/net/http.py": "from kelp.net import other\nimport requests\n",
        "tests/test_api.py": "import kelp.api\n",
    }  # fmt: skip
    assert edges(files, ("kelp", "Python", "")) == [
        ("api", "rules", "kelp/api.py:1"),
        ("api", "box", "kelp/api.py:2"),
        ("api", "net", "kelp/api.py:3"),
        ("net", "box", "kelp/net/__init__.py:1"),
        ("rules", "box", "kelp/rules.py:2"),
    ]


def test_a_star_tells_nothing() -> None:
    files = {
        "kelp/__init__.py": "",
        "kelp/main.py": "from kelp import a, b, c, d\n",
        **{f"kelp/{name}.py": "x = 1\n" for name in "abcd"},
    }
    assert edges(files, ("kelp", "Python", "")) == []


def test_two_edges_tell_nothing() -> None:
    files = {
        "kelp/__init__.py": "",
        "kelp/a.py": "from . import b\n",
        "kelp/b.py": "from . import c\n",
        "kelp/c.py": "",
    }
    assert edges(files, ("kelp", "Python", "")) == []


def test_many_modules_are_shown_by_their_packages() -> None:
    files = {f"kelp/m{n}.py": "x = 1\n" for n in range(12)} | {"kelp/__init__.py": ""}
    for name, text in {
        "api": "from kelp.core import x\nfrom kelp.net import y\n",
        "net": "from kelp.core import x\n",
        "core": "",
        "cli": "from kelp.api import x\nfrom kelp.m1 import y\n",
    }.items():
        files[f"kelp/{name}/__init__.py"] = text
    assert edges(files, ("kelp", "Python", "")) == [
        ("api", "core", "kelp/api/__init__.py:1"),
        ("api", "net", "kelp/api/__init__.py:2"),
        ("cli", "api", "kelp/cli/__init__.py:1"),
        ("net", "core", "kelp/net/__init__.py:1"),
    ]


def test_go_packages() -> None:
    files = {
        "go.mod": "module github.com/a/kelp/v2\n",
        "main.go": 'package main\n\nimport "github.com/a/kelp/v2/cmd"\n',
        "cmd/run.go": 'package cmd\n\nimport (\n\t"fmt"\n\t"github.com/a/kelp/v2/box"\n'
            '\tr "github.com/a/kelp/v2/rules"\n)\n',
        "box/box.go": 'package box\n\nimport _ "github.com/a/kelp/v2/rules"\n',
        "rules/rules.go": 'package rules\n\n// import "github.com/a/kelp/v2/box"\n'
            'import "github.com/a/kelp/v2x/y"\n',
        "rules/rules_test.go": 'package rules\n\nimport "github.com/a/kelp/v2/box"\n',
    }  # fmt: skip
    assert edges(files, ("github.com/a/kelp/v2", "Go", "")) == [
        ("kelp", "cmd", "main.go:3"),
        ("box", "rules", "box/box.go:3"),
        ("cmd", "box", "cmd/run.go:5"),
        ("cmd", "rules", "cmd/run.go:6"),
    ]


def test_rust_modules() -> None:
    files = {
        "Cargo.toml": "",
        "src/main.rs": "mod a;\n",
        "src/a.rs": "use crate::{b::{X, Y}, c};\nuse std::io;\n",
        "src/b.rs": "use crate::c::Z;\n",
        "src/c/mod.rs": "",
        "src/d.rs": "use crate::a::Q;\n// use crate::b;\n",
    }
    assert edges(files, ("kelp", "Rust", "")) == [
        ("a", "b", "src/a.rs:1"),
        ("a", "c", "src/a.rs:1"),
        ("b", "c", "src/b.rs:1"),
        ("d", "a", "src/d.rs:1"),
    ]


def test_typescript_folders() -> None:
    files = {
        "src/api/index.ts": "import type { X } from '../types/x'\nimport { f } from '../io/read'\n",
        "src/io/read.ts": 'export * from "../util"\n',
        "src/util/index.ts": "import fs from 'node:fs'\n",
        "src/types/x.ts": "export {}\n",
        "src/cli/run.ts": "const { a } = require('../api')\nimport '../util/log'\n",
    }
    assert edges(files, ("kelp", "TypeScript", "")) == [
        ("api", "io", "src/api/index.ts:2"),
        ("cli", "api", "src/cli/run.ts:1"),
        ("cli", "util", "src/cli/run.ts:2"),
        ("io", "util", "src/io/read.ts:1"),
    ]


def test_a_workspace_is_shown_by_its_packages() -> None:
    files = {
        "a/Cargo.toml": '[package]\nname = "a"\n[dependencies]\nb = { path = "../b" }\n'
            'serde = "1"\nz = { package = "c", path = "../c" }\n',
        "b/Cargo.toml": '[package]\nname = "b"\n[dependencies]\nc = { workspace = true }\n',
        "c/Cargo.toml": '[package]\nname = "c"\n',
        "fuzz/Cargo.toml": '[package]\nname = "f"\n[dependencies]\na = { path = "../a" }\n',
    }  # fmt: skip
    names = [("a", "Rust", "a"), ("b", "Rust", "b"), ("c", "Rust", "c"), ("f", "Rust", "fuzz")]
    assert edges(files, *names) == [
        ("a", "b", "a/Cargo.toml:4"),
        ("a", "c", "a/Cargo.toml:6"),
        ("b", "c", "b/Cargo.toml:4"),
    ]


def test_workspace_packages_of_npm() -> None:
    files = {
        "p/a/package.json": '{\n"dependencies": {\n"@k/b": "*",\n"@k/c": "*", "react": "1"}}',
        "p/b/package.json": '{"peerDependencies": {"@k/c": "*"}, "devDependencies": {"@k/a": "*"}}',
        "p/c/package.json": "{}",
    }
    names = [(f"@k/{n}", "JavaScript", f"p/{n}") for n in "abc"]
    assert edges(files, *names) == [
        ("@k/a", "@k/b", "p/a/package.json:3"),
        ("@k/a", "@k/c", "p/a/package.json:4"),
        ("@k/b", "@k/c", "p/b/package.json:1"),
    ]


def test_broken_sources_cost_only_themselves() -> None:
    files = {
        "kelp/__init__.py": "",
        "kelp/a.py": "from . import (\n",
        "kelp/b.py": "from . import c, d\n",
        "kelp/c.py": "from . import d\n",
        "kelp/d.py": "x = 1\n",
    }
    assert edges(files, ("kelp", "Python", "")) == [
        ("b", "c", "kelp/b.py:1"),
        ("b", "d", "kelp/b.py:1"),
        ("c", "d", "kelp/c.py:1"),
    ]


def test_what_follows_from_other_edges_is_left_out_of_a_thick_graph() -> None:
    names = "abcdef"
    files = {"kelp/__init__.py": ""}
    for number, name in enumerate(names):
        imported = ", ".join(names[number + 1 :])
        files[f"kelp/{name}.py"] = f"from kelp import {imported}\n" if imported else "x = 1\n"
    found = [(source, target) for source, target, _ in edges(files, ("kelp", "Python", ""))]
    assert found == [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "f")]


def test_modules_that_all_import_each_other_are_no_picture() -> None:
    files = {
        "kelp/__init__.py": "",
        "kelp/a.py": "from kelp import b, c\n",
        "kelp/b.py": "from kelp import a, c\n",
        "kelp/c.py": "from kelp import a\n",
    }
    assert edges(files, ("kelp", "Python", "")) == []


def test_python_packages_need_what_they_require_and_not_what_tests_them() -> None:
    sources = "[tool.uv.sources]\nnet = { workspace = true }\nbox = { workspace = true }\n"
    files = {
        "libs/kelp/pyproject.toml": '[project]\ndependencies = ["net>=1", "box"]\n' + sources,
        "libs/box/pyproject.toml": '[project]\ndependencies = ["net"]\n' + sources,
        "libs/net/pyproject.toml": '[project]\n[dependency-groups]\ndev = ["box"]\n' + sources,
        "libs/cli/pyproject.toml": '[project]\ndependencies = ["kelp"]\n'
            "[tool.uv.sources]\nkelp = { workspace = true }\n",
    }  # fmt: skip
    packages = [(name, "Python", f"libs/{name}") for name in ("kelp", "box", "net", "cli")]
    assert [edge[:2] for edge in edges(files, *packages)] == [
        ("kelp", "net"), ("kelp", "box"), ("box", "net"), ("cli", "kelp"),
    ]  # fmt: skip


def test_samples_beside_the_packages_are_not_drawn() -> None:
    table = '[package]\n[dependencies]\nnet = { path = "../net" }\nbox = { path = "../box" }\n'
    names = ("kelp", "box", "net", "net-bench", "openssl-tests")
    files = {f"{name}/Cargo.toml": table for name in names}
    files["net/Cargo.toml"] = "[package]\n"
    files["box/Cargo.toml"] = '[package]\n[dependencies]\nnet = { path = "../net" }\n'
    found = edges(files, *((name, "Rust", name) for name in names))
    assert [edge[:2] for edge in found] == [("kelp", "net"), ("kelp", "box"), ("box", "net")]
