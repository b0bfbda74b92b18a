"""Folder roles: what a folder says of itself, or a convention that its content confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from moxi.facts import Facts
from moxi.facts.common.folders import Folders
from moxi.facts.common.folders.phrases import role
from moxi.facts.model import EntryPoint, Evidence, Fact, Overview, Package, Service
from moxi.facts.reader import Reader
from tests.helpers import MemorySnapshot

if TYPE_CHECKING:
    from collections.abc import Mapping


def folders(files: Mapping[str, str], *known: Fact[Any]) -> list[tuple[str, str, str]]:
    """Path, role and evidence of each folder."""
    reader = Reader(MemorySnapshot(files))
    packages = [fact for fact in known if isinstance(fact.value, Package)]
    facts = Folders().facts(reader, Facts(known, packages=packages), "")
    return [(f.value.path, f.value.role, str(f.evidence[0])) for f in facts]


def package(name: str, ecosystem: str, folder: str = "", description: str = "") -> Fact[Package]:
    manifest = f"{folder}/package.json" if folder else "package.json"
    value = Package(name, ecosystem, ("library",), description)
    return Fact(value, (Evidence(manifest, 1, 1),), folder)


def test_modules_of_the_one_package_with_their_docstrings() -> None:
    files = {
        "src/kelp/__init__.py": '"""Filters for mail."""\n',
        "src/kelp/rules.py": '"""\nkelp.rules\n~~~~~~~~~~\n\n'
            'This module contains the rules of a filter.\n"""\n',
        "src/kelp/box.py": '"""Mail boxes of all kinds. And more."""\n',
        "src/kelp/net/__init__.py": '# comment\n"""Talking to servers."""\n',
        "src/kelp/_private.py": '"""Helpers of ours."""\n',
        "src/kelp/silent.py": "x = 1\n",
        "tests/test_box.py": "def test(): ...\n",
        ".github/workflows/ci.yml": "on: push\n",
    }  # fmt: skip
    assert folders(files, package("kelp", "Python")) == [
        ("src/kelp/", "Filters for mail", "src/kelp/__init__.py:1"),
        ("src/kelp/box.py", "Mail boxes of all kinds", "src/kelp/box.py:1"),
        ("src/kelp/net/", "Talking to servers", "src/kelp/net/__init__.py:2"),
        ("src/kelp/rules.py", "the rules of a filter", "src/kelp/rules.py:5"),
        ("tests/", "tests", "tests/test_box.py"),
        (".github/workflows/", "GitHub Actions workflows", ".github/workflows/ci.yml"),
    ]


def test_a_package_that_says_nothing_is_named() -> None:
    files = {"kelp/__init__.py": "", "kelp/a.py": "x = 1\n"}
    assert folders(files, package("kelp", "Python")) == [
        ("kelp/", "the `kelp` package", "kelp/__init__.py")
    ]


def test_rust_and_go_comments() -> None:
    files = {
        "Cargo.toml": '[package]\nname = "kelp"\n',
        "src/lib.rs": "//! # Kelp\n//!\n//! Filters for mail.\n",
        "src/a.rs": "//! The parser of\n//! Sieve scripts.\n//!\n//! More.\nuse x;\n",
        "src/b.rs": "//! Routing between [Box]es.\n",
        "src/c.rs": "// Copyright\n//! Utilities for tests.\n",
        "server/server.go": "// Package server implements the network side.\n"
            "// It is small.\npackage server\n",
        "silent/x.go": "package silent\n",
    }  # fmt: skip
    assert folders(files, package("kelp", "Rust")) == [
        ("server/", "the network side", "server/server.go:1-2"),
        ("src/", "Filters for mail", "src/lib.rs:3"),
        ("src/a.rs", "the parser of Sieve scripts", "src/a.rs:1-2"),
        ("src/b.rs", "Routing between Boxes", "src/b.rs:1"),
        ("src/c.rs", "utilities for tests", "src/c.rs:2"),
    ]  # fmt: skip


