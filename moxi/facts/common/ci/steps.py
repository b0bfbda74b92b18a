"""Actions that stand for a command, and what other actions say about a workflow's purpose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def as_command(uses: str, inputs: dict[str, Any]) -> str:
    """The command that a step's action runs, `""` where none is known."""
    rule = _COMMANDS.get(uses.partition("@")[0].lower())
    if rule is None:
        return ""
    plain = {key: value.strip() for key, value in inputs.items() if isinstance(value, str)}
    return rule(plain) if not isinstance(rule, str) else rule


def serves(uses: str) -> list[str]:
    """`security`, `release`, `housekeeping`: what an action is known to be for."""
    name = uses.partition("@")[0].lower()
    return [purpose for pattern, purpose in _SERVES if re.search(pattern, name)]


def _golangci(inputs: dict[str, str]) -> str:
    return "" if inputs.get("install-only") == "true" else "golangci-lint run"


def _ruff(inputs: dict[str, str]) -> str:
    arguments = inputs.get("args") or "check"
    if arguments.startswith("-"):
        arguments = f"check {arguments}"
    return " ".join(f"ruff {arguments} {inputs.get('src', '')}".split())


def _black(inputs: dict[str, str]) -> str:
    options = " ".join(o for o in inputs.get("options", "--check").split() if o != "--verbose")
    return f"black {options or '--check'} {inputs.get('src') or '.'}"


def _cargo(inputs: dict[str, str]) -> str:
    if inputs.get("use-cross") == "true" or "--target" in inputs.get("args", ""):
        return ""
    toolchain = inputs.get("toolchain", "")
    parts = ("cargo", f"+{toolchain}" if toolchain else "", inputs.get("command", ""),
             inputs.get("args", ""))  # fmt: skip
    return " ".join(" ".join(parts).split()) if inputs.get("command") else ""


def _pre_commit(inputs: dict[str, str]) -> str:
    extra = re.sub(r"--(color|show-diff-on-failure)\S*", "", inputs.get("extra_args", "")).split()
    return f"pre-commit run {' '.join(extra) or '--all-files'}"


def _gradle(inputs: dict[str, str]) -> str:
    return f"./gradlew {inputs['arguments']}" if inputs.get("arguments") else ""


_COMMANDS: dict[str, str | Callable[[dict[str, str]], str]] = {
    "golangci/golangci-lint-action": _golangci,
    "pre-commit/action": _pre_commit,
    "astral-sh/ruff-action": _ruff,
    "chartboost/ruff-action": _ruff,
    "psf/black": _black,
    "crate-ci/typos": "typos",
    "isort/isort-action": "isort --check-only .",
    "actions-rs/cargo": _cargo,
    "actions-rs/clippy-check": "cargo clippy",
    "dominikh/staticcheck-action": "staticcheck ./...",
    "golang/govulncheck-action": "govulncheck ./...",
    "embarkstudios/cargo-deny-action": "cargo deny check",
    "jakebailey/pyright-action": "pyright",
    "gradle/gradle-build-action": _gradle,
}  # fmt: skip

_SERVES: tuple[tuple[str, str], ...] = (
    (r"codeql|scorecard|trivy|zizmor|dependency-review|snyk|semgrep", "security"),
    (r"pypi-publish|npm-publish|action-gh-release|goreleaser|release-plz|create-release|"
     r"changesets/action|semantic-release|release-drafter|upload-release-asset|maturin-action",
     "release"),
    (r"actions/stale|labeler|lock-threads|first-interaction|add-to-project", "housekeeping"),
    (r"deploy-pages|gh-pages", "deploy"),
    (r"codespell|typos|reviewdog|super-linter|markdownlint|shellcheck|actionlint", "lint"),
)  # fmt: skip
