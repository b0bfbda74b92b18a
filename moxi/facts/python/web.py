"""Web services: the application object, how it is started, the port it says it listens on."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moxi.facts.model import EntryPoint, Evidence, Fact, Port, Task
from moxi.facts.paths import is_example, is_test, join
from moxi.facts.python import django_commands, flask_commands, migrations
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
    manage = manage_file(project)
    if manage and not _is_for_tests(project, manage):
        where = project.reader.find(manage, "DJANGO_SETTINGS_MODULE")
        return Application("Django", "manage", "", "", where)
    words = tuple(f"{name}(" for name in _CLASSES)
    factory: Application | None = None
    made: dict[str, str] = {}
    shipped = _shipped(project)
    for path in [p for p in project.sources.own(*words) if p.startswith(shipped)][:12]:
        source = project.sources.by_path.get(path)
        tree = project.reader.python(path)
        if source is None or tree is None:
            continue
        found = _in_module(source, tree)
        if found is not None and found.variable:
            return found
        factory = factory or found
        made.update(_makers(tree))
    return _made_elsewhere(project, made) or factory


def _shipped(project: Project) -> str:
    """Below which path an application can be the project: a library that users install may carry
    small sites to try it out."""
    from moxi.facts.python import published

    source = project.sources.get(project.main) if project.main else None
    if source is None or not source.is_package or published.evidence_of(project) is None:
        return ""
    return source.path.rpartition("/")[0] + "/"


def _makers(tree: ast.Module) -> dict[str, str]:
    """The functions of a module that make an application, each with the framework's class."""
    return {
        node.name: made
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (made := next((name for inner in ast.walk(node) if (name := _class(inner))), ""))
    }


def _made_elsewhere(project: Project, makers: dict[str, str]) -> Application | None:
    """`app = create_app("production")` in a module that takes the function from another one."""
    if not makers:
        return None
    for path in project.sources.own(*(f"{name}(" for name in makers))[:12]:
        if "alembic" in project.reader.text(path):  # migrates the database with one of its own
            continue
        source = project.sources.by_path.get(path)
        tree = project.reader.python(path)
        for node in tree.body if source is not None and tree is not None else ():
            call = node.value if isinstance(node, ast.Assign) else None
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            if source is not None and call.func.id in makers and isinstance(target, ast.Name):
                framework = makers[call.func.id]
                return Application(framework, source.name, target.id, "", at(path, node))
    return None


def _needs_arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function cannot be called as it stands, as a server would."""
    arguments = node.args
    positional = len(arguments.posonlyargs) + len(arguments.args)
    return positional > len(arguments.defaults) or None in arguments.kw_defaults


def manage_file(project: Project) -> str:
    """The `manage.py` of a Django site, at the top or in a folder right below; `""` without."""
    tree, depth = project.reader.tree, project.folder.count("/") + bool(project.folder)
    here = f"{project.folder}/" if project.folder else ""
    paths = [
        path
        for path in tree.named("manage.py")
        if path.startswith(here)
        and path.count("/") <= depth + 1
        and project.sources.is_own(path)
        and "DJANGO_SETTINGS_MODULE" in project.reader.text(path)
    ]
    return min(paths, key=lambda path: (path.count("/"), path), default="")


def _is_for_tests(project: Project, manage: str) -> bool:
    """Whether the site is there to try out an app that others install."""
    line = project.reader.find(manage, "DJANGO_SETTINGS_MODULE").line_start
    text = "".join(project.reader.lines(manage)[line - 1 : line + 2])
    named = re.findall(r"[\"']([\w.]+)[\"']", text)
    path = next((name.replace(".", "/") for name in named if name != "DJANGO_SETTINGS_MODULE"), "")
    return is_test(f"{path}.py") or is_example(f"{path}.py")


def _in_module(source: Source, tree: ast.Module) -> Application | None:
    factory: Application | None = None
    calls: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            made = next((name for inner in ast.walk(node) if (name := _class(inner))), "")
            if made:
                calls[node.name] = made
                function = "" if _needs_arguments(node) else node.name
                factory = factory or Application(
                    made, source.name, "", function, at(source.path, node)
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
    yield from migrations.setup(project, before)
    command, evidence = _start(project, app)
    if not command:
        command, evidence = _procfile(project)
    if command:
        started = f"{before}{command}" if before else command
        django = app.module == "manage"
        folder = app.evidence.path.rpartition("/")[0] if django else project.folder
        yield Fact(Task("run", started, runner=command.split()[0], directory=folder), evidence)
        if command.startswith("flask ") and command.endswith(" run"):
            program = started.removesuffix(" run")
            yield from flask_commands.setup(project, program)
            yield from flask_commands.facts(project, program)
        if django:
            yield from django_commands.setup(project, folder, before)
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
    if not app.variable and not app.factory:
        return "", evidence
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
