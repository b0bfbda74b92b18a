"""Every error that Moxi raises on purpose.

MoxiError                     base; its text is one line that says what to do next
├── UsageError                the call cannot be carried out as given (exit code 2)
│   ├── SourceError           the repository cannot be opened or cloned
│   ├── ConfigError           `.moxi.yml` or an option is invalid
│   ├── OutputError           the README cannot be written where it was asked for
│   └── MarkerError           Moxi's markers in a README are broken
└── GitError                  git failed, or is missing
"""

from __future__ import annotations


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


class GitError(MoxiError):
    """git ended with `code` (or could not be started: -1); `reason` is its own last word."""

    def __init__(self, args: tuple[str, ...], code: int, reason: str) -> None:
        self.args_given = args
        self.code = code
        self.reason = reason
        super().__init__(f"git {args[0] if args else ''} failed: {reason}")
