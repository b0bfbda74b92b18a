"""What the unit file of a service, or the form by which it is deployed, says that it is."""

from __future__ import annotations

import configparser
from typing import TYPE_CHECKING, Any

from moxi.facts.common.words import words
from moxi.facts.model import Description, Fact
from moxi.facts.registry import Common

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.reader import Reader

MIN_WORDS = 4
_DEPLOYED = frozenset(("env", "formation", "addons", "buildpacks", "logo", "stack"))
_OF_UNITS = frozenset(("service", "server", "daemon", "for", "the", "instance", "container"))


class UnitFiles(Common):
    """The description in `name.service`, where it says more than the name, and in `app.json`."""

    name = "units"

    def facts(self, reader: Reader, known: Facts, folder: str) -> Iterator[Fact[Any]]:
        """See `Common.facts`."""
        name = reader.snapshot.metadata.name
        paths = reader.tree.named(f"{name}.service") if name and not folder else ()
        for path in paths[:1]:
            text = _description(reader.text(path))
            lead, dash, rest = text.partition(" - ")
            text = rest if dash and lead.lower() == name.lower() else text
            telling = set(words(text.lower())) - _OF_UNITS - {name.lower()}
            if len(telling) >= MIN_WORDS and "%" not in text:
                yield Fact(Description(text, "metadata"), (reader.find(path, "Description"),))
        table = reader.json("app.json") if not folder and "app.json" in reader.tree else {}
        said = table.get("description")
        if isinstance(said, str) and len(said.split()) > 2 and _DEPLOYED.intersection(table):
            where = reader.find("app.json", '"description"')
            yield Fact(Description(said, "metadata"), (where,))


def _description(text: str) -> str:
    """The description of a unit; systemd reads files of this form."""
    parser = configparser.ConfigParser(interpolation=None, strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error:
        return ""
    return (parser.get("Unit", "Description", fallback="") or "").strip()
