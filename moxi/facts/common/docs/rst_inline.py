"""Inline markup of reStructuredText as clean inline Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moxi.facts.common.docs.blocks import UNRESOLVED
from moxi.facts.common.docs.inline import code_span, escape, link, role_text, tidy
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.common.docs.blocks import Resolve

_INLINE = lazy_re(
    r"\\(?P<escaped>.)"
    r"|``(?P<literal>.+?)``"
    r"|(?<!\w):(?P<role>[A-Za-z][\w:.+-]*):`(?P<content>[^`]+)`"
    r"|`(?P<title>[^`<>]*?)\s*<(?P<url>[^`<>]+)>`__?"
    r"|`(?P<phrase>[^`]+)`(?P<ref>__?)?(?!\w)"
    r"|\|(?P<subst>[^|\s](?:[^|\n]*[^|\s])?)\|(?:__?)?"
    r"|\*\*(?P<strong>\S(?:.*?\S)?)\*\*"
    r"|(?<![\w*])\*(?P<em>[^\s*](?:[^*]*[^\s*])?)\*(?![\w*])"
    r"|\[(?P<note>#?\w*|\*)\]_(?!\w)"
    r"|(?<![\w:/.@])(?P<bare>[A-Za-z][\w.-]*?)__?(?![\w`])"
    r"|(?P<web>https?://[^\s<>`]*[\w/=&#])",
    re.DOTALL,
)


@dataclass(slots=True)
class Names:
    """What a page defines for its inline texts: link targets and substitutions."""

    targets: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    images: set[str] = field(default_factory=set)

    def target(self, name: str) -> str:
        """Where a named reference leads, `""` where this page does not say."""
        return self.targets.get(key(name), "")


def key(name: str) -> str:
    """Reference names ignore case and white space."""
    return " ".join(name.lower().split())


def markdown(text: str, names: Names, resolve: Resolve) -> str:
    """One paragraph of reStructuredText as one line of Markdown."""
    out: list[str] = []
    last = 0
    for match in _INLINE.finditer(text):
        shown = _shown(match, names, resolve)
        if shown is None:
            continue
        out.append(escape(text[last : match.start()]))
        out.append(shown)
        last = match.end()
    out.append(escape(text[last:]))
    return tidy("".join(out))


def _shown(match: re.Match[str], names: Names, resolve: Resolve) -> str | None:
    if match["escaped"] is not None:
        return "" if match["escaped"].isspace() else escape(match["escaped"])
    if match["literal"]:
        return code_span(match["literal"])
    if match["role"]:
        return role_text(match["role"], match["content"], resolve)
    if match["url"]:
        url = names.target(match["url"].rstrip("_")) or match["url"]
        return link(escape(match["title"] or url), url, resolve)
    if match["phrase"]:
        return _phrase(match["phrase"], bool(match["ref"]), names, resolve)
    if match["subst"]:
        name = match["subst"]
        return "" if name in names.images else names.texts.get(name, UNRESOLVED)
    if match["strong"]:
        return f"**{match['strong']}**"
    if match["em"]:
        return f"*{match['em']}*"
    if match["bare"]:
        target = names.target(match["bare"])
        return link(escape(match["bare"]), target, resolve) if target else None
    return match["web"] or ""


def _phrase(phrase: str, reference: bool, names: Names, resolve: Resolve) -> str:
    if reference:
        target = names.target(phrase)
        return link(escape(phrase), target, resolve) if target else escape(phrase)
    return code_span(phrase) if re.fullmatch(r"[\w./()\[\]=-]+", phrase) else escape(phrase)
