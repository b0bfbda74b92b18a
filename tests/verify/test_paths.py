"""Paths in inline code and in drawn trees, and the ones that are no claim about the repository."""

from __future__ import annotations

import pytest

from moxi.facts.model import Evidence
from moxi.snapshot.model import MODE_SUBMODULE
from tests.verify.kit import judged, statuses

FILES = {
    "Makefile": "all:\n",
    "LICENSE": "MIT",
    "pyproject.toml": '[project]\nname = "otter"\nversion = "1"\n',
    ".gitignore": "/cache\nlocal.toml\n",
    "src/otter/__init__.py": "",
    "src/otter/swim.py": "def swim(): ...\n",
    "src/otter/dive/deep.py": "x = 1\n",
    "scripts/release.sh": "tee RELEASE_NOTES.md\n",
    "docs/guide.md": "# Guide\n",
    "tests/test_swim.py": "",
}


def path(sentence: str, **given: str) -> dict[str, str]:
    return statuses(f"# Otter\n\n{sentence}\n", FILES, "path", **given)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("src/otter/swim.py", "src/otter/swim.py"),
        ("./src/otter/swim.py", "src/otter/swim.py"),
        ("src/otter/", "src/otter"),
        ("src/otter/dive", "src/otter/dive"),
        ("swim.py", "src/otter/swim.py"),  # its name alone
        ("dive/deep.py", "src/otter/dive/deep.py"),  # its end
        ("dive/", "src/otter/dive"),
        ("Makefile", "Makefile"),
        ("pyproject.toml", "pyproject.toml"),
    ],
)
def test_paths_that_are_there(text: str, place: str) -> None:
    (finding,) = judged(f"# Otter\n\nThe code is `{text}`.\n", FILES, "path").values()
    assert finding.status == "verified"
    assert finding.verdict.evidence == (Evidence(place),)
    assert (finding.claim.text, finding.claim.line) == (text, 3)


@pytest.mark.parametrize(
    ("sentence", "text", "suggestion"),
    [
        ("The code is in `src/otter/swimm.py`.", "src/otter/swimm.py", "src/otter/swim.py"),
        ("See `src/otter/walk.py` for the code.", "src/otter/walk.py", "src/otter/swim.py"),
        ("See `docs/swim.py` for the code.", "docs/swim.py", "src/otter/swim.py"),
        ("See `pyprojct.toml`.", "pyprojct.toml", "pyproject.toml"),
        ("The tests live in `tests/unit/test_dive.py`.", "tests/unit/test_dive.py", None),
    ],
)
def test_paths_that_are_not_there(sentence: str, text: str, suggestion: str | None) -> None:
    finding = judged(f"{sentence}\n", FILES, "path")[text]
    assert finding.status == "refuted"
    assert finding.verdict.reason
    if suggestion is not None:
        assert finding.verdict.suggestion == suggestion


def test_a_name_is_mended_where_it_is_beyond_doubt() -> None:
    found = judged("See `pyprojct.toml` and `src/otter/swimm.py`.\n", FILES, "path")
    assert found["pyprojct.toml"].verdict.fix == ("pyprojct.toml", "pyproject.toml")


@pytest.mark.parametrize(
    "sentence",
    [
        # the reader or the program makes it
        "Create a file `src/otter/plugins.py` with this text.",
        "It writes its results to `docs/results.json`.",
        "Put your keys into `src/keys.json`.",
        "Copy it to `docs/copy.md`.",
        "Generates `src/otter/_version.py`.",
        # what was, or will be
        "The module `src/otter/walk.py` was removed in 2.0.",
        "`docs/old.md` is deprecated.",
        "It is no longer in `src/otter/walk.py`.",
        # any name
        "For example `src/foo.py` or `src/path/to/file.py`.",
        "Run it on `src/your_module.py`.",
        # generated, carried along
        "Look into `dist/otter.js`.",
        "It is in `node_modules/otter/main.js`.",
        "Built into `build/otter/main.py`.",
        # another project's
        "In your app, edit `app/main.py`.",
        "Add it to `webpack.config.js`.",
        # other files speak of it
        "The notes are `scripts/RELEASE_NOTES.md`.",
        # dot folders of the reader's own project
        "Add `.github/workflows/otter.yml` to your project.",
    ],
)
def test_paths_that_the_repository_cannot_tell(sentence: str) -> None:
    found = path(sentence)
    assert found
    assert set(found.values()) == {"unknown"}


