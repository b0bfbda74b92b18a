"""What a developer of the project runs, as its manifests evidence: set up and test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.model import Evidence, Fact, Task
from moxi.facts.paths import join
from moxi.facts.python.manifest import requirement_name, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.python.project import Project

_DEV = ("dev", "develop", "development", "devel", "all-dev")
_TEST = ("test", "tests", "testing")
_REQUIREMENTS = (
    "requirements-dev.txt", "requirements_dev.txt", "dev-requirements.txt", "dev_requirements.txt",
    "requirements/dev.txt", "requirements/development.txt", "requirements/local.txt",
    "requirements.dev.txt", "requirements-development.txt", "requirements/requirements-dev.txt",
    "requirements-test.txt", "requirements-tests.txt", "test-requirements.txt",
    "requirements_test.txt", "requirements/test.txt", "requirements/tests.txt",
    "tests/requirements.txt",
)  # fmt: skip


def facts(project: Project) -> Iterator[Fact[Any]]:
    """Set-up and tests."""
    yield from setup(project)
    yield from tests(project)


def runner(project: Project) -> tuple[str, tuple[Evidence, ...]]:
    """What stands before a command so that it runs in the project's environment: `uv run `."""
    tree, folder = project.reader.tree, project.folder
    for lock, before in (("uv.lock", "uv run "), ("poetry.lock", "poetry run "),
                         ("pdm.lock", "pdm run "), ("Pipfile.lock", "pipenv run ")):  # fmt: skip
        path = join(folder, lock)
        if path in tree:
            return before, (Evidence(path),)
    path = join(folder, "pyproject.toml")
    if "poetry" in table_of(project.reader.toml(path).get("tool")):
        return "poetry run ", (project.reader.find(path, "[tool.poetry"),)
    return "", ()


def setup(project: Project) -> Iterator[Fact[Task]]:
    """The command that readies a checkout."""
    found = _managed(project) or _editable(project)
    if found is not None:
        command, evidence = found
        yield Fact(
            Task("setup", command, runner=command.split()[0], directory=project.folder),
            evidence,
        )
    path = join(project.folder, ".pre-commit-config.yaml")
    if path in project.reader.tree and project.manifest.anywhere("pre-commit"):
        yield Fact(
            Task("setup", f"{runner(project)[0]}pre-commit install",
                 "install the commit hooks", "pre-commit", directory=project.folder),
            (Evidence(path),),
        )  # fmt: skip


def _managed(project: Project) -> tuple[str, tuple[Evidence, ...]] | None:
    """A tool that keeps a lock file sets up the environment by itself."""
    tree, folder, manifest = project.reader.tree, project.folder, project.manifest
    path = join(folder, "uv.lock")
    pyproject = join(folder, "pyproject.toml")
    tool = table_of(project.reader.toml(pyproject).get("tool"))
    if path in tree:
        extra = next((n for n in (*_DEV, *_TEST) if n in manifest.extras), "")
        chosen = "default-groups" in table_of(tool.get("uv")) or any(
            item.startswith("pytest") for item in manifest.groups.get("dev", ())
        )
        held = "" if chosen else next((n for n in _TEST if n in manifest.groups), "")
        # `texts_of` has left out what a group takes from others
        group = "" if _includes(project, "dev", held) else held
        if group:
            return f"uv sync --group {group}", (Evidence(path), manifest.at(f"group:{group}"))
        if extra and "dev" not in manifest.groups:
            return f"uv sync --extra {extra}", (Evidence(path), manifest.at(f"extra:{extra}"))
        return "uv sync", (Evidence(path),)
    for lock, command in (("poetry.lock", "poetry install"), ("pdm.lock", "pdm install")):
        if join(folder, lock) in tree:
            return command, (Evidence(join(folder, lock)),)
    if "poetry" in tool and "poetry" in manifest.backend:
        return "poetry install", (project.reader.find(pyproject, "[tool.poetry"),)
    if join(folder, "Pipfile") in tree:
        return "pipenv install --dev", (Evidence(join(folder, "Pipfile")),)
    return None


def _includes(project: Project, name: str, other: str) -> bool:
    """Whether a dependency group takes another one in."""
    top = project.reader.toml(join(project.folder, "pyproject.toml"))
    items = table_of(top.get("dependency-groups")).get(name)
    return isinstance(items, list) and {"include-group": other} in items


