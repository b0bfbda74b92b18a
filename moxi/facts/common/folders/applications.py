"""Folders whose role a manifest, a compose file or a list of sources tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.model import Evidence, Service
from moxi.facts.paths import is_example, is_own_source, join
from moxi.facts.prose import listed

if TYPE_CHECKING:
    from moxi.facts.index import Facts
    from moxi.facts.model import Fact, Package
    from moxi.facts.reader import Reader

Said = tuple[str, Evidence] | None
_FRONT = {
    "next": "Next.js", "nuxt": "Nuxt", "@angular/core": "Angular", "svelte": "Svelte",
    "solid-js": "Solid", "vue": "Vue", "react": "React", "preact": "Preact",
}  # fmt: skip
_BACK = {
    "@nestjs/core": "NestJS", "express": "Express", "fastify": "Fastify", "koa": "Koa",
    "hono": "Hono",
}  # fmt: skip
_PYTHON_BACK = {
    "fastapi": "FastAPI",
    "django": "Django",
    "flask": "Flask",
    "starlette": "Starlette",
}
_GATHERING = {
    "crates": ("Cargo.toml", "workspace crates"), "packages": ("package.json",
    "workspace packages"),
    "apps": ("package.json", "applications"), "libs": ("package.json", "shared libraries"),
    "plugins": ("package.json", "plugins"), "modules": ("go.mod", "Go modules"),
}  # fmt: skip
_PARTS = {
    "server": "the server", "client": "the client", "frontend": "the frontend",
    "backend": "the backend", "api": "the API", "cli": "the command line",
    "ui": "the user interface",
    "webui": "the web interface", "middleware": "middleware", "migrations": "database migrations",
    "components": "components", "hooks": "hooks", "routes": "routes", "controllers": "controllers",
    "worker": "the worker", "workers": "the workers", "plugins": "plugins",
    "mobile": "the mobile app",
}  # fmt: skip
MAX_NAMED = 10
_SOURCES = (".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".rs", ".vue", ".svelte", ".py", ".go")


def role(reader: Reader, known: Facts, folder: str) -> Said:
    """What the project's other files say of a folder."""
    for said in (
        _service(known, folder),
        _bundle(reader, folder),
        _gathering(reader, folder, known.packages),
        _web(reader, folder),
        _python_web(reader, folder),
        _commands(reader, folder, known.packages),
        _go_packages(reader, folder, known.packages),
        _sources(reader, folder),
        _named_part(reader, folder),
    ):
        if said:
            return said
    return None


def _service(known: Facts, folder: str) -> Said:
    """A folder that a compose file builds services from."""
    built = [
        fact
        for fact in known.all(Service)
        if fact.value.build.removeprefix("./").rstrip("/") == folder
    ]
    names = [f"`{name}`" for name in dict.fromkeys(fact.value.name for fact in built)]
    if not names or len(names) > MAX_NAMED:
        return None
    noun = "service" if len(names) == 1 else "services"
    said = f"the {noun} {listed(names)}" if names[1:] else f"the {names[0]} {noun}"
    return said, built[0].evidence[0]


def _bundle(reader: Reader, folder: str) -> Said:
    """The compiled code that an action runs."""
    home, _, name = folder.rpartition("/")
    for file_name in ("action.yml", "action.yaml"):
        path = join(home, file_name)
        runs = reader.yaml(path).get("runs") if path in reader.tree else None
        main = runs.get("main") if isinstance(runs, dict) else None
        inside = isinstance(main, str) and main.removeprefix("./").startswith(f"{name}/")
        if inside and name in ("dist", "lib", "build", "out"):
            return "the bundled code that the action runs", reader.find(path, "main:")
    return None


def _gathering(reader: Reader, folder: str, packages: tuple[Fact[Package], ...]) -> Said:
    manifest, said = _GATHERING.get(folder.rpartition("/")[2], ("", ""))
    found = [
        path
        for inner in reader.tree.folders(folder)
        if (path := f"{inner}/{manifest}") in reader.tree
    ]
    if manifest and len(found) >= 2:
        return said, Evidence(found[0])
    inside = {p.folder: p for p in reversed(packages) if p.folder.rpartition("/")[0] == folder}
    held = [package for package in packages if inside.get(package.folder) is package]
    if len(held) >= 2 and {package.value.ecosystem for package in held} == {"GitHub Actions"}:
        return f"{len(held)} actions", held[0].evidence[0]
    if len(held) >= 2 and not is_example(f"{folder}/x"):
        names = [f"`{package.value.name}`" for package in held if package.value.name]
        if len(names) < 2 or len(names) != len(held):
            return "the packages of this repository", held[0].evidence[0]
        shown = names if len(names) <= 3 else names[:2]
        more = f"{len(names)} packages, such as " if len(names) > 3 else "the packages "
        return f"{more}{listed(shown)}", held[0].evidence[0]
    return None


