"""Alembic: how the database is brought to the state that the code expects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.model import Evidence, Fact, Task
from moxi.facts.paths import join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.python.project import Project

_UPGRADE = "alembic upgrade head"
_STARTERS = (".sh", "Dockerfile", ".yml", ".yaml", "Procfile")


def setup(project: Project, before: str) -> Iterator[Fact[Task]]:
    """`alembic upgrade head`, where the project keeps migrations for it; inside the service of the
    compose file above that is built from the project, where there is one."""
    reader, folder = project.reader, project.folder
    for place in (folder, join(folder, "src")):
        path = join(place, "alembic.ini")
        if path not in reader.tree or not project.manifest.anywhere("alembic"):
            continue
        migrations = [
            held
            for held in reader.tree.under(place)
            if "/versions/" in held and held.endswith(".py") and not held.endswith("__init__.py")
        ]
        if not migrations:
            return
        evidence = (reader.find(path, "script_location"), Evidence(migrations[0]))
        said = "create the database tables"
        service = _service(project) if folder else ""
        if service and not _by_itself(project):
            command = f"docker compose exec {service} {_UPGRADE}"
            yield Fact(Task("setup", command, said, "docker"), evidence)
        elif not service:
            task = Task("setup", before + _UPGRADE, said, "alembic", directory=place)
            yield Fact(task, evidence)
        return


def _service(project: Project) -> str:
    """The service that the root's compose file builds from the project's folder."""
    from moxi.facts.docker.compose_select import main_file, services_of

    for name, table in services_of(project.reader, main_file(project.reader, "")).items():
        build = table.get("build")
        context = build.get("context") if isinstance(build, dict) else build
        if isinstance(context, str) and context.strip("./") == project.folder:
            return str(name)
    return ""


def _by_itself(project: Project) -> bool:
    """Whether what starts the containers does it already."""
    reader = project.reader
    return any(
        "alembic" in reader.text(path) and "upgrade" in reader.text(path)
        for path in (*reader.tree.files(""), *reader.tree.under(project.folder))
        if path.endswith(_STARTERS)
    )
