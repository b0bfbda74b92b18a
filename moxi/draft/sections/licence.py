"""Under what terms it may be used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.draft import markdown as md
from moxi.facts.model import Licence, Note

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View


def build(view: View, body: Body) -> None:
    """The expression, each of its texts linked; a contradiction is shown, not smoothed over."""
    for fact in view.all(Licence)[:1]:
        licence = fact.value
        files = [path for path in licence.files if view.exists(path)]
        line = licence.expression
        if len(files) == 1:
            line = view.link(line, files[0])
        elif files:
            line += " (" + md.join(view.link(path.rpartition("/")[2], path) for path in files) + ")"
        body.add(re.sub(r"\bOR\b", "or", line) if " OR " in line and not files else line, fact)
        if licence.contradiction:
            body.add(md.sentence(licence.contradiction))
    for note in view.all(Note):
        if note.value.section == "license":
            body.add(md.sentence(note.value.markdown), note)
