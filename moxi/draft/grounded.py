"""What of a model's text the repository bears out, sentence by sentence.

A sentence, list item, table row or line of code stands where each of its claims is verified and its
words rest on a few of the statements that the model was given. Everything else is dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from moxi.draft.tidied import tidied
from moxi.facts.common.words import words
from moxi.patterns import lazy_re
from moxi.verify import judged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markdown_it.token import Token

    from moxi.verify import Finding
    from moxi.verify.repository import Repository

MAX_STATEMENTS = 2
"""A sentence may bring together so many statements; one where it names code, or turns what it says
by a word such as `not` or `only`. Of more, anything could be made."""
STEM = 6
"""Letters in which two forms of a word agree: `install`, `installation`."""
_SHELL = ("sh", "bash", "console", "shell", "zsh", "powershell", "bat")
_SENTENCE_END = lazy_re(r"(?<=[.!?])\s+(?=[A-Z`*_\[\"(])")
_CODE = lazy_re(r"(`+)(.+?)\1", re.DOTALL)
_LINK = lazy_re(r"!?\[([^\]]*)\]\(([^()\s]*)[^()]*\)")
_WORD = lazy_re(r"[^\W\d_][\w'’]*(?:[-./+#][\w]+)*[+#]{0,2}|\d[\w.,]*")
_OPERATORS = lazy_re(r"[|;&<>`]|\$\(")
_RANK = frozenset(words(
    "not never no none without cannot only all every always any must each both best most least "
    "more less fewer than first last many few several multiple various numerous"
))  # fmt: skip
"""Words that turn a statement."""
_FREE = frozenset(words(
    "a an the and or but so if then else when while where which that this these those there "
    "here it its they them their you your we our us i he she his her is are was were be been "
    "being am do does did done has have had can may might will would should could shall of in "
    "on at by for from to into onto with as about over under between after before during per "
    "via using use used uses user users how what why who such like also too just well very "
    "other another same own one once again as-is e.g i.e etc let lets allow allows allowed "
    "enable enables make makes made making provide provides provided give gives given get gets "
    "show shows shown see sees read reads take takes taken set sets need needs needed require "
    "requires required want wants help helps work works working contain contains contained "
    "include includes included including hold holds offer offers describe describes described "
    "define defines defined follow follows following find found come comes go goes keep keeps "
    "kept put puts call calls called name named names write writes written run runs running "
    "start starts started option options argument arguments command commands example examples "
    "project repository package program tool section table "
    "below above way ways part parts thing things value values default defaults "
    "type types kind kinds list lists listed available possible simple specific further "
    "directly together instead rather yourself itself first-time state stated note main new "
    "next now out up down off back both since until because therefore thus however for-example "
    "whether either neither nor within along through across around against please purpose "
    "purposes case cases order able based means mean meaning result results"
)) - _RANK  # fmt: skip
"""Words that any page about software has; they say nothing of a repository."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A part of a model's text that is not published, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Grounded:
    """What stands of a text, and what does not."""

    text: str
    dropped: tuple[Dropped, ...] = ()


def grounded(
    markdown: str,
    *,
    repository: Repository,
    texts_given: Sequence[str],
    template: str,
    names: Sequence[str] = (),
) -> Grounded:
    """The text without the parts that are refuted, unknown, or rest on nothing that was given.

    `texts_given` is what the prompt showed, `template` what the section says without a model,
    `names` are the project's own.
    Never raises for what the texts hold.
    """
    text = _by_sentence(markdown)
    given = Given((*texts_given, template), names)
    report = judged(text, repository)
    findings: dict[int, list[Finding]] = {}
    for finding in report.findings:
        findings.setdefault(finding.claim.line, []).append(finding)
    lines: list[str | None] = [*text.split("\n")]
    dropped: list[Dropped] = []
    for piece in _pieces(text):
        own = [one for number in range(piece.first, piece.last) for one in
               findings.get(number + 1, ())]  # fmt: skip
        reason = _refused(own) or given.lacks(piece, own)
        if reason:
            dropped.append(Dropped(piece.text.strip(), reason))
            lines[piece.first : piece.last] = [None] * (piece.last - piece.first)
    kept = "\n".join(line for line in lines if line is not None)
    return Grounded(_without_bare_headings(tidied(_joined(kept))), tuple(dropped))


