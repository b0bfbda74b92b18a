"""Links, anchors and images: what the tree holds, what it contradicts, what it cannot tell."""

from __future__ import annotations

import pytest

from moxi.facts.model import Evidence
from moxi.snapshot.model import MODE_SUBMODULE, MODE_SYMLINK, Metadata
from tests.verify.kit import judged, statuses

OWN = "https://github.com/octo-org/otter"
FILES = {
    "LICENSE": "MIT",
    "Makefile": "all:\n",
    "docs/guide.md": "# Guide\n\n## First steps\n\n<a id='Deep'></a>\n",
    "docs/img/otter.png": b"\x89PNG\x00",
    "docs/with space.md": "# A",
    "examples/one/main.py": "x = 1\n",
    ".github/workflows/ci.yml": "name: CI\non: push\njobs: {}\n",
    "web/README.md": "# Web",
}


def link(target: str, **given: str) -> dict[str, str]:
    return statuses(f"# Otter\n\n[x]({target})\n", FILES, "link", **given)


@pytest.mark.parametrize(
    "target",
    [
        "docs/guide.md", "./docs/guide.md", "docs", "docs/", "/docs/guide.md", "LICENSE", ".",
        "docs/../LICENSE", "docs/with%20space.md", "docs/guide.md?raw=true", "examples/one",
        "Makefile#L1", f"{OWN}/blob/main/docs/guide.md", f"{OWN}/tree/main/docs",
        f"{OWN}/blob/HEAD/LICENSE", f"{OWN}/tree/master/examples/one",
        "https://raw.githubusercontent.com/octo-org/otter/main/LICENSE", OWN, f"{OWN}/issues",
        f"{OWN}/releases", f"{OWN}/actions", f"{OWN}/actions/workflows/ci.yml",
        "https://github.com/Octo-Org/Otter/blob/main/LICENSE", f"{OWN}/issues?q=is%3Aopen",
    ],
)  # fmt: skip
def test_links_that_are_there(target: str) -> None:
    (finding,) = judged(f"# Otter\n\n[x]({target})\n", FILES, "link").values()
    assert finding.status == "verified"
    assert finding.verdict.evidence
    assert finding.claim.line == 3


@pytest.mark.parametrize(
    ("target", "suggestion", "fix"),
    [
        ("docs/giude.md", "docs/guide.md", None),
        ("guide.md", "docs/guide.md", ("guide.md", "docs/guide.md")),
        ("docs/Guide.md", "docs/guide.md", ("docs/Guide.md", "docs/guide.md")),
        ("LICENSE.md", "LICENSE", None),
        ("Docs/guide.md#x", "docs/guide.md", ("Docs/guide.md", "docs/guide.md")),
        ("nothing/like/it.xyz", "", None),
        (f"{OWN}/blob/main/docs/giude.md", "docs/guide.md", None),
        (f"{OWN}/actions/workflows/test.yml", "ci.yml", None),
    ],
)
def test_links_that_are_not_there(
    target: str, suggestion: str, fix: tuple[str, str] | None
) -> None:
    (finding,) = judged(f"[x]({target})\n", FILES, "link").values()
    assert finding.status == "refuted"
    assert finding.verdict.reason.startswith("no such")
    assert (finding.verdict.suggestion, finding.verdict.fix) == (suggestion, fix)


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("https://example.org/a", "url"),
        ("//example.org/a", "url"),
        ("https://github.com/a/seal/blob/main/docs/none.md", "url"),
        (f"{OWN}/wiki/None", "url"),
        (f"{OWN}/blob/v1.0/docs/none.md", "url"),  # another revision may have it
        (f"{OWN}/discussions", "url"),
        ("https://[broken", "url"),
        ("../../issues", "link"),  # GitHub's own page, above the files
        ("../../wiki", "link"),
        ("../seal/README.md", "link"),
        ("{{ site.url }}/a.md", "link"),
        ("${BASE}/a.md", "link"),
    ],
)
def test_links_that_the_repository_cannot_tell(target: str, kind: str) -> None:
    assert statuses(f"[x](<{target}>)\n", FILES, kind) == {target: "unknown"}


