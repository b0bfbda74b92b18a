"""What the command says, and where: results on stdout, everything else on stderr."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str], None]]:
    """A spinner on stderr, on a terminal only; what is yielded changes the words beside it."""
    if quiet or not sys.stderr.isatty():
        yield lambda text: None
        return
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True).status("reading the repository") as status:
        yield lambda text: status.update(escape(plain(text)))


def warn(problems: Iterable[object], quiet: bool) -> None:
    """One line for each problem."""
    if not quiet:
        for problem in problems:
            say(f"warning: {problem}")


def log(verbose: bool) -> None:
    """Send Moxi's own log to stderr, or nowhere."""
    logging.basicConfig(stream=sys.stderr, level=logging.CRITICAL, format="%(name)s: %(message)s")
    logging.getLogger("moxi").setLevel(logging.DEBUG if verbose else logging.CRITICAL)


def say(line: str) -> None:
    """One line for the person, on stderr; control characters of a repository stay harmless."""
    sys.stderr.write(plain(line).encode("utf-8", "replace").decode("utf-8") + "\n")


def plain(line: str) -> str:
    """A line without control characters."""
    return "".join(char if char.isprintable() else " " for char in line)


def show(text: str) -> None:
    """The result, on stdout, as UTF-8 wherever it goes."""
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
