"""The draft says nothing twice: summaries, options, examples, set-ups; and what comes before."""

from __future__ import annotations

import pytest

from moxi.facts.model import (
    Cli,
    Document,
    EntryPoint,
    EnvVar,
    Example,
    Folder,
    Import,
    Install,
    Link,
    Option,
    Package,
    Runtime,
    Subcommand,
    Task,
)
from tests.draft.test_sections import written

TOOL = Package("shelf", "Go", ("cli",), "Keeps a reading list in one local file.")


@pytest.mark.parametrize(
    ("summary", "told"),
    [
        ("Keep a reading list in one local file.", ""),
        ("shelf keeps a reading list in a local file", ""),
        ("Keep a reading list in one local file. Run shelf COMMAND --help for more.", ""),
        ("Keep a reading list in one local file. Nothing leaves the machine.",
         "Nothing leaves the machine."),
        ("Reads lists of books and of films.", "Reads lists of books and of films."),
    ],
)  # fmt: skip
def test_a_summary_is_not_the_tagline_again(summary: str, told: str) -> None:
    program = Cli("shelf", summary, options=(Option(("--file",), "PATH", "the list"),))
    text = written(TOOL, program, section="usage")
    between = text.partition("```\n\n")[2].partition("| option")[0].strip()
    assert between == told


def _command(name: str, default: str) -> Subcommand:
    config = Option(("-c", "--config"), "FILE", "settings to read")
    lines = Option(("-n",), "LINES", "how many lines", default)
    return Subcommand(name, f"print the {name}", options=(config, lines))


def test_options_that_few_commands_share_are_told_once() -> None:
    commands = (_command("head", "10"), _command("tail", "20"), _command("body", "10"))
    text = written(TOOL, Cli("shelf", subcommands=commands), section="usage")
    assert text.count("`--config FILE`") == 1
    assert "Options of `head`, `tail` and `body`:" in text
    # The same flag with another default is another option.
    assert "`20`" in text
    assert "`10`" in text


def test_two_commands_that_share_one_option_keep_it() -> None:
    commands = (_command("head", "10"), _command("tail", "20"))
    text = written(TOOL, Cli("shelf", subcommands=commands), section="usage")
    assert text.count("`--config FILE`") == 2


LIBRARY = Package("kelp", "Python", ("library",))
IMPORT = Import("from kelp import Filter, Box", "python")


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("from kelp import Box\n\nBox().open()", False),
        ("import kelp\n\nkelp.open()", False),
        ("Box().open()", True),
        ("from kelp.parts import Lid\n\nLid()", True),
    ],
)
def test_the_import_stands_not_above_an_example_that_has_it(code: str, shown: bool) -> None:
    text = written(LIBRARY, IMPORT, Example(code, "python"), section="usage")
    assert (IMPORT.statement in text) is shown


def test_of_two_examples_that_are_alike_one_is_shown() -> None:
    first = "from kelp import Box\n\nbox = Box(size=3)\nbox.open(lid=True)\nprint(box.name)"
    same = first.replace("size=3", "size=4")
    other = "from kelp import Filter\n\nfor mail in Filter('rules').run():\n    print(mail)"
    examples = (Example(first, "python", rank=1), Example(same, "python", rank=2),
                Example(other, "python", rank=3))  # fmt: skip
    text = written(LIBRARY, *examples, section="usage")
    assert ("size=3" in text, "size=4" in text, "rules" in text) == (True, False, True)


CLONE = Install("source", ("git clone https://x.org/a/b", "cd b", "yarn install"), "from source")


def test_the_set_up_of_the_install_section_is_not_told_again() -> None:
    tasks = (Task("setup", "yarn install"), Task("test", "yarn test"))
    assert "yarn install" not in written(LIBRARY, CLONE, *tasks, section="development")
    assert "yarn install" in written(LIBRARY, *tasks, section="development")


def test_examples_are_linked_once() -> None:
    files = {"examples/a.py": "", "src/b.py": "", "tools/c.py": ""}
    folders = (Folder("src/", "the source code"), Folder("examples/", "examples"),
               Folder("tools/", "helpers for releases"))  # fmt: skip
    assert "examples/" in written(*folders, section="structure", files=files)
    linked = written(*folders, Document("examples", "examples/"), section="structure", files=files)
    assert "examples/" not in linked
    assert "tools/" in linked


def test_what_an_image_needs_is_set_first() -> None:
    run = Install("image", ("docker build -t b .", "docker run --rm -p 80:80 b"), "Docker",
                  "Also on quay.io.")  # fmt: skip
    variables = (EnvVar("KEY", required=True), EnvVar("MODE"), EnvVar("AT", "x", required=True))
    text = written(LIBRARY, run, *variables, section="install")
    assert "docker run --rm -e KEY -p 80:80 b" in text
    assert "MODE" not in text
    assert "AT" not in text
    assert text.index("Set `KEY` in the environment first.") < text.index("docker build")
    assert text.index("Also on quay.io.") > text.index("docker run")
    assert "-e " not in written(LIBRARY, run, EnvVar("MODE"), section="install")


def test_what_has_commands_is_not_started_by_its_name() -> None:
    service = Package("kelp", "Python", ("service", "cli"))
    entry = EntryPoint("kelp", "kelp.cli:main", "python -m kelp")
    commands = Cli("kelp", subcommands=(Subcommand("run", "start it"),))
    assert "Start it" not in written(service, entry, commands, section="usage")
    plain = Cli("kelp", options=(Option(("--port",), "PORT", "where it listens"),))
    assert "Start it:\n\n```sh\npython -m kelp" in written(service, entry, plain, section="usage")


@pytest.mark.parametrize(
    ("label", "url", "told"),
    [
        ("Distribution", "https://pypi.org/project/kelp", "PyPI"),
        ("", "https://www.npmjs.com/package/kelp", "npm"),
        ("Old kelp", "https://pypi.org/project/kelp-old", "Old kelp"),
        ("Download", "https://kelp.example.org/get", "Download"),
    ],
)
def test_links_to_registries_go_by_their_names(label: str, url: str, told: str) -> None:
    text = written(Link("registry", url, label), section="documentation")
    assert f"[{told}]({url})" in text


def test_leads_of_ways_to_install() -> None:
    ways = (Install("registry", ("npm install -g kelp",), "npm"),
            Install("registry", ("npx kelp",), "npx"),
            Install("script", ("curl https://x.org/i.sh | sh",), "install script"))  # fmt: skip
    text = written(LIBRARY, *ways, section="install")
    assert "Or run it with npx, without installing it:\n\n```sh\nnpx kelp" in text
    assert "Or with the install script:" in text


def test_a_runtime_of_any_version_alone_is_no_install_section() -> None:
    assert written(LIBRARY, Runtime("Node.js"), section="install").strip() == ""
    told = written(LIBRARY, Runtime("Node.js", ">=18", "18 or newer"), section="install")
    assert "Requires Node.js 18 or newer." in told
