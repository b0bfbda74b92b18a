"""A `package.json` with typed access to its fields, whatever it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moxi.facts.paths import is_own_source, join, normalise, relative
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.model import Evidence
    from moxi.facts.reader import Reader

SUFFIXES = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")
TYPED = (".ts", ".mts", ".cts", ".tsx")
DECLARATIONS = (".d.ts", ".d.mts", ".d.cts")
DENO_MANIFESTS = ("deno.json", "deno.jsonc", "jsr.json")
_PUBLISHED_COPY = lazy_re(
    r"\bprivate\s*=\s*(?:false|undefined)|delete \w+\.private|pkg (?:delete|set) private"
)
_DEPENDENCIES = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")


@dataclass(frozen=True)
class Manifest:
    """One `package.json`; `folder` is where it stands, `""` at the root."""

    reader: Reader
    folder: str
    path: str
    data: dict[str, Any]

    @classmethod
    def load(cls, reader: Reader, folder: str) -> Manifest:
        """The manifest of a folder, with empty data where there is none or it is broken."""
        path = join(folder, "package.json")
        if path in reader.tree:
            return cls(reader, folder, path, reader.json(path))
        for name in DENO_MANIFESTS:
            if (other := join(folder, name)) in reader.tree:
                return cls(reader, folder, other, _of_deno(reader.json(other)))
        return cls(reader, folder, path, {})

    @property
    def is_deno(self) -> bool:
        """Whether this is the manifest of Deno or JSR, not of npm."""
        return not self.path.endswith("package.json")

    def string(self, key: str) -> str:
        """A field that is a string, else `""`."""
        value = self.data.get(key)
        return value.strip() if isinstance(value, str) else ""

    def table(self, key: str) -> dict[str, Any]:
        """A field that is an object, else `{}`."""
        value = self.data.get(key)
        return value if isinstance(value, dict) else {}

    def strings(self, key: str) -> tuple[str, ...]:
        """The strings of a field that is an array, else `()`."""
        value = self.data.get(key)
        return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()

    def line(self, *needles: str) -> Evidence:
        """The line on which a key (the last of a path of them) stands."""
        return self.reader.find(self.path, *(f'"{needle}"' for needle in needles))

    @property
    def name(self) -> str:
        """The package's name, `""` where it has none."""
        return self.string("name")

    @property
    def bare_name(self) -> str:
        """The name without its scope."""
        return self.name.rpartition("/")[2]

    @property
    def private(self) -> bool:
        """Whether the manifest forbids publishing it, also in what the build makes of it."""
        return self.data.get("private") is True and not any(
            _PUBLISHED_COPY.search(body) for body in self.scripts.values()
        )

    @property
    def scripts(self) -> dict[str, str]:
        """Script name → command line, in the order of the file."""
        return {
            name: body.strip()
            for name, body in self.table("scripts").items()
            if isinstance(body, str) and body.strip()
        }

    @property
    def bins(self) -> dict[str, str]:
        """Command → path of its file below the repository's root."""
        value = self.data.get("bin")
        if isinstance(value, str) and self.bare_name:
            value = {self.bare_name: value}
        if not isinstance(value, dict):
            return {}
        found = {}
        for name, target in value.items():
            path = self.inside(target)
            if path and name:
                found[name.rpartition("/")[2]] = path
        return found

    @property
    def has_entry(self) -> bool:
        """Whether it says what an `import` of it yields."""
        return any(self.data.get(key) for key in ("main", "module", "exports", "types", "typings"))

    def dependencies(self, *kinds: str) -> dict[str, str]:
        """Name → range of the given kinds of dependencies (default: all of them)."""
        found: dict[str, str] = {}
        for kind in kinds or _DEPENDENCIES:
            for name, wanted in self.table(kind).items():
                found.setdefault(name, wanted if isinstance(wanted, str) else "")
        return found

    def dependency_line(self, name: str) -> Evidence:
        """The line of a dependency of any kind."""
        kind = next((kind for kind in _DEPENDENCIES if name in self.table(kind)), "dependencies")
        return self.line(kind, name)

    def inside(self, target: object) -> str:
        """A path that the manifest gives, as a path of the repository; `""` where it is none."""
        if not isinstance(target, str) or not target or "*" in target:
            return ""
        return normalise(join(self.folder, target.lstrip("/"))) or ""

    def own_sources(self) -> list[str]:
        """The package's own sources (not those of packages below it, nor settings of tools)."""
        tree = self.reader.tree
        below = tuple(
            path.rpartition("/")[0] + "/"
            for path in tree.named("package.json")
            if path != self.path and (not self.folder or path.startswith(f"{self.folder}/"))
        )
        return [
            path
            for path in tree.under(self.folder)
            if path.endswith(SUFFIXES)
            and not path.endswith(DECLARATIONS)
            and is_own_source(inside := relative(path, self.folder))
            and not is_tooling(inside)
            and not path.startswith(below)
        ]

    @property
    def root(self) -> Manifest:
        """The manifest at the root of the repository, which may be this one."""
        return self if not self.folder else Manifest.load(self.reader, "")