@pytest.mark.parametrize("target", ["mailto:a@b.c", "tel:1", "data:text/plain,x", ""])
def test_what_is_no_claim(target: str) -> None:
    for kind in ("link", "url", "anchor"):
        assert statuses(f"[x](<{target}>)\n", FILES, kind) == {}


def test_a_submodule_is_another_repository() -> None:
    modes = {"vendor/seal": MODE_SUBMODULE}
    readme = "[a](vendor/seal) [b](vendor/seal/README.md)\n"
    assert statuses(readme, FILES, "link", modes=modes) == {
        "vendor/seal": "verified",
        "vendor/seal/README.md": "unknown",
    }


def test_a_link_to_a_folder_is_followed_no_further_than_is_known() -> None:
    modes = {"latest": MODE_SYMLINK}
    assert statuses("[b](latest/guide.md)\n", FILES, "link", modes=modes) == {
        "latest/guide.md": "unknown"
    }


def test_from_a_folder_links_start_there() -> None:
    readme = "[a](guide.md) [b](../LICENSE) [c](docs/guide.md) [d](/LICENSE)\n"
    found = judged(readme, FILES, "link", path="docs/README.md")
    assert {text: item.status for text, item in found.items()} == {
        "guide.md": "verified", "../LICENSE": "verified", "docs/guide.md": "refuted",
        "/LICENSE": "verified",
    }  # fmt: skip
    assert found["docs/guide.md"].verdict.suggestion == "guide.md"


def test_without_a_known_host_the_own_address_is_outside() -> None:
    readme = f"[a]({OWN}/blob/main/none.md)\n"
    assert statuses(readme, FILES, "url", metadata=Metadata()) == {
        f"{OWN}/blob/main/none.md": "unknown"
    }


def test_an_address_that_a_manifest_states() -> None:
    manifest = (
        '[project]\nname = "otter"\nversion = "1"\n[project.urls]\nDocs = "https://otter.dev/"\n'
    )
    readme = "[a](https://otter.dev) [b](https://pypi.org/project/otter/) [c](https://seal.dev)\n"
    files = {**FILES, "pyproject.toml": manifest}
    assert statuses(readme, files, "link") == {"https://otter.dev": "verified"}
    assert statuses(readme, files, "url") == {
        "https://pypi.org/project/otter/": "verified",
        "https://seal.dev": "unknown",
    }


# Anchors --------------------------------------------------------------------------------------


def anchors(readme: str) -> dict[str, str]:
    return statuses(readme, FILES, "anchor")


def test_anchors_of_the_page() -> None:
    readme = (
        "# Otter\n[a](#first) [b](#first-1) [c](#first-2) [d](#deep) [e](#top) [f](#otter)\n"
        "# First\n# First\n<a name='deep'></a>\n\n```\n# code\n```\n[g](#code) [h](#First)\n"
    )
    assert anchors(readme) == {
        "#first": "verified", "#first-1": "verified", "#first-2": "refuted", "#deep": "verified",
        "#top": "verified", "#otter": "verified", "#code": "refuted", "#First": "verified",
    }  # fmt: skip


def test_an_anchor_has_its_heading_as_evidence() -> None:
    found = judged("# Otter\n\n[a](#use-it)\n\n## Use it\n", FILES, "anchor")
    assert found["#use-it"].verdict.evidence == (Evidence("README.md", 5, 5),)


