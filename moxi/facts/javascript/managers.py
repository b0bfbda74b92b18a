"""npm, yarn, pnpm, bun or deno: which one a project uses, and how its commands read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence
from moxi.facts.paths import join

if TYPE_CHECKING:
    from moxi.facts.javascript.manifest import Manifest
    from moxi.facts.reader import Reader

_LOCKS = {
    "pnpm-lock.yaml": "pnpm",
    "pnpm-workspace.yaml": "pnpm",
    "yarn.lock": "yarn",
    "bun.lock": "bun",
    "bun.lockb": "bun",
    "package-lock.json": "npm",
    "npm-shrinkwrap.json": "npm",
}
# What `pnpm NAME` and `yarn NAME` take for a command of their own, not for a script.
_TAKEN = frozenset({
    "add", "audit", "autoclean", "bin", "cache", "check", "ci", "config", "create", "dedupe",
    "deploy", "dlx", "doctor", "env", "exec", "fetch", "global", "help", "import", "info",
    "init", "install", "licenses", "link", "list", "login", "logout", "node", "outdated",
    "owner", "pack", "patch", "plugin", "policies", "prune", "publish", "rebuild", "remove",
    "root", "run", "search", "server", "set", "setup", "stage", "store", "tag", "team",
    "unlink", "unplug", "up", "update", "upgrade", "version", "versions", "why", "workspace",
    "workspaces",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manager:
    """A package manager, and what says that the project uses it."""

    name: str
    evidence: Evidence | None = None

    @property
    def install(self) -> str:
        """Installs what the checkout needs."""
        return f"{self.name} install"

    def run(self, script: str) -> str:
        """Runs a script of the manifest, in its usual short form."""
        return self.forms(script)[0]

    def forms(self, script: str) -> tuple[str, ...]:
        """All ways to run a script, the usual one first."""
        if self.name == "deno":
            return (f"deno task {script}",)
        long = f"{self.name} run {script}"
        if self.name == "bun":
            return (long,)
        short = f"{self.name} {script}"
        if self.name == "npm":
            return (short, long) if script in ("test", "start") else (long,)
        return (long,) if script in _TAKEN else (short, long)


def manager_of(manifest: Manifest) -> Manager:
    """The package manager of a project: `packageManager`, then the nearest lock file, else npm."""
    if manifest.is_deno:
        return Manager("deno", Evidence(manifest.path))
    for holder in (manifest, manifest.root):
        name = holder.string("packageManager").partition("@")[0]
        if name in ("npm", "yarn", "pnpm", "bun"):
            return Manager(name, holder.line("packageManager"))
        engine = holder.table("devEngines").get("packageManager")
        if isinstance(engine, dict) and engine.get("name") in ("npm", "yarn", "pnpm", "bun"):
            return Manager(engine["name"], holder.line("devEngines", "packageManager", "name"))
    folder = manifest.folder
    while True:
        locks = [(lock, name) for lock, name in _LOCKS.items() if join(folder, lock) in
                 manifest.reader.tree]  # fmt: skip
        if locks:
            lock, name = _preferred(manifest.reader, locks)
            return Manager(name, Evidence(join(folder, lock)))
        if not folder:
            return Manager("npm")
        folder = folder.rpartition("/")[0]


def _preferred(reader: Reader, locks: list[tuple[str, str]]) -> tuple[str, str]:
    """Of several lock files, that of the manager which the workflows call, else the first."""
    if len({name for _, name in locks}) > 1:
        text = "\n".join(reader.text(path) for path in workflow_paths(reader))
        for lock, name in locks:
            if f"{name} install" in text or f"{name} ci" in text or f"{name} run" in text:
                return lock, name
    return locks[0]


def workflow_paths(reader: Reader) -> tuple[str, ...]:
    """The workflow files of GitHub Actions."""
    return tuple(
        path for path in reader.tree.files(".github/workflows") if path.endswith((".yml", ".yaml"))
    )


def ci_commands(reader: Reader) -> dict[str, Evidence]:
    """Command lines that stand alone on a line of a workflow, and where."""
    found: dict[str, Evidence] = {}
    for path in workflow_paths(reader):
        for number, line in enumerate(reader.lines(path), 1):
            command = line.strip().removeprefix("- ").removeprefix("run:").strip().strip("'\"")
            if command:
                found.setdefault(command, Evidence(path, number, number))
    return found
