"""The functions of a crate that may build a command line, by name and by type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.rust.source import ancestors
from moxi.facts.syntax import node_text

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.rust.source import Sources

_MARKS = ("Arg::", "arg!(", "Command::new", "App::new", "SubCommand", "-> Command", "-> App",
          "augment_args")  # fmt: skip


class Functions:
    """An index over the functions of a crate, made when it is first asked."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self._index: dict[str, list[tuple[str, Node]]] | None = None

    def named(self, method: str, owner: str, path: str) -> list[tuple[Node, str]]:
        """The functions of the crate that a call of `owner::method` may mean; one, or none where
        it is open."""
        candidates = self.called(method)
        module_of_owner, _, owner = owner.rpartition("::")
        if owner and owner not in ("self", "crate", "super"):
            module = [c for c in candidates if c[0].endswith((f"/{owner}.rs", f"/{owner}/mod.rs"))]
            wanted = owner if owner != "Self" else ""
            typed = [c for c in candidates if owner_of(c[1]) == wanted] if wanted else []
            here = [c for c in candidates if owner == "Self" and c[0] == path]
            candidates = _nearest(typed, module_of_owner, path) or module or here
        elif len(candidates) > 1:
            candidates = [c for c in candidates if c[0] == path]
        return [(found, file) for file, found in candidates] if len(candidates) == 1 else []

    def called(self, name: str) -> list[tuple[str, Node]]:
        """All functions of a name in the files that speak of arguments or commands."""
        if self._index is None:
            self._index = {}
            for file in self.sources.containing(*_MARKS):
                for found in functions_in(self.sources.root(file)):
                    key = node_text(found.child_by_field_name("name"))
                    self._index.setdefault(key, []).append((file, found))
        return self._index.get(name, [])


def _nearest(candidates: list[tuple[str, Node]], module: str, path: str) -> list[tuple[str, Node]]:
    """Of types of one name the one that a file means: in the module that it names, else in its
    own folder or the folder of its submodules."""
    if len(candidates) < 2:
        return candidates
    last = module.rpartition("::")[2]
    folder, _, name = path.rpartition("/")
    own = (f"{folder}/{name.removesuffix('.rs')}", folder)  # its submodules come first
    places: list[tuple[str, ...]] = [(place,) for place in own]
    if last not in ("", "self", "super", "crate"):
        places = [(f"{place}/{last}.rs", f"{place}/{last}") for place in own]
    for place in places:
        found = [item for item in candidates if _module(item[0]) in place or item[0] in place]
        if found:
            return found
    return candidates


def _module(path: str) -> str:
    return path.rpartition("/")[0]


def function_around(root: Node, node: Node) -> Node | None:
    """The innermost function in whose body a node stands."""
    around = ancestors(root, node)
    return next((n for n in reversed(around) if n.type == "function_item"), None)


def functions_in(root: Node) -> list[Node]:
    """The functions of a file, and those of its `impl`s and modules."""
    found: list[Node] = []
    waiting = [root]
    while waiting:
        for child in waiting.pop().children:
            if child.type == "function_item":
                found.append(child)
            elif child.type in ("impl_item", "mod_item", "trait_item", "declaration_list"):
                waiting.append(child)
    return found


def takes_self(function: Node) -> bool:
    """Whether it is a method."""
    parameters = function.child_by_field_name("parameters")
    return parameters is not None and any(
        child.type == "self_parameter" for child in parameters.children
    )


def owner_of(function: Node) -> str:
    """The type in whose `impl` a function stands."""
    current = function.parent
    while current is not None and current.type != "impl_item":
        current = current.parent
    kind = current.child_by_field_name("type") if current is not None else None
    return node_text(kind).partition("<")[0]