def _of_deno(data: dict[str, Any]) -> dict[str, Any]:
    """`deno.json` with the keys that a `package.json` would have."""
    tasks = data.get("tasks")
    scripts: dict[str, Any] = {}
    for name, task in tasks.items() if isinstance(tasks, dict) else ():
        scripts[name] = task.get("command") if isinstance(task, dict) else task
    wanted = ("name", "version", "description", "license", "exports")
    kept: dict[str, Any] = {key: data[key] for key in data if key in wanted}
    workspace = data.get("workspace")
    if isinstance(workspace, list):
        kept["workspaces"] = workspace
    return {**kept, "type": "module", "scripts": scripts} if data else {}


def is_tooling(path: str) -> bool:
    """Settings of a tool, or scripts that only developers run."""
    name = path.rpartition("/")[2]
    first = path.partition("/")[0].lower()
    stem = name.lower().rsplit(".", 1)[0]
    return (
        name.startswith(".")
        or first.startswith(".")
        or first in ("scripts", "tools", "tasks", "config", "hack", "ci", "misc", "extra", "extras")
        or "/release/" in f"/{path}"
        or "/scripts/" in f"/{path}"
        or stem.endswith((".config", ".conf", ".setup"))
        or stem in ("gulpfile", "gruntfile", "karma.conf", "jest.setup", "vitest.setup", "postcss")
    )


def workspace_patterns(manifest: Manifest) -> tuple[tuple[str, ...], Evidence | None]:
    """The globs of a workspace's packages and where they stand; empty where it is none."""
    value = manifest.data.get("workspaces")
    if isinstance(value, dict):
        value = value.get("packages")
    if isinstance(value, list) and (globs := _globs(value)):
        return globs, manifest.line("workspaces")
    for name in ("pnpm-workspace.yaml", "lerna.json"):
        path = join(manifest.folder, name)
        if path not in manifest.reader.tree:
            continue
        parsed = manifest.reader.yaml(path) if name.endswith("yaml") else manifest.reader.json(path)
        listed = parsed.get("packages")
        if isinstance(listed, list) and (globs := _globs(listed)):
            return globs, manifest.reader.find(path, "packages")
    return (), None


def is_outside(manifest: Manifest) -> bool:
    """Whether a workspace leaves the package out: a sandbox or the settings of a tool, deep in a
    repository that names its packages. A folder at the top may be an application beside them."""
    folder = manifest.folder
    if "/." in f"/{folder}" and folder:
        return True
    if "/" not in folder:
        return False
    globs, _ = workspace_patterns(manifest.root)
    return bool(globs) and not any(_matches(folder, glob) for glob in globs)


def _matches(folder: str, glob: str) -> bool:
    """Whether a workspace's glob takes a folder: `*` is one level, `**` any number of them."""
    clean = normalise(glob) or ""
    parts = [
        ".*" if part == "**" else re.escape(part).replace(r"\*", "[^/]*")
        for part in clean.split("/")
    ]
    return re.fullmatch("/".join(parts).replace("/.*", "(?:/.*)?"), folder) is not None


def _globs(values: list[Any]) -> tuple[str, ...]:
    return tuple(v for v in values if isinstance(v, str) and v.strip("./") and v[0] != "!")