def covers(markdown: str, template: str, repository: Repository) -> tuple[str, ...]:
    """What the template's section states and a text does not: claims, lines of code, table rows."""
    said = " ".join(markdown.split())
    made = {(one.claim.kind, one.claim.text) for one in judged(markdown, repository).findings}
    wanted: dict[str, None] = {}
    for finding in judged(template, repository).with_status("verified"):
        if finding.claim.kind != "code" and (finding.claim.kind, finding.claim.text) not in made:
            wanted[finding.claim.text] = None
    for piece in _pieces(_by_sentence(template)):
        if piece.kind in ("code", "row"):
            wanted.update(dict.fromkeys(line.strip() for line in piece.text.split("\n")))
    return tuple(one for one in wanted if one and " ".join(one.split()) not in said)


def adds_to(sentence: str, template: str) -> bool:
    """Whether a sentence says more than one of the template's says already."""
    told = _stems(_plain(sentence))
    own = (_stems(_plain(unit)) for unit in _units(template) if not unit.startswith("|"))
    return bool(told) and not any(told <= one for one in own)


@dataclass(frozen=True, slots=True)
class _Piece:
    """The smallest part of a text that can be left out."""

    kind: str
    """sentence, row, code (a whole fence, or one line of a shell fence), heading"""
    text: str
    first: int
    last: int
    """lines, from 0, the last one excluded"""
    in_shell: bool = False


class Given:
    """The statements that a model was given, and whether a piece of its text rests on them."""

    def __init__(self, texts: Iterable[str], names: Iterable[str] = ()) -> None:
        text = "\n".join(texts)
        self._flat = " ".join(text.split())
        self._lines = {" ".join(line.split()) for line in text.split("\n")}
        self._names = frozenset(names)
        self._of_names = _stems(" ".join(self._names), all_=True)
        units = dict.fromkeys(" ".join(unit.split()) for unit in _units(text))
        self._said = {*units, *self._lines}
        self._units = [(unit, stems) for unit in units if (stems := _stems(unit, all_=True))]

    def lacks(self, piece: _Piece, findings: list[Finding]) -> str:
        """What a piece says beyond the statements; `""` where it rests on them."""
        if piece.kind == "code":
            return self._code(piece, findings)
        if " ".join(piece.text.split()) in self._said:
            return ""  # letter by letter
        for _, target in _LINK.findall(piece.text):
            if target not in self._flat:
                return f"{target} stands nowhere in what was given"
        named = {" ".join(match[2].split()) for match in _CODE.finditer(piece.text)}
        for code in sorted(named):
            if code not in self._flat:
                return f"{code} stands nowhere in what was given"
        return self._rests(_plain(piece.text), named - self._names, whole=piece.kind == "heading")

    def _code(self, piece: _Piece, findings: list[Finding]) -> str:
        for line in piece.text.split("\n"):
            flat = " ".join(line.split())
            if not flat or flat in self._lines or flat.startswith(("```", "~~~")):
                continue
            stands = piece.in_shell and findings and not _OPERATORS.search(flat)
            if not stands and (not piece.in_shell or flat.removeprefix("$ ") not in self._lines):
                return f"the code {flat[:60]} stands nowhere in what was given"
        return ""

    def _rests(self, text: str, named: set[str], *, whole: bool) -> str:
        """Why the words of a piece are not those of a few statements, which name its code too."""
        wanted = _stems(text) - self._of_names
        if not wanted and not named:
            return "" if whole or text.rstrip().endswith(":") else "it states nothing"
        units = [stems for unit, stems in self._units if all(code in unit for code in named)]
        left = set(wanted)
        for _ in range(1 if named or wanted & _RANK else MAX_STATEMENTS):
            best = max(units, key=lambda stems: len(left & stems), default=frozenset())
            left -= best
        if not left and units:
            return ""
        missing = ", ".join(_spelt(text, left)[:3] or sorted(named)[:3])
        if left <= frozenset().union(*(stems for _, stems in self._units)):
            return f"no statement brings this together: {missing}"
        return f"nothing that was given says {missing}"


def _refused(findings: list[Finding]) -> str:
    for finding in findings:
        if finding.status != "verified":
            return f"{finding.status}: {finding.verdict.reason or finding.claim.text}"
    return ""


def _tokens(text: str) -> list[Token]:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"maxNesting": 40}).enable("table").parse(text)


