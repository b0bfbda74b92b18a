"""What a change has to bring along: its news entry, the form of its commit message, and what a
Git hook runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.model import Evidence, Fact, Note
from moxi.facts.registry import Common
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.reader import Reader

Said = tuple[str, Evidence]
_COMMITS = "[Conventional Commits](https://www.conventionalcommits.org)"
_COMMITLINT = (
    "commitlint.config.js", "commitlint.config.cjs", "commitlint.config.mjs",
    "commitlint.config.ts", ".commitlintrc", ".commitlintrc.json", ".commitlintrc.yml",
    ".commitlintrc.yaml", ".commitlintrc.js", ".commitlintrc.cjs",
)  # fmt: skip
_RELEASERC = (
    ".releaserc", ".releaserc.json", ".releaserc.yml", ".releaserc.yaml", ".releaserc.js",
    ".releaserc.cjs", "release.config.js", "release.config.cjs", "release.config.mjs",
)  # fmt: skip
_HUSKY_SETUP = lazy_re(r"^(?:#.*|\. .*husky\.sh.*|set -\w+)?$")


class Conventions(Common):
    """Notes for who contributes."""

    name = "conventions"

    def facts(self, reader: Reader, known: Facts, folder: str) -> Iterator[Fact[Any]]:
        """See `Common.facts`."""
        if folder:
            return
        manifest = reader.json("package.json") if "package.json" in reader.tree else {}
        for text, evidence in (
            *_news(reader, manifest),
            *_messages(reader, manifest),
            *_hook(reader, manifest),
        ):
            yield Fact(Note("contributing", text), (evidence,), folder)


def _news(reader: Reader, manifest: dict[str, Any]) -> Iterator[Said]:
    """How a change gets into the changelog."""
    config = ".changeset/config.json"
    if config in reader.tree and "@changesets/cli" in _packages(manifest):
        text = f"A change to be released comes with a [changeset]({config.partition('/')[0]})"
        yield f"{text}: `{_runner(reader)} changeset` writes it", Evidence(config)
    tool = reader.toml("pyproject.toml").get("tool") if "pyproject.toml" in reader.tree else None
    towncrier = tool.get("towncrier") if isinstance(tool, dict) else None
    place = towncrier.get("directory") if isinstance(towncrier, dict) else None
    if isinstance(place, str) and reader.tree.is_folder(place.rstrip("/")):
        link = f"[`{place.rstrip('/')}/`]({place.rstrip('/')})"
        where = reader.find("pyproject.toml", "[tool.towncrier]", "directory")
        yield f"News entries are files in {link}, from which towncrier makes the changelog", where
    for name in (".changie.yaml", ".changie.yml"):
        if name in reader.tree:
            yield "`changie new` adds an entry to the changelog", Evidence(name)


def _messages(reader: Reader, manifest: dict[str, Any]) -> Iterator[Said]:
    """The form of commit messages, where a tool holds to it."""
    for path in (*_COMMITLINT, "package.json"):
        if path in reader.tree and "config-conventional" in reader.text(path):
            key = manifest.get("commitlint") if path == "package.json" else True
            if key:
                where = reader.find(path, "config-conventional")
                yield f"Commit messages follow {_COMMITS}; commitlint checks them", where
                return
    if "cliff.toml" in reader.tree:
        git = reader.toml("cliff.toml").get("git")
        if isinstance(git, dict) and git.get("conventional_commits") is True:
            where = reader.find("cliff.toml", "conventional_commits")
            yield f"git-cliff writes the changelog from commit messages, by {_COMMITS}", where
            return
    config = next((path for path in _RELEASERC if path in reader.tree), "")
    if config or isinstance(manifest.get("release"), dict):
        where = Evidence(config) if config else reader.find("package.json", '"release"')
        if "semantic-release" in _packages(manifest) or config.startswith(".releaserc"):
            yield "semantic-release makes the releases from the commit messages", where
    elif "release-please-config.json" in reader.tree:
        text = "Release Please makes the releases from the commit messages"
        yield f"{text}, by {_COMMITS}", Evidence("release-please-config.json")


def _hook(reader: Reader, manifest: dict[str, Any]) -> Iterator[Said]:
    """What runs before each commit."""
    path = ".husky/pre-commit"
    scripts = manifest.get("scripts")
    prepared = scripts.get("prepare") if isinstance(scripts, dict) else None
    if path not in reader.tree or not isinstance(prepared, str) or "husky" not in prepared:
        return
    lines = [
        (number, line.strip())
        for number, line in enumerate(reader.lines(path), 1)
        if not _HUSKY_SETUP.match(line.strip())
    ]
    if len(lines) == 1 and "`" not in lines[0][1] and "$" not in lines[0][1]:
        number, line = lines[0]
        yield f"A Git hook runs `{line}` before each commit", Evidence(path, number, number)


def _packages(manifest: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in ("dependencies", "devDependencies"):
        table = manifest.get(key)
        found.update(table if isinstance(table, dict) else {})
    return found


def _runner(reader: Reader) -> str:
    locks = {"pnpm-lock.yaml": "pnpm", "yarn.lock": "yarn", "bun.lock": "bunx"}
    return next((name for lock, name in locks.items() if lock in reader.tree), "npx")
