"""Whether an action is what a repository offers, something beside it, or its own helper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.docker.compose_select import MANY_SERVICES, main_file, services_of
from moxi.facts.paths import join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.reader import Reader

_ACTION_NAME = lazy_re(r"(^|[-_])(gh|github)?-?(actions?|gha)([-_]|$)|^setup[-_]", re.IGNORECASE)
_NO_PROJECT = (".md", ".rst", ".txt", ".png", ".svg", ".gif", ".jpg", ".yml", ".yaml")
_RELEASES = ("goreleaser", "gh-action-pypi-publish", "twine upload", "cargo publish", "uv publish",
             "poetry publish", "npm publish", "semantic-release", "maturin")  # fmt: skip


def is_internal(reader: Reader, folder: str) -> bool:
    """Whether only the repository's own workflows use the action in a folder.

    Those below `.github/` are, unless the repository holds nothing else; those below an action
    at the root are parts of it, told with it.
    """
    if folder in ("", reader.snapshot.scope):
        return False
    if any(name in reader.tree for name in ("action.yml", "action.yaml")):
        return folder.startswith(".")
    if folder.startswith(".github/"):
        return any(_is_project_file(path) for path in reader.tree.paths)
    return folder.startswith(".")


def _is_project_file(path: str) -> bool:
    name = path.rpartition("/")[2]
    return (
        not path.startswith(".")
        and "." in name
        and not path.lower().endswith(_NO_PROJECT)
        and not name.lower().startswith(("license", "licence"))
    )


def is_side_offer(reader: Reader, folder: str, path: str) -> bool:
    """Whether a program that is installed in other ways too lives in the same folder.

    Such a program offers an action beside, and its draft should not open with it. JavaScript
    actions run the code of their own package, so they are never beside something.
    """
    if folder:
        return any(name in reader.tree for name in ("action.yml", "action.yaml"))
    runs = reader.yaml(path).get("runs")
    using = runs.get("using") if isinstance(runs, dict) else ""
    if isinstance(using, str) and using.startswith("node"):
        return False
    if len(services_of(reader, main_file(reader, ""))) > MANY_SERVICES:
        return True
    if is_named_for_actions(reader):
        return False
    return _is_distributed(reader)


def is_named_for_actions(reader: Reader) -> bool:
    """Whether the repository's name says that it offers actions."""
    return _ACTION_NAME.search(reader.snapshot.metadata.name) is not None


def _is_distributed(reader: Reader) -> bool:
    """Whether the project at the root is released as a program or a library of its own."""
    tree = reader.tree
    if any(name in tree for name in (".goreleaser.yml", ".goreleaser.yaml")):
        return True
    project = _table(reader.toml("pyproject.toml").get("project"))
    poetry = _table(_table(reader.toml("pyproject.toml").get("tool")).get("poetry"))
    crate = _table(reader.toml("Cargo.toml").get("package"))
    manifest = reader.json("package.json") if "package.json" in tree else {}
    if project.get("scripts") or poetry.get("scripts"):
        return True
    if crate and crate.get("publish") is not False:
        return True
    if manifest.get("bin") and manifest.get("private") is not True:
        return True
    if reader.toml("Cargo.toml").get("workspace") and _has_published_program(reader):
        return True
    return bool(project or poetry or "go.mod" in tree) and _is_released(reader)


def _has_published_program(reader: Reader) -> bool:
    """Whether the main member of a Cargo workspace is a program that the registry has."""
    from moxi.facts.rust.crate import load
    from moxi.facts.rust.package import leading_member, publish_evidence

    workspace = load(reader, "")
    member = leading_member(workspace) if workspace else None
    return bool(member and member.binaries and publish_evidence(member))


def _is_released(reader: Reader) -> bool:
    return any(
        marker in reader.text(path)
        for path in reader.tree.files(join(".github", "workflows"))
        for marker in _RELEASES
    )


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
