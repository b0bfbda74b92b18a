"""What a crate's own documentation (`//!`) says: overview, description, features, examples."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moxi.facts.common.docs.inline import plain
from moxi.facts.common.docs.markdown import parse
from moxi.facts.common.docs.prose_rules import leans_back, names_no_use, standing
from moxi.facts.model import Description, Evidence, Example, Fact, Feature, Overview
from moxi.facts.prose import first_sentence
from moxi.facts.rust.package import description, roles
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.common.docs.blocks import Block
    from moxi.facts.rust.crate import Crate
    from moxi.facts.rust.source import Sources

MAX_PARAGRAPHS = 3
MAX_EXAMPLES = 6
MAX_EXAMPLE_LINES = 100  # as long as an example that stands alone may be
_RUST_FENCES = ("", "rust", "no_run", "should_panic", "edition2018", "edition2021", "edition2024",
                "rs", "ignore")  # fmt: skip
_CONFIG_FENCES = ("yaml", "yml", "toml", "json", "ron")
_MANIFEST = lazy_re(r"^\s*\[(?:\w+-)?(?:dependencies|features|package|profile)\b|^\w+ = \{ version",
                    re.MULTILINE)  # fmt: skip
_SHELL_FENCES = ("sh", "shell", "bash", "console", "shell-session", "terminal", "zsh")
_CARGO_FEATURES = lazy_re(
    r"\b(cargo|crate|feature|optional|compile)[- ]*(features?|flags?|time features)\b|^features?$",
    re.IGNORECASE,
)
_CAPABILITIES = lazy_re(
    r"^((key|main|core|high[- ]level) )?(features|highlights|capabilities)\W*$", re.IGNORECASE
)
_PLAIN_TITLE = lazy_re(
    r"^(examples?|idea|why|motivation|usage|quick ?start|basic usage|getting started|details"
    r"|overview|how (?:to|(?:do|can) (?:i|you|we)) use.*|"
    r"basic example|simple example|example usage)\W*$",
    re.IGNORECASE,
)
_NO_TITLE = lazy_re(
    r"^(for (example|instance)|e\.g|consider|that is|then|becomes|so|given|assuming|or|and|but|now"
    r"|also|instead|alternatively|usually|which|this|these|it|here)\b|\b(would|following|below|above|such)\b",
    re.IGNORECASE,
)
# Of a program with a library beside, what the library says of itself.
_LIBRARY = lazy_re(r"\b(librar(y|ies)|crate|api|bindings?)\b", re.IGNORECASE)
_SOURCE_TALK = lazy_re(
    r"\b(this|the) (file|module|binary|submodule|source)\b|\bentry ?point\b|\bmain\(\)"
    r"|\bcrate root\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class CrateDocs:
    """The blocks of a crate's documentation; lines are those of the source file."""

    path: str
    first: int
    text: str
    blocks: tuple[Block, ...]

    def evidence(self, block: Block, line: int = 0) -> Evidence:
        """Where a block, or one line of it, stands."""
        if line:
            return Evidence(self.path, self.first + line - 1, self.first + line - 1)
        return Evidence(self.path, self.first + block.line - 1, self.first + block.end - 1)


def read_docs(crate: Crate, sources: Sources) -> CrateDocs | None:
    """The documentation of the library, else of the main program; None where there is none."""
    paths = [crate.library.path] if crate.library else []
    paths += [binary.path for binary in crate.binaries[:1]]
    for path in paths:
        text = crate.reader.text(path)
        if "//!" not in text and "/*!" not in text and "#![doc" not in text:
            continue
        doc, first = sources.crate_doc(path)
        if doc.strip():
            blocks = parse(path, doc, resolve).blocks
            return CrateDocs(path, first, doc, tuple(blocks))
    return None


def resolve(target: str) -> str:
    """A link of the documentation: to the web it stays, to an item of the crate it goes."""
    return target if target.startswith(("http://", "https://")) else ""


def as_markdown(text: str) -> str:
    """A rendered paragraph without the brackets of links to items: `[`Vec`]` → `Vec`."""
    text = re.sub(r"\\?\[((?:[^\[\]`]|`[^`]*`)+?)\\?\]\\?\[[^\[\]]*\]", r"\1", text)
    text = re.sub(r"\\?\[(`[^`\]]+`)\\?\](?!\()", r"\1", text)
    text = re.sub(r"\\?\[([\w:!]+(?:\(\))?)\\?\](?!\()", r"\1", text)
    return re.sub(r"(?<=[\w`])&ensp;|&nbsp;", " ", text)


def crate_doc_facts(crate: Crate, docs: CrateDocs) -> Iterator[Fact[Any]]:
    """Overview, description, features and examples."""
    folder = crate.folder
    is_library = crate.library is not None and docs.path == crate.library.path
    paragraphs = list(_introduction(docs))
    if paragraphs and (is_library or not _SOURCE_TALK.search(docs.text[:400])):
        first = plain(paragraphs[0][0])
        stated = description(crate)
        if not stated:
            yield Fact(
                Description(first_sentence(first), "docstring"),
                (docs.evidence(paragraphs[0][1]),),
                folder,
            )
        other = is_library and stated and roles(crate)[:1] == ("cli",) and _LIBRARY.search(first)
        if not other and (_bare(first) != _bare(stated) or len(paragraphs) > 1):
            evidence = Evidence(
                docs.path,
                docs.evidence(paragraphs[0][1]).line_start,
                docs.evidence(paragraphs[-1][1]).line_end,
            )
            text = "\n\n".join(text for text, _ in paragraphs)
            yield Fact(Overview(text, "docstring"), (evidence,), folder)
    elif is_library and not description(crate):
        yield from _tagline(docs, folder)
    yield from _capabilities(crate, docs)
    yield from _examples(crate, docs)


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def _tagline(docs: CrateDocs, folder: str) -> Iterator[Fact[Description]]:
    """The opening line, where it is a phrase and no whole sentence."""
    for block in docs.blocks[:2]:
        text = plain(as_markdown(block.text))
        if block.kind == "paragraph" and 3 <= len(text.split()) <= 25 and not text.endswith(":"):
            text = first_sentence(text)
            yield Fact(Description(text, "docstring"), (docs.evidence(block),), folder)
            return


