"""Links: manifests' URL fields, site configurations, community files, badges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moxi.facts import Facts
from moxi.facts.common.links import Links
from moxi.facts.common.links.urls import clean, repository, role_of
from moxi.facts.model import Evidence, Fact, Link, Package
from moxi.facts.reader import Reader
from moxi.snapshot.model import Metadata
from tests.helpers import MemorySnapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

ISSUES = (Link("issues", "https://github.com/octo-org/kelp/issues"), "metadata:url")


def links(files: Mapping[str, str], *known: Link) -> list[tuple[Link, str]]:
    """The links of a repository `octo-org/kelp`, each with its evidence."""
    reader = Reader(MemorySnapshot(files, metadata=Metadata("github.com", "octo-org", "kelp")))
    here = (Evidence("manifest"),)
    facts = Facts([Fact(Package("kelp", "Python"), here), *(Fact(link, here) for link in known)])
    return [(fact.value, str(fact.evidence[0])) for fact in Links().facts(reader, facts, "")]


def test_package_json() -> None:
    text = (
        '{\n"name": "kelp",\n"homepage": "https://kelp.dev",\n'
        '"repository": "github:octo-org/kelp",\n"bugs": {"url": "https://bugs.kelp.dev"},\n'
        '"funding": ["https://opencollective.com/kelp", 3]\n}'
    )
    assert links({"package.json": text}) == [
        (Link("homepage", "https://kelp.dev"), "package.json:3"),
        (Link("issues", "https://bugs.kelp.dev"), "package.json:5"),
        (Link("source", "https://github.com/octo-org/kelp"), "package.json:4"),
        (Link("funding", "https://opencollective.com/kelp"), "package.json:6"),
    ]


def test_a_homepage_that_is_the_repository_is_its_source() -> None:
    text = '{"homepage": "https://github.com/octo-org/kelp#readme"}'
    [source, issues] = links({"package.json": text})
    assert source[0].role == "source"
    assert issues == ISSUES
    moved = '{"homepage": "https://github.com/someone/kelp"}'
    assert links({"package.json": moved}) == [ISSUES]


def test_pyproject_with_the_exact_line() -> None:
    text = (
        '[project]\nname = "kelp"\nversion = "1"\n[project.urls]\n'
        'Changes = "https://github.com/octo-org/kelp/blob/main/CHANGES.md"\n'
        'Repository = "https://github.com/octo-org/kelp"\n'
        'Docs = "https://kelp.readthedocs.io"\nMastodon = "https://social.dev/@kelp"\n'
        'Secret = "https://me:pass@kelp.dev"\nCI = "https://ci.kelp.dev"\n'
    )
    assert links({"pyproject.toml": text}) == [
        (
            Link("changelog", "https://github.com/octo-org/kelp/blob/main/CHANGES.md"),
            "pyproject.toml:5",
        ),
        (Link("source", "https://github.com/octo-org/kelp"), "pyproject.toml:6"),
        (Link("documentation", "https://kelp.readthedocs.io"), "pyproject.toml:7"),
        (Link("other", "https://social.dev/@kelp", "Mastodon"), "pyproject.toml:8"),
        ISSUES,
    ]  # fmt: skip


def test_cargo() -> None:
    text = (
        '[package]\nname = "kelp"\nhomepage = "https://kelp.rs"\n'
        'repository = "https://github.com/octo-org/kelp"\n'
    )
    assert links({"Cargo.toml": text, "src/lib.rs": ""})[:2] == [
        (Link("homepage", "https://kelp.rs"), "Cargo.toml:3"),
        (Link("source", "https://github.com/octo-org/kelp"), "Cargo.toml:4"),
    ]


@pytest.mark.parametrize(
    ("files", "link", "where"),
    [
        (
            {"mkdocs.yml": "site_name: x\nsite_url: https://docs.kelp.dev\n"},
            Link("documentation", "https://docs.kelp.dev"),
            "mkdocs.yml:2",
        ),
        (
            {"website/docusaurus.config.ts": "export default {\n  url: 'https://kelp.dev',\n"
                "  baseUrl: '/docs/',\n};\n"},
            Link("documentation", "https://kelp.dev/docs/"),
            "website/docusaurus.config.ts:2",
        ),
        (
            {"docs/conf.py": 'import os\nhtml_baseurl = "https://kelp.dev/manual/"\n'},
            Link("documentation", "https://kelp.dev/manual/"),
            "docs/conf.py:2",
        ),
        (
            {"book.toml": '[output.html]\ncname = "book.kelp.dev"\n'},
            Link("documentation", "https://book.kelp.dev"),
            "book.toml:2",
        ),
        (
            {"docs/_config.yml": "url: https://kelp.dev\nbaseurl: /kelp\n"},
            Link("documentation", "https://kelp.dev/kelp"),
            "docs/_config.yml:1",
        ),
        ({"CNAME": "kelp.dev\n"}, Link("homepage", "https://kelp.dev"), "CNAME:1"),
    ],
)  # fmt: skip
def test_sites(files: dict[str, str], link: Link, where: str) -> None:
    assert links(files) == [(link, where), ISSUES]


def test_a_domain_that_only_sends_on_is_no_homepage() -> None:
    page = '<meta http-equiv="refresh" content="0; url=https://github.com/octo-org/kelp">'
    assert links({"CNAME": "go.kelp.dev\n", "index.html": page}) == [ISSUES]


def test_funding_and_contacts() -> None:
    files = {
        ".github/FUNDING.yml": (
            "github: [octo, cat]\nko_fi: # Replace with a single name\ntidelift: pypi/kelp\n"
            "custom: ['https://kelp.dev/donate', 'https://a:b@pay.dev']\n"
        ),
        ".github/ISSUE_TEMPLATE/config.yml": (
            "contact_links:\n  - name: 💬 Ask\n    url: https://discord.gg/kelp\n"
            "  - name: Talk\n    url: https://github.com/octo-org/kelp/discussions/new\n  - 3\n"
        ),
    }
    assert links(files) == [
        (Link("funding", "https://github.com/sponsors/octo"), ".github/FUNDING.yml:1"),
        (Link("funding", "https://github.com/sponsors/cat"), ".github/FUNDING.yml:1"),
        (Link("funding", "https://tidelift.com/funding/github/pypi/kelp"), ".github/FUNDING.yml:3"),
        (Link("funding", "https://kelp.dev/donate"), ".github/FUNDING.yml:4"),
        (Link("chat", "https://discord.gg/kelp", "Ask"), ".github/ISSUE_TEMPLATE/config.yml:3"),
        (
            Link("chat", "https://github.com/octo-org/kelp/discussions", "GitHub Discussions"),
            ".github/ISSUE_TEMPLATE/config.yml:5",
        ),
        (ISSUES[0], ".github/ISSUE_TEMPLATE/config.yml"),
    ]


def test_badges_and_demos_of_the_first_page() -> None:
    page = (
        "# Kelp\n\n[![Docs](https://img.dev/b.svg)](https://kelp.readthedocs.io)\n"
        "[![Chat](https://img.dev/c.svg)](https://gitter.im/octo/kelp)\n"
        "[Live demo](https://demo.kelp.dev) and [others](https://other.dev).\n"
    )
    found = links({"docs/index.md": page})
    assert found[1:] == [
        (Link("documentation", "https://kelp.readthedocs.io"), "docs/index.md:3"),
        (Link("chat", "https://gitter.im/octo/kelp", "Gitter"), "docs/index.md:4"),
        (Link("demo", "https://demo.kelp.dev"), "docs/index.md:5"),
    ]


def test_what_is_known_is_not_told_again() -> None:
    known = Link("homepage", "https://kelp.dev/")
    text = '{"homepage": "http://www.kelp.dev", "bugs": "https://bugs.kelp.dev"}'
    assert [link.role for link, _ in links({"package.json": text}, known)] == ["issues"]


@pytest.mark.parametrize(
    "manifest",
    ['{"homepage": 3, "bugs": [], "funding": {"url": {}}}', '{"repository": {"url": 7}}', "[]"],
)
def test_fields_of_any_type(manifest: str) -> None:
    assert links({"package.json": manifest}) == [ISSUES]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("git+https://github.com/a/b.git", "https://github.com/a/b"),
        ("git@github.com:a/b.git", "https://github.com/a/b"),
        ("https://user:pw@host.dev/x", ""),
        ("http://localhost:8000", ""),
        ("https://{{host}}/x", ""),
        ("javascript:alert(1)", ""),
        ("https://github.com/your-name/project", ""),
        ("https://[broken", ""),
    ],
)
def test_clean(written: str, shown: str) -> None:
    assert clean(written) == shown


def test_roles_by_label_then_by_host() -> None:
    assert role_of("Bug Tracker", "https://x.dev") == "issues"
    assert role_of("read-the-docs", "https://x.dev") == "documentation"
    assert role_of("Homepage", "https://docs.x.dev") == "documentation"
    assert role_of("Homepage", "https://x.dev") == "homepage"
    assert role_of("Blog", "https://x.dev") == "other"
    assert repository("gitlab:a/b") == "https://gitlab.com/a/b"


@given(st.text(max_size=60))
def test_no_text_becomes_an_address_with_credentials(text: str) -> None:
    assert "@" not in clean(f"https://{text}").split("/")[2:3]


def test_a_folder_has_no_tracker_of_its_own() -> None:
    url = "https://github.com/octo-org/kelp/tree/main/packages/kelp/issues"
    [issues] = links({"package.json": f'{{"bugs": {{"url": "{url}"}}}}'})
    assert issues[0] == Link("issues", "https://github.com/octo-org/kelp/issues")
