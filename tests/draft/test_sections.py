"""Each section: what it says of its facts, and that it says nothing without any."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from moxi.config import SECTION_IDS, Config, ExtraSection, SectionConfig
from moxi.draft import draft
from moxi.draft.sections import SECTIONS
from moxi.facts import Evidence, Fact, Facts
from moxi.facts.model import (
    Action,
    ActionInput,
    ActionOutput,
    Argument,
    Badge,
    Cli,
    ConfigFile,
    Description,
    Document,
    EntryPoint,
    EnvVar,
    Example,
    Extra,
    Feature,
    Folder,
    Import,
    Install,
    Licence,
    Link,
    ModuleEdge,
    Option,
    Overview,
    Package,
    Port,
    Runtime,
    Service,
    Setting,
    Subcommand,
    Symbol,
    Task,
    Technology,
    Value,
    Workflow,
)
from moxi.snapshot import Metadata
from tests.helpers import MemorySnapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

METADATA = Metadata("github.com", "octo-org", "tool", default_branch="main")


ACTION_PACKAGE = Package("Do It", "GitHub Actions", ("action",))


def written(
    *values: Value,
    section: str = "",
    files: Mapping[str, str] | None = None,
    config: Config | None = None,
    folder: str = "",
    packages: tuple[Fact[Package], ...] = (),
    metadata: Metadata = METADATA,
) -> str:
    """The Markdown of one section (or of the whole README) for these values."""
    facts = Facts(
        [Fact(value, (Evidence("x", 1, 1),), folder) for value in values],
        folder=folder,
        packages=packages,
    )
    snapshot = MemorySnapshot(files or {}, metadata=metadata)
    only = (section,) if section else ()
    return draft(facts, snapshot, config or Config(), only=only).markdown


@pytest.mark.parametrize("section", [kind.id for kind in SECTIONS])
def test_a_section_without_facts_is_left_out(section: str) -> None:
    assert written(section=section).strip() == ""


def test_about_says_the_tagline_once() -> None:
    package = Package("tool", "Rust", ("cli",), description="tool finds files fast")
    overview = Overview("Tool finds files fast.\n\nIt is small.", "docs")
    assert written(package, overview, section="about") == (
        "tool finds files fast.\n\nIt is small.\n"
    )


def test_about_prefers_the_manifest_to_the_docs() -> None:
    stated = (Description("from the docs", "docs"), Description("from a docstring", "docstring"))
    assert written(*stated, section="about") == "From a docstring.\n"


def test_about_prefers_a_statement_that_says_the_same_and_more() -> None:
    package = Package("tool", "Go", ("cli",), description="An HTTP load generator.")
    more = Description("HTTP load generator, once called boom", "label")
    other = Description("Something else altogether", "docs")
    assert (
        written(package, other, more, section="about") == "HTTP load generator, once called boom.\n"
    )


def test_one_feature_is_no_list() -> None:
    assert written(Feature("fast"), section="features").strip() == ""
    assert "- fast\n- small" in written(Feature("fast"), Feature("small"), section="features")


def test_install_lists_requirements_then_the_best_way_first() -> None:
    text = written(
        Runtime("Python", ">=3.11", "3.11 or newer"),
        Install("source", ("pip install .",), "from source"),
        Install("registry", ("pip install tool",), "pip"),
        Install("registry", ("pip install tool",), "pip"),
        section="install",
    )
    assert text.index("Requires Python 3.11 or newer.") < text.index("With pip:")
    assert text.index("pip install tool") < text.index("Or from source:")
    assert text.count("pip install tool") == 1


def test_a_compiler_is_needed_only_to_compile() -> None:
    text = written(
        Runtime("Go", "1.22", "1.22 or newer"),
        Install("registry", ("go install x@latest",), "Go"),
        Install("manager", ("brew install x",), "Homebrew"),
        section="install",
    )
    assert "With Go 1.22 or newer:" in text
    assert "Requires" not in text


def test_install_tells_extras_and_defaults() -> None:
    text = written(
        Extra("fast", "uses the C parser", "pip install 'tool[fast]'"),
        Extra("std", default=True),
        section="install",
    )
    assert (
        "With the optional feature `fast`, for example:\n\n```sh\npip install 'tool[fast]'" in text
    )
    assert "Optional features:\n\n| name | what it adds |" in text
    assert "| `fast` | uses the C parser |" in text
    assert "\n\nAlso: `std` (default).\n" in text


CLI = Cli(
    "tool",
    options=(
        Option(("-o", "--output"), "FILE", "Write to FILE.", default="-"),
        Option(("--mode",), "mode", "How to run.", choices=("fast", "safe"), required=True),
    ),
    arguments=(Argument("path", "what to read", repeated=True),),
    subcommands=(
        Subcommand("add", "Add a thing", ("a",), (Option(("--force",), help="Do it."),)),
        Subcommand("list", "List things"),
    ),
)


def test_usage_of_a_command_line() -> None:
    text = written(Package("tool", "Go", ("cli",)), CLI, section="usage")
    assert "```\ntool [options] <command> <path>...\n```" in text
    assert "| `-o`, `--output FILE` | Write to FILE | `-` |" in text
    assert "| `--mode <mode>` | How to run; one of `fast`, `safe`; required | |" in text
    assert "| `add` (`a`) | Add a thing |" in text
    assert "`tool add [options]`" in text
    assert "| `--force` | Do it |" in text


def test_many_options_are_folded_with_the_most_used_in_sight() -> None:
    options = tuple(Option((f"--long-{number}",), help="x") for number in range(50))
    options += (Option(("-z", "--zip"), help="Zip it."),)
    text = written(Cli("tool", options=options), section="usage")
    open_part, _, folded = text.partition("<details>")
    assert "`-z`, `--zip`" in open_part
    assert "26 more options" in folded
    assert all(f"`--long-{number}`" in text for number in range(50))


def test_usage_of_a_library_shows_its_import_unless_an_example_does() -> None:
    package = Package("tool", "Python", ("library",))
    line = Import("import tool", "python")
    assert "```python\nimport tool\n```" in written(package, line, section="usage")
    example = Example("import tool\n\ntool.run()", "python", "Run it")
    text = written(package, line, example, section="usage")
    assert text.count("import tool") == 1
    assert "Run it:" in text


def test_examples_come_by_rank_and_once() -> None:
    text = written(
        Package("tool", "Python", ("library",)),
        Example("late()", "python", rank=60),
        Example("first()", "python", rank=0),
        Example("first( )", "python", rank=1),
        section="usage",
    )
    assert text.index("first()") < text.index("late()")
    assert "first( )" not in text


def test_usage_of_a_service_says_how_to_start_it_and_where_it_listens() -> None:
    text = written(
        Package("tool", "Python", ("service",)),
        EntryPoint("tool", "tool.main:app", "uvicorn tool.main:app"),
        Port(8000, "HTTP"),
        section="usage",
    )
    assert "uvicorn tool.main:app" in text
    assert "port 8000 (HTTP)" in text


ACTION = Action(
    "Do It", "Does it.", runs="node24", ref="v2",
    inputs=(ActionInput("name", "Whom to greet.", required=True), ActionInput("token", "A token")),
    outputs=(ActionOutput("time", "When."),),
)  # fmt: skip


def test_usage_of_an_action_is_a_step_with_its_required_inputs() -> None:
    text = written(ACTION_PACKAGE, ACTION, section="usage")
    assert "- uses: octo-org/tool@v2\n  with:\n    # Whom to greet.\n    name: ''\n" in text
    assert "token" not in text


def test_an_example_with_all_required_inputs_stands_for_the_step() -> None:
    example = Example("- uses: octo-org/tool@v2\n  with:\n    name: Ada", "yaml", "Greet")
    text = written(ACTION_PACKAGE, ACTION, example, section="usage")
    assert text.count("uses:") == 1
    assert "name: Ada" in text


def test_a_package_that_is_also_an_action_says_so_below() -> None:
    package = Package("tool", "Python", ("cli",), published=True)
    text = written(package, Cli("tool", usage="tool FILE"), ACTION, section="usage")
    assert text.index("tool FILE") < text.index("### GitHub Action") < text.index("- uses:")


def test_inputs_and_outputs_are_tables() -> None:
    text = written(ACTION_PACKAGE, ACTION, section="actions")
    assert "| `name` | Whom to greet. | yes |" in text
    assert "| `time` | When. |" in text


def test_a_step_names_what_depends_and_what_the_environment_must_hold() -> None:
    inputs = (
        ActionInput("bucket", "Required. Where to."),
        ActionInput("role", "Required if `key` is not given."),
        ActionInput("mode", "What is required by most."),
        ActionInput("region", "Required unless told.", default="eu"),
    )
    variables = (EnvVar("API_TOKEN", required=True), EnvVar("MODE", required=True), EnvVar("X"))
    action = Action("Do It", ref="v2", inputs=inputs)
    assert written(ACTION_PACKAGE, action, *variables, section="usage").strip() == (
        "## Usage\n\n```yaml\n- uses: octo-org/tool@v2\n  with:\n    # Where to.\n    bucket: ''\n"
        "    # Required if `key` is not given.\n    # role: ''\n"
        "  env:\n    API_TOKEN: ${{ secrets.API_TOKEN }}\n    MODE: ''\n```"
    )


def test_a_step_without_anything_required_hands_the_token_on() -> None:
    token = ActionInput("github_token", "The token.")
    step = "  with:\n    # The token.\n    github_token: ${{ secrets.GITHUB_TOKEN }}\n"
    action = Action("Do It", ref="v2", inputs=(token,))
    assert step in written(ACTION_PACKAGE, action, section="usage")
    other = ActionInput("token", default="${{ github.token }}")
    action = Action("Do It", ref="v2", inputs=(token, other))
    assert step not in written(ACTION_PACKAGE, action, section="usage")


def test_a_reusable_workflow_is_called_by_a_job() -> None:
    path = ".github/workflows/x.yml"
    one = Action(
        "X", path=path, runs="workflow", ref="v2", inputs=(ActionInput("token", required=True),),
        secrets=(ActionInput("KEY", required=True),), permissions=("id-token: write",),
    )  # fmt: skip
    text = written(one, Action("Y", path="y", ref="v2"), section="actions")
    assert (
        "jobs:\n  call:\n    uses: octo-org/tool/.github/workflows/x.yml@v2\n    permissions:\n"
        "      id-token: write\n    with:\n      token: ''\n    secrets:\n"
        "      KEY: ${{ secrets.KEY }}\n```" in text
    )
    assert "| secret | required |" in text


def test_the_ref_of_an_action_is_never_guessed() -> None:
    unknown = Metadata("github.com", "octo-org", "tool")
    action = Action("Do It", "Does it.", inputs=ACTION.inputs)
    assert written(ACTION_PACKAGE, action, section="usage", metadata=unknown).strip() == ""


def test_api_is_a_table_by_rank() -> None:
    text = written(
        Package("tool", "Python", ("library",)),
        Symbol("Error", "class", summary="What is raised.", rank=80),
        Symbol("run", "function", "run(path, *, fast=False)", "Run it.", rank=0),
        section="api",
    )
    assert text.index("`run(path, *, fast=False)`") < text.index("`Error`")


def test_configuration_tells_files_keys_and_variables() -> None:
    text = written(
        ConfigFile("tool.toml", "settings", "tool.example.toml"),
        Setting("port", "int", "8080", "where it listens", "tool.toml"),
        EnvVar("TOOL_KEY", meaning="the key", required=True),
        EnvVar("TOOL_KEY"),
        section="configuration",
        files={"tool.example.toml": ""},
    )
    assert "[example](tool.example.toml)" in text
    assert "| `port` | where it listens | `int` | `8080` |" in text
    assert text.count("`TOOL_KEY`") == 1
    assert "the key (required)" in text


def test_services_of_a_compose_file() -> None:
    text = written(
        Service("web", build=".", ports=("8080:80",), depends_on=("db",)),
        Service("db", image="postgres:17"),
        section="services",
    )
    assert "| `web` | this repository | `8080:80` | `db` |" in text
    assert "| `db` | `postgres:17` | | |" in text


def test_packages_of_a_monorepo_link_to_their_folders() -> None:
    packages = tuple(
        Fact(Package(f"@org/{name}", "TypeScript", ("library",), f"The {name}."),
             (Evidence(f"packages/{name}/package.json"),), f"packages/{name}")
        for name in ("core", "web")
    )  # fmt: skip
    text = written(section="packages", packages=packages)
    assert "| [`@org/core`](packages/core) | The core |" in text


def test_development_puts_what_ci_runs_first_and_says_what_each_is_for() -> None:
    text = written(
        Task("test", "make test", runner="make"),
        Task("test", "pytest -q", in_ci=True),
        Task("setup", "uv sync"),
        Task("lint", "ruff check", description="Lint everything."),
        Workflow(".github/workflows/ci.yml", "CI", purposes=("test",),
                 versions=("Python 3.11", "Python 3.12", "Python 3.13", "ubuntu-latest")),
        section="development",
    )  # fmt: skip
    assert "git clone https://github.com/octo-org/tool.git\ncd tool\nuv sync" in text
    assert text.index("pytest -q") < text.index("make test")
    assert "ruff check  # lint everything" in text
    assert "on Python 3.11 to 3.13, on Linux." in text


def test_tests_of_the_container_stand_in_for_no_others() -> None:
    docker = Task("test", "make test-docker", runner="make", in_ci=True)
    text = written(docker, Task("test", "make test", runner="make"), section="development")
    assert "make test-docker" not in text
    assert "make test" in text
    assert "make test-docker" in written(docker, section="development")


def test_a_command_of_a_subfolder_is_run_there() -> None:
    assert "(cd web && npm test)" in written(
        Task("test", "npm test", directory="web"), section="development"
    )


def test_structure_lists_only_what_is_there() -> None:
    text = written(
        Folder("src/", "the code"), Folder("docs/", "the pages"), Folder("gone/", "nothing"),
        section="structure", files={"src/a.py": "", "docs/a.md": ""},
    )  # fmt: skip
    assert "| [`src/`](src/) | The code |" in text
    assert "gone" not in text


def test_a_diagram_needs_three_modules() -> None:
    two = (ModuleEdge("a", "b"), ModuleEdge("b", "a"))
    assert "mermaid" not in written(*two, section="structure")
    text = written(*two, ModuleEdge("b", 'c"]; click'), section="structure")
    assert 'n2["c click"]' in text
    assert "n1 --> n2" in text


def test_documentation_contributing_and_contact_link_what_is_there() -> None:
    files = {"docs/index.md": "", "docs/rules.md": "", "CONTRIBUTING.md": "", "SECURITY.md": ""}
    values = (
        Link("documentation", "https://tool.example/docs"),
        Link("issues", "https://github.com/octo-org/tool/issues"),
        Link("chat", "https://chat.example/tool", "Discord"),
        Document("docs", "docs/index.md", "Welcome"),
        Document("docs", "docs/rules.md", "Rules"),
        Document("contributing", "CONTRIBUTING.md"),
        Document("security", "SECURITY.md"),
    )
    text = written(*values, files=files)
    assert "[Documentation](https://tool.example/docs)" in text
    assert "[Rules](docs/rules.md)" in text
    assert "docs/index.md" not in text
    assert "[the contribution guide](CONTRIBUTING.md)" in text
    assert "[issue tracker](https://github.com/octo-org/tool/issues)" in text
    assert "[security policy](SECURITY.md)" in text
    assert "[Discord](https://chat.example/tool)" in text


def test_licence_links_its_text_and_shows_a_contradiction() -> None:
    text = written(
        Licence("MIT", ("LICENSE",), "package.json says ISC, LICENSE is the MIT text"),
        section="license", files={"LICENSE": ""},
    )  # fmt: skip
    assert "[MIT](LICENSE)" in text
    assert "package.json says ISC" in text


def test_links_of_a_subfolder_reach_up() -> None:
    text = written(Licence("MIT", ("LICENSE",)), section="license", files={"LICENSE": ""},
                   folder="packages/a")  # fmt: skip
    assert "[MIT](../../LICENSE)" in text


def test_badges_follow_the_style_or_are_left_out() -> None:
    badge = Badge("PyPI", "https://img.shields.io/pypi/v/tool", "https://pypi.org/project/tool")
    assert "?style=plastic)" in written(badge, config=Config(badges="plastic"))
    assert "img.shields.io" not in written(badge, config=Config(badges="none"))


def test_the_owner_switches_orders_and_renames_sections() -> None:
    config = Config(
        title="My Tool",
        sections={"install": SectionConfig(enabled=False), "license": SectionConfig(heading="Law")},
        order=("license", "about"),
    )
    text = written(
        Package("tool", "Go", ("cli",), description="It works."),
        Install("registry", ("go install x@latest",)),
        Licence("MIT"),
        config=config,
    )
    assert text == "# My Tool\n\n## Law\n\nMIT\n\nIt works.\n"


def test_the_owner_adds_sections_of_their_own() -> None:
    config = Config(
        extra_sections=(
            ExtraSection("thanks", "Thanks", "To all."),
            ExtraSection("law", "Law", "x", after="about"),
        ),
        order=("thanks",),
    )
    text = written(Package("tool", "Go", ("cli",), "It works."), Licence("MIT"), config=config)
    assert (
        text == "# tool\n\n## Thanks\n\nTo all.\n\nIt works.\n\n## Law\n\nx\n\n## License\n\nMIT\n"
    )


def test_every_section_can_be_named_in_the_settings() -> None:
    assert {kind.id for kind in SECTIONS} | {"badges", "toc"} == set(SECTION_IDS)


@pytest.mark.parametrize(
    ("package", "values", "title"),
    [
        (Package("@org/tool", "JavaScript", ("library",)), (), "@org/tool"),
        (Package("github.com/a/thing/v2", "Go", ("cli",)), (), "thing"),
        (Package("fd-find", "Rust", ("cli",)), (EntryPoint("tool"),), "tool"),
        (Package("root", "JavaScript", workspace=True), (), "tool"),
    ],
)
def test_title(package: Package, values: tuple[Value, ...], title: str) -> None:
    assert written(package, *values).startswith(f"# {title}\n")


def test_a_long_readme_has_a_table_of_contents() -> None:
    values = (
        Package("tool", "Python", ("library",), "It works."),
        Install("registry", ("pip install tool",)),
        Example("\n".join(f"step({n})" for n in range(40)), "python"),
        *(Setting(f"key{n}", meaning="x") for n in range(60)),
        Task("test", "pytest"),
        Licence("MIT"),
    )
    assert "- [Install](#install)\n- [Usage](#usage)" in written(*values)
    assert "#install" not in written(*values[:3])


def test_code_of_a_program_stands_below_as_a_library() -> None:
    text = written(
        Package("tool", "Go", ("cli", "library")),
        Cli("tool", options=(Option(("-x",), help="try"),)),
        Import('import "x.org/tool"', "go"),
        Example("tool.Run()", "go"),
        Example("tool -x", "sh", "Try it"),
        section="usage",
    )
    assert text.index("Try it:") < text.index("| option") < text.index("### As a library")
    code = '```go\nimport "x.org/tool"\n```\n\nFor example:\n\n```go\ntool.Run()\n```'
    assert text.rstrip().endswith(code)


def test_flags_that_nothing_is_known_of_are_a_line() -> None:
    options = (Option(("-a", "-b")), Option(("-c",), "FILE"))
    text = written(Cli("tool", options=options), section="usage")
    assert text.rstrip().endswith("`-a`, `-b`; `-c FILE`.")


def test_an_overview_that_opens_with_the_tagline_says_it_once() -> None:
    values = (
        Package("tool", "Go", ("cli",), "A counter of the planks of ships."),
        Overview("Tool is a counter of the planks of ships. It counts twice.", "docs"),
        Cli("tool", "Tool is a counter of the planks of ships", options=(Option(("-x",)),)),
    )
    about = written(*values, section="about")
    assert about.rstrip().endswith("Tool is a counter of the planks of ships. It counts twice.")
    assert about.count("planks") == 1
    assert "planks" not in written(*values, section="usage")


def test_an_image_is_pulled_by_running_it() -> None:
    text = written(
        Install("image", ("docker pull x/tool",), "Docker"),
        Install("image", ("docker run --rm x/tool",), "Docker"),
        Install("image", ("docker pull x/other",), "Docker"),
        section="install",
    )
    assert "docker pull x/tool" not in text
    assert "docker pull x/other" in text


def test_a_compiler_is_named_where_only_the_source_needs_it() -> None:
    text = written(
        Package("tool", "Go"),
        Runtime("Go", "1.22", "1.22 or newer"),
        Install("image", ("docker run --rm x/tool",), "Docker"),
        Install("source", ("go build",), "from source"),
        section="install",
    )
    assert "Requires" not in text
    assert "Or from source (Go 1.22 or newer):" in text


def test_the_api_of_a_program_tells_only_what_is_documented() -> None:
    symbols = (Symbol("A", "function", "A()", "Opens."), Symbol("B", "function", "B()"))
    program = (Package("t", "Go", ("cli", "library")), Cli("t", usage="t"))
    assert "B()" not in written(*program, *symbols, section="api")
    assert "B()" in written(Package("t", "Go", ("library",)), *symbols, section="api")


def test_an_action_is_not_installed_and_its_toolchain_is_for_developers() -> None:
    values = (
        ACTION_PACKAGE, ACTION, Runtime("Node.js", ">=20", "20 or newer"),
        Install("image", ("docker build -t tool .", "docker run --rm tool"), "Docker"),
        Task("build", "npm run build"), EnvVar("GITHUB_SHA"), EnvVar("MODE", "fast"),
        Symbol("run", "function", "run()", "Runs it."),
    )  # fmt: skip
    assert not written(*values, section="install").strip()
    assert not written(*values, section="api").strip()
    assert "Requires Node.js 20 or newer.\n" in written(*values, section="development")
    assert "GITHUB_SHA" not in (configured := written(*values, section="configuration"))
    assert "`MODE`" in configured


def test_many_inputs_are_folded() -> None:
    inputs = tuple(ActionInput(f"input-{number}", "What.") for number in range(70))
    text = written(ACTION_PACKAGE, Action("Do It", inputs=inputs), section="actions")
    assert text.index("`input-49`") < text.index("20 more inputs") < text.index("`input-50`")


def test_containers_are_told_by_what_runs_in_them() -> None:
    stack = Package("tool", "Docker Compose", ("service",))
    values = (
        stack, Service("db", "postgres:16", description="PostgreSQL (database)"),
        Service("web", "octo/web"),
    )  # fmt: skip
    about = written(*values, section="about")
    assert "A Docker Compose set-up of `web` and PostgreSQL." in about
    one = (stack, Service("web", "octo/web"), Technology("Debian", "base image"))
    assert "A Docker image based on Debian." in written(*one, section="about")
    part = Task("run", "npm run dev", directory="web")
    usage = written(*values, part, Port(80), Port(443), section="usage")
    assert "npm run dev" not in usage
    assert "It listens on ports 80 and 443." in usage


def test_a_collection_of_images_is_told_as_one() -> None:
    packages = tuple(
        Fact(Package(name, "Docker", ("app",)), (Evidence(f"{name}/Dockerfile"),), name)
        for name in ("one", "two", "three")
    )
    assert "A collection of Docker images." in written(section="about", packages=packages)


def test_options_that_a_command_shares_with_the_program_are_told_once() -> None:
    shared = Option(("-t", "--threads"), "N", "How many threads")
    cli = Cli(
        "tool",
        options=(shared,),
        arguments=(Argument("[METHOD] URL", "Where to"),),
        subcommands=(
            Subcommand(
                "count",
                "Counts.",
                options=(shared, Option(("--fast",))),
            ),
        ),
    )
    text = written(EntryPoint("tool"), cli, section="usage")
    assert text.count("`--threads N`") == 1
    assert "`tool count [options]`\n\n`--fast`." in text
    assert "tool [options] <command> [METHOD] URL\n" in text


def test_variables_without_a_meaning_stand_behind_the_table() -> None:
    text = written(
        EnvVar("TOOL_A", meaning="where it looks"),
        EnvVar("TOOL_B"),
        EnvVar("TOOL_C"),
        section="configuration",
    )
    assert "| `TOOL_A` | where it looks |" in text
    assert "\n\nIt also reads `TOOL_B` and `TOOL_C`.\n" in text


def test_what_a_wrapper_of_a_compiled_program_needs_stands_with_it() -> None:
    text = written(
        Package("tool", "Rust", ("cli",)),
        Install("registry", ("cargo install tool",), "Cargo"),
        Install("registry", ("pip install tool",), "pip"),
        Runtime("Python", ">=3.8", "3.8 or newer"),
        section="install",
    )
    assert "Requires" not in text
    assert "Or with pip (Python 3.8 or newer):" in text


def test_an_overview_that_opens_with_the_tagline_in_other_words() -> None:
    package = Package("tool", "Rust", ("library",), "Extra adaptors, methods and macros of trees")
    same = Overview("Extra adaptors and macros.\n\nIt does more.", "docstring")
    text = written(package, same, section="about")
    assert "Extra adaptors and macros." not in text
    assert "It does more." in text
    other = Overview("Extra branches, leaves and macros.\n\nIt does more.", "docstring")
    assert "Extra branches" in written(package, other, section="about")


def test_the_line_for_another_package_works_for_what_that_one_is() -> None:
    def told(published: bool) -> str:
        at = (Evidence("x", 1, 1),)
        lead = Package("tool", "Rust", ("cli", "library"), "A tool", published=True)
        core = Package("tool-core", "Rust", ("library",), "Its core", published=published)
        packages = (Fact(lead, at, "tool"), Fact(core, at, "core"))
        ways = (("cargo install tool", "Cargo"), ("cargo add tool", "as a library"))
        facts = [Fact(Install("registry", (line,), label), at) for line, label in ways]
        found = Facts([packages[0], *facts], packages=packages)
        snapshot = MemorySnapshot({}, metadata=METADATA)
        return draft(found, snapshot, Config(), only=("packages",)).markdown

    assert "such as `cargo add tool-core`" in told(published=True)
    assert "cargo add" not in told(published=False)


def test_a_helper_manifest_does_not_say_what_the_project_is() -> None:
    go = Fact(Package("tool", "Go", ("service",)), (Evidence("go.mod"),), "", "go")
    here = (Evidence("package.json"),)
    helper = Package("tool-dev", "JavaScript", description="Tool dev scripts", private=True)
    told = Description("Tool dev scripts", "manifest")
    facts = Facts([go, Fact(helper, here, "", "javascript"), Fact(told, here, "", "javascript")])
    text = draft(facts, MemorySnapshot({}, metadata=METADATA), Config(), only=("about",)).markdown
    assert "scripts" not in text
    assert "A service written in Go." in text


def test_a_default_is_told_in_its_column_alone() -> None:
    options = (
        Option(("--host",), "HOST", "Address to use [localhost]", "localhost"),
        Option(("--port",), "PORT", "Port, defaults to 80.", "80"),
        Option(("-h", "--help"), help="Show this help"),
        Option(("--version",), help="Print the version"),
    )
    text = written(Cli("tool", options=options), section="usage")
    assert "| `--host HOST` | Address to use | `localhost` |" in text
    assert "| `--port PORT` | Port | `80` |" in text
    assert "--help" not in text
    assert "--version" not in text


def test_what_starts_only_after_a_build_is_built_first() -> None:
    package = Package("web", "TypeScript", ("app",))
    build = Task("build", "npm run build")
    start = Task("run", "npm start", "run what the build made", after_build=True)
    dev = Task("run", "npm run dev", "start the development server")
    assert "npm run build  # build\nnpm start      # run" in written(
        package, build, start, section="usage"
    )
    both = written(package, build, dev, start, section="usage")
    assert "npm run dev  # start the development server\nnpm start    # run what" in both


def test_commands_that_nothing_describes_are_named() -> None:
    package = Package("tool", "JavaScript", ("library", "cli"), published=True)
    way = Install("registry", ("npm install tool",))
    entries = (EntryPoint("tool"), EntryPoint("tool-shell"))
    text = written(package, way, *entries, section="usage")
    assert "It installs the commands `tool` and `tool-shell`." in text
    assert "installs" not in written(package, way, Cli("tool", usage="tool x"), *entries,
                                     section="usage")  # fmt: skip


def test_a_main_module_is_no_command_on_the_path() -> None:
    package = Package("folders", "Python", ("library", "cli"), published=True)
    way = Install("registry", ("pip install folders",))
    entry = EntryPoint("folders", "folders.__main__", "python -m folders")
    text = written(package, way, entry, section="usage")
    assert "It runs as `python -m folders`." in text
    assert "installs the command" not in text


def test_an_application_says_what_it_is_built_with() -> None:
    package = Package("web", "TypeScript", ("app",), "Counts birds.")
    known = (Technology("Vue", "user interface"), Technology("Alpine", "base image"),
             Technology("TypeScript", "language"))  # fmt: skip
    assert "Built with Vue and TypeScript." in written(package, *known, section="about")
    library = Package("web", "TypeScript", ("plugin",))
    host = Technology("Vite", "host")
    assert "A Vite plugin written in TypeScript." in written(library, host, section="about")


def test_an_assertion_is_an_example_only_where_there_is_no_other() -> None:
    package = Package("pad", "JavaScript", ("library",))
    asserted = Example("pad(1)\n//=> 2", "js", origin="tests", rank=60)
    shown = Example("import pad from 'pad'\npad(3)", "js", rank=10)
    assert "pad(1)" in written(package, asserted, section="usage")
    assert "pad(1)" not in written(package, asserted, shown, section="usage")


def test_an_action_like_another_is_told_by_what_differs() -> None:
    inputs = tuple(ActionInput(name, f"The {name}.", default="no") for name in "abcd")
    detached = (*inputs[:3], ActionInput("d", "The d.", default="yes"))
    text = written(
        ACTION_PACKAGE,
        Action("Do It", "Does it.", inputs=inputs, ref="v2"),
        Action("Do It", "Does it.", path="apart", inputs=detached, ref="v2"),
        section="actions",
    )
    assert text.count("| `a` |") == 1
    assert text.count("Does it.") == 0
    assert (
        "The inputs are those of `octo-org/tool@v2`, except that `d` is `yes` by default." in text
    )


def test_commands_with_the_same_options_share_a_table() -> None:
    same = tuple(Option((f"--{name}",), help=f"set {name}") for name in ("one", "two"))
    commands = (
        Subcommand("find", options=same),
        Subcommand("edit", options=same),
        Subcommand("drop", options=(*same, Option(("--all",), help="drop all"))),
        Subcommand("list", options=(Option(("--long",), help="more of each"),)),
        Subcommand("show", options=(Option(("--long",), help="more of it"),)),
    )
    cli = Cli("tool", subcommands=commands)
    text = written(Package("tool", "Rust", ("cli",)), cli, section="usage")
    assert "`tool find [options]`, `tool edit [options]`" in text
    assert text.count("| `--one` |") == 2


def test_choices_that_the_meaning_tells_are_not_told_again() -> None:
    choices = ("one", "two", "three", "all")
    cli = Cli("tool", options=(Option(("--kind",), "KIND", "one, two or three", choices=choices),))
    text = written(Package("tool", "Rust", ("cli",)), cli, section="usage")
    assert "one, two or three; also `all`" in text
    # `high` stands in another word only
    told = Option(("--at",), "AT", "that level or higher: low", choices=("low", "high"))
    text = written(Package("tool", "Rust", ("cli",)), Cli("tool", options=(told,)), section="usage")
    assert "higher: low; one of `low`, `high`" in text


def test_the_port_of_an_image_is_not_that_of_what_is_started_without_it() -> None:
    def told(path: str) -> str:
        here = (Evidence("x", 1, 1),)
        facts = Facts(
            [
                Fact(Package("tool", "Python", ("service",)), here),
                Fact(Task("run", "python manage.py runserver"), here),
                Fact(Port(4848), (Evidence(path, 9, 9),)),
            ]
        )
        return draft(facts, MemorySnapshot({}), Config(), only=("usage",)).markdown

    assert "Its image listens on port 4848." in told("Dockerfile")
    assert "It listens on port 4848." in told("tool/server.py")


def test_a_file_in_the_home_folder_is_told_once() -> None:
    files = (ConfigFile(".toolrc"), ConfigFile("~/.toolrc"), ConfigFile("tool.toml"))
    text = written(*files, section="configuration")
    assert "- `~/.toolrc`\n- `tool.toml`" in text
    assert "- `.toolrc`" not in text


def test_what_the_help_prints_is_no_example_beside_the_table_of_it() -> None:
    package = Package("tool", "Python", ("cli", "library"))
    printed = Example("$ tool --help\nUsage: tool [FLAGS]\n\n--fast  be fast", "console")
    called = Example("$ tool --help\nUsage: tool\n$ tool a.txt\n7", "console")
    code = Example(">>> tool.cut(3)\n1", "pycon")
    cli = Cli("tool", options=(Option(("--fast",), help="be fast"),))
    text = written(package, cli, printed, called, code, section="usage")
    assert text.count("tool --help") == 1
    assert text.index("### As a library") < text.index(">>> tool.cut(3)")
    assert "Usage: tool [FLAGS]" in written(package, printed, section="usage")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("<FILE>", "`--to FILE`"),
        ("[ADDR]:PORT", "`--to [ADDR]:PORT`"),
        ("ADDR[:PORT]", "`--to ADDR[:PORT]`"),
    ],
)
def test_brackets_of_a_placeholder(value: str, shown: str) -> None:
    """Those around it go; those inside of it say what one may leave out."""
    text = written(Cli("tool", options=(Option(("--to",), value, "where"),)), section="usage")
    assert shown in text


def test_a_question_as_the_title_of_an_example() -> None:
    examples = (Example("a()", "go", "Why does it count?"), Example("b()", "go", "Counting"))
    text = written(*examples, section="usage")
    assert "Why does it count?\n" in text
    assert "Counting:\n" in text


def test_a_line_with_a_flag_that_the_program_does_not_take_is_left_out() -> None:
    options = (Option(("-a", "--all"), "", "Show all"), Option(("-n",), "NUM", "How many"))
    shown = "kelp -a x\nkelp -t\n$ kelp --al x\nkelp -n 3 -- -q\nkelp grep '-x'"
    text = written(Cli("kelp", options=options), Example(shown, "sh", "Calls"), section="usage")
    assert "```sh\nkelp -a x\nkelp -n 3 -- -q\nkelp grep '-x'\n```" in text
    more = written(
        Cli("kelp", options=options, subcommands=(Subcommand("put", "Put it"),)),
        Example(shown, "sh", "Calls"),
        section="usage",
    )
    assert "kelp -t" in more


def test_containers_that_a_program_is_tried_out_with_are_no_way_to_install_it() -> None:
    way = Install("image", ("docker compose up -d",), "Docker Compose")
    package = Package("kelp", "Rust", ("cli",))
    database = Service("db", "postgres:16")
    assert "compose" not in written(package, way, database, section="install")
    assert "compose" in written(package, way, Service("kelp", build="."), section="install")
    assert "compose" in written(package, way, Service("kelp", "me/kelp"), section="install")


RUN = Install("image", ("docker run --rm octo/tool",), "Docker")


def test_a_service_is_run_with_the_port_on_which_it_answers() -> None:
    service = Package("tool", "Go", ("service",))
    assert "docker run --rm -p 4001:4001 octo/tool" in written(
        service, RUN, Port(4001), section="install"
    )
    assert "docker run --rm octo/tool" in written(
        Package("tool", "Go", ("cli",)), RUN, Port(4001), section="install"
    )


def test_a_service_that_wants_a_secret_is_only_pulled() -> None:
    text = written(
        Package("tool", "Go", ("service",)), RUN, Port(4001), EnvVar("TOOL_SECRET"),
        section="install",
    )  # fmt: skip
    assert "docker pull octo/tool" in text
    assert "docker run" not in text


def test_a_tool_beside_the_program_is_not_how_it_is_started() -> None:
    text = written(
        Package("tool", "Go", ("service",)), EntryPoint("tool", "cmd/tool"),
        EntryPoint("docs", "cmd/docs", "go run ./cmd/docs"), section="usage",
    )  # fmt: skip
    assert "go run ./cmd/docs" not in text


def test_the_api_names_what_has_no_row_and_leaves_out_what_does_not_fit() -> None:
    long = "open(path: string, options?: Options): Promise<Handle<Readonly<Partial<Everything>>>>"
    symbols = (
        *(Symbol(f"f{n}", "function", f"f{n}()", "Does it.", n) for n in range(9)),
        Symbol("open", "function", long, "Opens."),
        Symbol("masks", "constant"),
        Symbol("Row", "type"),
    )
    text = written(Package("t", "TypeScript", ("library",)), *symbols, section="api")
    assert "| `open(path: string, options?: Options)` | Opens |" in text
    assert "It also exports `masks`." in text
    assert "Row" not in text


def test_the_import_line_is_not_told_beside_an_example_of_the_other_kind() -> None:
    values = (
        Package("retry", "JavaScript", ("library",)),
        Import("const retry = require('retry')", "js"),
        Example("import retry from 'retry';\n\nretry(run);", "js"),
    )
    assert "require(" not in written(*values, section="usage")


def test_a_library_without_a_word_is_what_its_namesake_is() -> None:
    library = Package("github.com/octo-org/box", "Go", ("library",))
    box = Symbol("Box", "type", "", "Holds things until they are asked for")
    other = Symbol("Lid", "type", "", "Keeps what is in a box from falling out")
    assert "Holds things until they are asked for." in written(library, other, box, section="about")
    assert "A library written in Go." in written(
        library, other, Symbol("Key", "type"), section="about"
    )
