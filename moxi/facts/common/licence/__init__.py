"""The licence: told by its text, held against what the manifests say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.common.licence.expressions import base, expression_of, ids_of, is_family
from moxi.facts.common.licence.files import LicenceFile, licence_files
from moxi.facts.common.licence.holders import CARRY_ONE, holders
from moxi.facts.common.licence.manifests import Statement, statements
from moxi.facts.common.licence.texts import reads_like
from moxi.facts.model import Evidence, Fact, Licence, Note
from moxi.facts.prose import listed
from moxi.facts.registry import Common
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.reader import Reader

MAX_HEADERS = 20
_HEADER = lazy_re(r"SPDX-License-Identifier:\s*([\w.+ ()-]+?)\s*(\*/|-->|$)")
_SOURCES = (".py", ".js", ".ts", ".go", ".rs", ".c", ".h", ".cc", ".cpp", ".java", ".rb", ".sh")


class Licences(Common):
    """One `Licence` for the project.

    Several texts of which no manifest and no text says how they go together are listed with
    commas: neither `OR` nor `AND` is guessed.
    """

    name = "licence"

    def facts(self, reader: Reader, known: Facts, folder: str) -> Iterator[Fact[Any]]:
        """See `Common.facts`."""
        folders = _folders(known, folder)
        files = next((found for where in folders if (found := licence_files(reader, where))), [])
        said = [item for where in folders for item in statements(reader, where)]
        files = _named_files(reader, files, said)
        fact = _decide(files, said) or _from_headers(reader, folder)
        if fact:
            yield Fact(fact.value, fact.evidence, folder=folder)
            yield from _holders(reader, fact.value, folder)


def _holders(reader: Reader, licence: Licence, folder: str) -> Iterator[Fact[Note]]:
    """Whose copyright it is, where one text carries the names."""
    if len(licence.files) == 1 and licence.expression in CARRY_ONE:
        names, places = holders(licence.files[0], reader.text(licence.files[0]))
        if names:
            yield Fact(Note("license", f"Copyright {listed(list(names))}"), places, folder=folder)


def _folders(known: Facts, folder: str) -> list[str]:
    """Where to look: the leading package's folder, the project's, the root."""
    package = known.package
    inner = [package.folder] if package and package.folder != folder else []
    return list(dict.fromkeys([*inner, folder, ""] if inner else [folder, ""]))


def _named_files(
    reader: Reader, files: list[LicenceFile], said: list[Statement]
) -> list[LicenceFile]:
    """The files found, with those that a manifest names and that have another name."""
    from moxi.facts.common.licence.files import _read

    have = {item.path for item in files}
    named = [item.file for item in said if item.file and item.file in reader.tree]
    return files + _read(reader, [path for path in dict.fromkeys(named) if path not in have])


def _decide(files: list[LicenceFile], said: list[Statement]) -> Fact[Licence] | None:
    known = [item for item in files if item.reading.ids]
    if known:
        return _from_texts(known, files, said)
    told = next((item for item in said if item.expression and not is_family(item.expression)), None)
    headed = next((item for item in files if item.reading.headline or item.reading.reserved), None)
    if headed:
        return _from_headline(headed, told)
    if told:
        # its words are not the usual ones, and what it is the manifest says
        like = [item for item in files if reads_like(item.text, told.expression)]
        return Fact(
            Licence(told.expression, _paths(like)),
            (*(item.evidence for item in like), told.evidence),
        )
    return None


def _from_texts(
    known: list[LicenceFile], files: list[LicenceFile], said: list[Statement]
) -> Fact[Licence]:
    ids = list(dict.fromkeys(item.reading.ids[0] for item in known))
    if set(ids) == {"GPL-3.0", "LGPL-3.0"}:
        ids = ["LGPL-3.0"]  # the second is written as an addition to the first
        known = sorted(known, key=lambda item: item.reading.ids[0] != "LGPL-3.0")
    inside = [spdx for item in known for spdx in item.reading.ids]
    agreeing = next((item for item in said if _agrees(item.expression, inside)), None)
    evidence = tuple(item.evidence for item in known)
    addition = next((item.reading.addition for item in known if item.reading.addition), "")
    if agreeing and not addition:
        expression = ids[0] if is_family(agreeing.expression) else agreeing.expression
        if is_family(agreeing.expression) and len(ids) > 1:
            expression = ", ".join(ids)
        elif ", " in expression:
            expression = _listed(expression, known)
        wanted = set(ids_of(expression.replace(",", " OR")))
        shown = [item for item in known if wanted & set(item.reading.ids)] or known
        if len(known) == 1 and len(known[0].reading.ids) == 1:
            shown = known
        return Fact(
            Licence(expression, _paths(shown)),
            (*(item.evidence for item in shown), agreeing.evidence),
        )
    expression = _combined(known, files, ids)
    if addition:
        article = "the " if addition[0].isupper() else ""
        expression = f"{expression} with {article}{addition}"
    contradicting = next((item for item in said if _contradicts(item, inside)), None)
    contradiction = ""
    if contradicting:
        contradiction = (
            f"{contradicting.path} says {contradicting.raw}, "
            f"{known[0].path} is the {known[0].reading.ids[0]} text"
        )
        evidence += (contradicting.evidence,)
    return Fact(Licence(expression, _paths(known), contradiction), evidence)


def _listed(expression: str, known: list[LicenceFile]) -> str:
    """Of several licences that a manifest lists: those whose texts are there, and the others
    that are no mere families. `OR` where a text says that one may choose."""
    texts = [spdx for item in known for spdx in item.reading.ids]
    named = expression.split(", ")
    held = [spdx for spdx in named if base(spdx) in map(base, texts)]
    further = [spdx for spdx in named if spdx not in held and not is_family(spdx)]
    choice = any(item.reading.dual for item in known)
    return (" OR " if choice and not further else ", ").join([*held, *further])


def _combined(known: list[LicenceFile], files: list[LicenceFile], ids: list[str]) -> str:
    """Several texts: `OR` only where one of the files says that one may choose."""
    choice = any(item.reading.dual for item in files) or any(
        item.reading.dual for item in files if not item.reading.ids
    )
    if len(known) == 1 and known[0].reading.dual:
        return " OR ".join(known[0].reading.ids)
    return " OR ".join(ids) if len(ids) > 1 and choice else ", ".join(ids)


def _agrees(expression: str, ids: list[str]) -> bool:
    """Whether a manifest's expression speaks of the texts that are there."""
    if not expression:
        return False
    if is_family(expression):
        return any(spdx.startswith(f"{expression}-") for spdx in ids)
    return bool(set(ids_of(expression)) & set(map(base, ids)))


