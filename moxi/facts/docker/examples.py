"""Compose files that show an image in use, lifted whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.docker.compose_file import NAMES
from moxi.facts.model import Evidence, Example, Fact
from moxi.facts.paths import is_example, is_test, is_vendored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader

MAX_EXAMPLES = 4
MAX_LINES = 50


def compose_examples(reader: Reader, folder: str) -> Iterator[Fact[Example]]:
    """Short compose files of the examples, the plainest first."""
    found: list[tuple[int, str]] = []
    for name in NAMES:
        for path in reader.tree.named(name):
            if folder and not path.startswith(f"{folder}/"):
                continue
            inside = path[len(folder) :].lstrip("/")
            if is_example(inside) and not (is_test(inside) or is_vendored(inside)):
                length = len(reader.text(path).rstrip("\n").split("\n"))
                if 2 < length <= MAX_LINES:
                    found.append((length, path))
    for rank, (length, path) in enumerate(sorted(found)[:MAX_EXAMPLES]):
        title = path.rpartition("/")[0].rpartition("/")[2].replace("-", " ").replace("_", " ")
        if title.lower() in ("compose", "docker compose", "docker", "examples", "example"):
            title = ""  # says nothing that the code does not show
        code = reader.text(path).strip("\n")
        example = Example(code, "yaml", title, "examples", 30 + 5 * rank)
        yield Fact(example, (Evidence(path, 1, length),), folder)
