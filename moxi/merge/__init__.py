"""A new draft into an existing README: what Moxi owns is renewed, what a person wrote stands."""

from moxi.merge.history import History, git_versions
from moxi.merge.merging import merge
from moxi.merge.model import Change, Merged, Proposal, Wanted

__all__ = ["Change", "History", "Merged", "Proposal", "Wanted", "git_versions", "merge"]
