"""Web services: the application object, how it is started, the port it says it listens on."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moxi.facts.model import EntryPoint, Evidence, Fact, Port, Task
from moxi.facts.paths import join
from moxi.facts.python.source import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.python.project import Project
    from moxi.facts.python.source import Source

_CLASSES = {
    "FastAPI": "fastapi", "Flask": "flask", "Starlette": "starlette", "Quart": "quart",
    "Sanic": "sanic", "Litestar": "litestar", "Bottle": "bottle", "APIFlask": "apiflask",
    "Robyn": "robyn", "Dash": "dash",
}  # fmt: skip
_ASGI = {"FastAPI", "Starlette", "Litestar", "Quart"}


@dataclass(frozen=True, slots=True)
class Application:
    """Where a service's application object is made."""

    framework: str
    """the class, such as `FastAPI`, or `Django`"""
    module: str
    variable: str
    """empty where a function makes it"""
    factory: str
    evidence: Evidence


def application(project: Project) -> Application | None:
    """The application object of the project's own code; the shallowest where there are several."""
    if not hasattr(project, "_application"):
        project._application = _find(project)  # type: ignore[attr-defined]
    found: Application | None = project._application  # type: ignore[attr-defined]
    return found


def _find(project: Project) -> Application | None:
    manage = join(project.folder, "manage.py")
    if manage in project.reader.tree and "DJANGO_SETTINGS_MODULE" in project.reader.text(manage):
        where = project.reader.find(manage, "DJANGO_SETTINGS_MODULE")
        return Application("Django", "manage", "", "", where)
    words = tuple(f"{name}(" for name in _CLASSES)
    factory: Application | None = None
    for path in project.sources.own(*words)[:12]:
        source = project.sources.by_path.get(path)
        tree = project.reader.python(path)
        if source is None or tree is None:
            continue
        found = _in_module(source, tree)
        if found is not None and found.variable:
            return found
        factory = factory or found
    return factory


def _in_module(source: Source, tree: ast.Module) -> Application | None:
    factory: Application | None = None
    calls: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            made = next((name for inner in ast.walk(node) if (name := _class(inner))), "")
            if made:
                calls[node.name] = made
                factory = factory or Application(
                    made, source.name, "", node.name, at(source.path, node)
                )
        value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
        target = (
            node.targets[0]
            if isinstance(node, ast.Assign)
            else (node.target if isinstance(node, ast.AnnAssign) else None)
        )
        if value is None or not isinstance(target, ast.Name):
            continue
        made = _class(value)
        if not made and isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
            made = calls.get(value.func.id, "")
        if made:
            return Application(made, source.name, target.id, "", at(source.path, node))
    return factory


def _class(node: ast.AST) -> str:
    """The framework's class that a call makes."""
    if not isinstance(node, ast.Call):
        return ""
    name = (
        node.func.id
        if isinstance(node.func, ast.Name)
        else (node.func.attr if isinstance(node.func, ast.Attribute) else "")
    )
    return name if name in _CLASSES else ""


def facts(project: Project) -> Iterator[Fact[Any]]:
    """How the service is started, and its port."""
    app = application(project)
    if app is None:
        return
    from moxi.facts.python.develop import runner

    before, _ = runner(project)
    command, evidence = _start(project, app)
    if not command:
        command, evidence = _procfile(project)
    if command:
        started = f"{before}{command}" if before else command
        yield Fact(
            Task("run", started, runner=command.split()[0], directory=project.folder), evidence
        )
        django = app.module == "manage"
        name = "manage.py" if django else project.name
        target = "" if django else f"{app.module}:{app.variable or app.factory}"
        yield Fact(EntryPoint(name, target, started), evidence)
    yield from _ports(project)


def _start(project: Project, app: Application) -> tuple[str, tuple[Evidence, ...]]:
    """The command that serves the application in development."""
    manifest, evidence = project.manifest, (app.evidence,)
    if app.framework == "Django":
        return "python manage.py runserver", evidence
    script = next((s for s in project.scripts if _runs(project, s.module)), None)
    if script is not None:
        return f"python {script.path}", (script.evidence, app.evidence)
    target = f"{app.module}:{app.variable}" if app.variable else f"{app.module}:{app.factory}"
    if app.framework in _ASGI:
        server = next((n for n in ("uvicorn", "hypercorn", "granian") if manifest.anywhere(n)), "")
        if manifest.anywhere("fastapi") and "fastapi[standard]" in " ".join(manifest.dependencies):
            server = server or "uvicorn"
        if server != "uvicorn":
            return "", evidence
        option = "" if app.variable else " --factory"
        where = manifest.at("dependency:uvicorn", "dependency:fastapi")
        return f"uvicorn {target}{option}", (*evidence, where)
    if app.framework in ("Flask", "APIFlask"):
        flaskenv = join(project.folder, ".flaskenv")
        if flaskenv in project.reader.tree and "FLASK_APP=" in project.reader.text(flaskenv):
            return "flask run", (*evidence, project.reader.find(flaskenv, "FLASK_APP"))
        module = (
            app.module if not app.variable or app.variable in ("app", "application") else target
        )
        if app.factory and app.factory not in ("create_app", "make_app"):
            return "", evidence
        return f"flask --app {module} run", evidence
    return "", evidence


def _procfile(project: Project) -> tuple[str, tuple[Evidence, ...]]:
    """The `web:` line of a Procfile, where it needs nothing of its platform."""
    path = join(project.folder, "Procfile")
    for number, line in enumerate(project.reader.lines(path), 1):
        kind, _, command = line.partition(":")
        if kind.strip() == "web" and command.strip() and not any(c in command for c in "$;&|"):
            return command.strip(), (Evidence(path, number, number),)
    return "", ()


def _runs(project: Project, module: str) -> bool:
    """Whether a script starts a server when it is run."""
    source = project.sources.get(module)
    text = project.sources.text(source) if source else ""
    return any(word in text for word in ("uvicorn.run(", "app.run(", ".run_app(", "serve("))


def _ports(project: Project) -> Iterator[Fact[Port]]:
    """Ports that the own code passes to a server as a number."""
    seen: set[int] = set()
    for path in project.sources.own("port=")[:20]:
        tree = project.reader.python(path)
        for node in ast.walk(tree) if tree is not None else ():
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr not in ("run", "run_app", "serve", "run_simple"):
                continue
            for keyword in node.keywords:
                value = keyword.value
                if (
                    keyword.arg == "port"
                    and isinstance(value, ast.Constant)
                    and isinstance(value.value, int)
                    and not isinstance(value.value, bool)
                    and 0 < value.value < 65536
                    and value.value not in seen
                ):
                    seen.add(value.value)
                    yield Fact(Port(value.value), (at(path, value),))
