"""Imports of the repository's own packages in code blocks, and the names taken from them.

verified: the module is there and the name is defined in the repository. refuted: the module is
not, or nothing in the repository's code has such a name. unknown: names that may be made at run
time or come from compiled parts. Other packages are no claim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence, Symbol
from moxi.facts.paths import is_vendored
from moxi.verify.imported import Imported, imports_of
from moxi.verify.model import Claim, Finding, refuted, unknown, verified
from moxi.verify.nearest import alike, guess, nearest
from moxi.verify.repository import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.verify.model import Verdict
    from moxi.verify.page import Page
    from moxi.verify.repository import Repository

_BUILDS = re.compile(r"build|compile|bundle|prepare|prepack|prepublish|dist|generate")
_ROOTS = ("", "src/", "lib/", "python/")


def findings(page: Page, repository: Repository) -> Iterator[Finding]:
    """A claim for each own module imported, and for each name taken from it."""
    own = _Own(repository)
    for block in page.blocks:
        for imported in imports_of(block):
            line = block.line + imported.line
            verdict = own.module(imported)
            if verdict is None:
                continue
            yield Finding(Claim("import", imported.text, line), verdict)
            if verdict.status != "verified":
                continue
            for name, at in imported.names:
                claim = Claim("import", f"{imported.module}{imported.joint}{name}", block.line + at)
                yield Finding(claim, own.name(name, imported))


@dataclass
class _Own:
    """What of the repository can be imported."""

    repository: Repository

    def module(self, imported: Imported) -> Verdict | None:
        """The verdict on a module; None where it is another project's."""
        judges = {"python": self._python, "js": self._js, "rust": self._rust, "go": self._go}
        return judges[imported.language](imported)

    def name(self, name: str, imported: Imported) -> Verdict:
        """The verdict on a name that is taken from an own module."""
        defined = self._symbols.get(name)
        if defined:
            return verified(defined)
        words = self.repository.words
        defined = words.in_code(name)
        if defined:
            return verified(defined)
        if imported.language == "python" and self._python_module(f"{imported.module}.{name}"):
            return verified(Evidence(self._python_module(f"{imported.module}.{name}")))
        if name in words or not words.complete or words.knows(name):
            return unknown("the repository knows the name, but no definition of it was found")
        if self._opaque(imported):
            return unknown("the module may make its names when it is loaded")
        known = self._symbols
        meant, close = guess(name, known, 0.7, 0.85)
        return refuted(
            f"nothing in the repository is called {name}",
            suggestion=meant,
            fix=(name, meant) if close else None,
        )

    @cached_property
    def _symbols(self) -> dict[str, Evidence]:
        """The names of the public API and where they are defined."""
        return {
            part: fact.evidence[0]
            for fact in self.repository.facts.all(Symbol)
            for part in reversed(fact.value.name.split("."))
        }

    def _opaque(self, imported: Imported) -> bool:
        """A compiled module, or one that hands out its names itself."""
        if imported.language == "python":
            path = self._python_module(imported.module)
            text = self.repository.reader.text(path)
            _, made, body = f"\n{text}".partition("\ndef __getattr__")
            first = imported.module.split(".")[0]
            stars = re.findall(r"^from (\w[\w.]*) import \*", text, re.M)
            return (
                bool(made) and re.search(r"\bgetattr\(|globals\(|import_module", body) is not None
            ) or any(star.split(".")[0] != first for star in stars)
        return False

    # Python

    def _python_module(self, module: str) -> str:
        path = module.replace(".", "/")
        for suffix in ("/__init__.py", ".py", "/__init__.pyi", ".pyi", ".pyx"):
            for root in (*_ROOTS, *(f"{folder}/" for folder in self._python_roots)):
                if f"{root}{path}{suffix}" in self.repository.tree:
                    return f"{root}{path}{suffix}"
        return ""

    @property
    def _python_roots(self) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(
                root
                for fact in self.repository.facts.packages
                if fact.folder
                for root in (fact.folder, f"{fact.folder}/src")
            )
        )

    def _python(self, imported: Imported) -> Verdict | None:
        found = self._python_module(imported.module)
        if found and not is_vendored(found):
            return verified(Evidence(found))
        first = imported.module.split(".")[0]
        package = self._python_module(first)
        if package:
            if package.rpartition("/")[2] not in ("__init__.py", "__init__.pyi"):
                return refuted(f"{first} is a single module")
            folder = package.rpartition("/")[0]
            if self.repository.tree.is_folder(
                f"{folder}/{imported.module.partition('.')[2].replace('.', '/')}"
            ):
                return verified(Evidence(folder))
            if self._compiled(imported.module.rpartition(".")[2]):
                return unknown("a compiled module")
            pool = [
                path[len(folder.rpartition("/")[0]) :]
                .strip("/")
                .removesuffix(".py")
                .replace("/", ".")
                for path in self.repository.tree.under(folder)
                if path.endswith(".py")
            ]
            meant = nearest(imported.module, pool, 0.6)
            return refuted(f"{folder}/ has no such module", suggestion=meant)
        if self.repository.tree.is_folder(first) and any(
            path.endswith(".py") for path in self.repository.tree.under(first)
        ):
            inside = self.repository.at(imported.module.replace(".", "/"))
            return verified(inside) if inside else None
        return self._like(first, "Python", imported)

    def _compiled(self, name: str) -> bool:
        return self.repository.words.knows(name) or not self.repository.words.complete

    def _like(self, name: str, ecosystem: str, imported: Imported) -> Verdict | None:
        """A package that is none, but is like an own one, and that nothing else knows."""
        known = {
            key: fact.value.name
            for key, fact in self.repository.package_names.items()
            if fact.value.ecosystem == ecosystem
            or (ecosystem == "JavaScript" and fact.value.ecosystem == "TypeScript")
        }
        key = canonical(name)
        if key in known:
            if self.repository.words.in_code(name):
                return unknown("the package's code is not where it is expected")
            return None
        meant = alike(key, known)
        words = self.repository.words
        if not meant or words.spells(name) or not words.complete:
            return None
        return refuted(f"the package is called {known[meant]}", suggestion=known[meant])

    # JavaScript

    def _js(self, imported: Imported) -> Verdict | None:
        name = imported.module
        if name.startswith((".", "/", "#", "node:", "http", "~")):
            return None
        parts = name.split("/")
        package = "/".join(parts[:2]) if name.startswith("@") else parts[0]
        fact = self.repository.package_names.get(canonical(package))
        if fact is None or fact.value.ecosystem not in ("JavaScript", "TypeScript"):
            return self._like(package, "JavaScript", imported)
        inside = name[len(package) :].strip("/")
        if not inside:
            return verified(*fact.evidence)
        manifest = f"{fact.folder}/package.json".strip("/")
        exports = self.repository.reader.json(manifest).get("exports")
        if isinstance(exports, dict):
            if f"./{inside}" in exports:
                return verified(self.repository.reader.find(manifest, f'"./{inside}"'))
            if any("*" in key for key in exports):
                return unknown("the package exports a pattern")
            return refuted(
                f"{package} does not export ./{inside}",
                suggestion=nearest(name, [package + key[1:] for key in exports], 0.6),
            )
        base = f"{fact.folder}/" if fact.folder else ""
        for ending in (
            "",
            ".js",
            ".ts",
            ".mjs",
            ".cjs",
            ".json",
            "/index.js",
            "/index.ts",
            ".d.ts",
        ):
            if found := self.repository.at(f"{base}{inside}{ending}"):
                return verified(found)
        scripts = self.repository.reader.json(manifest).get("scripts")
        built = isinstance(scripts, dict) and any(_BUILDS.search(str(name)) for name in scripts)
        if built or self.repository.words.knows(inside) or not self.repository.words.complete:
            return unknown("the path may be made by the build")
        return refuted(f"{package} holds no {inside}")

    # Rust

    def _rust(self, imported: Imported) -> Verdict | None:
        crate = imported.module.split("::")[0]
        fact = self.repository.package_names.get(canonical(crate))
        if fact is not None and fact.value.ecosystem == "Rust":
            return verified(*fact.evidence)
        return self._like(crate, "Rust", imported)

    # Go

    def _go(self, imported: Imported) -> Verdict | None:
        from moxi.verify.checks.packages import go_path

        return go_path(imported.module, self.repository)