def _contradicts(statement: Statement, ids: list[str]) -> bool:
    return bool(statement.expression) and not _agrees(statement.expression, ids)


_SPELLED = {
    "AGPL": "affero", "GPL": "gnu general public", "LGPL": "lesser general public",
    "MPL": "mozilla public", "EPL": "eclipse public", "EUPL": "european union public",
    "BSL": "boost software",
}  # fmt: skip


def _from_headline(item: LicenceFile, told: Statement | None) -> Fact[Licence]:
    """A text that is no known licence: by the name that it gives itself."""
    name = item.reading.headline or "All rights reserved"
    named = expression_of(name)
    family = base(told.expression).split("-")[0] if told else ""
    if told and (named == told.expression or _SPELLED.get(family, family.lower()) in name.lower()):
        return Fact(Licence(told.expression, (item.path,)), (item.evidence, told.evidence))
    contradiction = ""
    evidence: tuple[Evidence, ...] = (item.evidence,)
    if told and told.expression != "UNLICENSED":
        contradiction = f"{told.path} says {told.raw}, {item.path} is headed “{name}”"
        evidence = (item.evidence, told.evidence)
    return Fact(Licence(named or name, (item.path,), contradiction), evidence)


def _paths(files: list[LicenceFile]) -> tuple[str, ...]:
    return tuple(item.path for item in files)


def _from_headers(reader: Reader, folder: str) -> Fact[Licence] | None:
    """The SPDX headers of the sources, where all that have one agree."""
    found: dict[str, Evidence] = {}
    for path in reader.sources(folder, _SOURCES, limit=MAX_HEADERS):
        if "SPDX-License-Identifier" not in reader.text(path):
            continue
        for number, line in enumerate(reader.lines(path)[:30], 1):
            header = _HEADER.search(line)
            expression = expression_of(header.group(1)) if header else ""
            if expression:
                found.setdefault(expression, Evidence(path, number, number))
    if len(found) != 1:
        return None
    expression, evidence = next(iter(found.items()))
    return Fact(Licence(expression), (evidence,))
