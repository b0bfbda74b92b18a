"""What drafts tell of what people tell: the verified claims of human READMEs that a draft, made
without that README, makes too.

    python benchmarks/quality.py
    python benchmarks/quality.py --repos FOLDER_OF_CHECKOUTS --missing command

Without --repos the pinned packages of tests/packages are drafted. A claim counts as told when the
draft says the same words, or rests a claim of the same kind on the same line.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.human import checkouts, packages
from benchmarks.measure import print_table, write_json
from moxi.checking import check
from moxi.config import Config
from moxi.draft import draft
from moxi.draft.proved import proved
from moxi.errors import MoxiError
from moxi.facts import extract
from moxi.facts.model import Cli
from moxi.readme import PLACES
from moxi.snapshot.filtered import without
from moxi.snapshot.local import LocalSnapshot
from moxi.verify.model import KINDS

if TYPE_CHECKING:
    from moxi.verify.model import Finding, Report

REMOVED = (
    *(f"/{place}/[Rr][Ee][Aa][Dd][Mm][Ee]{end}".replace("//", "/")
      for place in PLACES for end in ("", ".md", ".markdown", ".rst", ".txt")),
    "/PKG-INFO", "/*.egg-info/",
)  # fmt: skip
"""The README, and the registry's copy of it."""
OWN_KINDS = frozenset(("anchor", "image", "code", "url"))
"""A page's own make-up, which a draft has no reason to share."""
SAME = ({"link", "path"}, {"command", "package"})
PARTS = {
    "install": r"install|getting|quick|setup|download|require|prereq",
    "usage": r"usage|example|use|cli|command|run|how|api|feature",
    "configuration": r"config|option|environment|setting|argument|param|input|output",
    "development": r"develop|build|test|contribut|hack|lint|compil",
    "structure": r"structure|layout|architecture|overview|packages",
    "licence": r"licen[cs]e|copyright",
    "documentation": r"doc|more|link|resource|support|help|faq",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One verified claim of a human README, and whether the draft makes it too."""

    repository: str
    part: str
    finding: Finding
    told: bool


def make_parser() -> argparse.ArgumentParser:
    """The settings."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--repos", type=Path, help="a folder of checkouts with their READMEs")
    parser.add_argument("--missing", nargs="*", metavar="KIND", help="list what drafts do not tell")
    return parser


def main() -> None:
    """Draft, compare, print, write JSON."""
    arguments = make_parser().parse_args()
    claims: list[Told] = []
    words: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as scratch:
        found = checkouts(arguments.repos) if arguments.repos else packages(Path(scratch))
        for name, folder in found:
            try:
                compared, human, drafted = compare(name, folder)
            except MoxiError as error:
                print(f"{name}: left out: {error}")
                continue
            claims += compared
            told = sum(claim.told for claim in compared)
            words.append(
                {"repository": name, "claims": len(compared), "told": told,
                 "human words": human, "draft words": drafted}
            )  # fmt: skip
    rows = _by("kind", claims) + _by("section", claims)
    print_table(
        ["repository", "told", "human words", "draft words"],
        [
            [f"{row['repository']}", _of(row), f"{row['human words']}", f"{row['draft words']}"]
            for row in words
        ],
    )
    print()
    print_table(
        ["by", "", "told", "share"],
        [[f"{row['by']}", f"{row['name']}", _of(row), f"{row['share']:.0%}"] for row in rows],
    )
    for claim in claims:
        wanted = arguments.missing
        if wanted is not None and not claim.told:
            kind = claim.finding.claim.kind
            if not wanted or kind in wanted:
                where = f"{claim.repository}:{claim.finding.claim.line}"
                print(f"{where} [{claim.part}] {kind}: {claim.finding.claim.text[:120]!r}")
    human, drafted = (
        sum(int(f"{row[key]}") for row in words) for key in ("human words", "draft words")
    )
    told = sum(claim.told for claim in claims)
    print(
        f"\n{len(words)} repositories: {told} of {len(claims)} verified claims told "
        f"({told / max(len(claims), 1):.0%}); {human} words by people, {drafted} in drafts"
    )
    print(write_json("quality", [*words, *rows]))


