"""The index over entries, held against the plain way to ask each question."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from moxi.snapshot.model import Entry, Tree

NAME = st.sampled_from(["a", "A", "b", "a0", "a-", "a.b", "\u00e9", "\U0001f600", "x y"])
PATHS = st.sets(st.lists(NAME, min_size=1, max_size=4).map("/".join), max_size=25)


def files_only(paths: set[str]) -> list[str]:
    """No file of a tree is a folder of it too."""
    return sorted(p for p in paths if not any(q.startswith(p + "/") for q in paths))


@given(PATHS)
def test_tree(drawn: set[str]) -> None:
    paths = files_only(drawn)
    tree = Tree(Entry(path, 1) for path in reversed(paths))
    assert tree.paths == tuple(paths)
    assert [entry.path for entry in tree] == paths
    assert len(tree) == len(paths)
    folders = {"", *("/".join(p.split("/")[:n]) for p in paths for n in range(1, p.count("/") + 1))}
    for folder in [*folders, "none"]:
        prefix = folder + "/" if folder else ""
        below = [path for path in paths if path.startswith(prefix)]
        assert tree.under(folder) == tuple(below)
        assert tree.files(folder) == tuple(p for p in below if "/" not in p[len(prefix) :])
        parts = {prefix + p[len(prefix) :].split("/")[0] for p in below if "/" in p[len(prefix) :]}
        assert tree.folders(folder) == tuple(sorted(parts))
        assert tree.is_folder(folder) is bool(below)
    for name in ("a", "B", "a.b", "none"):
        found = [p for p in paths if p.split("/")[-1].lower() == name.lower()]
        assert tree.named(name) == tuple(sorted(found, key=lambda p: (p.count("/"), p)))