def test_conventions_hold_only_where_the_content_agrees() -> None:
    files = {
        "tests/notes.md": "nothing tested",
        "docs/a.bin": "x",
        "locales/de.json": "{}",
        "locales/fr.json": "{}",
        "charts/kelp/Chart.yaml": "name: kelp",
        "k8s/app.yaml": "apiVersion: v1\n",
        "manifests/list.yaml": "a: 1\n",
        "assets/logo.svg": "<svg/>",
        "migrations/001.sql": "select 1",
        "misc/x.txt": "x",
        "vendor/lib/README.md": "A library for others to carry.",
    }
    assert folders(files) == [
        ("charts/", "Helm chart", "charts/kelp/Chart.yaml"),
        ("k8s/", "Kubernetes manifests", "k8s/app.yaml"),
        ("manifests/", "`list.yaml`", "manifests/list.yaml"),
        ("migrations/", "database migrations", "migrations/001.sql"),
        ("assets/", "images", "assets/logo.svg"),
        ("locales/", "translations", "locales/de.json"),
    ]


def test_manifests_and_compose_files_tell() -> None:
    files = {
        "action.yml": "runs:\n  using: node24\n  main: dist/index.js\n",
        "dist/index.js": "x",
        "web/package.json": '{\n"dependencies": {\n"react": "19"}}',
        "web/a.jsx": "x",
        "backend/pyproject.toml": '[project]\ndependencies = [\n"fastapi>=1",\n]\n',
        "vote/app.py": "x = 1",
        "packages/a/package.json": "{}",
        "packages/b/package.json": "{}",
        "cmd/kelp/main.go": "package main\n",
        "cmd/kelpd/main.go": "package main\n",
        "lib/x.js": "x",
    }
    service = Fact(Service("voting", build="./vote"), (Evidence("compose.yml", 2, 5),))
    assert folders(files, package("kelp", "Go"), service) == [
        ("backend/", "the backend (FastAPI)", "backend/pyproject.toml:3"),
        ("cmd/", "the commands `kelp` and `kelpd`", "cmd/kelp/main.go"),
        ("dist/", "the bundled code that the action runs", "action.yml:3"),
        ("lib/", "the source code", "lib/x.js"),
        ("packages/", "workspace packages", "packages/a/package.json"),
        ("vote/", "the `voting` service", "compose.yml:2-5"),
        ("web/", "the frontend (React)", "web/package.json:3"),
    ]


def test_a_readme_of_a_folder_describes_that_folder() -> None:
    files = {
        "plugins/README.md": "# Plugins\n\n[![b](x)](y)\n\nFilters that users wrote. More here.\n",
        "tools/README.md": "# Tools\n\nTo build the tools, you need make.\n",
        "README.md": "Never read.",
    }
    assert folders(files) == [("plugins/", "Filters that users wrote", "plugins/README.md:5")]


def test_descriptions_of_packages_below() -> None:
    files = {"core/package.json": '{\n"name": "core",\n"description": "x"}', "core/a.js": "x"}
    core = package("core", "JavaScript", "core", "The parts that all filters share.")
    root = package("kelp", "JavaScript", "", "Filters for mail.")
    assert folders(files, root, core)[0] == (
        "core/",
        "the parts that all filters share",
        "core/package.json:3",
    )


def test_the_folder_of_the_leading_package_does_not_say_again_what_the_project_is() -> None:
    files = {
        "kelp/Cargo.toml": "",
        "kelp/src/lib.rs": "x",
        "net/Cargo.toml": "",
        "net/src/a.rs": "",
    }
    kelp = package("kelp", "Rust", "kelp", "Filters for mail.")
    net = package("kelp-net", "Rust", "net", "Talks to servers.")
    assert [(path, said) for path, said, _ in folders(files, kelp, net)] == [
        ("kelp/", "the `kelp` crate"),
        ("net/", "Talks to servers"),
    ]


def test_a_folder_of_packages_names_them() -> None:
    files = {f"libs/{name}/pyproject.toml": "x" for name in "abcd"}
    below = [package(f"kelp-{name}", "Python", f"libs/{name}") for name in "abcd"]
    role_of_libs = "4 packages, such as `kelp-a` and `kelp-b`"
    assert folders(files, package("x", "Python"), *below)[0][:2] == ("libs/", role_of_libs)


def test_setup_py_is_not_the_program_that_it_installs() -> None:
    files = {"setup.py": "x", "kelp.py": "x"}
    entry = Fact(EntryPoint("kelp", "kelp:main"), (Evidence("setup.py", 3, 3),))
    assert folders(files, package("kelp", "Python"), entry)[0][0] == "kelp.py"


