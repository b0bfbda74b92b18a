"""A repository that sets every trap we know: none of its programs runs, none of its code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from moxi.facts import extract
from moxi.snapshot.clone import open_source
from moxi.snapshot.local import LocalSnapshot
from tests.gitkit import WHO, commit_all, git, repository

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the traps are POSIX shell scripts")

HOOKS = (
    "post-checkout", "pre-commit", "post-index-change", "reference-transaction", "pre-auto-gc",
    "fsmonitor-watchman", "post-merge", "pre-receive", "post-update",
)  # fmt: skip


class Trap:
    """The hostile repository, and the folder in which whatever runs leaves its name."""

    def __init__(self, where: Path) -> None:
        self.marks = where / "marks"
        self.marks.mkdir()
        modules = {
            f"{name}/__init__.py": self._python(f"import-{name}")
            for name in ("yaml", "action", "moxi", "json", "pydantic", "typer", "rich", "pathspec")
        }
        self.root = repository(
            where / "hostile",
            {
                **modules,
                "setup.py": self._python("setup.py") + "from setuptools import setup\n"
                "setup(name='hostile', version='1', description='A trap for readers.')\n",
                "conftest.py": self._python("conftest"),
                "sitecustomize.py": self._python("sitecustomize"),
                "__main__.py": self._python("main"),
                "package.json": '{"name": "hostile", "version": "1.0.0", "scripts": '
                f'{{"preinstall": "touch {self.marks}/npm"}}}}',
                "Makefile": f"test: $(shell touch {self.marks}/make)\n\ttrue\n",
                ".gitattributes": "* filter=trap diff=trap merge=trap text\n",
                ".envrc": f"touch {self.marks}/direnv\n",
                "plain.txt": "text\n",
            },
        )
        self._configure()

    def _python(self, name: str) -> str:
        return f"import pathlib\npathlib.Path({str(self.marks / name)!r}).touch()\n"

    def _script(self, name: str) -> str:
        file = self.root / ".git" / f"trap-{name}"
        file.write_text(f"#!/bin/sh\ntouch '{self.marks}/{name}'\ncat\nexit 0\n")
        file.chmod(0o755)
        return str(file)

    def _configure(self) -> None:
        hooks = self.root / ".git/hooks"
        hooks.mkdir(exist_ok=True)
        for name in HOOKS:
            (hooks / name).write_text(Path(self._script(f"hook-{name}")).read_text())
            (hooks / name).chmod(0o755)
        for key, value in {
            "core.hooksPath": str(hooks),
            "core.fsmonitor": self._script("fsmonitor"),
            "core.sshCommand": self._script("ssh"),
            "core.gitProxy": self._script("proxy"),
            "core.askPass": self._script("askpass"),
            "core.pager": self._script("pager"),
            "core.editor": self._script("editor"),
            "core.alternateRefsCommand": self._script("alternates"),
            "credential.helper": self._script("credential"),
            "filter.trap.clean": self._script("clean"),
            "filter.trap.smudge": self._script("smudge"),
            "filter.trap.process": self._script("process"),
            "filter.trap.required": "true",
            "diff.trap.textconv": self._script("textconv"),
            "diff.external": self._script("diff"),
            "merge.trap.driver": self._script("merge"),
            "gpg.program": self._script("gpg"),
            "log.showSignature": "true",
            "uploadpack.packObjectsHook": self._script("pack"),
            "remote.origin.url": "https://github.com/acme/hostile",
            "remote.origin.uploadpack": self._script("uploadpack"),
            "alias.ls-files": f"!touch {self.marks}/alias",
            "protocol.ext.allow": "always",
        }.items():
            git(self.root, "config", key, value)

    @property
    def sprung(self) -> list[str]:
        return sorted(path.name for path in self.marks.iterdir())


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    return Trap(tmp_path)


def test_the_traps_work(trap: Trap) -> None:
    """Else the tests below could not fail."""
    no_filter = ("-c", "filter.trap.process=", "-c", "filter.trap.required=false")
    for args in (
        ("status",),
        ("checkout", "-q", "-f", "HEAD", "plain.txt"),
        (*no_filter, "checkout", "-q", "-b", "other"),
        (*no_filter, "checkout", "-q", "-f"),
        ("log", "-1"),
        ("diff", "HEAD"),
    ):
        subprocess.run(["git", *WHO, *args], cwd=trap.root, capture_output=True, check=False)
    subprocess.run([sys.executable, "-c", "import yaml"], cwd=trap.root, check=False)
    assert {"fsmonitor", "import-yaml", "hook-post-checkout"} <= set(trap.sprung)
    assert {"smudge", "process", "clean"} & set(trap.sprung)


def test_local_folder(trap: Trap) -> None:
    snapshot = LocalSnapshot(trap.root)
    for path in snapshot.tree.paths:
        snapshot.read(path)
    assert "plain.txt" in snapshot.tree
    assert snapshot.metadata.url == "https://github.com/acme/hostile"
    assert [package.value.name for package in extract(snapshot).packages]
    assert trap.sprung == []


def test_local_folder_with_nothing_tracked(trap: Trap) -> None:
    (trap.root / ".git/index").unlink()
    assert "plain.txt" in LocalSnapshot(trap.root).tree
    assert trap.sprung == []


@pytest.mark.parametrize("source", ["url", "dot-git", "bare"])
def test_cloned_or_bare(trap: Trap, source: str, temporary: Path) -> None:
    where: str | Path = {"url": trap.root.as_uri(), "dot-git": trap.root / ".git"}.get(source, "")
    if source == "bare":
        where = trap.root.with_name("bare.git")
        (trap.root / ".git").rename(where)
        git(where, "config", "core.bare", "true")
    with open_source(where) as snapshot:
        assert snapshot.read("plain.txt").path == "plain.txt"
        for path in snapshot.tree.paths:
            snapshot.read(path)
        extract(snapshot)
    assert trap.sprung == []
    assert list(temporary.iterdir()) == []


def test_objects_that_are_missing_are_not_fetched(trap: Trap) -> None:
    """A partial clone names its remote, and the remote a program to be asked for the rest."""
    blob = git(trap.root, "rev-parse", "HEAD:plain.txt")
    for key, value in {
        "extensions.partialClone": "origin", "remote.origin.promisor": "true",
        "core.repositoryFormatVersion": "1", "remote.origin.url": str(trap.root),
        "protocol.allow": "always", "protocol.file.allow": "always",
    }.items():  # fmt: skip
        git(trap.root, "config", key, value)
    (trap.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    assert "plain.txt" in LocalSnapshot(trap.root).tree
    try:
        with open_source(trap.root / ".git") as snapshot:
            snapshot.read("plain.txt")
    except Exception as error:
        assert type(error).__name__ == "SourceError"  # noqa: PT017
    assert trap.sprung == []


@pytest.mark.parametrize(
    "command",
    [
        [str(Path(sys.executable).parent / "moxi"), "facts", ".", "--json"],
        [str(Path(sys.executable).parent / "moxi"), "draft", ".", "-o", "-"],
        [sys.executable, "-P", "-m", "moxi", "draft", ".", "-o", "-"],
    ],
    ids=["facts", "draft", "module"],
)
def test_the_command_run_inside_it(trap: Trap, command: list[str]) -> None:
    done = subprocess.run(command, cwd=trap.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "hostile" in done.stdout
    assert trap.sprung == []
    assert git(trap.root, "ls-files", "--others", "--exclude-standard") == ""


def test_settings_that_never_end(trap: Trap, monkeypatch: pytest.MonkeyPatch) -> None:
    """A FIFO that the configuration includes would be waited for."""
    os.mkfifo(trap.root / ".git/fifo")
    git(trap.root, "config", "include.path", str(trap.root / ".git/fifo"))
    monkeypatch.setattr("moxi.snapshot.git.LOCAL_SECONDS", 1)
    assert "plain.txt" in LocalSnapshot(trap.root).tree
    assert trap.sprung == []


def test_commit_after_all_is_still_possible(trap: Trap) -> None:
    """The traps do not keep git from working, which would make them prove nothing."""
    for key in ("core.fsmonitor", "filter.trap.process", "filter.trap.required", "core.hooksPath"):
        git(trap.root, "config", "--unset", key)
    (trap.root / "plain.txt").write_text("changed\n")
    assert commit_all(trap.root) == LocalSnapshot(trap.root).commit
