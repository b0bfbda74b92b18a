"""Facts → sections → Markdown."""

from moxi.draft.compose import draft
from moxi.draft.model import Draft, Section, Writer

__all__ = ["Draft", "Section", "Writer", "draft"]
