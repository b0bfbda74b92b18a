"""The vocabulary of facts: what an extractor may state, whatever the ecosystem.

A `Fact` is one value with the evidence for it. The draft knows these values only, never an
ecosystem, so a new ecosystem that speaks this vocabulary is drafted without a change elsewhere.
Texts in values are plain Markdown-free prose unless a field says otherwise; they are never cut
in the middle of a word, and an empty string or tuple means "not stated".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

Purpose = Literal[
    "setup", "build", "run", "test", "lint", "format", "typecheck", "docs", "bench", "release",
    "other",
]  # fmt: skip
Role = Literal["library", "cli", "service", "action", "app", "plugin", "template", "docs"]
InstallMethod = Literal["registry", "git", "source", "image", "binary", "script", "manager"]
DocumentRole = Literal[
    "docs", "changelog", "contributing", "security", "code of conduct", "citation", "support",
    "authors", "examples", "governance", "roadmap", "upgrading", "architecture", "faq",
]  # fmt: skip
LinkRole = Literal[
    "homepage", "documentation", "issues", "changelog", "chat", "funding", "source", "demo",
    "registry", "api", "other",
]  # fmt: skip
SymbolKind = Literal[
    "function", "class", "type", "constant", "macro", "trait", "module", "component", "method"
]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact stands: lines of a file, an entry of the tree, or a field of the metadata."""

    path: str
    """POSIX path in the repository, or `metadata:FIELD`"""
    line_start: int = 0
    """1-based; 0 means the entry itself"""
    line_end: int = 0

    def __str__(self) -> str:
        if not self.line_start:
            return self.path
        if self.line_end <= self.line_start:
            return f"{self.path}:{self.line_start}"
        return f"{self.path}:{self.line_start}-{self.line_end}"


@dataclass(frozen=True, slots=True)
class Value:
    """Base of all that a fact can state."""


V_co = TypeVar("V_co", bound=Value, covariant=True)


@dataclass(frozen=True, slots=True)
class Fact(Generic[V_co]):
    """One value, where it is stated, and which project of the repository it is about.

    Raises ValueError without evidence: a fact that nothing states cannot be made.
    """

    value: V_co
    evidence: tuple[Evidence, ...]
    folder: str = ""
    """the project's folder, `""` for the root of the repository"""
    extractor: str = ""
    """who found it, such as `python` or `licence`; set by the registry"""

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"a fact needs evidence: {self.value!r}")

    @property
    def kind(self) -> str:
        """The value's type in snake case: `env_var`, `cli`."""
        return kind_of(type(self.value))


def kind_of(value_type: type[Value]) -> str:
    """`EnvVar` → `env_var`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", value_type.__name__).lower()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read; the other facts still stand. `line` is 1-based or 0."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return (
            f"{self.path}:{self.line}: {self.message}"
            if self.line
            else (f"{self.path}: {self.message}")
        )


# What it is -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Package(Value):
    """A project with a manifest (or, without one, a recognisable program). One per folder and
    ecosystem."""

    name: str
    """as the registry knows it: `@scope/name`, `moxi-readme`, `github.com/a/b`"""
    ecosystem: str
    """as a reader knows it: `Python`, `JavaScript`, `TypeScript`, `Rust`, `Go`, …"""
    roles: tuple[Role, ...] = ()
    """most telling first; a library with a command is `("library", "cli")`"""
    description: str = ""
    version: str = ""
    private: bool = False
    """the manifest forbids publishing it"""
    published: bool = False
    """there is evidence that the registry has it"""
    workspace: bool = False
    """it only holds other packages together (a virtual manifest, a private root)"""


@dataclass(frozen=True, slots=True)
class Description(Value):
    """One sentence on what the project is."""

    text: str
    origin: Literal["manifest", "docstring", "docs", "label", "help", "metadata"]


@dataclass(frozen=True, slots=True)
class Overview(Value):
    """One to three paragraphs of prose lifted from the repository, as Markdown.

    Whole paragraphs that stand on their own: no "see below", no directives of a docs tool.
    """

    markdown: str
    origin: Literal["docstring", "docs", "help"]


@dataclass(frozen=True, slots=True)
class Feature(Value):
    """A capability that a list in the docs or a docstring names, as inline Markdown."""

    text: str


@dataclass(frozen=True, slots=True)
class Technology(Value):
    """A framework, database or tool that the project is built with (not every dependency)."""

    name: str
    """as it writes itself: `FastAPI`, `PostgreSQL`, `React`"""
    purpose: str = ""


# Install and run ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Runtime(Value):
    """What must be there first: a language at a version, a tool, a service."""

    name: str
    """`Python`, `Node.js`, `Rust`, `Go`, `Docker`"""
    requirement: str = ""
    """as the manifest writes it: `>=3.9`, `1.70`"""
    phrase: str = ""
    """as a reader says it: `3.9 or newer`; empty when any version does"""


@dataclass(frozen=True, slots=True)
class Install(Value):
    """One way for a *user* to get it. Commands are whole lines that work as they stand."""

    method: InstallMethod
    commands: tuple[str, ...]
    label: str = ""
    """how a list names it: `pip`, `Cargo`, `Homebrew`, `Docker`, `from source`"""
    note: str = ""
    """one sentence that belongs to it"""
    language: str = "sh"
    """of the code fence: `sh`, `toml`, `html`, …"""


@dataclass(frozen=True, slots=True)
class Extra(Value):
    """An optional part that a user can ask for: a Python extra, a Cargo feature."""

    name: str
    description: str = ""
    command: str = ""
    """the install command that includes it, where one is evident"""
    default: bool = False
    """on unless switched off"""


@dataclass(frozen=True, slots=True)
class Import(Value):
    """The line(s) of code by which a library's main entry is taken in."""

    statement: str
    language: str


