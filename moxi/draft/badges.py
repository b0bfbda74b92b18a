"""The line of badges below the title, each with evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from moxi.facts.model import Badge

if TYPE_CHECKING:
    from moxi.draft.view import View
    from moxi.facts import Fact

MAX_BADGES = 5


def line(view: View) -> tuple[str, list[Fact[Badge]]]:
    """Markdown images inside links, and the facts behind them; `""` where they are switched off."""
    style = view.config.badges
    if style == "none" or not view.config.enabled("badges"):
        return "", []
    facts = list({fact.value.image: fact for fact in view.all(Badge)}.values())[:MAX_BADGES]
    return " ".join(_badge(view, fact.value, style) for fact in facts), facts


def _badge(view: View, badge: Badge, style: str) -> str:
    image = badge.image
    if style != "flat" and urlsplit(image).hostname == "img.shields.io":
        image += ("&" if "?" in image else "?") + urlencode({"style": style})
    alt = badge.alt.replace("[", "(").replace("]", ")")
    link = badge.link if "://" in badge.link else view.path(badge.link)
    return f"[![{alt}]({image})]({link})"
