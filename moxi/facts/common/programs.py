"""The table of programs: for each, a purpose, a table of its subcommands, or a small function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from moxi.facts.common.names import purpose_of_name
from moxi.facts.common.program_rules import (
    black_rule,
    by_file,
    checked_format,
    cmake_rule,
    compose_rule,
    docker_rule,
    fixing,
    go_test,
    gradle_rule,
    install_without_names,
    just_rule,
    maven_rule,
    node_rule,
    operands,
    pip_rule,
    pre_commit,
    pre_release,
    prettier_rule,
    pytest_rule,
    ruff_rule,
    runs_tasks,
    targets,
    tox_rule,
    tsc_rule,
    xcode,
)

if TYPE_CHECKING:
    from moxi.facts.model import Purpose

Arguments = tuple[str, ...]
ELSE = "*"
"""key of a table: any other subcommand"""
ALONE = ""
"""key of a table: no subcommand"""


def apply(rule: Any, arguments: Arguments) -> Purpose | None:
    """The purpose that a rule gives to these arguments."""
    if rule is None or isinstance(rule, str):
        return rule  # type: ignore[return-value]
    if not isinstance(rule, Mapping):
        found: Purpose | None = rule(arguments)
        return found
    for index, word in enumerate(arguments):
        if word.startswith(("-", "+")):
            continue
        chosen = rule.get(word, rule.get(ELSE))
        return apply(chosen, arguments[index + 1 :])
    return apply(rule.get(ALONE), arguments)


def _names(text: str, purpose: Any) -> dict[str, Any]:
    return dict.fromkeys(text.split(), purpose)


# The table ------------------------------------------------------------------------------------

_CARGO: dict[str, Any] = {
    **_names("test t nextest miri hack careful tarpaulin llvm-cov insta", "test"),
    "build": "build", "b": "build", "check": "typecheck", "c": "typecheck", "run": "run",
    "clippy": "lint", "deny": "lint", "audit": "lint", "machete": "lint", "udeps": "lint",
    "semver-checks": "lint", "sort": "lint", "fmt": checked_format, "doc": "docs",
    "rustdoc": "docs", "docs-rs": "docs", "bench": "bench", "criterion": "bench",
    "publish": "release", "release": "release", "fetch": "setup", "xtask": {ELSE: None},
}  # fmt: skip
_CARGO["miri"] = {"test": "test", "nextest": "test", "setup": None}
_CARGO["hack"] = _CARGO["careful"] = {**_names("test nextest", "test"), "check": "typecheck",
                                      "clippy": "lint", "build": "build"}  # fmt: skip
_CARGO["nextest"] = {"run": "test"}
_CARGO["insta"] = {"test": "test"}

RULES: dict[str, Any] = {
    # Python
    "pytest": pytest_rule, "py.test": pytest_rule,
    **_names("unittest nose2 nosetests trial green stestr behave twisted.trial doctest", "test"),
    "tox": tox_rule, "nox": tox_rule, "ruff": ruff_rule, "black": black_rule,
    "isort": checked_format, "autopep8": checked_format, "yapf": checked_format,
    "docformatter": checked_format, "pip": pip_rule, "pip3": pip_rule,
    **_names("flake8 pylint pyflakes pycodestyle pydocstyle pep8 bandit vulture codespell typos "
             "doc8 interrogate pyroma check-manifest deptry djlint yamllint curlylint radon xenon "
             "pre-commit-run proselint rstcheck mdl blacken-docs import-linter lint-imports "
             "validate-pyproject refurb flynt", "lint"),
    "pre-commit": pre_commit, "prek": pre_commit,
    **_names("mypy pyright basedpyright pytype pyre pyrefly dmypy stubtest mypy.stubtest zuban",
             "typecheck"),
    "ty": {"check": "typecheck"},
    **_names("sphinx-build sphinx-autobuild pdoc pdoc3", "docs"),
    "sphinx": "docs", "mkdocs": {"build": "docs", "serve": "docs"}, "asv": "bench",
    "properdocs": {"build": "docs"}, "zensical": {"build": "docs", "serve": "docs"},
    "uv": {"sync": "setup", "build": "build", "publish": "release", "pip": pip_rule, "lock": None,
           "format": black_rule},
    "poetry": {"install": "setup", "build": "build", "publish": "release", "check": "lint"},
    "pdm": {"install": "setup", "sync": "setup", "build": "build", "publish": "release"},
    "rye": {"sync": "setup", "test": "test", "lint": "lint", "fmt": black_rule, "build": "build"},
    "pipenv": {"install": install_without_names, "sync": "setup"},
    "hatch": {"test": "test", "fmt": black_rule, "build": "build", "publish": "release",
              "env": None, "run": None},
    "flit": {"build": "build", "install": "setup", "publish": "release"},
    "maturin": {"build": "build", "develop": "setup", "publish": "release"},
    "build": "build", "twine": {"upload": "release", "check": None},
    "conda": {"env": {"create": "setup", "update": "setup"}}, "pixi": {"install": "setup"},
    **_names("python python3 python2 pypy pypy3 py", by_file),
    "flask": {"run": "run"}, "uvicorn": "run", "gunicorn": "run", "hypercorn": "run",
    "fastapi": {"dev": "run", "run": "run"}, "streamlit": {"run": "run"},
    # JavaScript
    **_names("jest vitest mocha ava tap tape uvu karma qunit jasmine wdio testcafe zora borp lab "
             "bats japa poku", "test"),
    "vitest": {"bench": "bench", "watch": None, "run": "test", ALONE: "test", ELSE: "test"},
    "playwright": {"test": "test"}, "cypress": {"run": "test"}, "web-test-runner": "test",
    "wtr": "test", "ng": {"test": "test", "build": "build", "serve": "run", "lint": "lint"},
    "eslint": fixing, "stylelint": fixing, "standard": fixing, "ts-standard": fixing,
    "xo": fixing, "oxlint": fixing, "semistandard": fixing, "tslint": fixing,
    **_names("jshint markdownlint markdownlint-cli markdownlint-cli2 remark publint attw knip "
             "madge depcheck dpdm htmlhint alex cspell size-limit", "lint"),
    "prettier": prettier_rule,
    "biome": {"check": fixing, "ci": "lint", "lint": fixing, "format": fixing},
    "tsc": tsc_rule, "vue-tsc": tsc_rule, "tsgo": tsc_rule, "flow": "typecheck", "tsd": "typecheck",
    "svelte-check": "typecheck", "astro": {"check": "typecheck", "build": "build", "dev": "run"},
    **_names("webpack rollup esbuild parcel tsup unbuild ncc microbundle swc tsdown pkgroll",
             "build"),
    "vite": {"build": "build", "dev": "run", "preview": "run", ALONE: "run"},
    **_names("next nuxt remix gatsby", {"build": "build", "dev": "run", "start": "run",
                                        "lint": "lint"}),
    "docusaurus": {"build": "docs", "start": "docs"}, "typedoc": "docs", "jsdoc": "docs",
    "vitepress": {"build": "docs", "dev": "docs"}, "documentation": {"build": "docs"},
    **_names("npm pnpm bun", {"install": install_without_names, "i": install_without_names,
                              "ci": install_without_names, "publish": "release"}),
    "yarn": {"install": install_without_names, ALONE: "setup", "publish": "release"},
    **_names("turbo nx lerna wireit", runs_tasks), "node": node_rule, "tsx": by_file,
    "ts-node": by_file, "semantic-release": "release", "changeset": {"publish": "release"},
    "deno": {"test": "test", "lint": "lint", "fmt": checked_format, "check": "typecheck",
             "bench": "bench", "task": lambda a: purpose_of_name(next(iter(operands(a)), "")),
             "doc": "docs", "compile": "build", "publish": "release"},
    # Rust, Go
    "cargo": _CARGO, "cross": _CARGO, "cargo-nextest": {"nextest": "test", "run": "test"},
    "rustfmt": checked_format, "taplo": {"fmt": checked_format, "lint": "lint"},
    "mdbook": {"build": "docs", "test": "docs", "serve": "docs"}, "trunk": {"build": "build"},
    "wasm-pack": {"build": "build", "test": "test"}, "dprint": {"check": "lint", "fmt": "format"},
    "go": {"test": go_test, "build": "build", "vet": "lint", "fmt": "format", "run": "run",
           "mod": {"download": "setup"}, "generate": None},
    "gotestsum": "test", "ginkgo": "test", "richgo": {"test": "test"},
    "golangci-lint": {"run": fixing, "fmt": checked_format}, "gofmt": checked_format,
    "gofumpt": checked_format, "goimports": checked_format,
    **_names("golint staticcheck revive govulncheck gosec errcheck ineffassign misspell gocyclo "
             "gosimple nilaway govet", "lint"),
    "goreleaser": {"build": "build", "release": pre_release, "check": "lint", ALONE: "release"},
    "mage": targets,
    # Build tools and other languages
    "make": targets, "gmake": targets, "just": just_rule, "task": just_rule, "go-task": just_rule,
    "rake": lambda a: targets(a) if operands(a) else "test",
    "mise": {"run": lambda a: purpose_of_name(next(iter(operands(a)), "")), "install": "setup"},
    "poe": lambda a: purpose_of_name(next(iter(operands(a)), "")),
    "poethepoet": lambda a: purpose_of_name(next(iter(operands(a)), "")),
    "inv": lambda a: purpose_of_name(next(iter(operands(a)), "")),
    "invoke": lambda a: purpose_of_name(next(iter(operands(a)), "")),
    "cmake": cmake_rule, "ctest": "test", "ninja": lambda a: targets(a),
    "meson": {"setup": "setup", "compile": "build", "test": "test"}, "configure": "setup",
    **_names("gradle gradlew", gradle_rule), **_names("mvn mvnw", maven_rule),
    "dotnet": {"build": "build", "test": "test", "restore": "setup", "run": "run",
               "format": checked_format, "publish": "build", "pack": "build"},
    "sbt": lambda a: "test" if any("test" in w.lower() for w in a) else runs_tasks(a),
    "bazel": {"test": "test", "build": "build"}, "bazelisk": {"test": "test", "build": "build"},
    "rspec": "test", "rubocop": fixing, "standardrb": fixing, "cucumber": "test",
    "rails": {"test": "test", "server": "run", "s": "run"}, "steep": {"check": "typecheck"},
    "bundle": {"install": "setup", ALONE: "setup"}, "bundler": {"install": "setup"},
    "composer": {"install": "setup", "test": "test", "lint": "lint", "publish": "release",
                 "run": lambda a: purpose_of_name(next(iter(operands(a)), "")),
                 "run-script": lambda a: purpose_of_name(next(iter(operands(a)), ""))},
    "phpunit": "test", "pest": "test", "phpstan": "lint", "psalm": "lint", "phpcs": "lint",
    "php-cs-fixer": checked_format, "pint": lambda a: "lint" if "--test" in a else "format",
    "mix": {"test": "test", "format": checked_format, "credo": "lint", "dialyzer": "typecheck",
            "deps.get": "setup", "compile": "build", "docs": "docs", "phx.server": "run"},
    "swift": {"build": "build", "test": "test"}, "xcodebuild": xcode, "swiftlint": "lint",
    "dart": {"test": "test", "analyze": "lint", "format": checked_format},
    "flutter": {"test": "test", "analyze": "lint", "build": "build", "run": "run"},
    "stack": {"build": "build", "test": "test"}, "cabal": {"build": "build", "test": "test"},
    "zig": {"build": lambda a: "test" if "test" in a else "build", "test": "test",
            "fmt": checked_format},
    "lein": {"test": "test"}, "crystal": {"spec": "test"}, "busted": "test", "prove": "test",
    "opam": {"install": None}, "dune": {"build": "build", "test": "test", "runtest": "test"},
    "nix": {"build": "build", "flake": {"check": "lint"}, "fmt": "format"},
    "docker": docker_rule, "docker-compose": compose_rule, "podman": docker_rule, "hugo": "build",
    "helm": {"lint": "lint"}, "tflint": "lint", "ansible-lint": "lint", "vale": "lint",
    "terraform": {"fmt": checked_format, "validate": "lint", "test": "test"},
    **_names("shellcheck hadolint actionlint zizmor checkov sqlfluff ktlint detekt clang-tidy "
             "cppcheck cpplint reuse lychee editorconfig-checker ec", "lint"),
    "shfmt": checked_format, "clang-format": checked_format, "nixpkgs-fmt": checked_format,
    "doxygen": "docs", "lefthook": {"run": "lint", "install": "setup"},
}  # fmt: skip
