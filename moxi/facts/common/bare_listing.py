"""What can be said when nothing but the paths of a repository is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from moxi.facts.model import Evidence, Fact, Install, Note, Package, Runtime, Task
from moxi.facts.paths import is_test
from moxi.facts.registry import Common
from moxi.snapshot.listed import ListedSnapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.model import Purpose, Role
    from moxi.facts.reader import Reader

_ROLES: dict[str, Role] = {
    "library": "library", "package": "library", "cli": "cli", "command": "cli", "tool": "cli",
    "service": "service", "api": "service", "server": "service", "web": "app", "app": "app",
    "application": "app", "action": "action", "plugin": "plugin", "template": "template",
}  # fmt: skip


class _Manifest(NamedTuple):
    """What follows from a file of this name being at the root, whatever it holds."""

    name: str
    ecosystem: str
    runtime: str
    tasks: tuple[tuple[Purpose, str], ...]


_MANIFESTS = (
    _Manifest("Cargo.toml", "Rust", "Rust", (("build", "cargo build"), ("test", "cargo test"))),
    _Manifest("go.mod", "Go", "Go", (("build", "go build ./..."), ("test", "go test ./..."))),
    _Manifest("uv.lock", "Python", "Python", (("setup", "uv sync"),)),
    _Manifest("poetry.lock", "Python", "Python", (("setup", "poetry install"),)),
    _Manifest("pyproject.toml", "Python", "Python", (("setup", "pip install ."),)),
    _Manifest("setup.py", "Python", "Python", (("setup", "pip install ."),)),
    _Manifest(
        "requirements.txt", "Python", "Python", (("setup", "pip install -r requirements.txt"),)
    ),
    _Manifest("pnpm-lock.yaml", "JavaScript", "Node.js", (("setup", "pnpm install"),)),
    _Manifest("yarn.lock", "JavaScript", "Node.js", (("setup", "yarn install"),)),
    _Manifest("package-lock.json", "JavaScript", "Node.js", (("setup", "npm ci"),)),
    _Manifest("package.json", "JavaScript", "Node.js", (("setup", "npm install"),)),
    _Manifest("tox.ini", "Python", "", (("test", "tox"),)),
    _Manifest("noxfile.py", "Python", "", (("test", "nox"),)),
)
_COMPOSE = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")


class BareListing(Common):
    """Facts from names alone; silent as soon as contents can be read."""

    name = "listing"

    def facts(self, reader: Reader, known: Facts, folder: str) -> Iterator[Fact[Any]]:
        """See `Common.facts`."""
        snapshot = reader.snapshot
        if not isinstance(snapshot, ListedSnapshot):
            return
        root = set(reader.tree.files())
        found = [manifest for manifest in _MANIFESTS if manifest.name in root]
        words = snapshot.project_type.lower().replace("-", " ").split()
        role = next((_ROLES[word] for word in words if word in _ROLES), None)
        ecosystem = found[0].ecosystem if found else ""
        if role or ecosystem:
            evidence = Evidence(found[0].name) if found else Evidence("metadata:project_type")
            roles = (role,) if role else ()
            yield Fact(Package(snapshot.metadata.name, ecosystem, roles), (evidence,))
        yield from _commands(reader, found)
        for name in _COMPOSE:
            if name in root:
                yield Fact(
                    Install("image", ("docker compose up",), "Docker Compose"),
                    (Evidence(name),),
                )
                break
        for path in sorted(root):
            if path.upper().partition(".")[0] in ("LICENSE", "LICENCE", "COPYING"):
                yield Fact(
                    Note("license", f"The terms are in [{path}]({path})."), (Evidence(path),)
                )
                break


def _commands(reader: Reader, found: list[_Manifest]) -> Iterator[Fact[Any]]:
    """Each purpose once for an ecosystem; a test command only where there are tests."""
    done: set[tuple[str, str]] = set()
    runtimes: set[str] = set()
    has_tests = any(is_test(path) for path in reader.tree.paths)
    for manifest in found:
        evidence = (Evidence(manifest.name),)
        if manifest.runtime and manifest.runtime not in runtimes:
            runtimes.add(manifest.runtime)
            yield Fact(Runtime(manifest.runtime), evidence)
        for purpose, command in manifest.tasks:
            key = (manifest.ecosystem, purpose)
            if key in done or (purpose == "test" and not has_tests and manifest.runtime):
                continue
            done.add(key)
            yield Fact(Task(purpose, command), evidence)