def test_the_main_program_at_the_top() -> None:
    files = {"kelp.go": "// Command kelp filters mail.\npackage main\n", "go.mod": "module x\n"}
    entry = Fact(EntryPoint("kelp"), (Evidence("kelp.go", 2, 2),))
    assert folders(files, package("x", "Go"), entry) == [
        ("kelp.go", "the `kelp` command", "kelp.go:2")
    ]


def test_at_most_twelve_and_the_code_stays() -> None:
    files = {f"part{n}/README.md": f"# P\n\nPart number {n} of it.\n" for n in range(11)}
    files |= {"tests/test_a.py": "x", "docs/a.md": "x", "assets/a.png": "x", "scripts/a.sh": "x"}
    found = [path for path, _, _ in folders(files)]
    assert len(found) == 12
    assert "part0/" in found
    assert "assets/" not in found


@pytest.mark.parametrize(
    ("text", "name", "phrase"),
    [
        ("Package render implements HTML output.", "render", "HTML output"),
        ("This module provides a client.", "client", "a client"),
        ("cache: keeps results", "cache", "keeps results"),
        ("The restore action restores a cache", "restore", "restores a cache"),
        ("Utilities for dates.", "dates", "utilities for dates"),
        ("HTTP server. Fast.", "http", "HTTP server"),
        ("Python has a very good mapping type.", "dicts", ""),
        ("This is an experiment.", "lab", ""),
        ("Copyright 2024 Somebody.", "x", ""),
        ("x", "x", ""),
        ("See https://a.dev for more", "x", ""),
        ("Words: ", "x", ""),
    ],
)
def test_phrases(text: str, name: str, phrase: str) -> None:
    assert role(text, name) == phrase


def test_nothing_is_said_of_an_unknown_folder() -> None:
    assert folders({"stuff/a.dat": "1", "main.c": "int main;"}) == []


def test_the_packages_of_a_go_module() -> None:
    files = {
        "internal/a/a.go": "package a\n",
        "internal/b/c/c.go": "package c\n",
        "internal/x.go": "package internal\n",
        "pkg/README": "x",
        "cmd/root.go": "package cmd\n\nvar root = &cobra.Command{}\n",
        "gui/gui.go": "package gui\n",
        "gui/mock.go": "// Code generated by MockGen. DO NOT EDIT.\n\n"
        "// Package gui is a generated GoMock package.\npackage gui\n",
    }
    assert folders(files, package("kelp", "Go")) == [
        ("cmd/", "the commands of the command line", "cmd/root.go"),
        ("internal/", "internal packages: `a`, `b`", "internal/a/a.go"),
    ]
    assert folders({"internal/a/a.py": "x = 1"}, package("kelp", "Python")) == []


def test_a_folder_called_lib_among_others_is_not_all_the_source() -> None:
    files = {"lib/maps.go": "package lib\n"}
    assert ("lib/", "the source code", "lib/maps.go") in folders(files)
    files |= {f"routes/{name}.go": "package routes\n" for name in ("home", "login", "status")}
    assert not any(path == "lib/" for path, _, _ in folders(files))


def test_what_the_overview_says_is_no_role() -> None:
    files = {
        "Cargo.toml": "",
        "src/lib.rs": "//! Kelp keeps the last mails of a box in little memory.\n",
        "tests/a.rs": "#[test]\nfn t() {}\n",
    }
    said = "Kelp keeps the last mails of a box in little memory.\n\nMore of it."
    known = [package("kelp", "Rust"), Fact(Overview(said, "docstring"), (Evidence("src/lib.rs"),))]
    assert [item[:2] for item in folders(files, *known)] == [
        ("src/", "the source code"),
        ("tests/", "tests"),
    ]


def test_a_package_that_says_its_name_only() -> None:
    files = {"kelp_box/__init__.py": '"""Kelp Box."""\n', "kelp_box/a.py": ""}
    assert [item[:2] for item in folders(files, package("kelp-box", "Python"))] == [
        ("kelp_box/", "the `kelp_box` package")
    ]


def test_a_note_that_it_is_not_written_is_no_role() -> None:
    assert role("NOT YET IMPLEMENTED", "plugin") == ""
    assert role("Work in progress on plugins.", "plugin") == ""


