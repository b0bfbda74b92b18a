"""A command of the project: what it runs, by what kind of tool, and what is special about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.facts.common.purpose import base_name, program_of
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.draft.view import View
    from moxi.facts import Fact
    from moxi.facts.model import Task

_RUNNERS = frozenset(("make", "gmake", "just", "task", "mage", "invoke", "inv", "poe", "mise"))
ENVIRONMENTS = frozenset(("tox", "nox"))
MANAGERS = frozenset(("npm", "pnpm", "yarn", "bun"))
_ECOSYSTEMS = {
    **dict.fromkeys(("npm", "pnpm", "yarn", "bun", "deno"), "JavaScript"),
    **dict.fromkeys(("pip", "uv", "poetry", "pdm", "pipenv", "conda", "hatch", "tox", "nox",
                     "pytest", "python", "django"), "Python"),
    "cargo": "Rust", "go": "Go",
}  # fmt: skip
_HOOKS = frozenset(("pre-commit", "prek", "husky", "lefthook"))
# Tests that are more than the plain ones, by a word in the command.
_SIDES = (
    ("e2e", lazy_re(r"\b(e2e|end[-_]to[-_]end|playwright|cypress|browser|acceptance)\b")),
    ("integration", lazy_re(r"\b(integration|functional|smoke|system)([-_]?tests?)?\b")),
    ("container", lazy_re(r"\b(tests?[-_:]docker|docker[-_:]tests?)\b")),
    ("coverage", lazy_re(r"\b(coverage|cov|cover|codecov|lcov|tarpaulin|llvm-cov)\b")),
    ("watch", lazy_re(r"\b(watch|tdd|ui|debug|update|snapshots?|leak|mutation|fuzz)\b")),
)
CHECKED = lazy_re(r"\bfmt\b|\bformat\b|--check\b|\bprettier\b|\bblack\b|\bfmtcheck\b|format[:-]")
SERVES = lazy_re(r"(^|[ :_-])(start|serve|dev|watch|livehtml|live|preview|autobuild)\b")


@dataclass(frozen=True, slots=True)
class Command:
    """A task as it may be shown."""

    fact: Fact[Task]
    words: tuple[str, ...]
    """what it runs, wrappers looked through"""
    in_ci: bool = False

    @property
    def task(self) -> Task:
        """What the fact states."""
        return self.fact.value

    @property
    def program(self) -> str:
        """The first word of what is run, without folders and suffixes."""
        return base_name(self.words[0]) if self.words else ""

    @property
    def family(self) -> str:
        """`runner`, `script` of the repository, `hooks`, or the `tool` itself."""
        if self.program in _RUNNERS:
            return "runner"
        if self.program in _HOOKS:
            return "hooks"
        return "script" if self.task.runner == "script" else "tool"

    @property
    def ecosystem(self) -> str:
        """Of what language the tool is, `""` where it can be of any."""
        return _ECOSYSTEMS.get(self.task.runner) or _ECOSYSTEMS.get(self.program, "")

    @property
    def subject(self) -> str:
        """What is run: a recipe's or script's name, or the tool."""
        if self.program in (*_RUNNERS, *ENVIRONMENTS):
            return next((word for word in self.words[1:] if word[0] not in "-$"), "")
        if self.words[0].startswith("@"):
            return self.words[0][1:]
        return program_of(self.words)

    @property
    def side(self) -> str:
        """For tests: `""` for the plain ones, else what is special about them."""
        text = " ".join(self.words)
        return next((name for name, form in _SIDES if form.search(text)), "")


def own_ecosystem(view: View) -> str:
    """The ecosystem of the leading package, as commands know it."""
    own = view.package.ecosystem if view.package else ""
    return "JavaScript" if own == "TypeScript" else own


def is_part(command: Command, other: Command) -> bool:
    """`npm run lint:css` beside `npm run lint`, `tox -e flake8` beside `flake8`."""
    if command.task.directory != other.task.directory:
        return False
    one, two = command.subject, other.subject
    return (
        one == two
        or one.startswith((f"{two}:", f"{two}-", f"{two}_"))
        or (
            two.partition(" ")[0] == one.partition(" ")[0]
            and command.program not in ("cargo", "go")
        )
    )
