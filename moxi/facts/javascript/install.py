"""How a user gets a package: from the registry, as a command, or from a checkout."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.javascript.managers import manager_of
from moxi.facts.javascript.publication import is_of_an_action
from moxi.facts.model import EntryPoint, Evidence, Fact, Install
from moxi.facts.paths import join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from moxi.facts.javascript.manifest import Manifest
    from moxi.facts.model import Package

_DEV_TOOL = lazy_re(
    r"(?:^|/)(?:eslint-|babel-|stylelint-|prettier-|postcss-|vite-plugin|rollup-plugin|unplugin-|"
    r"webpack-|grunt-|gulp-|karma-|remark-lint-)|^@types/|-(?:loader|webpack-plugin|vite-plugin)$"
)
_DEV_WORDS = frozenset({
    "bundler", "eslintplugin", "eslint-plugin", "eslint-config", "eslintconfig", "linter",
    "test runner", "test-runner", "tdd", "bdd", "git hooks", "git-hooks", "prettier-plugin",
    "stylelint-plugin", "vite-plugin", "rollup-plugin", "webpack-plugin", "babel-plugin",
})  # fmt: skip
_INSTALLING = lazy_re(r"\b(?:npm|pnpm|yarn|bun) (?:i|install|ci)\b")
_PACKAGE_NAME = lazy_re(r"^(@[a-z0-9~-][\w.~-]*/)?[a-zA-Z0-9~-][\w.~-]*$")


def installs(manifest: Manifest, package: Fact[Package]) -> Iterator[Fact[Install]]:
    """Every way for a user that the repository states."""
    value = package.value
    if value.workspace:
        return
    if value.published and not manifest.is_deno and _PACKAGE_NAME.match(manifest.name):
        yield from _from_registry(manifest, package)
    yield from _extension(manifest)
    yield from _from_jsr(manifest)
    starts = "start" in manifest.scripts and not is_of_an_action(manifest)
    if not value.published and (value.roles or starts):
        yield from _from_source(manifest, value)


def entry_points(manifest: Manifest) -> Iterator[Fact[EntryPoint]]:
    """The commands that installing it puts on the path."""
    for name, target in manifest.bins.items():
        in_tree = target in manifest.reader.tree
        is_script = target.endswith((".js", ".mjs", ".cjs")) or "." not in target.rpartition("/")[2]
        run = f"node {target}" if in_tree and is_script else ""
        line = manifest.line("bin", name)
        yield Fact(
            EntryPoint(name, target, run), (line,) + ((Evidence(target),) if in_tree else ())
        )


def _from_registry(manifest: Manifest, package: Fact[Package]) -> Iterator[Fact[Install]]:
    name, roles = manifest.name, package.value.roles
    evidence = (manifest.line("name"), *package.evidence[-1:])
    evidence = tuple(dict.fromkeys(evidence))
    leads_as_cli = "cli" in roles and (
        "library" not in roles or roles.index("cli") < roles.index("library")
    )
    if "template" in roles:
        yield from _from_template(manifest, evidence)
        return
    if dev := _is_dev_tool(manifest, package):
        command = f"npm install --save-dev {name}"
        yield Fact(Install("registry", (command,), "npm", _peers(manifest)), (*evidence, dev))
        return
    if leads_as_cli:
        bin_line = manifest.line("bin")
        install = Install("registry", (f"npm install --global {name}",), "npm")
        yield Fact(install, (*evidence, bin_line))
        if runs_by_npx(manifest):
            npx = Install("registry", (f"npx {name}",), "npx")
            yield Fact(npx, (*evidence, bin_line))
    if "library" in roles or "plugin" in roles or not leads_as_cli:
        label = "as a library" if leads_as_cli else "npm"
        yield Fact(Install("registry", (f"npm install {name}",), label, _peers(manifest)), evidence)


def _from_template(manifest: Manifest, evidence: tuple[Evidence, ...]) -> Iterator[Fact[Install]]:
    """`npm create X` runs the command of the package `create-X`."""
    scope, _, bare = manifest.name.rpartition("/")
    short = bare.removeprefix("create-")
    if short and runs_by_npx(manifest):
        name = f"{scope}/{short}" if scope else short
        command = f"npm create {name}@latest"
        yield Fact(Install("registry", (command,), "npm"), (*evidence, manifest.line("bin")))


def runs_by_npx(manifest: Manifest) -> bool:
    """Whether `npx NAME` knows which command to run: the only one, or the one of its name."""
    value = manifest.data.get("bin")
    return isinstance(value, str) or len(manifest.bins) == 1 or manifest.bare_name in manifest.bins


def _is_dev_tool(manifest: Manifest, package: Fact[Package]) -> Evidence | None:
    """What says that it is a tool for development, not a part of what is shipped."""
    if _DEV_TOOL.search(manifest.name):
        return manifest.line("name")
    for word in manifest.strings("keywords"):
        if word.lower() in _DEV_WORDS:
            return manifest.line("keywords", word)
    needles = [
        f"{command} {manifest.name}"
        for command in ("npm install --save-dev", "npm i -D", "npm install -D", "npm i --save-dev",
                        "yarn add --dev", "yarn add -D", "pnpm add -D", "pnpm add --save-dev")
    ]  # fmt: skip
    tree = manifest.reader.tree
    for folder in ("docs", "doc", "documentation"):
        for path in tree.under(join(manifest.folder, folder))[:200]:
            if not path.endswith((".md", ".mdx")):
                continue
            text = manifest.reader.text(path)
            for needle in needles:
                if re.search(re.escape(needle) + r"(?![\w./@-])", text):
                    return manifest.reader.find(path, needle)
    return None


def _peers(manifest: Manifest) -> str:
    """One sentence on the packages that must be there beside it."""
    optional = {
        name
        for name, meta in manifest.table("peerDependenciesMeta").items()
        if isinstance(meta, dict) and meta.get("optional") is True
    }
    peers = [
        (name, wanted)
        for name, wanted in manifest.dependencies("peerDependencies").items()
        if name not in optional and not name.startswith("@types/")
    ]
    if not peers or len(peers) > 6:
        return ""
    shown = [
        f"`{name}`" + (f" (`{wanted}`)" if wanted and wanted[0] not in "*w" else "")
        for name, wanted in peers
    ]
    listed = shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + f" and {shown[-1]}"
    return f"It expects {listed} to be installed beside it."


def _extension(manifest: Manifest) -> Iterator[Fact[Install]]:
    publisher = manifest.string("publisher")
    if "vscode" in manifest.table("engines") and publisher and manifest.name:
        if manifest.private or not manifest.string("version"):
            return
        command = f"code --install-extension {publisher}.{manifest.name}"
        evidence = (manifest.line("publisher"), manifest.line("name"))
        yield Fact(Install("registry", (command,), "VS Code"), evidence)


def _from_jsr(manifest: Manifest) -> Iterator[Fact[Install]]:
    for file in ("jsr.json", "jsr.jsonc", "deno.json", "deno.jsonc"):
        path = join(manifest.folder, file)
        if path not in manifest.reader.tree:
            continue
        data: dict[str, Any] = manifest.reader.json(path)
        name, version = data.get("name"), data.get("version")
        if isinstance(name, str) and name.startswith("@") and version and data.get("exports"):
            find = manifest.reader.find
            evidence = (find(path, '"name"'), find(path, '"version"'))
            yield Fact(Install("registry", (f"deno add jsr:{name}",), "Deno"), evidence)
            return


def _from_source(manifest: Manifest, package: Package) -> Iterator[Fact[Install]]:
    metadata = manifest.reader.snapshot.metadata
    if not metadata.url:
        return
    folder = metadata.name if not manifest.folder else f"{metadata.name}/{manifest.folder}"
    commands = [f"git clone {metadata.url}.git", f"cd {folder}"]
    manager = manager_of(manifest)
    evidence = [manager.evidence or Evidence(manifest.path)]
    if name := _installs_all(manifest):
        commands.append(manager.run(name))
        evidence.append(manifest.line("scripts", name))
    elif manifest.dependencies():
        commands.append(manager.install)
    if package.roles and package.roles[0] == "library":
        if not manifest.folder and _usable_from_git(manifest):
            command = f"npm install {metadata.owner}/{metadata.name}"
            yield Fact(Install("git", (command,), "npm"), tuple(evidence))
        return
    yield Fact(Install("source", tuple(commands), "from source"), tuple(evidence))


def _installs_all(manifest: Manifest) -> str:
    """The script that installs what the package needs, and what the one in a folder needs."""
    for name, command in manifest.scripts.items():
        found = _INSTALLING.findall(command)
        inner = re.search(r"\bcd ([\w./-]+)|--(?:prefix|cwd|dir)[= ]([\w./-]+)", command)
        folder = (inner[1] or inner[2]) if inner else ""
        place = join(join(manifest.folder, folder), "package.json")
        whole = len(found) > 1 and _INSTALLING.match(command) and folder
        if whole and name not in ("prepare", "postinstall") and place in manifest.reader.tree:
            return name
    return ""


def _usable_from_git(manifest: Manifest) -> bool:
    """Whether npm can take it straight from its repository on GitHub."""
    if manifest.reader.snapshot.metadata.host != "github.com":
        return False
    main = manifest.inside(manifest.string("main") or "index.js")
    return main in manifest.reader.tree or "prepare" in manifest.scripts
