"""The names of packages in install commands."""

from __future__ import annotations

import pytest

from moxi.snapshot.model import Metadata
from tests.verify.kit import judged, sh, statuses

PYTHON = {
    "pyproject.toml": '[project]\nname = "otter-swim"\nversion = "1.0"\ndependencies = ["httpx"]\n',
    "otter_swim/__init__.py": "",
}
NODE = {"package.json": '{\n  "name": "@octo/otter",\n  "version": "1.0.0"\n}\n', "index.js": ""}
RUST = {"Cargo.toml": '[package]\nname = "otter-rs"\nversion = "0.1.0"\n', "src/lib.rs": ""}
GO = {"go.mod": "module github.com/octo-org/otter\n", "cmd/swim/main.go": "package main\n"}


@pytest.mark.parametrize(
    ("command", "files", "name", "place"),
    [
        ("pip install otter-swim", PYTHON, "otter-swim", "pyproject.toml:2"),
        ("pip install Otter_Swim", PYTHON, "Otter_Swim", "pyproject.toml:2"),
        ("pip install 'otter-swim[fast]>=1.0'", PYTHON, "otter-swim", "pyproject.toml:2"),
        ("python -m pip install -U otter-swim==1.0", PYTHON, "otter-swim", "pyproject.toml:2"),
        ("uv add otter-swim", PYTHON, "otter-swim", "pyproject.toml:2"),
        ("pipx run otter-swim dive", PYTHON, "otter-swim", "pyproject.toml:2"),
        ("npm i -D @octo/otter@latest", NODE, "@octo/otter", "package.json:2"),
        ("yarn global add @octo/otter", NODE, "@octo/otter", "package.json:2"),
        ("npx @octo/otter swim", NODE, "@octo/otter", "package.json:2"),
        ("cargo add otter-rs --features a", RUST, "otter-rs", "Cargo.toml:2"),
        ("cargo install --locked otter-rs", RUST, "otter-rs", "Cargo.toml:2"),
        ("go get github.com/octo-org/otter@latest", GO, "github.com/octo-org/otter", "go.mod:1"),
        ("go install github.com/octo-org/otter/cmd/swim@v1", GO,
         "github.com/octo-org/otter/cmd/swim", "go.mod:1"),
    ],
)  # fmt: skip
def test_own_packages(command: str, files: dict[str, str], name: str, place: str) -> None:
    found = judged(sh(command), files, "package")
    assert list(found) == [name]
    assert found[name].status == "verified"
    assert str(found[name].verdict.evidence[0]) == place


@pytest.mark.parametrize(
    ("command", "files", "name", "suggestion", "fix"),
    [
        ("pip install otter-swin", PYTHON, "otter-swin", "pip install otter-swim",
         ("otter-swin", "otter-swim")),
        # the repository's own name, where the package has another one
        ("pip install otter", PYTHON, "otter", "pip install otter-swim", None),
        ("npm install @octo/oter", NODE, "@octo/oter", "npm install @octo/otter",
         ("@octo/oter", "@octo/otter")),
        ("cargo add otter-sr", RUST, "otter-sr", "cargo add otter-rs", ("otter-sr", "otter-rs")),
        # a registry that nothing here is published on
        ("npm install otter", GO, "otter", "", None),
        ("gem install otter", NODE, "otter", "", None),
        ("go install github.com/octo-org/otter/cmd/swin@v1", GO,
         "github.com/octo-org/otter/cmd/swin", "github.com/octo-org/otter/cmd/swim",
         ("github.com/octo-org/otter/cmd/swin", "github.com/octo-org/otter/cmd/swim")),
        ("go get github.com/octo-org/oter", GO, "github.com/octo-org/oter",
         "github.com/octo-org/otter", ("github.com/octo-org/oter", "github.com/octo-org/otter")),
        ("go get github.com/octo-org/otter", NODE, "github.com/octo-org/otter", "", None),
    ],
)  # fmt: skip
def test_wrong_names(
    command: str, files: dict[str, str], name: str, suggestion: str, fix: tuple[str, str] | None
) -> None:
    finding = judged(sh(command), files, "package")[name]
    assert finding.status == "refuted"
    assert finding.verdict.reason
    assert (finding.verdict.suggestion, finding.verdict.fix) == (suggestion, fix)


@pytest.mark.parametrize(
    ("command", "files", "name"),
    [
        # the repository speaks of the other name
        ("pip install otter", {**PYTHON, "otter.py": "import otter\n"}, "otter"),
        # another version of the module
        ("go get github.com/octo-org/otter/v2", {"go.mod": "module otter.dev/x\n"},
         "github.com/octo-org/otter/v2"),
    ],
)  # fmt: skip
def test_names_that_the_repository_cannot_tell(
    command: str, files: dict[str, str], name: str
) -> None:
    assert statuses(sh(command), files, "package") == {name: "unknown"}


@pytest.mark.parametrize(
    "command",
    [
        "pip install seals", "pip install -r requirements.txt", "pip install .", "npm install",
        "pip install git+https://github.com/octo-org/otter", "npm install ./otter",
        "npx create-seal-app x", "cargo install --git https://github.com/a/seal", "uvx ruff check",
        "go install golang.org/x/tools/cmd/stringer@latest", "pip install <package>",
        "pip install $NAME", "brew install otter", "npm i https://a.b/otter.tgz",
        "pip install dist/otter-1.0.whl",
    ],
)  # fmt: skip
def test_other_packages_are_no_claim(command: str) -> None:
    readme = sh("pip install otter-swim") + "\n" + sh(command)
    found = statuses(readme, PYTHON, "package")
    assert found.pop("otter-swim") == "verified"
    assert found == {}


def test_the_only_install_command_of_a_page_is_meant_for_this() -> None:
    readme = "## Installation\n\n" + sh("pip install seals")
    finding = judged(readme, PYTHON, "package")["seals"]
    assert finding.status == "refuted"
    assert finding.verdict.suggestion == "pip install otter-swim"
    assert statuses("## Seals\n\n" + sh("pip install seals"), PYTHON, "package") == {}


def test_what_a_workspace_holds() -> None:
    files = {
        "package.json": '{"private": true, "workspaces": ["packages/*"]}',
        "packages/a/package.json": '{"name": "@octo/a", "version": "1.0.0"}',
        "packages/b/package.json": '{"name": "@octo/b", "version": "1.0.0"}',
    }
    assert statuses(sh("npm i @octo/a @octo/b react"), files, "package") == {
        "@octo/a": "verified", "@octo/b": "verified",
    }  # fmt: skip


def test_without_a_name_of_the_repository() -> None:
    found = statuses(sh("npm install otter"), GO, "package", metadata=Metadata())
    assert found == {}
