"""The files in which a repository keeps its licence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.facts.common.licence.texts import Reading, read_licence
from moxi.facts.model import Evidence
from moxi.facts.paths import join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.reader import Reader

MAX_FILES = 12
_NAME = lazy_re(
    r"((un)?licen[sc]e|copying|copyright)([-_.].*)?$|licen[sc]es?(\.\w+)?$|[\w.]+[-_]licen[sc]e(\.(md|txt|rst))?$",
    re.IGNORECASE,
)
_OTHER = lazy_re(
    r"third[-_ ]?part|3rd[-_ ]?party|dependenc|header|suffix|template|bundled|vendor|"
    r"\.(py|js|ts|go|rs|json|ya?ml|toml|png|svg|sh|rb|c|h|java|cfg|ini|xml|spdx|tmpl|go_template)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LicenceFile:
    """A licence file and what it says."""

    path: str
    reading: Reading
    evidence: Evidence
    text: str = ""


def licence_files(reader: Reader, folder: str) -> list[LicenceFile]:
    """Those of the folder itself; where it has none, those of `LICENSES/` (REUSE)."""
    names = [
        path
        for path in reader.tree.files(folder)
        if _NAME.match(name := path.rpartition("/")[2]) and not _OTHER.search(name)
    ]
    found = _read(reader, names)
    if not any(item.reading.ids or item.reading.headline for item in found):
        found += _read(reader, list(reader.tree.files(join(folder, "LICENSES"))))
    return found


def _read(reader: Reader, paths: list[str]) -> list[LicenceFile]:
    found: list[LicenceFile] = []
    for path in sorted(paths, key=_weight)[:MAX_FILES]:
        text = reader.text(path)
        if text.strip():
            line = next(number for number, line in enumerate(text.split("\n"), 1) if line.strip())
            found.append(LicenceFile(path, read_licence(text), Evidence(path, line, line), text))
    return found


def _weight(path: str) -> tuple[bool, str]:
    """`LICENSE` before `COPYING`, each in the order of their names."""
    return ("licen" not in path.rpartition("/")[2].lower(), path)