def _editable(project: Project) -> tuple[str, tuple[Evidence, ...]] | None:
    """`pip install`, with the extra, the group or the file that is for developers."""
    manifest, reader = project.manifest, project.reader
    installable = project.installable and bool(manifest.name)
    extra = next((n for n in (*_DEV, *_TEST) if manifest.extras.get(n)), "")
    if installable and extra:
        return f'pip install -e ".[{extra}]"', (manifest.at(f"extra:{extra}"),)
    group = next((n for n in (*_DEV, *_TEST) if manifest.groups.get(n)), "")
    if group and f"group:{group}" in manifest.where:
        where = (manifest.at(f"group:{group}"),)
        return (f"pip install -e . --group {group}" if installable else
                f"pip install --group {group}"), where  # fmt: skip
    for name in _REQUIREMENTS:
        path = join(project.folder, name)
        if path in reader.tree:
            own = any(line.strip().startswith(("-e .", "--editable .", ".["))
                      or line.strip() == "." for line in reader.lines(path))  # fmt: skip
            before = "-e . " if installable and not own else ""
            base = join(project.folder, "requirements.txt")
            if (
                not installable
                and base in reader.tree
                and not any(
                    line.strip().startswith(("-r", "--requirement")) for line in reader.lines(path)
                )
            ):
                before = "-r requirements.txt "  # what only developers need comes on top of it
            return f"pip install {before}-r {name}", (Evidence(path),)
    path = join(project.folder, "requirements.txt")
    if installable and path in reader.tree:
        lines = [line.strip() for line in reader.lines(path)]
        if any(line.startswith(("-e .", "--editable .")) for line in lines):
            return "pip install -r requirements.txt", (Evidence(path),)
    if installable:
        return "pip install -e .", (manifest.at("name"),)
    if path in reader.tree:
        return "pip install -r requirements.txt", (Evidence(path),)
    return None


def tests(project: Project) -> Iterator[Fact[Task]]:
    """The command that runs the tests, from the runner's configuration or the tests themselves."""
    found = _pytest(project) or _django(project) or _unittest(project)
    if found is None:
        return
    command, evidence = found
    before, _ = runner(project)
    if command == "pytest" and not before and _only_in_tox(project):
        return
    yield Fact(
        Task("test", f"{before}{command}", runner=command.split()[0], directory=project.folder),
        evidence,
    )


def _only_in_tox(project: Project) -> bool:
    """Whether nothing but the environments of tox or nox installs pytest, so that it is not there
    after the set-up; that tool's own command is told then."""
    reader, folder = project.reader, project.folder
    if project.manifest.anywhere("pytest"):
        return False
    given = [
        p for p in reader.tree.under(folder) if "requirements" in p and p.endswith((".txt", ".in"))
    ]
    if any(requirement_name(line).startswith("pytest") for p in given for line in reader.lines(p)):
        return False
    texts = [reader.text(join(folder, name)) for name in ("tox.ini", "noxfile.py")]
    return any("pytest" in text or "py.test" in text for text in texts)


def _test_files(project: Project) -> list[str]:
    found = [
        path
        for path in project.reader.tree.under(project.folder)
        if path.endswith(".py")
        and ((name := path.rpartition("/")[2]).startswith("test_") or name.endswith("_test.py")
             or name in ("tests.py", "test.py"))
    ]  # fmt: skip
    return sorted(found, key=lambda path: (path.count("/"), path))


def _pytest(project: Project) -> tuple[str, tuple[Evidence, ...]] | None:
    reader, folder, manifest = project.reader, project.folder, project.manifest
    path = join(folder, "pyproject.toml")
    if "pytest" in table_of(reader.toml(path).get("tool")):
        return "pytest", (reader.find(path, "[tool.pytest"),)
    for name, header in (("pytest.ini", "[pytest]"), ("setup.cfg", "[tool:pytest]"),
                         ("tox.ini", "[pytest]")):  # fmt: skip
        path = join(folder, name)
        if header in reader.text(path):
            return "pytest", (reader.find(path, header),)
    files = _test_files(project)
    if not files:
        return None
    for group, items in (*manifest.extras.items(), *manifest.groups.items()):
        if any(requirement_name(item) == "pytest" for item in items):
            return "pytest", (manifest.at(f"extra:{group}", f"group:{group}"), Evidence(files[0]))
    for name in (*_REQUIREMENTS, "requirements.txt"):
        path = join(folder, name)
        if any(requirement_name(line) == "pytest" for line in reader.lines(path)):
            return "pytest", (reader.find(path, "pytest"), Evidence(files[0]))
    conftest = [p for p in reader.tree.named("conftest.py") if p.startswith(folder)]
    for path in (*conftest[:1], *files[:6]):
        if "import pytest" in reader.text(path):
            return "pytest", (reader.find(path, "import pytest"),)
    return None


def _django(project: Project) -> tuple[str, tuple[Evidence, ...]] | None:
    from moxi.facts.python.web import manage_file

    manage = manage_file(project)
    if manage != join(project.folder, "manage.py"):
        return None
    for path in _test_files(project)[:20]:
        text = project.reader.text(path)
        if "django.test" in text or "rest_framework.test" in text:
            return "python manage.py test", (Evidence(manage), Evidence(path))
    return None


def _unittest(project: Project) -> tuple[str, tuple[Evidence, ...]] | None:
    reader, folder = project.reader, project.folder
    for path in _test_files(project)[:12]:
        if "unittest" not in reader.text(path) or "TestCase" not in reader.text(path):
            continue
        where = reader.find(path, "unittest")
        inside = path[len(folder) + 1 if folder else 0 :]
        parent, _, name = inside.rpartition("/")
        if not parent:
            if name.startswith("test"):
                # Discovery looks for `test*.py`, but not for `tests.py` on every version.
                named = f" {name[:-3]}" if name == "tests.py" else ""
                command = f"python -m unittest{named}"
                return command, (where,)
            continue
        if "/" in parent or not name.startswith("test"):
            continue
        if join(folder, f"{parent}/__init__.py") in reader.tree:
            return "python -m unittest", (where,)
        return f"python -m unittest discover {parent}", (where,)
    return None
