"""What the documentation states: introduction, features, installs, examples, settings, pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moxi.facts import Facts, extract
from moxi.facts.common.docs import Documents, install_lines, markdown, rst
from moxi.facts.common.docs.blocks import UNRESOLVED
from moxi.facts.common.docs.inline import plain, without_emoji
from moxi.facts.common.docs.prose_rules import leans_back
from moxi.facts.model import (
    Cli,
    ConfigFile,
    Description,
    Document,
    EntryPoint,
    EnvVar,
    Evidence,
    Example,
    Fact,
    Feature,
    Import,
    Install,
    Option,
    Overview,
    Package,
    Setting,
    Value,
)
from moxi.facts.reader import Reader
from moxi.snapshot.model import Metadata
from tests.helpers import MemorySnapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

FIXTURES = Path(__file__).parent.parent / "fixtures"
HERE = (Evidence("manifest"),)


def docs(files: Mapping[str, str], *known: Value, name: str = "") -> list[Fact[Any]]:
    """The facts of the documentation of a project of which some values are known."""
    metadata = Metadata("github.com", "octo-org", name or "kelp")
    reader = Reader(MemorySnapshot(files, metadata=metadata))
    facts = Facts([Fact(value, HERE) for value in known])
    found = list(Documents().facts(reader, facts, ""))
    assert not reader.problems
    return found


def fixture(name: str, *known: Value) -> list[Fact[Any]]:
    root = FIXTURES / name
    paths = (path for path in sorted(root.rglob("*")) if path.is_file())
    files = {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in paths}
    return docs(files, *known, name=name.replace("_", "-"))


def only(facts: list[Fact[Any]], value_type: type[Value]) -> list[tuple[Any, str]]:
    """The values of one type with their first evidence as text."""
    return [(f.value, str(f.evidence[0])) for f in facts if isinstance(f.value, value_type)]


TIDEWATER = (
    Package("tidewater", "Python", ("cli", "library"), "Tide tables for the command line."),
    EntryPoint("tidewater", "tidewater.cli:main"),
    Import("from tidewater import Harbour", "python"),
)


@pytest.fixture(scope="module")
def mkdocs() -> list[Fact[Any]]:
    return fixture("docs_mkdocs", *TIDEWATER)


def test_the_overview_is_cut_where_it_leans_on_the_page(mkdocs: list[Fact[Any]]) -> None:
    [(overview, evidence)] = only(mkdocs, Overview)
    assert overview.markdown == (
        "Tidewater prints tide tables for any harbour in the world. It works from harmonic "
        "constants that are kept on your disk, so it needs no network."
    )
    assert (overview.origin, evidence) == ("docs", "docs/index.md:8-10")


def test_features_are_a_list_without_what_is_not_done(mkdocs: list[Fact[Any]]) -> None:
    assert only(mkdocs, Feature) == [
        (Feature("**Offline**: all constants are kept on disk"), "docs/index.md:19"),
        (
            Feature("Tables as text, CSV or [iCalendar](docs/getting-started.md#calendars)"),
            "docs/index.md:20",
        ),
        (Feature("Moon phases"), "docs/index.md:21"),
    ]


def test_installs_are_the_projects_own_with_what_comes_before(mkdocs: list[Fact[Any]]) -> None:
    found = [(i.label, i.method, i.commands, e) for i, e in only(mkdocs, Install)]
    assert found == [
        (
            "Homebrew",
            "manager",
            ("brew tap octo-org/tools", "brew install tidewater"),
            "docs/install.md:6-7",
        ),
        (
            "APT",
            "manager",
            (
                "curl -fsSL https://pkg.tidewater.dev/setup.deb.sh | sudo bash",
                "sudo apt install tidewater",
            ),
            "docs/install.md:16-22",
        ),
        (
            "install script",
            "script",
            ("curl -fsSL https://tidewater.dev/install.sh | sh",),
            "docs/install.md:28",
        ),
        ("pacman", "manager", ("pacman -S tidewater",), "docs/install.md:40"),
    ]


def test_examples_are_whole_blocks_with_includes_followed(mkdocs: list[Fact[Any]]) -> None:
    found = only(mkdocs, Example)
    assert [(e.language, e.title, e.rank, where) for e, where in found] == [
        ("console", "Print the table of a harbour for today", 0, "docs/getting-started.md:5-9"),
        ("python", "", 1, "docs/snippets/table.py:1-5"),
        ("sh", "Write a calendar for a month", 2, "docs/getting-started.md:21-23"),
    ]
    assert found[0][0].code.split("\n")[:2] == [
        "$ tidewater table Cuxhaven",
        "02:14  low   0.4 m",
    ]
    assert found[1][0].code.startswith("from tidewater import Harbour\n")


def test_settings_need_the_source_to_know_them(mkdocs: list[Fact[Any]]) -> None:
    assert only(mkdocs, EnvVar) == [
        (
            EnvVar("TIDEWATER_HOME", "~/.tidewater", "Where station files are kept"),
            "docs/configuration.md:7",
        ),
        (EnvVar("TIDEWATER_UNITS", "metric", "metric or imperial"), "docs/configuration.md:8"),
    ]
    assert only(mkdocs, Setting) == [
        (
            Setting("harbour", meaning="The harbour that is used when none is named"),
            "docs/configuration.md:13",
        )
    ]
    second = next(f.evidence[1] for f in mkdocs if isinstance(f.value, EnvVar))
    assert second == Evidence("src/tidewater/harbour.py", 9, 9)


def test_community_pages_stand_where_the_host_looks(mkdocs: list[Fact[Any]]) -> None:
    assert only(mkdocs, Document) == [
        (Document("docs", "docs/index.md", "Tidewater"), "docs/index.md"),
        (Document("changelog", "CHANGELOG.md", "Changelog"), "CHANGELOG.md"),
        (
            Document("contributing", ".github/CONTRIBUTING.md", "Contributing"),
            ".github/CONTRIBUTING.md",
        ),
    ]


def test_a_manifest_that_describes_is_believed(mkdocs: list[Fact[Any]]) -> None:
    assert not only(mkdocs, Description)


PENNANT = (
    Package("pennant", "Python", ("library",)),
    Import("import pennant", "python"),
    EnvVar("PENNANT_STORE", "memory"),
)


@pytest.fixture(scope="module")
def sphinx() -> list[Fact[Any]]:
    return fixture("docs_sphinx", *PENNANT)


def test_sphinx_roles_become_text_and_open_references_are_not_quoted(
    sphinx: list[Fact[Any]],
) -> None:
    [(overview, evidence)] = only(sphinx, Overview)
    assert overview.markdown == (
        "**Pennant** is a library of feature flags for services. A flag is a function of a "
        "`Context`; its value is kept in a "
        "[store](https://en.wikipedia.org/wiki/Key-value_store) that the service owns."
    )
    assert evidence == "docs/index.rst:14-16"
    [(description, _)] = only(sphinx, Description)
    assert description.text == "Pennant is a library of feature flags for services."


def test_literal_blocks_directives_and_literalinclude(sphinx: list[Fact[Any]]) -> None:
    found = [(e.title, e.language, e.rank, where) for e, where in only(sphinx, Example)]
    assert found == [
        ("Ask for a flag", "python", 10, "docs/index.rst:29-32"),
        ("Switch a flag on for one in ten users", "python", 20, "docs/usage.rst:9-13"),
        ("Percentages", "python", 21, "examples/rules.py:1-10"),
    ]  # what the page warns of is no example


def test_sphinx_settings_and_the_default_that_the_code_has(sphinx: list[Fact[Any]]) -> None:
    [(variable, where)] = only(sphinx, EnvVar)
    assert variable == EnvVar("PENNANT_STORE", "memory", "Address of the store")
    assert where == "docs/settings.rst:4"
    [(setting, where)] = only(sphinx, Setting)
    assert setting == Setting("refresh_seconds", "", "30", "How long a flag's value is kept")
    assert where == "docs/settings.rst:14"


def test_installs_of_a_literal_block_have_their_lines(sphinx: list[Fact[Any]]) -> None:
    found = [(i.label, i.commands, e) for i, e in only(sphinx, Install)]
    assert found == [
        ("pip", ("pip install pennant",), "docs/installation.rst:6"),
        ("conda", ("conda install -c conda-forge pennant",), "docs/installation.rst:12"),
    ]


KELP = Package("kelp", "Go", ("cli",))


@pytest.mark.parametrize(
    ("files", "text", "where"),
    [
        (
            {"docs/index.md": "# Kelp\n\nKelp is a mail filter that reads Sieve scripts.\n"},
            "Kelp is a mail filter that reads Sieve scripts.",
            "docs/index.md:3",
        ),
        (
            {"doc/kelp.1": '.TH KELP 1\n.SH NAME\nkelp \\- filter mail by Sieve scripts\n'},
            "filter mail by Sieve scripts",
            "doc/kelp.1:3",
        ),
        (
            {"mkdocs.yml": "site_name: Kelp\nsite_description: A mail filter for Sieve\n"},
            "A mail filter for Sieve",
            "mkdocs.yml:2",
        ),
        (
            {"docusaurus.config.js": "module.exports = {\n"
                "  tagline: 'A filter for your mail',\n};\n"},
            "A filter for your mail",
            "docusaurus.config.js:2",
        ),
        (
            {"book.toml": '[book]\ntitle = "Kelp"\ndescription = "A guide to the mail filter"\n'},
            "A guide to the mail filter",
            "book.toml:3",
        ),
        (
            {"debian/control": "Package: kelp\nDescription: filter for mail\n long text\n"},
            "Filter for mail",
            "debian/control:2",
        ),
        (
            {"snap/snapcraft.yaml": "name: kelp\nsummary: A filter for mail\n"},
            "A filter for mail",
            "snap/snapcraft.yaml:2",
        ),
        (
            {"flake.nix": '{\n  description = "A filter for mail";\n}\n'},
            "A filter for mail",
            "flake.nix:2",
        ),
        (
            {"CITATION.cff": "title: Kelp\nabstract: A filter for mail that learns.\n"},
            "A filter for mail that learns.",
            "CITATION.cff:2",
        ),
        (
            {".goreleaser.yaml": "brews:\n  - name: kelp\n    description: A filter for mail\n"},
            "A filter for mail",
            ".goreleaser.yaml:3",
        ),
        (
            {"pkg/org.kelp.metainfo.xml": "<component>\n"
                "<summary>A filter for mail</summary>\n</component>"},
            "A filter for mail",
            "pkg/org.kelp.metainfo.xml:2",
        ),
        (
            {"rpm/kelp.spec": "Name: kelp\nSummary: A filter for mail\n"},
            "A filter for mail",
            "rpm/kelp.spec:2",
        ),
        (
            {"codemeta.json": '{\n"description": "A filter for mail"\n}'},
            "A filter for mail",
            "codemeta.json:2",
        ),
        (
            {"AGENTS.md": "# AGENTS.md\n\nThis file guides agents that work on Kelp.\n\n"
                "## Project overview\n\nKelp is a filter for mail that learns. More.\n"},
            "Kelp is a filter for mail that learns.",
            "AGENTS.md:7",
        ),
        (
            {"CLAUDE.md": "# Kelp\n\n## Overview\n\nFilter of mail for IMAP and POP3 servers.\n"},
            "Filter of mail for IMAP and POP3 servers.",
            "CLAUDE.md:5",
        ),
        (
            {"AGENTS.md": "# Agents\n\nGuide for agents.\n\n## 1. What this project is\n\n"
                "`kelp` is a filter for mail that learns.\n"},
            "kelp is a filter for mail that learns.",
            "AGENTS.md:7",
        ),
        (
            {"docs/_config.yml": "title: Kelp\ndescription: A filter for mail\n"},
            "A filter for mail",
            "docs/_config.yml:2",
        ),
        (
            {"web/public/manifest.json": '{\n"name": "Kelp",\n"icons": [],\n'
                '"description": "A filter for mail"\n}'},
            "A filter for mail",
            "web/public/manifest.json:4",
        ),
    ],
)  # fmt: skip
def test_a_description_is_found_wherever_it_stands(
    files: dict[str, str], text: str, where: str
) -> None:
    assert only(docs(files, KELP), Description) == [(Description(text, "docs"), where)]


def test_an_index_that_speaks_of_itself_describes_nothing() -> None:
    page = "# Documentation\n\nWelcome to the documentation. This page lists all guides.\n"
    assert not only(docs({"docs/index.md": page}, KELP), Description)
    assert not only(docs({"docs/index.md": page}, KELP), Overview)


def test_the_projects_own_readme_is_never_a_source() -> None:
    text = "# Kelp\n\nKelp is a mail filter that reads Sieve scripts.\n\n```sh\nkelp run\n```\n"
    for path in ("README.md", ".github/README.md", "readme.rst"):
        assert not docs({path: text}, KELP, EntryPoint("kelp"))


def test_the_same_overview_is_not_told_twice() -> None:
    text = "Kelp is a mail filter that reads Sieve scripts and moves mail."
    told = Overview(text, "docstring")
    assert not only(docs({"docs/index.md": f"# Kelp\n\n{text}\n"}, KELP, told), Overview)


def test_a_landing_page_in_front_matter() -> None:
    page = (
        "---\nlayout: home\nhero:\n  name: Kelp\n  tagline: A filter for all your mail\n"
        "features:\n  - title: Fast\n    details: Filters a million mails a minute.\n"
        "  - title: Small\n    details: One file.\n  - title: Safe\n---\n"
    )
    found = docs({"docs/index.md": page}, KELP)
    assert only(found, Description) == [
        (Description("A filter for all your mail", "docs"), "docs/index.md:5")
    ]
    assert [(f.text, where) for f, where in only(found, Feature)] == [
        ("**Fast**: Filters a million mails a minute.", "docs/index.md:7"),
        ("**Small**: One file.", "docs/index.md:9"),
        ("Safe", "docs/index.md:11"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "brew install kelp-extras",
        "pip install kelp[extra]",
        "apt install kelp libsieve",
        "docker run nginx",
        "docker run kelp",
        "curl https://sh.rustup.rs | sh",
        "pip install -r requirements.txt",
        "brew install YOUR-NAME/kelp",
        "go install github.com/other/kelp@latest",
        "npm install @other/kelp",
    ],
)
def test_what_is_not_plainly_the_project_is_no_install(line: str) -> None:
    page = f"# Install\n\n```sh\n{line}\n```\n"
    assert not only(docs({"docs/install.md": page}, KELP), Install)


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("brew install octo-org/tap/kelp", "Homebrew"),
        ("brew install --cask kelp", "Homebrew"),
        ("sudo dnf install -y kelp", "DNF"),
        ("nix-env -iA nixpkgs.kelp", "Nix"),
        ("pkg install kelp", "pkg"),
        ("pkgin install kelp", "pkgin"),
        ("nix profile install nixpkgs#kelp", "Nix"),
        ("sudo snap install kelp --classic", "Snap"),
        ("winget install octo.kelp", "winget"),
        ("scoop install kelp", "Scoop"),
        ("docker run --rm -p 80:80 ghcr.io/octo-org/kelp:1.2", "Docker"),
        ("python3 -m pip install kelp", "pip"),
        ("npm install -g kelp", "npm"),
        ("cargo install kelp --locked", "Cargo"),
    ],
)
def test_managers(line: str, label: str) -> None:
    page = f"# Install\n\n```console\n$ {line}\n```\n"
    [(install, where)] = only(docs({"docs/install.md": page}, KELP), Install)
    assert (install.label, install.commands, where) == (label, (line,), "docs/install.md:4")


def test_a_step_that_cannot_be_taken_along_costs_the_install() -> None:
    page = (
        "# Install\n\n```sh\n./make-key.sh\n```\n\nThen install it:\n\n```sh\n"
        "apt install kelp\n```\n"
    )
    assert not only(docs({"docs/install.md": page}, KELP), Install)


def test_variables_that_the_program_sets_for_others_are_not_read_by_it() -> None:
    files = {
        "docs/configuration.md": (
            "# Configuration\n\n## Variables passed to hooks\n\n| Variable | Description |\n"
            "| --- | --- |\n| `KELP_MAIL` | The mail. |\n"
        ),
        "main.go": 'os.Setenv("KELP_MAIL", mail)\n',
    }
    assert not only(docs(files, KELP), EnvVar)


def test_headings_that_name_settings_and_files() -> None:
    files = {
        "docs/settings.md": (
            "# Settings\n\n## `max_size`\n\nType: `number` Default: `10`\n\nThe largest mail, in "
            "megabytes.\n\n## `kelp.toml`\n\nWhere settings are kept.\n\n## `color`\n\n"
            "See the page "
            "on colours.\n\n### `min_size`\n\n**Default:**\n\nthree\n\nThe smallest mail.\n\n"
            "Valid values are:\n\n- `smallest`: as it comes\n\n### `kept_for`\n\n"
            "**Default:** `'5'`\n\nHow long, in days.\n"
        ),
        "settings.go": 'const key = "max_size min_size kept_for smallest"\n'
        'const file = "kelp.toml"\nvar color = 1\n',
    }
    found = docs(files, KELP)
    assert only(found, Setting) == [
        (
            Setting("max_size", "number", "10", "The largest mail, in megabytes"),
            "docs/settings.md:3",
        ),
        (Setting("min_size", "", "", "The smallest mail"), "docs/settings.md:17"),
        (Setting("kept_for", "", "5", "How long, in days"), "docs/settings.md:29"),
    ]
    assert only(found, ConfigFile) == [
        (ConfigFile("kelp.toml", "Where settings are kept"), "docs/settings.md:9")
    ]


def test_a_manual_page_speaks_where_no_source_does() -> None:
    page = (
        ".TH KELP 1\n.SH NAME\nkelp \\- filter mail\n.SH OPTIONS\n.TP\n"
        '.BR \\-o ", " \\-\\-output " " \\fIFILE\\fR\nWrite mail to this file.\n.TP\n'
        "\\fB\\-q\\fR, \\fB\\-\\-quiet\\fR\nSay nothing.\n.SH FILES\n.TP\n\\-\\-no\nNo.\n"
    )
    files = {"man/kelp.1": page}
    [(cli, where)] = only(docs(files, KELP), Cli)
    assert (cli.program, cli.summary, where) == ("kelp", "filter mail", "man/kelp.1:6")
    assert cli.options[1] == Option(
        ("-q", "--quiet"), "", "Say nothing", evidence=Evidence("man/kelp.1", 9, 9)
    )
    assert cli.options[0].flags == ("-o", "--output")
    assert not only(docs(files, KELP, Cli("kelp")), Cli)


def test_nix_runs_what_a_flake_offers() -> None:
    flake = "{\n  outputs = { self }: {\n    apps.default = { };\n  };\n}\n"
    [(install, where)] = only(docs({"flake.nix": flake}, KELP), Install)
    assert (install.commands, where) == (("nix run github:octo-org/kelp",), "flake.nix:3")


def test_an_install_script_that_says_how_it_is_run() -> None:
    url = "https://raw.githubusercontent.com/octo-org/kelp/main/install.sh"
    script = f"#!/bin/sh\n# Installs kelp:\n#   curl -fsSL {url} | sh\nset -e\n"
    [(install, where)] = only(docs({"install.sh": script}, KELP), Install)
    assert (install.commands, where) == ((f"curl -fsSL {url} | sh",), "install.sh:3")
    other = script.replace("octo-org", "someone")
    assert not only(docs({"install.sh": other}, KELP), Install)


def test_key_material_is_not_shown() -> None:
    page = "# Usage\n\n```python\nimport kelp\nkelp.sign('-----BEGIN RSA PRIVATE KEY-----')\n```\n"
    assert not only(docs({"docs/usage.md": page}, KELP), Example)


def test_markdown_of_docs_tools_is_read_as_what_it_shows() -> None:
    text = (
        "import Tabs from '@theme/Tabs';\n\n# Title {#title}\n\n<Tabs>\n\n:::tip Note\n\n"
        "Aside.\n\n:::\n\n"
        "A {ref}`label` and {func}`~a.b.run` :tada: with ![img](x.png) [gone](gone.md).\n\n"
        "```{code-block} python\n:linenos:\n\nprint(1)\n```\n\n```rust,ignore\nfn main() {}\n"
        "```\n\n"
        "{% raw %}\n\nUses {{ version }} now.\n\n::: a.b.c\n\nAfter.\n"
    )
    page = markdown.parse("p.md", text, lambda target: "")
    shown = [(b.kind, b.text, b.language, b.aside) for b in page.blocks]
    assert shown == [
        ("heading", "Title", "", False),
        ("paragraph", "Aside.", "", True),
        ("paragraph", f"A {UNRESOLVED} and `run` with gone.", "", False),
        ("code", "print(1)", "python", False),
        ("code", "fn main() {}", "rust", False),
        ("paragraph", f"Uses {UNRESOLVED} now.", "", False),
        ("paragraph", "After.", "", False),
    ]
    assert page.blocks[3].first == 18


def test_restructuredtext_is_read_as_what_it_shows() -> None:
    text = (
        "Title\n=====\n\n.. a comment\n   over two lines\n\nA `link <https://a.example/x>`_, "
        "|sub| and\n:option:`--x`::\n\n    code()\n\n* one\n  more\n* two\n\n"
        "  .. code-block:: sh\n\n"
        "     run\n\nterm\n  Meaning.\n\n=====  =====\nName   What\n=====  =====\n``a``  First\n"
        "=====  =====\n\n.. |sub| replace:: text\n"
    )
    page = rst.parse("p.rst", text, lambda target: target)
    shown = [(b.kind, b.text, b.line) for b in page.blocks]
    assert shown == [
        ("heading", "Title", 1),
        ("paragraph", "A [link](https://a.example/x), text and `--x`:", 7),
        ("code", "code()", 10),
        ("list", "", 12),
        ("code", "run", 16),
        ("terms", "", 20),
        ("table", "", 23),
    ]
    assert [item.text for item in page.blocks[3].items] == ["one more", "two"]
    assert (page.blocks[5].items[0].term, page.blocks[5].items[0].text) == ("term", "Meaning.")
    assert [row.cells for row in page.blocks[6].rows] == [("Name", "What"), ("`a`", "First")]


@pytest.mark.parametrize(
    "text",
    [
        "{{" * 50_000,
        "`" + " " * 100_000 + "x",
        "[" * 100_000,
        "``a " * 30_000,
        "> " * 50_000,
        "- " * 50_000,
        "\n".join(" " * n + "- x" for n in range(400)),
        "**a " * 30_000,
        ".. _" + ":a" * 50_000,
        "<" * 100_000,
        "import " + " from " * 20_000,
    ],
)
def test_hostile_pages_are_read_in_bounded_time(text: str) -> None:
    for suffix in ("md", "rst"):
        docs({f"docs/index.{suffix}": text, "docs/install.md": text}, KELP)


@given(st.text(alphabet="ab \n\t=-*`_|:.<>[](){}#+!/\\$%~^'\"é\u200d0", max_size=200))
def test_any_text_is_a_page(text: str) -> None:
    for parse in (rst.parse, markdown.parse):
        lines = text.count("\n") + 1
        page = parse("p", text, lambda target: target)
        assert all(1 <= block.line <= lines + 1 for block in page.blocks)


@given(st.text(max_size=80))
def test_any_line_is_a_command_or_none(line: str) -> None:
    found = install_lines.read(line)
    assert found is None or found.packages


def test_variables_listed_without_a_mark_between_name_and_meaning() -> None:
    page = (
        "# Configuration\n\n"
        "* `KELP_DIR` where the cache lies. More of it.\n"
        "* `KELP_TTL` / `KELP_AGE` is the age of an entry\n"
        "* `KELP_BARE`\n\n"
        "A single item is a sentence:\n\n* `KELP_LONE` is read at the start\n"
    )
    source = "DIR TTL = KELP_DIR, KELP_TTL, KELP_AGE, KELP_BARE, KELP_LONE\n"
    found = docs({"docs/configuration.md": page, "kelp.py": source})
    assert only(found, EnvVar) == [
        (EnvVar("KELP_DIR", "", "where the cache lies"), "docs/configuration.md:3"),
        (EnvVar("KELP_TTL", "", "the age of an entry"), "docs/configuration.md:4"),
        (EnvVar("KELP_AGE", "", "the age of an entry"), "docs/configuration.md:4"),
    ]


def test_a_title_in_the_first_line_of_a_block_is_its_title() -> None:
    page = '# Kelp\n\n## Usage\n\n```py\ntitle="Watch it"\nimport kelp\n\nkelp.watch()\n```\n'
    found = docs({"docs/index.md": page}, Package("kelp", "Python", ("library",)))
    example = only(found, Example)[0][0]
    assert (example.code, example.title) == ("import kelp\n\nkelp.watch()", "Watch it")


def test_what_the_start_page_has_a_reader_add_to_a_file() -> None:
    page = (
        "# Get started\n\nAdd this to your `~/.gitconfig`:\n\n"
        "```gitconfig\n[core]\n    pager = kelp\n```\n\n"
        "A file of another program:\n\n```ini\n[kelp]\nx = 1\n```\n"
    )
    found = docs({"docs/get-started.md": page}, Package("kelp", "Rust", ("cli",)))
    assert [(e.code, e.language, e.title) for e, _ in only(found, Example)] == [
        ("[core]\n    pager = kelp", "gitconfig", "Add this to your ~/.gitconfig"),
    ]


def test_the_commands_of_a_manual_page() -> None:
    page = (
        ".TH KELP 1\n.SH EXAMPLES\n.TP\n\\fBkelp\\fR list\nList all of it.\n"
        ".TP\nTrim the ends\n\\fB$ echo \\*(Aqa b \\*(Aq | kelp \\*(Aq\\\\s+$\\*(Aq\\fR\n.br\na b\n"
        ".TP\nAn escape that is not known\n\\fB$ kelp \\*(rq\\fR\n"
        ".SH SEE ALSO\n.TP\nkelp show\nNot an example.\n"
    )
    found = docs({"doc/kelp.1": page}, EntryPoint("kelp"))
    assert only(found, Example) == [
        (
            Example(
                "# List all of it\nkelp list\n\n# Trim the ends\necho 'a b ' | kelp '\\s+$'",
                "sh",
                rank=12,
            ),
            "doc/kelp.1:4-8",
        )
    ]


def test_escaped_marks_are_text() -> None:
    assert plain(r"db?\_fk=1 and **bold**") == "db?_fk=1 and bold"


def test_variables_whose_names_the_source_makes_of_parts() -> None:
    rows = "".join(f"| APP_{name} | 1 | The {name.lower()}. |\n" for name in ("A", "B", "C", "D"))
    page = f"# Configuration\n\n| Variable | Default | Description |\n| - | - | - |\n{rows}"
    page += "| OTHER_X | 1 | The other. |\n"
    files = {"docs/configuration.md": page, "main.py": "APP_A = APP_B = APP_C = 1\n"}
    facts = extract(MemorySnapshot(files))
    names = [fact.value.name for fact in facts.all(EnvVar) if fact.extractor == "docs"]
    assert names == ["APP_A", "APP_B", "APP_C", "APP_D"]


def test_a_mailing_list_manager_may_say_what_it_is() -> None:
    page = "# Introduction\n\nkelp is a mailing list and newsletter manager that runs anywhere.\n"
    [(said, where)] = only(docs({"docs/index.md": page}, KELP), Description)
    assert said.text == "kelp is a mailing list and newsletter manager that runs anywhere."
    assert where == "docs/index.md:3"
    asks = "# Kelp\n\nKelp has a mailing list and a newsletter that tells all news.\n"
    assert not only(docs({"docs/index.md": asks}, KELP), Description)


def test_pages_stand_where_the_configuration_of_the_tool_says() -> None:
    files = {
        "docs/README.md": "# Website\n\nThis is built with mkdocs; run `mkdocs serve` here.\n",
        "docs/manual/mkdocs.yml": "site_name: Kelp\ndocs_dir: pages\n",
        "docs/manual/pages/index.md": "# Kelp\n\nKelp is a mail filter that reads scripts.\n",
    }
    found = docs(files, KELP)
    assert only(found, Description)[0][1] == "docs/manual/pages/index.md:3"
    assert only(found, Document)[0][0].path == "docs/manual/pages/index.md"


def test_a_page_on_building_the_site_is_not_the_documentation() -> None:
    files = {"website/README.md": "# Site\n\nSource for the website, made of pages for users.\n"}
    assert not only(docs(files, KELP), Document)


def test_chapters_that_are_put_in_order_by_their_names() -> None:
    page = "# Getting started\n\n```js\nimport { open } from 'kelp'\nopen('inbox')\n```\n"
    package = Package("kelp", "JavaScript", ("library",))
    files = {"docs/1.guide/1.index.md": page, "docs/2.more/1.index.md": "# More\n"}
    [(example, where)] = only(docs(files, package), Example)
    assert example.code == "import { open } from 'kelp'\nopen('inbox')"
    assert where == "docs/1.guide/1.index.md:3-6"


def test_asdf_adds_its_plugin_before_it_installs() -> None:
    page = "# Install\n\n```sh\nasdf plugin add kelp\nasdf install kelp latest\n```\n"
    [(install, _)] = only(docs({"docs/install.md": page}, KELP), Install)
    assert install.commands == ("asdf plugin add kelp", "asdf install kelp latest")


def test_a_column_of_example_values_is_no_meaning() -> None:
    page = (
        "# Configuration\n\n| **Environment variable** | Example value |\n| --- | --- |\n"
        '| `KELP_app__address` | "0.0.0.0:90" |\n| `KELP_db__host` | db |\n'
    )
    files = {"docs/configuration.md": page, "main.go": 'k("KELP_app__address", "KELP_db__host")\n'}
    assert [value for value, _ in only(docs(files, KELP), EnvVar)] == [
        EnvVar("KELP_app__address", "", "for example `0.0.0.0:90`"),
        EnvVar("KELP_db__host", "", "for example `db`"),
    ]


def test_the_first_use_may_stand_below_the_installation() -> None:
    page = (
        "tool\n====\n\nInstallation\n------------\n\nIt is easy::\n\n    pip install tool\n\n"
        "Then you are ready:\n\n.. code-block:: python\n\n   from tool import cut\n\n"
        "   cut('a.b')\n\n.. code-block:: python\n\n   import sys\n\n   print(sys.path)\n"
    )
    files = {"docs/index.rst": page, "docs/conf.py": ""}
    facts = docs(files, Import("tool", "import tool"), Package("tool", "Python"), name="tool")
    codes = [example.code for example, _ in only(facts, Example)]
    assert codes == ["from tool import cut\n\ncut('a.b')"]


def test_the_folder_of_the_writer_is_left_out_of_an_output() -> None:
    page = (
        "# tool\n\n## Usage\n\n```console\n$ tool --help\n"
        "Usage: /home/ada/.local/bin/tool [FLAGS]\n```\n"
    )
    program = Cli("tool", usage="tool [FLAGS]")
    facts = docs({"docs/index.md": page}, program, EntryPoint("tool"))
    codes = [example.code for example, _ in only(facts, Example)]
    assert codes == ["$ tool --help\nUsage: tool [FLAGS]"]


def test_a_paragraph_about_what_was_said_before_leans_back() -> None:
    assert leans_back("While it may sound like a lot, the approach becomes natural quickly.")
    assert leans_back("That being said, it is fast.")
    assert not leans_back("While cutting nested data, kelp keeps the order.")


def test_a_name_that_begins_with_a_dot_keeps_the_space_before_it() -> None:
    assert (
        without_emoji("it reads .env or .gitignore \U0001f600 .") == "it reads .env or .gitignore."
    )


def test_a_guide_that_speaks_of_the_work_alone_describes_nothing() -> None:
    for text in (
        "This project uses a Python environment for development and tests.",
        "This repository is a monorepo of libraries, each in a folder of its own.",
        "This file is the guide that agents read before they change anything.",
    ):
        assert not only(docs({"AGENTS.md": f"# Agents\n\n{text}\n"}, KELP), Description)


def test_an_extension_of_a_browser_is_not_the_application() -> None:
    manifest = '{"name": "Kelp", "manifest_version": 3, "icons": {}, "description": "Shows mail"}'
    assert not only(docs({"extension/manifest.json": manifest}, KELP), Description)


def test_a_block_that_rests_on_a_variable_of_another_one_is_no_example() -> None:
    page = (
        "# Use\n\n```python\nimport kelp\nbox = kelp.open()\n```\n\n```python\n"
        "box.kelp(1)\n```\n\n```python\nKelp.read()\n```\n"
    )
    found = [example.code for example, _ in only(docs({"docs/usage.md": page}, KELP), Example)]
    assert found == ["import kelp\nbox = kelp.open()", "Kelp.read()"]


def test_a_list_in_an_item_and_a_module_of_the_program() -> None:
    files = {
        "docs/index.rst": (
            "Kelp\n====\n\nFeatures\n--------\n\n- Many forms:\n   - plain text\n   - tables\n"
            "- Great speed\n- Easy to use\n"
        ),
        "docs/settings.md": (
            "# Settings\n\n## `settings.py`\n\nAll constants.\n\n## `kelp.cfg`\n\nWhat you set.\n"
        ),
        "kelp/settings.py": "FILE = 'kelp.cfg'  # not settings.py\n",
    }
    found = docs(files, KELP)
    assert only(found, Feature)[0][0].text == "Many forms: plain text; tables"
    assert [file.name for file, _ in only(found, ConfigFile)] == ["kelp.cfg"]


def test_fragments_of_javascript_are_no_examples() -> None:
    def found(code: str) -> list[Any]:
        page = f"# Usage\n\n```js\n{code}\n```\n"
        return only(docs({"docs/usage.md": page}, KELP), Example)

    assert found("import kelp from 'kelp'\n\nkelp.sort({ deep: true })")
    assert found("import kelp from 'kelp'\n\nkelp.sort({ ... })")
    assert not found("import kelp from 'kelp'\n\nkelp.sort(deep: true")
    assert not found(".pipe(kelp({ deep: true }))")


def test_a_page_that_speaks_of_its_folder_is_no_overview() -> None:
    page = "# Kelp\n\nThis directory contains documentation for maintainers of the project.\n"
    assert not only(docs({"docs/README.md": page}, KELP), Overview)


def test_an_indented_doctest_is_an_example() -> None:
    page = (
        "Use\n===\n\nTake it in.\n\n    >>> from kelp import Box\n"
        "    >>> Box().size  # doctest: +SKIP\n    3\n\n"
        "Done.\n"
    )
    found = only(docs({"docs/usage.rst": page}, KELP), Example)
    assert [(example.code, where) for example, where in found] == [
        (">>> from kelp import Box\n>>> Box().size\n3", "docs/usage.rst:6-8")
    ]