def test_the_layers_of_an_application_are_told_where_there_are_three() -> None:
    three = {f"src/{name}/a.ts": "export {}\n" for name in ("routes", "models", "services")}
    assert ("src/routes/", "routes: `a`", "src/routes/a.ts") in folders(three)
    assert ("src/models/", "data models: `a`", "src/models/a.ts") in folders(three)
    assert not [row for row in folders(dict(list(three.items())[:2])) if "routes" in row[0]]
    assert not [row for row in folders({f"src/{n}/a.md": "x" for n in ("routes", "db", "api")})
                if "routes" in row[0]]  # fmt: skip


def test_the_modules_of_a_library_beside_its_manifest() -> None:
    files = {
        "package.json": '{"name": "kelp", "main": "index"}',
        "index.js": "exports.pack = require('./pack')\nexports.a = 1\n",
        "pack.js": "module.exports = 1\n",
        "rules.js": "/** @file Rules of a filter. */\n",
        "silent.js": "module.exports = 2\n",
        "rollup.config.js": "export default {}\n",
        "test/index.js": "require('..')\n",
    }
    assert folders(files, package("kelp", "JavaScript")) == [
        ("index.js", "the main module", "package.json:1"),
        ("pack.js", "what the main module exports as `pack`", "index.js:1"),
        ("rules.js", "Rules of a filter", "rules.js:1"),
        ("test/", "tests", "test/index.js"),
    ]


def test_a_folder_of_wrappers_is_not_the_source_code() -> None:
    files = {"lib/index.cjs": "module.exports = 1\n"}
    files |= {f"src/a{n}.ts": "export {}\n" for n in range(5)}
    assert [row[0] for row in folders(files)] == ["src/"]


def test_the_modules_of_a_library_in_its_sources_folder() -> None:
    files = {
        "package.json": '{"name": "kelp", "exports": "./dist/index.js"}',
        "src/index.ts": 'export { trim, wrap } from "./trim.js";\n',
        "src/trim.ts": "export const trim = () => 1;\nexport function wrap() {}\n",
        "src/trim.test.ts": "export const one = 1;\n",
        "src/many.ts": "".join(f"export const a{n} = 1;\n" for n in range(9)),
    }
    assert folders(files, package("kelp", "TypeScript")) == [
        ("src/index.ts", "the main module", "package.json:1"),
        ("src/trim.ts", "exports `trim` and `wrap`", "src/trim.ts:1"),
    ]
    alone = {name: text for name, text in files.items() if "trim" not in name}
    found = folders(alone, package("kelp", "TypeScript"))
    assert [row[0] for row in found] == ["src/", "src/index.ts"]


@pytest.mark.parametrize(
    "manifest",
    ['{"main": "dist/index.js"}', '{"exports": {".": {"import": "./dist/index.js"}}}', "[]"],
)
def test_a_library_that_is_built_has_no_main_module_at_its_top(manifest: str) -> None:
    files = {"package.json": manifest, "main.js": "", "dist/index.js": "", "lib.test.js": ""}
    assert folders(files, package("kelp", "JavaScript")) == []


def test_a_folder_that_says_nothing_is_told_by_what_its_modules_are_called() -> None:
    files = {
        "app/controllers/post.controller.js": "export {}\n",
        "app/controllers/index.js": "export {}\n",
        "app/models/post.js": "export {}\n",
        "app/routes/v1/posts.js": "export {}\n",
        "parsing/words.py": "x = 1\n",
        "parsing/lines.py": "x = 1\n",
        "parsing/test_words.py": "x = 1\n",
        "misc/a.py": "x = 1\n",
        "misc/b.py": "x = 1\n",
    }
    told = {path: role for path, role, _ in folders(files)}
    assert told["parsing/"] == "the modules `lines` and `words`"
    assert told["app/controllers/"] == "controllers: `post`"
    assert told["app/routes/"] == "routes: `v1`"
    assert "misc/" not in told


def test_a_go_package_without_a_comment_is_told_by_what_it_exports() -> None:
    files = {
        "go.mod": "module example.com/kelp\n",
        "kelp.go": "package kelp\n\nfunc Open() {}\n\nfunc hidden() {}\n",
        "ring/ring.go": "package ring\n\ntype Ring struct{}\n\nfunc (r *Ring) Add(item int) { "
        "_ = item }\n\nfunc New() *Ring { return nil }\n",
        "ring/ring_test.go": "package ring\n\nfunc TestRing() {}\n",
        "tool/main.go": "package main\n\nfunc Exported() {}\n",
    }
    assert folders(files, package("example.com/kelp", "Go")) == [
        ("kelp.go", "defines `Open`", "kelp.go:3"),
        ("ring/", "defines `Ring` and `New`", "ring/ring.go:3"),
    ]


