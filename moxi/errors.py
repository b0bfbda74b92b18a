"""Every error that Moxi raises on purpose.

MoxiError                     base; its text is one line that says what to do next
├── UsageError                the call cannot be carried out as given (exit code 2)
│   ├── SourceError           the repository cannot be opened or cloned
│   ├── ConfigError           `.moxi.yml` or an option is invalid
│   ├── OutputError           the README cannot be written where it was asked for
│   ├── MarkerError           Moxi's markers in a README are broken
│   └── ModelSetupError       the model cannot be used as given: address, key, name, context
├── ModelError                one request to a model failed; the draft goes on without it
│   ├── UnreachableError      no answer came, whatever was tried
│   ├── AnswerError           what came back is no valid answer
│   └── BudgetError           the run's limit on tokens would be passed
├── GitHubError               GitHub refuses a request, or does not answer
│   └── GitHubLimitError      its limit on requests is used up for longer than can be waited
└── GitError                  git failed, or is missing
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class MoxiError(Exception):
    """Base of all errors; `str(error)` is one line meant for a person."""

    exit_code = 1


class UsageError(MoxiError):
    """The call cannot be carried out as given."""

    exit_code = 2


class SourceError(UsageError):
    """The repository at `source` cannot be opened or cloned."""

    def __init__(self, source: str, reason: str) -> None:
        self.source = source
        self.reason = reason
        super().__init__(f"{source}: {reason}")


class ConfigError(UsageError):
    """A setting is invalid; `path` and `line` (1-based, 0 when unknown) say where it stands."""

    def __init__(self, path: str, line: int, reason: str) -> None:
        self.path = path
        self.line = line
        self.reason = reason
        super().__init__(f"{path}:{line}: {reason}" if line else f"{path}: {reason}")


class OutputError(UsageError):
    """The output file at `path` cannot be written."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class MarkerError(UsageError):
    """The markers in the README at `path` are broken; `line` (1-based) is where, `reason` says how
    to mend it."""

    def __init__(self, path: str, line: int, reason: str) -> None:
        self.path = path
        self.line = line
        self.reason = reason
        super().__init__(f"{path}:{line}: {reason}")


class ModelSetupError(UsageError):
    """The model at `url` cannot be used as given; `reason` says what to change."""

    def __init__(self, url: str, reason: str) -> None:
        self.url = url
        self.reason = reason
        super().__init__(f"{url}: {reason}" if url else reason)


class ModelError(MoxiError):
    """One request to a model failed."""


class UnreachableError(ModelError):
    """No answer came; `reason` is the last one of `tries`."""

    def __init__(self, reason: str, tries: int) -> None:
        self.reason = reason
        self.tries = tries
        super().__init__(f"no answer after {tries} tries: {reason}")


class AnswerError(ModelError):
    """What came back is no valid answer."""


class BudgetError(ModelError):
    """The run has used `used` of `limit` tokens, and the next request could pass that."""

    def __init__(self, used: int, limit: int) -> None:
        self.used = used
        self.limit = limit
        super().__init__(f"{used} of {limit} tokens are used: raise --max-tokens-total for more")


class GitHubError(MoxiError):
    """GitHub answers `path` with `status` (0: not at all); `reason` is its own word on why, and
    `kind` that of GraphQL's type of error."""

    def __init__(self, status: int, path: str, reason: str, kind: str = "") -> None:
        self.status = status
        self.path = path
        self.reason = reason
        self.kind = kind
        told = _GITHUB_ADVICE.get(status, "GitHub does not do it")
        # Of what is not there GitHub has nothing more to say.
        super().__init__(f"{told}: {reason}" if reason and status not in (401, 404) else told)


_GITHUB_ADVICE = {
    0: "GitHub cannot be reached; try again later",
    401: "GitHub refuses the token; set GITHUB_TOKEN to one that is valid",
    403: "GitHub does not permit it; give the token the permission",
    404: "GitHub has no such repository or branch, or the token may not see it",
    500: "GitHub fails; try again later",
    502: "GitHub fails; try again later",
    503: "GitHub fails; try again later",
}


class GitHubLimitError(GitHubError):
    """The limit on requests is used up until `until`."""

    def __init__(self, path: str, until: datetime) -> None:
        self.until = until
        super().__init__(429, path, "")
        shown = f"{until:%H:%M} UTC"
        self.args = (f"GitHub's limit on requests is used up; run it again after {shown}",)


class GitError(MoxiError):
    """git ended with `code` (or could not be started: -1); `reason` is its own last word."""

    def __init__(self, args: tuple[str, ...], code: int, reason: str) -> None:
        self.args_given = args
        self.code = code
        self.reason = reason
        super().__init__(f"git {args[0] if args else ''} failed: {reason}")