def _introduction(docs: CrateDocs) -> Iterator[tuple[str, Block]]:
    """The paragraphs before the first heading or code that stand on their own."""
    found = 0
    for block in docs.blocks:
        if block.kind == "heading" and (found or block.level > 1 or _is_section(block.text)):
            return
        if block.kind in ("code", "table", "list"):
            return
        if block.kind != "paragraph" or block.aside:
            continue
        text = standing(as_markdown(block.text))
        if not text or (not found and leans_back(text)):
            if found:
                return
            continue
        yield text, block
        found += 1
        if found == MAX_PARAGRAPHS or text != as_markdown(block.text):
            return


def _is_section(heading: str) -> bool:
    return bool(_PLAIN_TITLE.match(plain(heading)) or _CARGO_FEATURES.search(plain(heading)))


def _capabilities(crate: Crate, docs: CrateDocs) -> Iterator[Fact[Feature]]:
    """The list under a heading such as `# Features`, unless it is about Cargo's features."""
    under = False
    for block in docs.blocks:
        if block.kind == "heading":
            under = bool(_CAPABILITIES.match(plain(block.text)))
        elif block.kind == "list" and under:
            names = {plain(item.text).split()[0].strip(":*`") for item in block.items if item.text}
            if names & crate.features.keys():
                return
            for item in block.items:
                text = as_markdown(item.text)
                if len(text.split()) >= 2 and len(text) <= 220:
                    yield Fact(Feature(text), (docs.evidence(block, item.line),), crate.folder)
            return


def feature_descriptions(crate: Crate, docs: CrateDocs) -> dict[str, tuple[str, Evidence]]:
    """What a list or table in the documentation says of each Cargo feature."""
    found: dict[str, tuple[str, Evidence]] = {}
    known = {*crate.features, *crate.dependencies}
    for block in docs.blocks:
        rows = [(item.text, item.line) for item in block.items]
        rows += [(" - ".join(row.cells), row.line) for row in block.rows[1:]]
        for text, line in rows:
            match = re.match(r"[*_`]+([\w-]+)[*_`]+(?:\s*\([^)]*\))?\s*(?:[-–—:]+|→)\s*(.+)$", text)
            if match and match.group(1) in known:
                said = as_markdown(match.group(2)).strip(" -:")
                found.setdefault(match.group(1), (said, docs.evidence(block, line)))
    return found


def _examples(crate: Crate, docs: CrateDocs) -> Iterator[Fact[Example]]:
    heading = ""
    count = 0
    names = tuple(f"{binary.name} " for binary in crate.binaries)
    for block in docs.blocks:
        if block.kind == "heading":
            heading = plain(block.text)
        if block.kind != "code" or count >= MAX_EXAMPLES:
            continue
        if block.language in _RUST_FENCES:
            code, language = visible_code(block.text), "rust"
        elif block.language in _SHELL_FENCES and any(name in block.text for name in names):
            code, language = block.text, "sh"
        elif block.language in _CONFIG_FENCES and not _MANIFEST.search(block.text):
            code, language = block.text.strip("\n"), block.language
        else:
            continue
        if not code or code.count("\n") >= MAX_EXAMPLE_LINES or _is_sketch(code, block.language):
            continue
        yield Fact(
            Example(code, language, _title(block, heading), "docstring", 2 + 6 * count),
            (docs.evidence(block),),
            crate.folder,
        )
        count += 1


def _is_sketch(code: str, fence: str) -> bool:
    """Whether code that nobody compiles leaves parts out."""
    return fence == "ignore" and ("..." in code or "…" in code)


def visible_code(code: str) -> str:
    """A documentation test without the lines that rustdoc hides."""
    kept: list[str] = []
    for line in code.split("\n"):
        bare = line.strip()
        if bare == "#" or bare.startswith("# "):
            continue
        kept.append(line.replace("##", "#", 1) if bare.startswith("##") else line)
    text = "\n".join(kept).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", text).rstrip()


def _title(block: Block, heading: str) -> str:
    lead = plain(as_markdown(block.lead)).strip()
    sentence = lead.rpartition(". ")[2]
    if lead.endswith(":") and len(sentence) <= 100 and not _NO_TITLE.search(sentence):
        written = as_markdown(block.lead).strip()
        quoted = written.rpartition(". ")[2].rstrip(":") if "[" not in written else ""
        return quoted if plain(quoted) == sentence.rstrip(":") else sentence.rstrip(":")
    if re.fullmatch(r"\w*_\w*|[A-Z]\w*[a-z]\w*[A-Z]\w*", heading):
        return f"`{heading}`"  # the name of an item
    return "" if _PLAIN_TITLE.match(heading) or names_no_use(heading) else heading