def compare(name: str, folder: Path) -> tuple[list[Told], int, int]:
    """The verified claims of a README, and the words of both. Raises MoxiError."""
    checked = check(None, f"{folder}")
    snapshot = LocalSnapshot.open(folder)
    bare = without(snapshot, REMOVED)
    facts = extract(bare)
    written, proof = proved(draft(facts, bare, Config()), facts, bare, Config())
    programs = frozenset(fact.value.program for fact in facts.all(Cli))
    said = Said.of(written.markdown, proof, programs)
    lines = checked.text.splitlines()
    seen: dict[tuple[str, str], Told] = {}
    for finding in checked.report.with_status("verified"):
        claim = finding.claim
        if claim.kind not in OWN_KINDS:
            key = (claim.kind, _plain(claim.text))
            part = part_of(lines, claim.line)
            seen.setdefault(key, Told(name, part, finding, said.makes(finding)))
    return list(seen.values()), len(checked.text.split()), len(written.markdown.split())


@dataclass(frozen=True, slots=True)
class Said:
    """What a draft says, in the forms in which a claim is looked for."""

    text: str
    claims: frozenset[tuple[str, str]]
    places: frozenset[tuple[str, str, int]]
    programs: frozenset[str]

    @classmethod
    def of(cls, markdown: str, report: Report, programs: frozenset[str]) -> Said:
        """A draft's own claims and words."""
        claims, places = set(), set()
        for finding in report.with_status("verified"):
            for kind in _kinds(finding.claim.kind):
                claims.add((kind, _plain(finding.claim.text)))
                for place in finding.verdict.evidence:
                    places.add((kind, place.path.rstrip("/"), place.line_start))
        return cls(
            " ".join(markdown.lower().split()), frozenset(claims), frozenset(places), programs
        )

    def makes(self, finding: Finding) -> bool:
        """Whether the draft makes this claim as well."""
        claim = finding.claim
        plain = _plain(claim.text)
        if (claim.kind, plain) in self.claims:
            return True
        if self._names(plain) and claim.kind != "licence":
            return True
        if claim.kind == "command" and self._tells_the_parts(plain):
            return True
        if claim.kind == "import" and self._tells_the_name(plain):
            return True
        places = finding.verdict.evidence[:1]
        return any(
            (claim.kind, place.path.rstrip("/"), place.line_start) in self.places
            for place in places
            if place.line_start or claim.kind in ("link", "path", "licence", "badge")
        )

    def _names(self, text: str) -> bool:
        return bool(re.search(rf"(?<![\w-]){re.escape(text)}(?![\w-])", self.text))

    def _tells_the_name(self, imported: str) -> bool:
        """Whether a name taken from a module stands in the list of the public ones."""
        *module, name = re.split(r"[#.]|::", imported)
        return bool(module) and bool(re.search(rf"`(?:\w+[.:]+)?{re.escape(name)}[`(<]", self.text))

    def _tells_the_parts(self, command: str) -> bool:
        """Whether the draft has the program, the variables and every flag of another example."""
        words = re.sub(r"^(\w+=\S* )+", "", command).split()
        settings = re.findall(r"(?:^| )(\w+)=", command[: command.find(words[0])] if words else "")
        flags = [word.partition("=")[0] for word in words if word.startswith("-") and word != "--"]
        return (
            bool(words)
            and words[0] in self.programs
            and all(self._names(part) for part in (words[0], *settings, *flags))
        )


def part_of(lines: list[str], number: int) -> str:
    """The kind of section that a line stands in, by the headings above it."""
    for index in range(min(number, len(lines)) - 1, -1, -1):
        heading = re.match(r"#{1,6}\s+(.*)", lines[index])
        title = heading.group(1) if heading else ""
        if index and re.fullmatch(r"(=|-|~){3,}\s*", lines[index]) and lines[index - 1].strip():
            title = lines[index - 1]
        if title:
            for part, words in PARTS.items():
                if re.search(words, title, re.IGNORECASE):
                    return part
            if heading and lines[index].startswith("# "):
                break
    return "introduction" if number < 40 else "other"


def _by(what: str, claims: list[Told]) -> list[dict[str, object]]:
    def key(claim: Told) -> str:
        return claim.finding.claim.kind if what == "kind" else claim.part

    count = Counter((key(claim), claim.told) for claim in claims)
    order = KINDS if what == "kind" else ("introduction", *PARTS, "other")
    return [
        {
            "by": what, "name": name, "claims": count[name, True] + count[name, False],
            "told": count[name, True],
            "share": count[name, True] / (count[name, True] + count[name, False]),
        }
        for name in order
        if count[name, True] + count[name, False]
    ]  # fmt: skip


def _of(row: dict[str, object]) -> str:
    return f"{row['told']} of {row['claims']}"


def _plain(text: str) -> str:
    words = text.lower().removeprefix("$ ").removeprefix("sudo ").split()
    return " ".join(words).removeprefix("./").rstrip("/")


def _kinds(kind: str) -> set[str]:
    return next((group for group in SAME if kind in group), {kind})


if __name__ == "__main__":
    main()
