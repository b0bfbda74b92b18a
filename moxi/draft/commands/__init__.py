"""Which of the many commands of a project a newcomer is shown: one of each kind, the plainest.

A command has a *family*: the project's tool itself (`pytest`, `cargo test`, `npm test`; tox and nox
count as such), or a runner that stands before it (`make`, `just`, `task`). Of one purpose, one
command of each family is shown, and of those that do the same the one that CI runs.
"""

from moxi.draft.commands.choose import choose
from moxi.draft.commands.meaning import meaning

__all__ = ["choose", "meaning"]