@dataclass(frozen=True, slots=True)
class EntryPoint(Value):
    """A command that installing the project puts on the path, or its main program."""

    name: str
    target: str = ""
    """`package.module:function`, `cmd/tool`, `bin/cli.js`"""
    run: str = ""
    """how to start it from a checkout where that differs: `python -m tool`, `go run ./cmd/tool`"""


# Use ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    """One flag of a command. `flags` as typed: `("-o", "--output")`."""

    flags: tuple[str, ...]
    value: str = ""
    """the placeholder of its value, without brackets: `FILE`; empty for a switch"""
    help: str = ""
    default: str = ""
    """as the user would type it; empty when there is none worth telling"""
    required: bool = False
    choices: tuple[str, ...] = ()
    env: str = ""
    """the environment variable that also sets it"""
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """A positional argument of a command."""

    name: str
    help: str = ""
    required: bool = True
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Subcommand:
    """A command below a program; `name` is the full path below it: `remote add`."""

    name: str
    help: str = ""
    """one line"""
    aliases: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    arguments: tuple[Argument, ...] = ()
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Cli(Value):
    """A program's command line as its source defines it; hidden parts are left out."""

    program: str
    """as it is typed: `hey`, `python -m tool`"""
    summary: str = ""
    usage: str = ""
    """the usage line where the source holds one, without `usage:`"""
    options: tuple[Option, ...] = ()
    arguments: tuple[Argument, ...] = ()
    subcommands: tuple[Subcommand, ...] = ()
    examples: tuple[str, ...] = ()
    """whole command lines from its own help text"""


@dataclass(frozen=True, slots=True)
class Example(Value):
    """Code that shows the use of the project, lifted as it stands."""

    code: str
    language: str
    """of the code fence"""
    title: str = ""
    """what it shows, a phrase; empty when nothing says it"""
    origin: Literal["docstring", "docs", "examples", "tests", "help", "workflow"] = "docs"
    rank: int = 50
    """what to show first: 0 is a quickstart, 90 a corner case"""


@dataclass(frozen=True, slots=True)
class Symbol(Value):
    """A name of the public API."""

    name: str
    """as a user writes it: `Client.get`, `parse`, `Error`"""
    kind: SymbolKind
    signature: str = ""
    """`get(url, *, params=None)`; without a body"""
    summary: str = ""
    """the first sentence of its documentation"""
    rank: int = 50
    """0 is the main entry"""


# Configure ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EnvVar(Value):
    """An environment variable that the project's own code, image or compose file reads."""

    name: str
    default: str = ""
    meaning: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class ConfigFile(Value):
    """A file that the program reads at run time, by the name a user gives it."""

    name: str
    meaning: str = ""
    example: str = ""
    """path of an example of it in the repository"""


