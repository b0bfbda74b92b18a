"""One Python project as all its extractors see it: manifest, modules, programs."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from moxi.facts.model import Evidence
from moxi.facts.paths import is_own_source, is_test, join
from moxi.facts.python.cli.programs import Program, main_block, with_script
from moxi.facts.python.manifest import Manifest, load, normal
from moxi.facts.python.source import Sources, at
from moxi.facts.python.words import NOT_A_PACKAGE, NOT_A_PROGRAM

if TYPE_CHECKING:
    from moxi.facts.reader import Reader

MAX_ROOT_SCRIPTS = 12
_projects: WeakKeyDictionary[Reader, dict[str, Project]] = WeakKeyDictionary()


def project_of(reader: Reader, folder: str) -> Project:
    """The project in a folder; made once for each reader."""
    known = _projects.setdefault(reader, {})
    if folder not in known:
        known[folder] = Project(reader, folder)
    return known[folder]


@dataclass(frozen=True, slots=True)
class Script:
    """A file that is started by its path."""

    path: str
    """relative to the project"""
    module: str
    evidence: Evidence


class Project:
    """What the extractors share about one folder."""

    def __init__(self, reader: Reader, folder: str) -> None:
        self.reader = reader
        self.folder = folder

    @cached_property
    def manifest(self) -> Manifest:
        """Its manifests put together."""
        return load(self.reader, self.folder)

    @cached_property
    def installable(self) -> bool:
        """Whether users install it. A service without a command that nobody published is run
        from its checkout, whatever its manifest could do."""
        from moxi.facts.python import published, web

        if not self.manifest.installable:
            return False
        if self.manifest.scripts or web.application(self) is None:
            return True
        return published.evidence_of(self) is not None

    @cached_property
    def name(self) -> str:
        """The distribution's name, else the folder's or the repository's."""
        if self.manifest.name:
            return self.manifest.name
        return self.folder.rpartition("/")[2] or self.reader.snapshot.metadata.name

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """Folders (relative to the project) below which import packages stand."""
        found = [root for root in self.manifest.roots if self._is_folder(root)]
        if "src" not in found and self._is_folder("src") and not self._file("src/__init__.py"):
            found.append("src")
        # With a source root, what lies at the top is helpers: looked up last.
        return tuple(dict.fromkeys([*found, ""]))

    @cached_property
    def sources(self) -> Sources:
        """Its modules."""
        return Sources(self.reader, self.folder, self.roots)

    def _is_folder(self, inside: str) -> bool:
        return bool(inside) and self.reader.tree.is_folder(join(self.folder, inside))

    def _file(self, inside: str) -> bool:
        return join(self.folder, inside) in self.reader.tree

    @cached_property
    def imports(self) -> tuple[str, ...]:
        """The packages and modules that installing the project makes importable, main first."""
        declared = [name for name in self.manifest.packages if self.sources.holds(name)]
        tops = [name for name in declared if not _inside(name, declared)]
        found = [name for name in tops if self._is_public(name)]
        by_name = self._by_name()
        if by_name:
            found = [by_name, *(name for name in found if name != by_name)]
        if not found:
            found = self._from_scripts() or self._only_package()
        return tuple(dict.fromkeys(found))

    def _is_public(self, name: str) -> bool:
        return not name.startswith(("_", "test")) and name not in ("docs", "examples")

    def _by_name(self) -> str:
        """The import package that the distribution's name points at."""
        name = normal(self.name)
        if not name:
            return ""
        plain = name.replace("-", "_")
        forms = [plain, name.replace("-", "."), self.name.replace("-", "."), self.name]
        for prefix in ("python-", "py-", "django-", "flask-"):
            if name.startswith(prefix):
                forms.append(name[len(prefix) :].replace("-", "_"))
        if name.startswith("py") and len(name) > 4:
            forms.append(plain[2:])
        if name.endswith(("-python", "-py")):
            forms.append(name.rpartition("-")[0].replace("-", "_"))
        forms.append(plain.replace("_", ""))
        # Case is the one thing that differs most: `PyYAML`, `Flask`.
        lower = {known.lower(): known for known in reversed(self.sources.by_name)}
        for form in forms:
            found = lower.get(form.lower())
            if found and self._shippable(found):
                return found
        return ""

    def _shippable(self, name: str) -> bool:
        source = self.sources.get(name)
        if source is None:
            return False
        inside = source.path[len(self.folder) + 1 if self.folder else 0 :]
        return is_own_source(inside) and inside != "setup.py"

    def _from_scripts(self) -> list[str]:
        tops = [target.partition(":")[0].split(".")[0] for target in self.manifest.scripts.values()]
        return [top for top in dict.fromkeys(tops) if self.sources.holds(top)]

    def _only_package(self) -> list[str]:
        """The packages directly below a source root, where the name does not tell."""
        for root in self.roots:
            found = []
            for folder in self.reader.tree.folders(
                join(self.folder, root) if root else self.folder
            ):
                name = folder.rpartition("/")[2]
                inside = folder[len(self.folder) + 1 if self.folder else 0 :]
                if (
                    f"{folder}/__init__.py" in self.reader.tree
                    and is_own_source(f"{inside}/x.py")
                    and self._is_public(name)
                    and (root or name not in NOT_A_PACKAGE)
                ):
                    found.append(name)
            if found:
                return found
        return []

    @cached_property
    def main(self) -> str:
        """The main import package, `""` where there is none."""
        return self.imports[0] if self.imports else ""

    def own_files(self, *words: str) -> list[str]:
        """Files of what is installed (of an application: of all its code) that hold a word."""
        from moxi.facts.python.vendored import is_vendored_module

        paths = [path for path in self.sources.own(*words) if not is_vendored_module(self, path)]
        bare = [join(self.folder, path) for path in self.bare_scripts]
        paths += [p for p in bare if not words or any(w in self.reader.text(p) for w in words)]
        if not self.installable or not self.imports:
            return paths
        inside: list[str] = []
        for name in self.imports:
            source = self.sources.get(name)
            if source is not None:
                inside.append(source.path.removesuffix("__init__.py"))
            else:
                inside += [s.path.rpartition("/")[0] for n, s in self.sources.by_name.items()
                           if n.startswith(f"{name}.")][:1]  # fmt: skip
        scripts = [join(self.folder, path) for path in self.manifest.script_files]
        return [path for path in paths if path.startswith(tuple(inside)) or path in scripts]

    # Programs ---------------------------------------------------------------------------------

    @cached_property
    def programs(self) -> list[Program]:
        """The ways to start it: console scripts, else `python -m`, else its scripts."""
        found = [
            Program(name, *_target(target), self.manifest.at(f"script:{name}"))
            for name, target in self.manifest.scripts.items()
        ]
        found += [
            program for path in self.manifest.script_files if (program := self._file_script(path))
        ]
        if found:
            return found
        if module := self.main_module:
            return [module]
        if self.bare_scripts:
            return [p for path in self.bare_scripts[:4] if (p := self._file_script(path))]
        return [
            Program(f"python {script.path}", script.module, "", script.evidence)
            for script in self.scripts[:4]
        ]

    @cached_property
    def main_module(self) -> Program | None:
        """`python -m package`, where it has a `__main__`."""
        for name in self.imports[:3]:
            source = self.sources.get(f"{name}.__main__")
            if source is not None:
                return Program(f"python -m {name}", f"{name}.__main__", "", Evidence(source.path))
            module = self.sources.get(name)
            if module is not None and not module.is_package and self.manifest.installable:
                tree = self.sources.tree(module)
                block = main_block(tree) if tree is not None else None
                if block is not None:
                    return Program(f"python -m {name}", name, "", at(module.path, block))
        return None

    def _file_script(self, inside: str) -> Program | None:
        path = join(self.folder, inside.strip("./"))
        if path not in self.reader.tree:
            return None
        lines = self.reader.lines(path)
        if not path.endswith(".py") and not (lines[0].startswith("#!") and "python" in lines[0]):
            return None
        source = with_script(self.sources, path)
        name = path.rpartition("/")[2]
        return Program(name, source.name, "", Evidence(path))

    @cached_property
    def bare_scripts(self) -> tuple[str, ...]:
        """The program at the top (or in `bin/`) whose name has no suffix, relative to the project:
        the one named for it, or the only one; of what is not installed in another way."""
        if self.manifest.installable:
            return ()
        tree, found = self.reader.tree, list[str]()
        for path in (*tree.files(self.folder), *tree.files(join(self.folder, "bin"))):
            name, entry = path.rpartition("/")[2], tree.get(path)
            if "." in name or name.lower() in NOT_A_PROGRAM or entry is None:
                continue
            first = self.reader.text(path)[:80].split("\n")[0] if entry.mode != "120000" else ""
            if first.startswith("#!") and "python" in first:
                found.append(path[len(self.folder) + 1 if self.folder else 0 :])
        own = [path for path in found if normal(path.rpartition("/")[2]) == normal(self.name)]
        # Other programs may well come with a helper that happens to be written in Python.
        return tuple(own or (found if len(found) == 1 and not self.scripts else []))

    @cached_property
    def scripts(self) -> tuple[Script, ...]:
        """Programs among the files at the top (or in `src/`), the likeliest main one first."""
        found: list[Script] = []
        for root in dict.fromkeys(["", *self.roots]):
            here = join(self.folder, root) if root else self.folder
            paths = [path for path in self.reader.tree.files(here) if path.endswith(".py")]
            paths = [path for path in paths if not is_test(path.rpartition("/")[2])]
            for path in paths[:60]:
                script = self._script(path)
                if script:
                    found.append(script)
        own = normal(self.name).replace("-", "_")
        order = {
            own: 0,
            "main": 1,
            "__main__": 1,
            "app": 2,
            "run": 3,
            "cli": 4,
            "server": 5,
            "train": 6,
        }
        found.sort(key=lambda script: (order.get(script.module.lower(), 9), script.path))
        return tuple(found[:MAX_ROOT_SCRIPTS])

    def _script(self, path: str) -> Script | None:
        name = path.rpartition("/")[2][:-3]
        inside = path[len(self.folder) + 1 if self.folder else 0 :]
        if name.lower() in NOT_A_PROGRAM or not is_own_source(inside):
            return None
        text = self.reader.text(path)
        if self.manifest.installable and "__main__" not in text and not text.startswith("#!"):
            return None
        tree = self.reader.python(path) if text.strip() else None
        if tree is None:
            return None
        block = main_block(tree)
        if block is not None:
            return Script(inside, name, at(path, block))
        if text.startswith("#!") and "python" in text.split("\n", 1)[0]:
            return Script(inside, name, Evidence(path, 1, 1))
        works = _works(tree)
        if works is not None and not self._is_imported(path, name):
            return Script(inside, name, at(path, works))
        return None

    def _is_imported(self, path: str, name: str) -> bool:
        """Whether another file at the top imports it: then it is a part, not a program."""
        needles = (f"import {name}", f"from {name} ", f"open('{name}.py'", f'open("{name}.py"')
        return any(
            other != path
            and other.endswith(".py")
            and any(needle in self.reader.text(other) for needle in needles)
            for other in self.reader.tree.files(path.rpartition("/")[0])
        )


def _works(tree: ast.Module) -> ast.stmt | None:
    """The first statement at the top of a module that does the work of a program: a loop, or a
    call whose result nobody keeps."""
    for node in tree.body:
        if isinstance(node, (ast.For, ast.While, ast.With)):
            return node
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            name = ast.unparse(node.value.func)
            if not name.startswith(
                ("logging.", "warnings.", "sys.path", "matplotlib.", "register")
            ):
                return node
    return None


def _inside(name: str, others: list[str]) -> bool:
    return any(name.startswith(f"{other}.") for other in others)


def _target(target: str) -> tuple[str, str]:
    module, _, attribute = target.partition(":")
    return module.strip(), attribute.partition("[")[0].strip()
