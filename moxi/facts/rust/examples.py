"""The programs in a package's `examples/` folder, and documentation tests of its main items."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.common.docs.inline import plain
from moxi.facts.common.docs.markdown import parse
from moxi.facts.model import Evidence, Example, Fact, Task
from moxi.facts.paths import join
from moxi.facts.prose import first_sentence, phrase
from moxi.facts.rust import crate as cargo
from moxi.facts.rust.crate_docs import resolve, visible_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.rust.api import Public
    from moxi.facts.rust.crate import Crate
    from moxi.facts.rust.source import Sources

MAX_LINES = 45
MAX_SHOWN = 3
MAX_RUNS = 6
_FIRST = ("hello", "quickstart", "quick_start", "basic", "simple", "getting", "minimal", "demo",
          "readme", "example", "usage", "intro")  # fmt: skip


def example_facts(crate: Crate, sources: Sources) -> Iterator[Fact[Any]]:
    """The examples: the short ones as code, each as a command."""
    if crate.library is None:
        return
    found = sorted(_examples(crate), key=lambda example: _order(example, crate))
    shown = 0
    called = re.compile(rf"\b{re.escape(crate.library.name)}\b")
    used = [item for item in found if called.search(crate.reader.text(item[1]))]
    for name, path in used[:MAX_RUNS]:  # the others are helpers of its developers
        doc, _ = sources.crate_doc(path)
        title = phrase(plain(first_sentence(doc))) if doc else ""
        title = title if len(title) <= 100 and not title.startswith(("!", "```", "#")) else ""
        yield _run(crate, name, title, path)
        code, start = _body(crate.reader.lines(path))
        if shown < MAX_SHOWN and code and code.count("\n") < MAX_LINES:
            end = start + code.count("\n")
            value = Example(code, "rust", title or _spoken(name), "examples", 30 + 10 * shown)
            yield Fact(value, (Evidence(path, start, end),), crate.folder)
            shown += 1


def item_example_facts(crate: Crate, found: list[Public]) -> Iterator[Fact[Example]]:
    """The first documentation test of each of the leading items of a library."""
    count = 0
    for public in found:
        if "```" not in public.item.doc or count >= MAX_SHOWN:
            continue
        for block in parse(public.item.path, public.item.doc, resolve).blocks:
            if block.kind != "code" or block.language not in ("", "rust", "no_run"):
                continue
            code = visible_code(block.text)
            if code and code.count("\n") < 30:
                line = public.item.doc_line + block.line - 1
                end = public.item.doc_line + block.end - 1
                title = f"`{public.name}`"
                value = Example(code, "rust", title, "docstring", 40 + 5 * count)
                yield Fact(value, (Evidence(public.item.path, line, end),), crate.folder)
                count += 1
            break


def _examples(crate: Crate) -> Iterator[tuple[str, str]]:
    tree = crate.reader.tree
    stated = {
        name: path
        for table in cargo.tables(crate.table.get("example"))
        if isinstance(name := table.get("name"), str)
        and isinstance(path := table.get("path", f"examples/{name}.rs"), str)
    }
    for name, path in stated.items():
        where = join(crate.folder, path)
        if where in tree and not path.startswith(".."):
            yield name, where
    if crate.package.get("autoexamples") is False:
        return
    folder = join(crate.folder, "examples")
    for path in tree.files(folder):
        name = path.rpartition("/")[2]
        if name.endswith(".rs") and name[:-3] not in stated:
            yield name[:-3], path
    for below in tree.folders(folder):
        name = below.rpartition("/")[2]
        if f"{below}/main.rs" in tree and name not in stated:
            yield name, f"{below}/main.rs"


def _order(example: tuple[str, str], crate: Crate) -> tuple[int, int, str]:
    name, path = example
    place = next((i for i, word in enumerate(_FIRST) if name.lower().startswith(word)), len(_FIRST))
    entry = crate.reader.tree.get(path)
    return place, entry.size if entry else 0, name


def _run(crate: Crate, name: str, title: str, path: str) -> Fact[Task]:
    needed: list[str] = []
    for table in cargo.tables(crate.table.get("example")):
        if table.get("name") == name:
            needed = cargo.strings(table.get("required-features"))
    package = f" -p {crate.name}" if crate.root is not None else ""
    features = f" --features {','.join(needed)}" if set(needed) - crate.default_features else ""
    command = f"cargo run{package} --example {name}{features}"
    return Fact(Task("run", command, title, "cargo"), (Evidence(path),), crate.folder)


def _body(lines: list[str]) -> tuple[str, int]:
    """An example without its licence header and documentation, and its first line."""
    start = 0
    while start < len(lines) and (
        not lines[start].strip() or lines[start].lstrip().startswith(("//", "#!["))
    ):
        start += 1
    return "\n".join(lines[start:]).rstrip(), start + 1


def _spoken(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")