def _web(reader: Reader, folder: str) -> Said:
    path = join(folder, "package.json")
    if path not in reader.tree:
        return None
    held: dict[str, Any] = {}
    for key in ("dependencies", "devDependencies"):
        table = reader.json(path).get(key)
        held.update(table if isinstance(table, dict) else {})
    if "@docusaurus/core" in held or "vitepress" in held or "@astrojs/starlight" in held:
        return "the documentation site", reader.find(path, "ocusaurus", "")
    for package, name in _FRONT.items():
        if package in held and folder.rpartition("/")[2] in (
            "frontend",
            "client",
            "web",
            "ui",
            "webapp",
            "app",
        ):
            return f"the frontend ({name})", reader.find(path, f'"{package}"')
    for package, name in _BACK.items():
        if package in held and folder.rpartition("/")[2] in ("backend", "server", "api"):
            return f"the backend ({name})", reader.find(path, f'"{package}"')
    return None


def _python_web(reader: Reader, folder: str) -> Said:
    if folder.rpartition("/")[2] not in ("backend", "server", "api"):
        return None
    for name in ("pyproject.toml", "requirements.txt"):
        path = join(folder, name)
        text = reader.text(path).lower() if path in reader.tree else ""
        for package, shown in _PYTHON_BACK.items():
            for number, line in enumerate(text.split("\n"), 1):
                if line.strip().strip("\"',").startswith(package):
                    return f"the backend ({shown})", Evidence(path, number, number)
    return None


def _commands(reader: Reader, folder: str, packages: tuple[Fact[Package], ...]) -> Said:
    """`cmd/` of a Go module, by the programs in it."""
    if folder.rpartition("/")[2] != "cmd" or not any(p.value.ecosystem == "Go" for p in packages):
        return None
    mains = [
        path
        for inner in reader.tree.folders(folder)
        for path in reader.tree.files(inner)
        if path.endswith(".go") and "package main" in reader.text(path)
    ]
    names = list(dict.fromkeys(path.split("/")[-2] for path in mains))
    if not names:
        return _command_package(reader, folder)
    if len(names) == 1:
        return f"the `{names[0]}` command", Evidence(mains[0])
    if len(names) <= 4:
        listed = ", ".join(f"`{name}`" for name in names[:-1]) + f" and `{names[-1]}`"
        return f"the commands {listed}", Evidence(mains[0])
    return "the commands", Evidence(mains[0])


def _command_package(reader: Reader, folder: str) -> Said:
    """`cmd/` where it is the one package that defines the commands of a program."""
    for path in reader.tree.files(folder):
        if path.endswith(".go") and "cobra.Command{" in reader.text(path):
            return "the commands of the command line", Evidence(path)
    return None


def _go_packages(reader: Reader, folder: str, packages: tuple[Fact[Package], ...]) -> Said:
    """`internal/` and `pkg/` of a Go module, by the packages in them."""
    kind = {"internal": "internal packages", "pkg": "packages"}.get(folder.rpartition("/")[2])
    if kind is None or not any(p.value.ecosystem == "Go" for p in packages):
        return None
    found: dict[str, str] = {}
    for path in reader.tree.under(folder):
        inside = path[len(folder) + 1 :]
        if "/" in inside and path.endswith(".go") and is_own_source(inside):
            found.setdefault(inside.partition("/")[0], path)
    if not found:
        return None
    first = Evidence(next(iter(found.values())))
    if len(found) > MAX_NAMED:
        return kind, first
    return f"{kind}: " + ", ".join(f"`{name}`" for name in found), first


_SCRIPTS = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx")


def _sources(reader: Reader, folder: str) -> Said:
    """`src` or `lib`, where the project's own code stands."""
    if folder.rpartition("/")[2] not in ("src", "lib", "source"):
        return None
    files = [
        path
        for path in reader.tree.under(folder)
        if path.endswith(_SOURCES) and is_own_source(path[len(folder) :])
    ]
    home = folder.rpartition("/")[0]
    alike: tuple[str, ...] = (f".{files[0].rpartition('.')[2]}",) if files else ()
    alike = _SCRIPTS if alike and alike[0] in _SCRIPTS else alike
    beside = [
        path
        for path in reader.tree.under(home)
        if path.endswith(alike)
        and not path.startswith(f"{folder}/")
        and is_own_source(path[len(home) :].lstrip("/"))
    ]
    if not files or len(beside) > 2 * len(files):  # a part among others
        return None
    return "the source code", Evidence(files[0])


def _named_part(reader: Reader, folder: str) -> Said:
    """A part of an application that its folder's name tells, if code stands in it."""
    part = _PARTS.get(folder.rpartition("/")[2], "")
    if not part:
        return None
    files = [
        path
        for path in reader.tree.under(folder)
        if path.endswith(_SOURCES) and is_own_source(path[len(folder) :])
    ]
    return (part, Evidence(files[0])) if len(files) >= 2 else None
