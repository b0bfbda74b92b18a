"""What a name is for: of a make target, a script, a recipe, a session: `test-unit` → `test`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.common.words import words

if TYPE_CHECKING:
    from moxi.facts.model import Purpose

_NEVER = frozenset(
    words(
        """publish deploy deployment upload push tag bump version changelog clean cleanup
        purge watch update upgrade snapshot snapshots stale issue sign notarize promote
        rollback destroy help default login logout secrets mirror report reports debug
        version-bump dependencies-update install-hooks teardown down stop kill remove
        uninstall up-to-date generate gen fixtures fixture data"""
    )
)
_TOKENS: dict[str, Purpose] = {
    **dict.fromkeys(("release", "releases", "goreleaser"), "release"),
    **dict.fromkeys(("bench", "benchmark", "benchmarks", "perf"), "bench"),
    **dict.fromkeys(
        words(
            """mypy pyright basedpyright types type typing typecheck typechecking tsc typescript
            typings checktypes"""
        ),
        "typecheck",
    ),
    **dict.fromkeys(
        words(
            """lint linter linters linting eslint flake8 ruff pylint clippy golangci stylelint style
            codestyle codespell spelling spellcheck rubocop shellcheck vet precommit actionlint
            zizmor typos biome oxlint standard xo fmtcheck checkfmt checkformat formatcheck pep8
            quality lints analyze"""
        ),
        "lint",
    ),
    **dict.fromkeys(
        words("format fmt formatting reformat gofmt gofumpt fix black prettier isort blacken"),
        "format",
    ),
    **dict.fromkeys(
        words(
            """test tests testing unit unittest unittests integration e2e pytest jest vitest mocha
            spec specs functional acceptance doctest doctests smoke nextest tester testsuite race"""
        ),
        "test",
    ),
    **dict.fromkeys(("docs", "doc", "documentation", "apidocs", "sphinx", "mkdocs"), "docs"),
    **dict.fromkeys(("build", "compile", "dist", "bundle", "wheel", "binary", "package"), "build"),
    **dict.fromkeys(
        words(
            """setup bootstrap deps dependencies requirements prepare venv virtualenv init develop
            install-dev install-deps installdeps devinstall"""
        ),
        "setup",
    ),
    **dict.fromkeys(("run", "serve", "server", "start", "dev", "runserver", "up"), "run"),
}
# A format that is only checked is a lint; a test of the docs is a test; building the docs is docs.
_ORDER: tuple[Purpose, ...] = (
    "release", "bench", "typecheck", "lint", "format", "test", "docs", "setup", "build", "run",
)  # fmt: skip
_WHOLE: dict[str, Purpose | None] = {
    "check": "lint", "checks": "lint", "all": "build", "install": "setup", "verify": "test",
    "validate": "lint", "pre-commit": "lint", "pre_commit": "lint", "develop": "setup",
    "coverage": None, "cov": None, "cover": None, "html": "docs", "ruff": "lint",
    "up": "run", "local": None, "package": "build", "init": "setup", "prepare": "setup",
    "standard": "lint", "type": "typecheck", "unit": "test", "e2e": "test", "fix": "format",
    "ci": None, "docker": None, "devtools": "setup", "install-devtools": "setup",
}  # fmt: skip
_AMBIGUOUS = frozenset(
    words(
        """check checks all verify ci validate install quality coverage cov cover default qa style
        black prettier isort install-dev install-debug"""
    )
)


def purpose_of_name(name: str) -> Purpose | None:
    """What something of this name does; None where the name does not tell."""
    lowered = name.lower().strip("@")
    if lowered in _WHOLE:
        return _WHOLE[lowered]
    if "storybook" in lowered:
        return "docs"  # a catalogue of components, whether it is built or served
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name.strip("@")).lower()
    tokens = [token for token in re.split(r"[^a-z0-9]+", spaced) if token]
    if not tokens or any(token in _NEVER for token in tokens):
        return None
    if re.fullmatch(r"(py|pypy)?\d[\d.]*t?|py|pypy\d*", tokens[0]):
        return "test" if len(tokens) == 1 else _by_tokens(tokens[1:]) or "test"
    return _by_tokens(tokens)


def is_ambiguous(name: str) -> bool:
    """Whether what it runs should decide rather than its name."""
    return name.lower() in _AMBIGUOUS


_DESCRIBED: tuple[tuple[str, Purpose], ...] = (
    (r"(runs?|executes?) (\S+ ){0,3}tests?\b(?! (release|server|app))", "test"),
    (r"(runs? )?(\S+ ){0,3}(lint(ers?|ing|s)?|static (code )?analysis)\b", "lint"),
    (r"(runs? )?(\S+ ){0,3}(type[- ]?check(er|ing|s)?|mypy|pyright)\b", "typecheck"),
)


def purpose_of_description(text: str) -> Purpose | None:
    """What a help text such as `Run the unit tests` says; None where it says none of these."""
    for pattern, purpose in _DESCRIBED:
        if re.match(pattern, text.lower()):
            return purpose
    return None


def _by_tokens(tokens: list[str]) -> Purpose | None:
    found = {_TOKENS[token] for token in tokens if token in _TOKENS}
    if tokens[0] == "install" and found == {"run"}:
        return None  # `install-dev` starts nothing
    if "format" in found and found & {"lint"} and "fix" in tokens:
        return "format"
    if "format" in found and {"check", "diff", "verify"} & set(tokens):
        return "lint"
    if "lint" in found and {"fix", "write"} & set(tokens):
        return "format"
    if "setup" in found and found & {"test", "docs", "lint", "build", "run"}:
        return "setup"
    if {"build", "typecheck"} <= found:
        return "build"
    if "docs" in found and {"check", "lint", "links"} & set(tokens):
        return "lint"
    if "build" in found and "docs" in found:
        return "docs"
    if "run" in found and "docs" in found:
        return "docs"
    if "test" in found and found & {"lint", "docs", "build"} and tokens[0] in ("test", "tests"):
        return "test" if "lint" not in found else "lint"
    return next((purpose for purpose in _ORDER if purpose in found), None)