def test_rust_modules_without_a_comment_are_told_by_what_they_declare() -> None:
    files = {
        "Cargo.toml": "",
        "src/main.rs": "mod args;\n/// Reading of the mail boxes.\nmod boxes;\nmod ui;\n",
        "src/args.rs": "#[derive(clap::Parser)]\nstruct Options { all: bool }\n",
        "src/boxes.rs": "pub struct Mail;\n",
        "src/grammar.rs": '#[derive(Parser)]\n#[grammar = "m.pest"]\nstruct Mails;\n',
        "src/list.rs": "/// Rows of mails, newest first.\npub struct List { at: usize }\n"
        "pub struct Row;\n",
        "src/tool.rs": "#[derive(Parser)]\nstruct Args;\nfn main() {}\n",
        "src/state.rs": "pub struct Open;\npub(crate) enum Shut { Now, Then }\n",
        "src/ui/mod.rs": "mod rows;\nmod table;\n",
        "src/util.rs": "pub struct Tiny;\npub fn pad(text: &str) -> String { text.repeat(2) }\n",
        "src/shape.rs": "/// A trait for what has a size.\npub trait Shape {}\n",
        "src/many.rs": "".join(f"pub struct T{n};\n" for n in range(9)),
    }
    assert [item for item in folders(files, package("kelp", "Rust")) if item[0] != "src/"] == [
        ("src/args.rs", "the command line arguments", "src/args.rs:2"),
        ("src/boxes.rs", "Reading of the mail boxes", "src/main.rs:2"),
        ("src/list.rs", "Rows of mails, newest first", "src/list.rs:1"),
        ("src/shape.rs", "defines `Shape`, a trait for what has a size", "src/shape.rs:1"),
        ("src/state.rs", "defines `Open` and `Shut`", "src/state.rs:1"),
        ("src/ui/", "the modules `rows` and `table`", "src/ui/mod.rs:1"),
        ("src/util.rs", "defines `pad()`", "src/util.rs:2"),
    ]


def test_what_a_guide_says_of_folders_and_files() -> None:
    guide = """# Kelp

## Build

- `out.go`: the built file.

## Architecture

- `rules/`: Rules of a filter.
- `gone/`: Nothing any more.

| file | purpose |
| --- | --- |
| `box.go` | Mail boxes of all kinds |

```
kelp/
├── deploy/   # Manifests for servers
```
"""
    files = {
        "AGENTS.md": guide,
        "rules/a.go": "package rules\n",
        "deploy/k.yaml": "a: 1\n",
        "out.go": "package main\n",
        "box.go": "package main\n",
    }
    assert folders(files, package("kelp", "Go")) == [
        ("box.go", "Mail boxes of all kinds", "AGENTS.md:14"),
        ("deploy/", "Manifests for servers", "AGENTS.md:18"),
        ("rules/", "Rules of a filter", "AGENTS.md:9"),
    ]


def test_services_that_are_built_from_one_folder_are_told_together() -> None:
    where = (Evidence("compose.yml", 2, 2),)
    services = [Fact(Service(name, build="board"), where) for name in ("board", "board-keys")]
    told = {path: role for path, role, _ in folders({"board/Dockerfile": "FROM x\n"}, *services)}
    assert told["board/"] == "the services `board` and `board-keys`"


def test_the_one_folder_that_holds_the_packages_of_a_go_module() -> None:
    files = {
        "go.mod": "module github.com/octo-org/kelp\n",
        "app/main.go": "package main\n\nfunc main() {}\n",
        "app/rules/rules.go": "// Package rules reads the rules of a file\n"
        "// An example is in docs\npackage rules\n",
        "app/store/store.go": "// Package store defines and implements both.\npackage store\n",
        "app/web/web.go": "// Package web answers the browser.\npackage web\n",
    }
    found = {path: role for path, role, _ in folders(files, package("kelp", "Go"))}
    assert found["app/rules/"] == "reads the rules of a file"
    assert found["app/store/"] == "defines and implements both"
    assert "app/web/" in found
