"""A repository at one commit: its entries, their text and its metadata, read and never run."""

from moxi.snapshot.model import (
    Entry,
    Metadata,
    Reason,
    Snapshot,
    Text,
    Tree,
    Unread,
)

__all__ = ["Entry", "Metadata", "Reason", "Snapshot", "Text", "Tree", "Unread"]
