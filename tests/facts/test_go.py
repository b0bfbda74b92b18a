"""Go modules: what they are, how they are got, what their comments and examples say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moxi.facts import extract
from moxi.facts.go import comments
from moxi.facts.model import (
    Description,
    EntryPoint,
    Example,
    Import,
    Install,
    Link,
    Overview,
    Package,
    Runtime,
    Symbol,
    Task,
    Technology,
)
from moxi.snapshot.model import Metadata
from tests.facts.gokit import ORIGIN, facts, fixture, lines, of, program
from tests.helpers import MemorySnapshot

MOD = "module github.com/octo-org/tool\n\ngo 1.22\n"
MAIN = "package main\n\nfunc main() {}\n"


# What it is -----------------------------------------------------------------------------------


def test_a_command_line_tool() -> None:
    found = fixture("go_cli")
    package = of(found, Package)[0]
    assert package.name == "github.com/octo-org/go-cli"
    assert package.roles == ("cli",)
    assert package.published
    assert not package.private
    assert of(found, Runtime) == [Runtime("Go", "1.22.0", "1.22 or newer")]
    assert lines(found, of(found, Runtime)[0]) == ["go.mod:3"]
    entry = EntryPoint("shelf", "cmd/shelf", "go run ./cmd/shelf")
    assert of(found, EntryPoint) == [entry]
    assert lines(found, entry) == ["cmd/shelf/main.go:13"]


def test_a_library_with_a_major_version() -> None:
    found = fixture("go_library")
    assert of(found, Package)[0].roles == ("library",)
    assert of(found, Install)[0].commands == ("go get go.octo.dev/ring/v2",)
    assert of(found, Import) == [Import('import "go.octo.dev/ring/v2"', "go")]
    assert lines(found, of(found, Import)[0]) == ["go.mod:1"]
    assert of(found, EntryPoint) == []
    link = Link("documentation", "https://pkg.go.dev/go.octo.dev/ring/v2", "Go reference")
    assert of(found, Link) == [link]


def test_a_service_is_not_taken_for_a_tool() -> None:
    found = fixture("go_service")
    assert of(found, Package)[0].roles == ("service",)
    assert of(found, Technology) == [Technology("PostgreSQL", "database")]
    assert lines(found, of(found, Technology)[0]) == ["go.mod:7"]


def test_a_program_named_like_its_module_leads_a_library() -> None:
    files = {"go.mod": MOD, "tool.go": "package tool\n\nfunc Do() {}\n", "cmd/tool/main.go": MAIN}
    assert of(facts(files), Package)[0].roles == ("cli", "library")
    files["cmd/other/main.go"] = files.pop("cmd/tool/main.go")
    assert of(facts(files), Package)[0].roles == ("library", "cli")


@pytest.mark.parametrize(
    "main",
    [
        "//go:build ignore\n\npackage main\n\nfunc main() {}\n",
        "//go:build js && wasm\n\npackage main\n\nfunc main() {}\n",
    ],
)
def test_a_program_that_no_user_builds_is_none(main: str) -> None:
    files = {"go.mod": MOD, "lib.go": "package tool\n\nfunc Do() {}\n", "cmd/gen/main.go": main}
    assert of(facts(files), Package)[0].roles == ("library",)
    assert of(facts(files), EntryPoint) == []


def test_a_generator_beside_a_library_does_not_hide_it() -> None:
    files = {
        "go.mod": MOD,
        "a_gen.go": "//go:build ignore\n\npackage main\n\nfunc main() {}\n",
        "tool.go": "package tool\n\nfunc Do() {}\n",
    }
    assert of(facts(files), Package)[0].roles == ("library",)


def test_nested_modules_are_projects_of_their_own() -> None:
    files = {
        "go.mod": MOD,
        "tool.go": "package tool\n\nfunc Do() {}\n",
        "extra/go.mod": "module github.com/octo-org/tool/extra\n",
        "extra/main.go": MAIN,
    }
    assert of(facts(files), Package)[0].roles == ("library",)
    assert of(facts(files, "extra"), Package)[0].roles == ("cli",)
    commands = [install.commands for install in of(facts(files, "extra"), Install)]
    assert ("go install github.com/octo-org/tool/extra@latest",) in commands


def test_a_workspace_holds_modules_together() -> None:
    files = {
        "go.work": "go 1.22\n\nuse (\n\t./api\n\t./web\n)\n",
        "api/go.mod": "module github.com/octo-org/tool/api\n",
        "api/api.go": "// Package api answers questions about shelves.\n"
        "package api\n\nfunc Ask() {}\n",
        "web/go.mod": "module github.com/octo-org/tool/web\n",
        "web/main.go": MAIN,
    }
    snapshot = MemorySnapshot(files, metadata=ORIGIN)
    packages = [fact.value for fact in extract(snapshot).packages]
    assert [(p.name, p.roles, p.workspace) for p in packages] == [
        ("tool", (), True),
        ("github.com/octo-org/tool/api", ("library",), False),
        ("github.com/octo-org/tool/web", ("cli",), False),
    ]
    assert packages[1].description == "Answers questions about shelves."


def test_a_repository_from_before_go_mod() -> None:
    files = {"tool.go": "// Package tool does one thing well.\npackage tool\n\nfunc Do() {}\n"}
    found = extract(MemorySnapshot(files, metadata=ORIGIN))
    assert found.package is not None
    assert found.package.value.name == "github.com/octo-org/tool"
    assert [fact.value.commands for fact in found.all(Install)] == [
        ("go get github.com/octo-org/tool",)
    ]
    assert found.all(Runtime) == ()


def test_a_manifest_of_nonsense_is_no_module() -> None:
    assert facts({"go.mod": "modul x\n)))\n", "main.go": MAIN}) == []


# Install --------------------------------------------------------------------------------------


def test_ways_to_get_a_released_tool() -> None:
    found = fixture("go_cli")
    ways = {install.label: install for install in of(found, Install)}
    assert ways["Go"].commands == ("go install github.com/octo-org/go-cli/cmd/shelf@latest",)
    assert lines(found, ways["Go"]) == ["go.mod:1", "cmd/shelf/main.go:13"]
    assert ways["Homebrew"].commands == ("brew install octo-org/tap/shelf",)
    assert lines(found, ways["Homebrew"])[-1] == ".github/workflows/release.yml:15"
    assert ways["binaries"].note == (
        "Binaries for Linux and macOS, and packages (deb, rpm), are attached to "
        "[each release](https://github.com/octo-org/go-cli/releases)."
    )
    assert ways["from source"].commands == (
        "git clone https://github.com/octo-org/go-cli.git",
        "cd go-cli",
        "go build ./cmd/shelf",
    )


def test_a_release_that_nothing_runs_is_not_promised() -> None:
    configuration = (
        "builds:\n  - binary: tool\nbrews:\n  - tap:\n      owner: a\n      name: homebrew-t\n"
    )
    found = program(MAIN, {".goreleaser.yml": configuration})
    assert {install.label for install in of(found, Install)} == {"Go", "from source"}


def test_replace_directives_forbid_go_install() -> None:
    commands = [install.commands for install in of(fixture("go_service"), Install)]
    assert commands == [
        (
            "git clone https://github.com/octo-org/go-service.git",
            "cd go-service",
            "go build ./cmd/linkd",
        )
    ]


def test_embedded_files_that_a_build_step_makes_forbid_go_install() -> None:
    main = (
        'package main\n\nimport _ "embed"\n\n//go:embed dist/*\nvar page string\n\nfunc main() {}\n'
    )
    assert of(program(main), Install) == []
    built = program(main, {"dist/index.html": "<p>"})
    assert of(built, Install)[0].commands == ("go install github.com/octo-org/tool@latest",)


@pytest.mark.parametrize("path", ["tool", "internal/tool", "example.com/tool"])
def test_a_module_without_a_host_cannot_be_got(path: str) -> None:
    found = facts({"go.mod": f"module {path}\n", "main.go": MAIN})
    assert of(found, Package)[0].private
    assert all("go install" not in i.commands[0] for i in of(found, Install))


def test_a_copy_of_another_project_is_not_installed_from_there() -> None:
    other = Metadata(host="github.com", owner="me", name="learning-go")
    files = {"go.mod": "module github.com/octo-org/tool\n", "main.go": MAIN}
    found = facts(files, metadata=other)
    assert not of(found, Package)[0].published
    assert [i.label for i in of(found, Install)] == ["from source"]


# Comments, examples, symbols ------------------------------------------------------------------


def test_the_package_comment_of_a_library() -> None:
    found = fixture("go_library")
    description = Description("A fixed-size buffer that forgets its oldest values.", "docstring")
    assert of(found, Description) == [description]
    assert lines(found, description) == ["doc.go:1"]
    overview = of(found, Overview)[0]
    assert overview.markdown.startswith("It is made for one writer and many readers: a `Buffer`")
    assert "Memory" not in overview.markdown


def test_code_in_a_package_comment_is_an_example() -> None:
    found = fixture("go_library")
    example = next(e for e in of(found, Example) if e.origin == "docstring")
    assert example.title == "A buffer holds the last values that were put into it"
    assert example.code.split("\n")[0] == "buffer := ring.New[int](3)"
    assert lines(found, example) == ["doc.go:8-10"]


def test_example_functions_and_programs_in_order() -> None:
    examples = [e for e in of(fixture("go_library"), Example) if e.origin != "docstring"]
    assert [(e.title, e.origin) for e in examples] == [
        ("", "examples"),
        ("How a full buffer forgets", "examples"),
        ("window", "examples"),
        ("New, shared", "examples"),
    ]
    assert examples[0].code.endswith("fmt.Println(buffer.Values())\n// Output: [b c]")
    assert examples[2].code.startswith("package main\n")


def test_the_public_api() -> None:
    found = fixture("go_library")
    symbols = {symbol.name: symbol for symbol in of(found, Symbol)}
    assert next(iter(symbols)) == "New"
    assert symbols["New"].signature == "New[T any](size int) *Buffer[T]"
    assert symbols["New"].summary == "Returns an empty buffer for size values."
    assert symbols["Buffer.Put"].kind == "method"
    assert symbols["Buffer.Put"].signature == "Buffer.Put(values ...T)"
    assert symbols["Buffer"].summary == "Holds the last values that were put into it."
    assert lines(found, symbols["Buffer.Put"]) == ["ring.go:20"]
    assert "Merge" not in symbols
    assert not any("grow" in name or "Next" in name for name in symbols)


@pytest.mark.parametrize(
    ("sentence", "described"),
    [
        ("Command hey is a load generator.", "A load generator."),
        ("Package uuid generates identifiers.", "Generates identifiers."),
        ("Tool is the one that you need.", "The one that you need."),
        ("Tool has no equal.", "Tool has no equal."),
        ("Reads a file and prints it.", "Reads a file and prints it."),
    ],
)
def test_a_sentence_without_the_name(sentence: str, described: str) -> None:
    assert comments.described(sentence, ("tool", "uuid", "hey")) == described


@pytest.mark.parametrize(
    "comment",
    [
        "// Copyright 2020 Somebody. All rights reserved.\n// Licensed under the Apache License.",
        "// Package main is the entry point of the tool.",
        "// Code generated by protoc. DO NOT EDIT.",
    ],
)
def test_a_comment_that_describes_nothing(comment: str) -> None:
    assert of(program(f"{comment}\npackage main\n\nfunc main() {{}}\n"), Description) == []


def test_doc_comment_blocks() -> None:
    parts = comments.blocks(
        "Text of\ntwo lines.\n\n# Head\n\n  - one\n  - two\n\n\tx := f()\n\n\ty()\n"
    )
    assert [(part.kind, part.text) for part in parts] == [
        ("text", "Text of\ntwo lines."),
        ("heading", "Head"),
        ("list", "  - one\n  - two\n\n\tx := f()\n\n\ty()"),
    ]
    code = comments.blocks("Use it:\n\n\tx := f()\n\n\ty()\n")[1]
    assert (code.kind, code.text) == ("code", "x := f()\n\ny()")


@given(st.text("ab \t\n#-.[]:/(){}=1`", max_size=200))
def test_no_comment_breaks_its_parser(text: str) -> None:
    parts = comments.blocks(text)
    told = "".join(part.text for part in parts)
    assert all(part.kind in ("text", "list", "code", "heading") for part in parts)
    assert told.count("a") + told.count("b") <= text.count("a") + text.count("b")
    assert all(0 <= part.line <= text.count("\n") for part in parts)


def test_a_module_that_is_a_host() -> None:
    found = facts({"go.mod": "module tool.app/v2\n", "main.go": MAIN}, metadata=Metadata())
    assert of(found, EntryPoint)[0].name == "tool"


# Develop --------------------------------------------------------------------------------------


def test_what_a_developer_runs() -> None:
    found = fixture("go_cli")
    tasks = {task.command: task for task in of(found, Task)}
    assert list(tasks) == ["go build ./...", "go test ./...", "golangci-lint run"]
    assert lines(found, tasks["go test ./..."]) == ["internal/store/store_test.go"]
    assert lines(found, tasks["golangci-lint run"]) == [".golangci.yml"]


def test_no_tests_no_test_task() -> None:
    assert [task.command for task in of(program(MAIN), Task)] == ["go build ./..."]


def test_a_tool_beside_a_library_does_not_speak_for_it() -> None:
    files = {
        "go.mod": "module github.com/octo-org/tool\n",
        "tool.go": "package tool\n\n// Do does.\nfunc Do() {}\n",
        "convert/main.go": "// Converts old boxes into new ones.\npackage main\n\nfunc main() {}\n",
    }
    assert not of(facts(files), Description)


def test_the_methods_of_a_hidden_type_belong_to_what_embeds_it() -> None:
    code = """package tool

// Box holds things.
type Box struct {
	*box
	// keeps the janitor from being collected
}

type box struct{}

// Put a thing in.
func (b *box) Put(thing string) {}

// New makes a box.
func New() *Box { return &Box{} }
"""
    found = facts({"go.mod": "module github.com/octo-org/tool\n", "tool.go": code})
    assert {symbol.name for symbol in of(found, Symbol)} == {"New", "Box", "Box.Put"}