def _by_sentence(markdown: str) -> str:
    """The same text with each sentence of a paragraph on a line of its own."""
    lines = markdown.split("\n")
    parents: list[str] = []
    for token in _tokens(markdown):
        if token.nesting == 1:
            parents.append(token.type)
        elif token.nesting == -1:
            parents.pop()
        elif token.type == "inline" and token.map and parents == ["paragraph_open"]:
            first, last = token.map
            text = " ".join(line.strip() for line in lines[first:last])
            lines[first:last] = ["\n".join(sentences(text)), *["\0"] * (last - first - 1)]
    return "\n".join(line for line in lines if line != "\0")


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, taken apart outside of code."""
    parts: list[str] = []
    start = 0
    inside = [match.span() for match in _CODE.finditer(text)]
    for end in _SENTENCE_END.finditer(text):
        if not any(first < end.start() < last for first, last in inside):
            parts.append(text[start : end.start()])
            start = end.end()
    return [*parts, text[start:]]


def _joined(text: str) -> str:
    """A text whose paragraphs have one sentence a line, with each paragraph on one line."""
    lines: list[str] = text.split("\n")
    for token in _tokens(text):
        if token.type == "paragraph_open" and token.level == 0 and token.map:
            first, last = token.map
            lines[first:last] = [" ".join(lines[first:last]), *["\0"] * (last - first - 1)]
    return "\n".join(line for line in lines if line != "\0")


def _without_bare_headings(text: str) -> str:
    """Without headings that nothing follows any more."""
    tokens = [token for token in _tokens(text) if token.level == 0 and token.map]
    lines: list[str | None] = [*text.split("\n")]
    for token, following in zip_longest(tokens, tokens[1:]):
        bare = following is None or following.type == "heading_open"
        if token.type == "heading_open" and bare and token.map:
            first, last = token.map
            lines[first:last] = [None] * (last - first)
    return "\n".join(line for line in lines if line is not None).strip("\n")


def _pieces(text: str) -> Iterator[_Piece]:
    lines = text.split("\n")
    parents: list[str] = []
    for token in _tokens(text):
        if token.nesting == 1:
            parents.append(token.type)
        elif token.nesting == -1:
            parents.pop()
        if not token.map:
            continue
        first, last = token.map
        body = "\n".join(lines[first:last])
        if token.type in ("fence", "code_block"):
            language = token.info.split()[0] if token.info.split() else ""
            if token.type == "fence" and language in _SHELL:
                end = last - 1 if lines[last - 1].strip().startswith(token.markup) else last
                for number in range(first + 1, end):
                    if lines[number].strip():
                        yield _Piece("code", lines[number], number, number + 1, in_shell=True)
            else:
                yield _Piece("code", body, first, last)
        elif token.type == "tr_open" and "tbody_open" in parents:
            yield _Piece("row", body, first, last)
        elif token.type == "heading_open":
            yield _Piece("heading", body, first, last)
        elif token.type == "inline" and parents[-1] == "paragraph_open":
            if parents == ["paragraph_open"]:
                for number in range(first, last):
                    yield _Piece("sentence", lines[number], number, number + 1)
            else:
                yield _Piece("sentence", body, first, last)
        elif token.type == "html_block":
            yield _Piece("sentence", body, first, last)


def _units(text: str) -> Iterator[str]:
    """The statements of a text: its lines, those of prose taken apart into sentences."""
    for line in text.split("\n"):
        yield from sentences(line) if ". " in line else (line,)


def _plain(text: str) -> str:
    """A piece's words: without code (held to be there letter by letter) and link targets."""
    return _CODE.sub(" ", _LINK.sub(r"\1", text))


@lru_cache(maxsize=20_000)
def _stems(text: str, all_: bool = False) -> frozenset[str]:
    """The stems of the words that say something; `all_` takes compounds apart as well."""
    found: set[str] = set()
    for match in _WORD.finditer(text):
        word = match[0].strip(".,'’").lower().removesuffix("'s").removesuffix("’s")
        if not all_ and (word in _FREE or not word):
            continue
        found.add(_stem(word))
        if all_:
            parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+|\d+", match[0])
            found.update(_stem(part.lower()) for part in parts)
    return frozenset(found)


def _stem(word: str) -> str:
    if not word.isalpha() or not word.isascii():
        return word
    for ending in ("ies", "es", "s", "ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + ("y" if ending == "ies" else "")
            break
    return word.rstrip("e")[:STEM] if word not in _RANK else word


def _spelt(text: str, stems: Iterable[str]) -> list[str]:
    wanted = set(stems)
    return [match[0] for match in _WORD.finditer(text) if _stems(match[0]) & wanted]
