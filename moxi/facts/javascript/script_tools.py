"""Whether a fresh install holds the tools that a script starts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.common.words import words
from moxi.facts.javascript.manifest import Manifest, workspace_patterns
from moxi.facts.paths import join, normalise
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 5
# Tools whose package bears their name and which other packages seldom bring along.
_NAMED_ALIKE = frozenset(
    words("""docco doxdox docsify jsdoc typedoc esdoc documentation gulp grunt mocha
    nodemon pm2 karma jake http-server live-server serve browser-sync apidoc ava tape jasmine nyc
    istanbul json-server forever surge now bower standard""")
)
_QUOTED = lazy_re(r"'[^']*'|\"[^\"]*\"")
_PARTS = lazy_re(r"&&|\|\||[;|&\n]")
_SETS = lazy_re(r"^[A-Za-z_]\w*=\S*$")
_WRAPPERS = ("cross-env", "cross-env-shell", "dotenv", "env-cmd", "exec", "time", "npx", "pnpx")
_RUN = lazy_re(r"^(?:npm run|npm run-script|npm|yarn run|yarn|pnpm run|pnpm|bun run) ([\w:.-]+)")
_ELSEWHERE = lazy_re(r"^(?:cd|npm --prefix|yarn --cwd|pnpm -C|npm -C)[ =]([\w./-]+)")
_INSTALLS = lazy_re(r"\b(?:npm|yarn|pnpm|bun) (?:i|ci|install)\b")


def lacks_a_tool(manifest: Manifest, script: str) -> bool:
    """Whether a script starts what neither the package nor its lock file brings: it was installed
    by hand, on its author's machine. In doubt it is there."""
    return any(_is_missing(manifest, part) for part in _commands(manifest, script, 0))


def _commands(manifest: Manifest, script: str, depth: int) -> Iterator[str]:
    """The commands of a script and of the scripts that it calls."""
    body = manifest.scripts.get(script, "")
    if _INSTALLS.search(body):
        return
    for part in _PARTS.split(_QUOTED.sub("_", body)):
        command = part.strip()
        called = _RUN.match(command)
        if called and called[1] in manifest.scripts and depth < MAX_DEPTH:
            yield from _commands(manifest, called[1], depth + 1)
        elif command:
            yield command


def _is_missing(manifest: Manifest, command: str) -> bool:
    if elsewhere := _ELSEWHERE.match(command):
        return _wants_its_own_install(manifest, elsewhere[1])
    tokens = [token for token in command.split() if not _SETS.match(token)]
    tool = tokens[0] if tokens else ""
    if tool in _WRAPPERS or not re.fullmatch(r"[a-z][\w-]*", tool) or tool in manifest.bins:
        return False
    named = [*manifest.dependencies(), *manifest.root.dependencies()]
    if not named or any(tool in name for name in named):
        return False
    return tool in _NAMED_ALIKE and tool not in _locked(manifest)


def _wants_its_own_install(manifest: Manifest, folder: str) -> bool:
    """Whether another folder has dependencies that installing this package leaves out."""
    where = normalise(join(manifest.folder, folder))
    if not where or where == manifest.folder or join(where, "package.json") not in (
        manifest.reader.tree
    ):  # fmt: skip
        return False
    inner = Manifest.load(manifest.reader, where)
    return bool(inner.dependencies()) and not workspace_patterns(manifest.root)[0]


def _locked(manifest: Manifest) -> set[str]:
    """The commands of all packages that the lock file of npm installs."""
    for folder in dict.fromkeys((manifest.folder, "")):
        path = join(folder, "package-lock.json")
        if path in manifest.reader.tree:
            packages = manifest.reader.json(path).get("packages")
            return {
                command
                for package in (packages.values() if isinstance(packages, dict) else ())
                if isinstance(package, dict) and isinstance(package.get("bin"), dict)
                for command in package["bin"]
            }
    return set()