@pytest.mark.parametrize(
    "text",
    [
        "node.js", "Vue.js", "and/or", "text/html", "application/json", "~/.otter", "/etc/hosts",
        "src/*.py", "src/{a,b}.py", "<name>.py", "--config=a.py", "@octo/otter", "1/2", "otter",
        "https://a.b/c.py", "C:\\otter.py", "", "$HOME/a.py", "v1.2.3", "read/write",
    ],
)  # fmt: skip
def test_what_is_no_path(text: str) -> None:
    assert path(f"This is `{text}`.") == {}


def test_a_link_s_text_is_judged_by_its_target() -> None:
    assert path("See [`src/otter/walk.py`](docs/guide.md).") == {}


def test_a_submodule_holds_what_it_holds() -> None:
    modes = {"vendor-src/seal": MODE_SUBMODULE}
    readme = "The code is in `vendor-src/seal/a.py`.\n"
    assert statuses(readme, FILES, "path", modes=modes) == {"vendor-src/seal/a.py": "unknown"}


def test_a_readme_in_a_folder() -> None:
    files = {**FILES, "web/src/app.ts": "", "web/package.json": "{}"}
    readme = "The code is in `src/app.ts`, and `src/otter/swim.py`.\n"
    assert statuses(readme, files, "path", path="web/README.md") == {
        "src/app.ts": "verified", "src/otter/swim.py": "verified",
    }  # fmt: skip


# Drawn trees ----------------------------------------------------------------------------------

TREE = """\
## Structure

```
otter/
├── src/
│   └── otter/
│       ├── swim.py      # it swims
│       └── walk.py      # it walks
├── docs/
│   └── guide.md
├── dist/
├── cache/
└── Makefile
```
"""


def test_a_drawn_tree() -> None:
    found = judged(TREE, FILES, "path")
    assert {text: item.status for text, item in found.items()} == {
        "otter/src": "verified", "otter/src/otter": "verified",
        "otter/src/otter/swim.py": "verified", "otter/src/otter/walk.py": "refuted",
        "otter/docs": "verified", "otter/docs/guide.md": "verified", "otter/dist": "unknown",
        "otter/cache": "unknown", "otter/Makefile": "verified",
    }  # fmt: skip
    walk = found["otter/src/otter/walk.py"]
    assert walk.claim.line == 8
    assert walk.verdict.suggestion == ""


@pytest.mark.parametrize(
    "drawing",
    [
        ".\n|-- src\n|   `-- otter\n|       `-- swim.py\n`-- Makefile\n",
        ".\n├── src/\n│   └── otter/\n│       └── swim.py\n└── Makefile\n",
        "otter\n├─ src\n│  └─ otter\n│     └─ swim.py\n└─ Makefile\n",
        "├── src\n│   └── otter\n│       └── swim.py: swims\n└── Makefile  ← start here\n",
    ],
)
def test_trees_however_drawn(drawing: str) -> None:
    found = statuses(f"## Layout\n\n```text\n{drawing}```\n", FILES, "path")
    assert len(found) >= 4
    assert set(found.values()) == {"verified"}


@pytest.mark.parametrize(
    "readme",
    [
        "## Layout\n\nYour project would look like this:\n\n```\n{tree}```\n",
        "## Layout\n\n```console\n$ tree\n{tree}```\n",
    ],
)
def test_a_tree_that_may_be_the_reader_s(readme: str) -> None:
    tree = ".\n├── src/\n│   └── walk.py\n├── docs/\n│   └── guide.md\n└── Makefile\n"
    assert "refuted" not in statuses(readme.format(tree=tree), FILES, "path").values()
    assert "refuted" in statuses(f"## Layout\n\n```\n{tree}```\n", FILES, "path").values()


def test_folders_that_are_ignored_or_that_the_code_makes() -> None:
    files = {**FILES, "src/otter/log.py": "FOLDER = 'journal'\n"}
    drawing = (
        "├── src/\n├── docs/\n├── tests/\n├── cache/a/\n├── journal/\n├── ghosts/\n└── README.md\n"
    )
    found = statuses(f"## Layout\n\n```\n{drawing}```\n", files, "path")
    assert {text: status for text, status in found.items() if status != "verified"} == {
        "cache/a": "unknown", "journal": "unknown", "ghosts": "refuted",
    }  # fmt: skip


def test_another_project_s_tree() -> None:
    readme = (
        "## Usage\n\n```\nmy-app/\n├── pages/\n│   ├── index.md\n│   └── a.md\n└── app.yml\n```\n"
    )
    assert set(statuses(readme, FILES, "path").values()) == {"unknown"}


def test_a_wholly_made_up_structure() -> None:
    readme = "## Project structure\n\n```\napp/\n├── models/\n│   └── user.py\n└── views.py\n```\n"
    found = statuses(readme, FILES, "path")
    assert found
    assert set(found.values()) == {"refuted"}
