"""A repository of scripts: its modules, the guides beside the README; settings of frameworks."""

from __future__ import annotations

from moxi.facts import extract
from moxi.facts.model import Document, EnvVar, Folder, Setting, Workflow
from moxi.snapshot.model import Metadata
from tests.helpers import MemorySnapshot, facts_of, values

MAIN = "import argparse\nif __name__ == '__main__':\n    argparse.ArgumentParser().parse_args()\n"


def test_modules_of_scripts_say_what_they_define() -> None:
    files = {
        "main.py": MAIN,
        "model.py": "class Generator: ...\nclass _Part: ...\nclass Critic: ...\n",
        "data.py": '"""Loads the pictures of a folder."""\nclass Pictures: ...\n',
        "many.py": "".join(f"class A{number}: ...\n" for number in range(6)),
    }
    metadata = Metadata(host="github.com", owner="someone", name="painter")
    facts = extract(MemorySnapshot(files, metadata=metadata))
    roles = {folder.path: folder.role.lower() for folder in values(facts, Folder)}
    assert roles["model.py"] == "defines `generator` and `critic`"
    assert "pictures of a folder" in roles["data.py"]
    assert "many.py" not in roles


def test_guides_beside_the_readme_are_documents() -> None:
    files = {"main.py": MAIN, "TRAINING.md": "# T\n\nText.\n", "NOTES.md": "x", "install.txt": "x"}
    found = [(d.role, d.path, d.title) for d in values(facts_of(files), Document)]
    assert found == [("docs", "TRAINING.md", "Training")]


def test_a_page_with_a_title_is_a_document_wherever_it_is_read_as_it_stands() -> None:
    files = {
        "main.py": MAIN, "BREEDS.md": "# Breeds of hens\n\nMany.\n", "TODO.md": "# Things to do\n",
        "BREEDS.zh.md": "# Breeds\n", ".verb.md": "# Hens\n", "docs/CLI.md": "# It\n",
        "package.json": "{}", "CHANGELOG-2.md": "# Changes of 2\n",
        "draft.md": "No title.\n",
        "docs/coop.md": "The coop\n========\n\nBuild one.\n", "docs/README.md": "# All pages\n",
    }  # fmt: skip
    found = [(d.path, d.title) for d in values(facts_of(files), Document) if d.role == "docs"]
    assert ("BREEDS.md", "Breeds of hens") in found
    assert {("docs/coop.md", "The coop"), ("docs/CLI.md", "CLI")} <= set(found)
    assert not {"TODO.md", "BREEDS.zh.md", ".verb.md", "CHANGELOG-2.md", "draft.md"} & {
        p for p, _ in found
    }
    site = facts_of({**files, "mkdocs.yml": "site_name: Hens\n"})
    assert "docs/coop.md" not in {d.path for d in values(site, Document)}


SETTINGS = (
    "# Configuration\n\n| Variable | Default | Explanation |\n| --- | --- | --- |\n"
    "| THING_LIMIT | 3 | How many tries there are |\n"
    "| THING_CACHE | default | Which cache is used |\n"
)


def test_settings_of_a_framework_are_no_environment_variables() -> None:
    code = "from django.conf import settings\nlimit = getattr(settings, 'THING_LIMIT', 3)\n"
    files = {
        "pyproject.toml": '[project]\nname = "thing"\n',
        "docs/configuration.md": SETTINGS,
        "thing/__init__.py": f"{code}NAMES = ['THING_CACHE']\n",
    }
    facts = facts_of(files)
    assert values(facts, EnvVar) == []
    assert [(s.name, s.default) for s in values(facts, Setting)] == [
        ("THING_LIMIT", "3"), ("THING_CACHE", "default"),
    ]  # fmt: skip


def test_a_matrix_tells_more_than_the_helpers_of_a_job() -> None:
    workflow = (
        "on: [push]\njobs:\n  test:\n    runs-on: ubuntu-latest\n"
        "    strategy:\n      matrix:\n        python-version: ['3.11', '3.12']\n"
        "    env:\n      UV_PYTHON: ${{ matrix.python-version }}\n"
        "    steps:\n      - uses: actions/checkout@v5\n      - uses: astral-sh/setup-uv@v6\n"
        "      - uses: actions/setup-go@v5\n        with:\n          go-version: 1.16.x\n"
        "      - run: uv run pytest\n"
    )
    (found,) = values(facts_of({".github/workflows/ci.yml": workflow}), Workflow)
    assert found.versions == ("Python 3.11", "Python 3.12", "ubuntu-latest")
