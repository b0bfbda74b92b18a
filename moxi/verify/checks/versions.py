"""The least version of a language that a README asks for, against what the manifest asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version

from moxi.facts.model import Runtime
from moxi.patterns import lazy_re
from moxi.verify.context import is_past
from moxi.verify.model import Claim, Finding, refuted, unknown, verified

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Fact
    from moxi.verify.model import Verdict
    from moxi.verify.page import Page
    from moxi.verify.repository import Repository

_LANGUAGES = {
    "python": "Python", "node": "Node.js", "node.js": "Node.js", "nodejs": "Node.js",
    "rust": "Rust", "rustc": "Rust", "go": "Go", "golang": "Go", "ruby": "Ruby", "php": "PHP",
    "java": "Java", "deno": "Deno", "bun": "Bun",
}  # fmt: skip
_NUMBER = r"v?(?P<version>\d+(?:\.\d+){0,2})"
_OR_NEWER = (
    r"\+| ?\(?or (?:newer|later|higher|above|greater|up)| and (?:newer|later|above|up|higher)"
    r"| ?(?:or|/) ?>|-?\d*\.x\+"
)
_AFTER = lazy_re(
    r"\b(?P<name>python|node(?:\.?js)?|rustc?|go(?:lang)?|ruby|php|java|deno|bun)\b[`\]]*"
    r"(?:\([^)]*\))?[`* ]*(?:version |versions |runtime )?"
    rf"(?P<least>>=|≥|>|at least |minimum |min\.? )?[`* ]*{_NUMBER}(?:\.x)?(?P<more>{_OR_NEWER})?",
    re.IGNORECASE,
)
_MSRV = lazy_re(
    r"\b(?:MSRV|minimum (?:supported|required) (?P<name>rust|python|node(?:\.?js)?|go)"
    r"(?: version)?)\b[^\d\n|]{0,25}v?(?P<version>\d+\.\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
_ASKS = lazy_re(
    r"\brequir|\bneed|\bminimum|\bat least\b|prerequisit|\bsupport|\binstall|\bcompatib|\bworks? ",
    re.IGNORECASE,
)
_TELLS = lazy_re(
    r"\)?\s+(ships?|embeds?|includes?|comes|has|have|adds?|brings?|provides?|does)\b", re.I
)
"""What follows where a sentence tells about the language itself."""
_NEWS = lazy_re(r"^[^:]*(\bnew\b|\bchanges?\b|\breleas|\d+\.\d+)[^:]*:|^[^:]*: v?\d+\.\d+", re.I)
"""A section about a release, or a sentence that starts with its number."""
_DEVELOPS = lazy_re(r"\b(develop|contribut|build|compil|test|tested|docs?|example|ci)\w*\b", re.I)


def findings(page: Page, repository: Repository) -> Iterator[Finding]:
    """A claim for each sentence that asks for a least version."""
    for prose in page.prose:
        found_here = [(match, False) for match in _AFTER.finditer(prose.text)]
        found_here += [(match, True) for match in _MSRV.finditer(prose.text)]
        for found, least in found_here:
            groups = found.groupdict()
            name = _LANGUAGES.get((groups.get("name") or "rust").lower(), "")
            if not name or not (least or groups.get("least") or groups.get("more")):
                continue
            if _TELLS.match(prose.text, found.end()):
                continue
            text = found.group().strip()
            line = page.line_of(text, prose.line, prose.line + 8)
            verdict = _judged(
                name,
                found.group("version"),
                _stated(name, repository),
                f"{prose.section}: {prose.text}",
                repository,
            )
            yield Finding(Claim("version", text, line), verdict)


def _stated(name: str, repository: Repository) -> Fact[Runtime] | None:
    """What the repository asks for of a language, the project under check first."""
    asked = (
        fact
        for fact in repository.every(Runtime)
        if fact.value.name == name and fact.value.requirement
    )
    return next(asked, None)


def _judged(
    name: str, version: str, fact: Fact[Runtime] | None, around: str, repository: Repository
) -> Verdict:
    if fact is None:
        return unknown(f"the repository asks for no version of {name}")
    least = _least(fact.value.requirement)
    try:
        asked = Version(version)
    except InvalidVersion:
        return unknown("not a version")
    if least is None:
        return unknown(f"{name} {fact.value.requirement} has no least version")
    if _same(asked, least):
        return verified(*fact.evidence)
    if is_past(around) or _NEWS.search(around):
        return unknown("the sentence speaks of what was")
    if _same(asked, Version(".".join(map(str, least.release[:2])))):
        return unknown("they differ in the last number only")
    if asked < least and (_ASKS.search(around) or _DEVELOPS.search(around)):
        return refuted(
            f"the repository needs {name} {fact.value.requirement}",
            *fact.evidence,
            suggestion=f"{name} {fact.value.phrase}" if fact.value.phrase else str(least),
            fix=(version, str(least)) if version.count(".") == str(least).count(".") else None,
        )
    if asked < least or _DEVELOPS.search(around) or not _ASKS.search(around):
        return unknown("not what the repository asks for, but it may be about something else")
    return refuted(
        f"the repository asks for {name} {fact.value.requirement}",
        *fact.evidence,
        suggestion=f"{name} {fact.value.phrase}" if fact.value.phrase else str(least),
    )


def _same(asked: Version, least: Version) -> bool:
    size = min(len(asked.release), len(least.release))
    return asked.release[:size] == least.release[:size]


def _least(requirement: str) -> Version | None:
    """`>=3.9,<4`, `^18 || >=20`, `1.70` → the lowest version that is allowed."""
    found: list[Version] = []
    for part in re.split(r"\|\|", requirement):
        numbers = re.findall(r"(?:>=|\^|~>?=?|==?|(?<![<!\d.]))\s*v?(\d+(?:\.\d+){0,2})", part)
        if numbers:
            found.append(Version(numbers[0]))
    return min(found) if found else None