@pytest.mark.parametrize(
    ("heading", "anchor", "status", "suggestion"),
    [
        ("⚙️ Set up", "#️-set-up", "verified", ""),
        ("⚙️ Set up", "#-set-up", "verified", ""),  # with and without the selector
        ("⚙️ Set up", "#%EF%B8%8F-set-up", "verified", ""),
        ("🚀 Start", "#-start", "verified", ""),
        ("🚀 Start", "#start", "refuted", "#-start"),
        ("What's new?", "#whats-new", "verified", ""),
        ("What's new?", "#what-s-new", "refuted", "#whats-new"),
        ("A & B", "#a--b", "verified", ""),
        ("A & B", "#a-b", "refuted", "#a--b"),
        ("Instalation", "#installation", "refuted", "#instalation"),
        ("Install", "#user-content-install", "verified", ""),
        ("Überblick", "#überblick", "verified", ""),
        ("Überblick", "#%C3%BCberblick", "verified", ""),
        ("Install", "#zzz", "refuted", ""),
    ],
)
def test_anchors_as_github_makes_them(
    heading: str, anchor: str, status: str, suggestion: str
) -> None:
    (finding,) = judged(f"# T\n\n[x]({anchor})\n\n## {heading}\n", FILES, "anchor").values()
    assert (finding.status, finding.verdict.suggestion) == (status, suggestion)


def test_an_anchor_is_mended_only_where_its_letters_are_the_same() -> None:
    found = judged("[a](#a-b) [b](#instalation)\n# A & B\n# Installation\n", FILES, "anchor")
    assert found["#a-b"].verdict.fix == ("#a-b", "#a--b")
    assert found["#instalation"].verdict.fix is None


def test_anchors_of_another_page() -> None:
    readme = (
        "[a](docs/guide.md#first-steps) [b](docs/guide.md#last-steps) [c](docs/guide.md#deep)\n"
        f"[d](Makefile#anything) [e]({OWN}/blob/main/docs/guide.md#none)\n"
    )
    found = judged(readme, FILES, "anchor")
    assert {text: item.status for text, item in found.items()} == {
        "docs/guide.md#first-steps": "verified", "docs/guide.md#last-steps": "refuted",
        "docs/guide.md#deep": "verified", f"{OWN}/blob/main/docs/guide.md#none": "refuted",
    }  # fmt: skip
    assert "docs/guide.md" in found["docs/guide.md#last-steps"].verdict.reason


def test_the_contributors_tool_links_to_anchors_that_it_never_makes() -> None:
    readme = (
        "<!-- ALL-CONTRIBUTORS-LIST:START -->\n<table><tr><td>\n"
        '<a href="#code-otter">💻</a> <a href="none.md">x</a>\n</td></tr></table>\n'
        "<!-- ALL-CONTRIBUTORS-LIST:END -->\n\n[x](#code-seal)\n"
    )
    found = judged(readme, FILES, "anchor")
    assert {text: item.claim.line for text, item in found.items()} == {"#code-seal": 7}
    assert statuses(readme, FILES, "link") == {"none.md": "refuted"}


# Images ---------------------------------------------------------------------------------------


def test_images() -> None:
    readme = (
        "![a](docs/img/otter.png) ![b](docs/img/seal.png) ![c](https://example.org/x.png)\n"
        f'<img src="{OWN}/blob/main/docs/img/otter.png?raw=true">\n'
        "![d](https://raw.githubusercontent.com/octo-org/otter/main/docs/img/no.png)\n"
        '<picture><source srcset="docs/img/dark.png 2x"></picture>\n'
    )
    assert statuses(readme, FILES, "image") == {
        "docs/img/otter.png": "verified",
        "docs/img/seal.png": "refuted",
        f"{OWN}/blob/main/docs/img/otter.png?raw=true": "verified",
        "https://raw.githubusercontent.com/octo-org/otter/main/docs/img/no.png": "refuted",
        "docs/img/dark.png": "refuted",
    }
    assert statuses(readme, FILES, "url") == {"https://example.org/x.png": "unknown"}


def test_a_link_in_code_is_no_link() -> None:
    for kind in ("link", "anchor"):
        assert statuses("`[x](none.md)`\n\n```md\n[x](#none)\n```\n", FILES, kind) == {}
