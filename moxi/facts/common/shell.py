"""A shell script as the simple commands that it runs, without running anything.

It knows what decides whether, where and as what a command runs: quotes, continuations, comments,
here-documents, lists, pipelines, groups, `if`/`for`/`while`/`case`, functions and `cd`. It is no
shell: an expansion stays as it is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from moxi.facts.common.shell_tokens import REDIRECTS, Token, tokens_of
from moxi.facts.paths import normalise
from moxi.patterns import lazy_re

MAX_SCRIPT = 100_000
_OPENERS = frozenset(("if", "for", "while", "until", "case", "select", "function"))
_CLOSERS = {"fi": "if", "done": "loop", "esac": "case"}
_CONTINUERS = frozenset(("then", "else", "elif", "do"))
_TESTS = frozenset(("[", "[[", "test", "command", "which", "type", "grep", "!", "hash", "false"))
_ASSIGNMENT = lazy_re(r"[A-Za-z_]\w*=")


@dataclass(frozen=True, slots=True)
class Command:
    """One simple command of a script."""

    text: str
    """as it is written, on one line, with its variables set in front, without redirections"""
    words: tuple[str, ...]
    """the program and its arguments, quotes removed"""
    assignments: tuple[str, ...]
    """`NAME=value` in front of it"""
    line: int
    """0-based, in the script"""
    directory: str | None
    """where it runs, relative to where the script starts; None when that is not known"""
    certain: bool
    """it runs whenever the script runs through: in no branch, loop, function or after `||`"""
    plain: bool
    """its output goes to the terminal: in no pipeline, no file, not in the background"""


def split_commands(script: str, directory: str = "") -> list[Command]:
    """The simple commands of a script in order; `directory` is where it starts."""
    return _Parser(tokens_of(script[:MAX_SCRIPT]), directory).commands()


def words_of(command: str) -> tuple[str, ...]:
    """The words of one simple command, without variables set in front."""
    found = split_commands(command)
    return found[0].words if found else ()


# Commands -------------------------------------------------------------------------------------


class _Parser:
    def __init__(self, tokens: list[Token], directory: str) -> None:
        self.tokens = tokens
        self.directory: str | None = directory
        self.before: str | None = directory
        self.blocks: list[str] = []
        self.subshells: list[str | None] = []
        self.words: list[Token] = []
        self.redirected = False
        self.after_pipe = False
        self.doubtful = False  # what stands left in this list may keep the rest from running
        self.found: list[Command] = []
        self.pipeline: list[Command] = []

    def commands(self) -> list[Command]:
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            if not token.operator:
                self._word(token)
            elif token.raw in REDIRECTS and not self._ends_line(index + 1):
                index += 1
                target = self.tokens[index].value if index < len(self.tokens) else ""
                heredoc = token.raw.startswith("<")
                if not heredoc and target not in ("/dev/null", "1", "2", "&1", "&2"):
                    self.redirected = True
            elif token.raw == "(" and len(self.words) == 1 and self._closes(index + 1):
                self.words.clear()
                self.blocks.append("function")
                index += 1
            elif token.raw not in REDIRECTS:
                self._operator(token.raw)
            index += 1
        self._operator("\n")
        return self.found

    def _ends_line(self, index: int) -> bool:
        """No target follows a redirection: `<name>` is what the reader fills in."""
        return index < len(self.tokens) and self.tokens[index].raw == "\n"

    def _closes(self, index: int) -> bool:
        return index < len(self.tokens) and self.tokens[index].raw == ")"

    def _word(self, token: Token) -> None:
        if self.words:
            self.words.append(token)
            return
        raw = token.raw
        if raw in _OPENERS:
            self.blocks.append("loop" if raw in ("for", "while", "until", "select") else raw)
            if raw in ("for", "select", "case", "function"):
                self.words.append(token)  # their header is no command
        elif raw in _CLOSERS:
            self._close(_CLOSERS[raw])
        elif raw == "{":
            if not (self.blocks and self.blocks[-1] == "function"):
                self.blocks.append("{")
        elif raw == "}":
            if self.blocks and self.blocks[-1] in ("{", "function"):
                self.blocks.pop()
        elif raw not in _CONTINUERS:
            self.words.append(token)

    def _close(self, kind: str) -> None:
        if kind in self.blocks:
            while self.blocks.pop() != kind:
                pass
        self.doubtful = True  # `if …; fi && command`

    def _operator(self, operator: str) -> None:
        if operator == "(" and not (self.blocks and self.blocks[-1] == "case"):
            self._end(piped=False)
            self.subshells.append(self.directory)
            return
        command = self._end(piped=operator in ("|", "|&"), background=operator == "&")
        if operator == ")":
            if self.blocks and self.blocks[-1] == "case":
                return
            if self.subshells:
                self.directory = self.subshells.pop()
        elif operator == "||":
            self.doubtful = True
        elif operator == "&&":
            if command and command.words and command.words[0] in _TESTS:
                self.doubtful = True
        elif operator in ("\n", ";", ";;", "&"):
            self.doubtful = False

    def _end(self, *, piped: bool, background: bool = False) -> Command | None:
        """Close the command that has been read; `piped` when its output goes to the next one."""
        command = self._command(piped=piped, background=background)
        self.words.clear()
        self.redirected = False
        if command:
            self.pipeline.append(command)
        if not piped:
            self._end_pipeline()
        self.after_pipe = piped
        return command

    def _end_pipeline(self) -> None:
        first, rest = self.pipeline[:1], self.pipeline[1:]
        if first and rest and all(item.words[0] == "tee" for item in rest):
            self.found.append(first[0])
        else:
            self.found += first if not rest else [_unplain(item) for item in self.pipeline]
        self.pipeline = []

    def _command(self, *, piped: bool, background: bool) -> Command | None:
        if not self.words or self.words[0].raw in _OPENERS:
            return None
        count = 0
        while count < len(self.words) and _ASSIGNMENT.match(self.words[count].raw):
            count += 1
        words = tuple(token.value for token in self.words[count:])
        if not words:
            return None
        certain = not self.doubtful and all(block == "{" for block in self.blocks)
        command = Command(
            text=" ".join(_unquoted(token) for token in self.words),
            words=words,
            assignments=tuple(token.value for token in self.words[:count]),
            line=self.words[0].line,
            directory=self.directory,
            certain=certain,
            plain=not (self.redirected or background),
        )
        if words[0] in ("cd", "pushd", "popd") and not piped:
            self._move(words, certain=certain)
        return command

    def _move(self, words: tuple[str, ...], *, certain: bool) -> None:
        here = self.directory
        operands = [word for word in words[1:] if word == "-" or not word.startswith("-")]
        if not certain or words[0] == "popd" or operands == ["-"]:
            self.directory = self.before if certain else None
        else:
            self.directory = _below(here, operands[0] if operands else "~")
        self.before = here


def _unquoted(token: Token) -> str:
    """A word as it is written, without quotes that change nothing."""
    return token.value if re.fullmatch(r"[\w./=:,@+-]+", token.value) else token.raw


def _unplain(command: Command) -> Command:
    return Command(
        command.text, command.words, command.assignments, command.line, command.directory,
        command.certain, plain=False,
    )  # fmt: skip


_WORKSPACE = lazy_re(
    r"^(\$\{\{\s*github\.workspace\s*\}\}|\$\{?(GITHUB_WORKSPACE|TRAVIS_BUILD_DIR|CI_PROJECT_DIR)\}?)"
)


def _below(here: str | None, target: str) -> str | None:
    """The folder that `cd target` leads to, None where the text does not tell."""
    from_root = _WORKSPACE.match(target)
    if from_root:
        here, target = "", target[from_root.end() :].lstrip("/")
    if here is None or re.search(r"[$`~*?]", target):
        return None
    return normalise(f"{here}/{target}" if here and not target.startswith("/") else target)