@dataclass(frozen=True, slots=True)
class Setting(Value):
    """A key of a configuration file, or a field of a settings class or options object."""

    name: str
    type: str = ""
    default: str = ""
    meaning: str = ""
    group: str = ""
    """which file or object it belongs to"""


@dataclass(frozen=True, slots=True)
class Service(Value):
    """A service of a compose file, or a server that the project starts."""

    name: str
    image: str = ""
    build: str = ""
    """folder it is built from"""
    ports: tuple[str, ...] = ()
    """as compose writes them: `8080:80`; one number where nothing maps it"""
    depends_on: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Port(Value):
    """A port that the project listens on."""

    number: int
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint(Value):
    """An address at which a service answers, its full path certain."""

    method: str
    """`GET`; several as `GET, POST`; empty where any does, or nothing says it"""
    path: str
    """with its prefixes, its parameters written as the framework writes them"""
    meaning: str = ""
    """one line"""


# GitHub Actions -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ActionInput:
    """An input of an action."""

    name: str
    description: str = ""
    default: str = ""
    required: bool = False
    deprecated: str = ""


@dataclass(frozen=True, slots=True)
class ActionOutput:
    """An output of an action."""

    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Action(Value):
    """A GitHub Action that the repository offers; `path` is its folder, `""` at the root."""

    name: str
    description: str = ""
    path: str = ""
    runs: str = ""
    """`node24`, `composite`, `docker`"""
    ref: str = ""
    """the tag a user pins, such as `v4`, where the repository states it"""
    inputs: tuple[ActionInput, ...] = ()
    outputs: tuple[ActionOutput, ...] = ()
    secrets: tuple[ActionInput, ...] = ()
    """of a reusable workflow, whose `runs` is `workflow`"""
    permissions: tuple[str, ...] = ()
    """what its caller has to grant: `contents: write`"""
    sets: tuple[str, ...] = ()
    """environment variables that it sets for its own code, so that nobody else does"""


# Develop --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Task(Value):
    """Something a *developer* of the project runs, as one line that works in `directory`."""

    purpose: Purpose
    command: str
    description: str = ""
    runner: str = ""
    """`npm`, `make`, `just`, `tox`, … or the tool itself"""
    in_ci: bool = False
    """the project's CI runs this, apart from flags that only shape what CI prints"""
    directory: str = ""
    """where it runs, relative to the root of the repository"""
    after_build: bool = False
    """it runs what the build makes, so the build comes first"""


@dataclass(frozen=True, slots=True)
class Workflow(Value):
    """A CI configuration: one workflow file of GitHub Actions, or one of another system."""

    path: str
    name: str
    system: str = "GitHub Actions"
    purposes: tuple[str, ...] = ()
    """what it does: `test`, `lint`, `release`, …"""
    events: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    """what its matrix tests on, such as `Python 3.10`, `ubuntu-latest`"""


@dataclass(frozen=True, slots=True)
class Folder(Value):
    """A folder (path ends in `/`) or a file of note, and what it holds, as a phrase."""

    path: str
    role: str


@dataclass(frozen=True, slots=True)
class ModuleEdge(Value):
    """The module or package `source` imports `target`, both of this repository."""

    source: str
    target: str


# Around it ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Licence(Value):
    """Under what terms it may be used."""

    expression: str
    """an SPDX expression, or the name the text gives itself"""
    files: tuple[str, ...] = ()
    contradiction: str = ""
    """one sentence, where the manifest and the text disagree"""


@dataclass(frozen=True, slots=True)
class Document(Value):
    """A page in the repository that a reader may want; `path` may be a folder."""

    role: DocumentRole
    path: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Link(Value):
    """A page outside that the repository names as its own."""

    role: LinkRole
    url: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Badge(Value):
    """A badge whose subject is evident: a workflow, a package on a registry, a licence."""

    alt: str
    image: str
    link: str


@dataclass(frozen=True, slots=True)
class Note(Value):
    """A true sentence for a section that no other value carries, as Markdown."""

    section: Literal[
        "about", "install", "usage", "configuration", "development", "contributing", "license"
    ]
    markdown: str
