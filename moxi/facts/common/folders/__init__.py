"""The main folders of a project, each with its role: what it says of itself, or a convention
that its content confirms. A folder without a known role is left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.common.folders import (
    applications,
    contents,
    go_items,
    rust_items,
    stated,
    wellknown,
)
from moxi.facts.common.folders.layers import LAYERS, layers
from moxi.facts.common.folders.root_modules import root_modules
from moxi.facts.common.folders.told import told
from moxi.facts.model import Description, EntryPoint, Evidence, Fact, Folder, Overview
from moxi.facts.paths import is_own_source, is_test, is_vendored, join, normalise, relative
from moxi.facts.registry import Common

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.reader import Reader

MAX_FOLDERS, MAX_INNER = 12, 8
MIN_INNER = 3
_SKIP_FILES = ("__init__", "__main__", "_version", "version", "__about__", "conftest", "setup")
_ENTRY = re.compile(r"the main (?:module|program)|the `[^`]+` command")
_GENERATED = ("dist", "build", "out", "target", "coverage", "node_modules", "vendor", "third_party")


class Folders(Common):
    """Folder roles."""

    name = "folders"

    def facts(self, reader: Reader, known: Facts, folder: str) -> Iterator[Fact[Any]]:
        """See `Common.facts`."""
        found: list[tuple[int, str, str, Evidence]] = []
        inner = [*_inner(reader, known, folder), *_main_package(reader, known, folder)]
        inner += _lead(reader, known, folder)
        inner += layers(reader, folder, _source_folders(reader, known, folder))
        guide = told(reader, folder)
        for path in _candidates(reader, folder):
            said = _role(reader, known, path, guide)
            if said and _says_again(known, said[0]):
                said = wellknown.role(reader, path) or applications.role(reader, known, path)
            if said is None and _order(path) == 0 and all(f"{path}/" != item[0] for item in inner):
                said = contents.role(reader, path)
            if said and not _says_again(known, said[0]):
                found.append((_order(path), path + "/", *said))
        scripts = _scripts(reader, known, folder)
        programs = _programs(reader, known, folder)
        modules = [*root_modules(reader, known, folder), *_go_files(reader, known, folder)]
        rows = {item[1] for item in found} | {item[0] for item in inner}
        modules += _beside_main(reader, modules)
        guided = _guided(reader, guide, rows)
        for path, role, evidence in (*inner, *guided, *scripts, *programs, *modules):
            if all(path != item[1] for item in found):
                found.append((_order(path), path, role, evidence))
        found = _without_wrappers(_extended(reader, found))
        found.sort(key=lambda item: (item[0], item[1]))
        for _, path, role, evidence in _cut(reader, found):
            yield Fact(Folder(path, role), (evidence,), folder)


def _extended(
    reader: Reader, found: list[tuple[int, str, str, Evidence]]
) -> list[tuple[int, str, str, Evidence]]:
    """With the modules of the folders of which no row tells what is in them."""
    parts, plain = _parts(found), frozenset(LAYERS.values())
    more: list[tuple[int, str, str, Evidence]] = []
    for order, path, role, where in found:
        inside = [p for p in parts if p != path and p.startswith(path)]
        told = role != "the source code" or not all(p.endswith("/") for p in inside)
        if path.endswith("/") and not (inside and told):
            role = contents.extended(reader, path, role, plain)
        more.append((order, path, role, where))
    return more


def _parts(found: list[tuple[int, str, str, Evidence]]) -> list[str]:
    """The rows that tell of a part; where a program starts is not the whole of a folder."""
    return [path for _, path, said, _ in found if not _ENTRY.fullmatch(said)]


def _beside_main(
    reader: Reader, modules: list[tuple[str, str, Evidence]]
) -> Iterator[tuple[str, str, Evidence]]:
    """The folders that stand beside the main module in the sources' folder."""
    homes = [path.rpartition("/")[0] for path, role, _ in modules if role == "the main module"]
    for home in homes[:1]:
        for path in reader.tree.folders(home) if home else ():
            if said := contents.role(reader, path):
                yield f"{path}/", *said


def _go_files(reader: Reader, known: Facts, folder: str) -> Iterator[tuple[str, str, Evidence]]:
    """The files of a Go library that has its code at the top of the project."""
    lead = known.package
    if lead is None or lead.value.ecosystem != "Go" or lead.folder != folder:
        return
    found = [
        (path, *said)
        for path in reader.tree.files(folder)
        if path.endswith(".go") and (said := go_items.of_file(reader, path))
    ]
    found.sort(key=lambda item: -_size(reader, item[0]))
    yield from sorted(found[:MAX_INNER])


def _guided(
    reader: Reader, guide: dict[str, tuple[str, Evidence]], named: set[str]
) -> list[tuple[str, str, Evidence]]:
    """What a guide tells of files, and of folders inside of others."""
    told = [
        (f"{path}/" if reader.tree.is_folder(path) else path, *said) for path, said in guide.items()
    ]
    return [item for item in told if item[0] not in named][:MAX_INNER]


def _main_package(reader: Reader, known: Facts, folder: str) -> Iterator[tuple[str, str, Evidence]]:
    """The import package that is the project, where it does not say more of itself."""
    for path in _source_folders(reader, known, folder)[:1]:
        if f"{path}/__init__.py" in reader.tree:
            name = path.rpartition("/")[2]
            said = stated.of_folder(reader, path, ())
            here = Evidence(f"{path}/__init__.py")
            if said and _says_again(known, said[0]):
                said = None
            said = said or contents.django_app(reader, path)
            yield f"{path}/", *(said or (f"the `{name}` package", here))


def _lead(reader: Reader, known: Facts, folder: str) -> Iterator[tuple[str, str, Evidence]]:
    """The folder of the leading package, where that is not the project's own."""
    lead = known.package
    if lead and lead.folder != folder and relative(lead.folder, folder).count("/") == 0:
        said = f"the `{lead.value.name}` {'crate' if lead.value.ecosystem == 'Rust' else 'package'}"
        yield f"{lead.folder}/", said, lead.evidence[0]


def _says_again(known: Facts, role: str) -> bool:
    """Whether a role is only what the project as a whole says of itself."""
    whole = [fact.value.text for fact in known.all(Description)]
    whole += [known.package.value.description] if known.package else []
    whole += [text for fact in known.all(Overview) for text in fact.value.markdown.split("\n\n")]
    bare = _letters(role)
    return any(bare in said and 2 * len(bare) > len(said) for said in map(_letters, whole))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.lower())


def _without_wrappers(
    found: list[tuple[int, str, str, Evidence]],
) -> list[tuple[int, str, str, Evidence]]:
    """Without folders that say only what something named inside of them says better."""
    parts, every = _parts(found), [(item[1], item[2]) for item in found]
    return [
        item
        for item in found
        if not any(
            other != item[1]
            and other.startswith(item[1])
            and (
                (item[2] == "the source code" and (other, "the main module") not in every)
                or (item[2].startswith("the modules") and other in parts)
                or (item[2], item[3]) in _said_of(found, other)
            )
            for other, _ in every
        )
    ]


def _said_of(found: list[tuple[int, str, str, Evidence]], path: str) -> list[tuple[str, Evidence]]:
    return [(role, evidence) for _, other, role, evidence in found if other == path]


def _candidates(reader: Reader, folder: str) -> Iterator[str]:
    for path in reader.tree.folders(folder):
        name = path.rpartition("/")[2]
        if name.startswith(".") or is_vendored(f"{name}/"):
            continue
        yield path
    if not folder and reader.tree.files(".github/workflows"):
        yield ".github/workflows"


def _role(
    reader: Reader, known: Facts, path: str, guide: dict[str, tuple[str, Evidence]]
) -> tuple[str, Evidence] | None:
    """The role of one folder, from the most telling source."""
    name = path.rpartition("/")[2]
    if name in _GENERATED:
        return applications.role(reader, known, path)
    usual = wellknown.role(reader, path)
    if usual and usual[0] in ("tests", "examples", "documentation", "GitHub Actions workflows"):
        return usual
    said = stated.of_folder(reader, path, known.packages) or guide.get(path)
    return said or applications.role(reader, known, path) or usual


def _inner(reader: Reader, known: Facts, folder: str) -> list[tuple[str, str, Evidence]]:
    """The modules of the one package that holds the code, where they say what they are."""
    for home in _source_folders(reader, known, folder):
        found: list[tuple[str, str, Evidence]] = []
        named: set[str] = set()
        asked = 0
        for path in (*reader.tree.folders(home), *reader.tree.files(home)):
            name = path.rpartition("/")[2]
            stem = name.rpartition(".")[0] or name
            if stem in _SKIP_FILES or stem.startswith(("_", ".")) or not is_own_source(name + "/x"):
                continue
            if is_test(path) or stem in ("lib", "main", "mod"):
                continue
            is_folder = reader.tree.is_folder(path)
            if is_folder and f"{path}.rs" in reader.tree:
                continue  # the file beside it tells of both
            asked += is_folder or path.endswith((".py", ".rs"))
            said = stated.of_folder(reader, path, ()) if is_folder else stated.of_file(reader, path)
            if said is None and is_folder:
                said = contents.django_app(reader, path)
            if said is None and (said := rust_items.of_module(reader, path)):
                named.add(path + "/" if is_folder else path)
            if said:
                found.append((path + "/" if is_folder else path, *said))
        # Two rows of many modules would tell of the whole what is true of a corner.
        if len(found) >= min(MIN_INNER, max(asked, 1)):
            # What speaks of itself comes before what is only named, then the larger module before
            # the smaller: it holds more of the whole.
            order = {path: (path in named, -_size(reader, path), path) for path, _, _ in found}
            chosen = sorted(found, key=lambda item: order[item[0]])[:MAX_INNER]
            return sorted(chosen, key=lambda item: item[0])
    return []


def _size(reader: Reader, path: str) -> int:
    entry = reader.tree.get(path)
    if entry:
        return entry.size
    return sum(e.size for p in reader.tree.under(path) if (e := reader.tree.get(p)))


def _source_folders(reader: Reader, known: Facts, folder: str) -> list[str]:
    """Where the code of the leading package may stand."""
    lead = known.package
    homes = [folder] if lead and lead.folder != folder else [lead.folder if lead else folder]
    found: list[str] = []
    for home in homes:
        for base in (home, join(home, "src"), join(home, "python"), join(home, "lib")):
            for path in reader.tree.folders(base):
                inside = path[len(base) :].lstrip("/")
                if f"{path}/__init__.py" in reader.tree and is_own_source(f"{inside}/x.py"):
                    found.append(path)
        if join(home, "Cargo.toml") in reader.tree:
            found.append(join(home, "src"))
            library = reader.toml(join(home, "Cargo.toml")).get("lib")
            root = library.get("path") if isinstance(library, dict) else None
            if isinstance(root, str) and (inner := normalise(join(home, root))):
                found.append(inner.rpartition("/")[0])
        if lead and lead.value.ecosystem == "Go":
            held = [path for path in reader.tree.folders(home) if _holds_go(reader, path)]
            found += held if len(held) == 1 else []
    if lead and lead.folder not in homes and lead.value.ecosystem == "Rust":
        found.append(join(lead.folder, "src"))
    found.sort(key=lambda path: -_size(reader, path))
    return list(dict.fromkeys(found))[:2]


def _holds_go(reader: Reader, folder: str) -> bool:
    """Whether a folder holds packages of a Go module; those of its programs are told apart."""
    if folder.rpartition("/")[2] == "cmd" or not is_own_source(f"{folder}/x/x.go"):
        return False
    inside = (path for below in reader.tree.folders(folder) for path in reader.tree.files(below))
    return any(path.endswith(".go") for path in inside)


def _programs(reader: Reader, known: Facts, folder: str) -> Iterator[tuple[str, str, Evidence]]:
    """The file that is the main program, where it stands at the top of the project."""
    for entry in known.all(EntryPoint):
        if entry.folder != folder:
            continue
        path = normalise(join(entry.folder, entry.value.target.partition(":")[0]))
        if not path or path not in reader.tree:
            path = entry.evidence[0].path  # the file of a Go program stands only there
            if path.endswith("setup.py"):
                path = f"{entry.value.target.partition(':')[0].replace('.', '/')}.py"
            if not path.endswith((".go", ".py", ".js", ".ts", ".rs", ".sh")):
                continue
        if path in reader.tree and "." in path.rpartition("/")[2]:
            said = stated.of_file(reader, path)
            inside = "/" in path.removeprefix(f"{folder}/" if folder else "")
            if inside and path.endswith((".go", ".py")):
                continue  # `cmd/` and the import package stand for these
            role = said[0] if said else _program(entry.value.name, path)
            yield path, role, said[1] if said else entry.evidence[0]


def _scripts(reader: Reader, known: Facts, folder: str) -> Iterator[tuple[str, str, Evidence]]:
    """The modules of a repository of scripts, which has no package: what they say of themselves,
    else the classes that they define."""
    lead = known.package
    if lead is None or lead.value.ecosystem != "Python" or lead.folder != folder:
        return
    if not {"app", "service"}.intersection(lead.value.roles):
        return
    for path in reader.tree.files(folder):
        if not path.endswith(".py") or is_test(path) or not is_own_source(path):
            continue
        if path.rpartition("/")[2][:-3] in _SKIP_FILES:
            continue
        if said := stated.of_file(reader, path) or stated.by_classes(reader, path):
            yield path, *said


def _program(name: str, path: str) -> str:
    if name == "manage.py":
        return "Django's management commands"
    return "the main program" if name == path.rpartition("/")[2] else f"the `{name}` command"


def _order(path: str) -> int:
    """Code first, then what surrounds it, in the order in which a reader asks for it."""
    name = path.rstrip("/").rpartition("/")[2].lower()
    last = (
        ("examples", "example", "samples", "demos", "demo"), ("docs", "doc", "documentation",
        "website", "site"),
        ("tests", "test", "__tests__", "spec", "e2e", "testdata", "fixtures", "integration-tests"),
        ("benches", "bench", "benchmarks", "benchmark", "fuzz"),
        ("scripts", "script", "tools", "hack", "ci", "contrib"), ("workflows",),
    )  # fmt: skip
    top = path.split("/")[0].lower()
    for number, names in enumerate(last):
        if name in names or top in names:
            return 10 + number
    if wellknown_name(name):
        return 5
    return 0


def wellknown_name(name: str) -> bool:
    """Whether a folder of this name carries something beside the code."""
    return name in (
        "assets", "images", "img", "static", "public", "locales", "locale", "i18n", "translations",
        "man", "completions", "packaging", "pkg", "debian", "snap", "logo", "media",
        "screenshots", "patches",
    )  # fmt: skip


def _cut(
    reader: Reader, found: list[tuple[int, str, str, Evidence]]
) -> list[tuple[int, str, str, Evidence]]:
    """At most so many: what surrounds the code is dropped first, then what is small."""
    if len(found) <= MAX_FOLDERS:
        return found
    sizes = {item[1]: _size(reader, item[1].rstrip("/")) for item in found}
    ranked = sorted(found, key=lambda item: (_weight(item[0]), -sizes[item[1]], item[1]))
    kept = {item[1] for item in ranked[:MAX_FOLDERS]}
    return [item for item in found if item[1] in kept]


def _weight(order: int) -> int:
    """What is missed least has the largest weight."""
    return {5: 9, 15: 8, 14: 7, 13: 6}.get(order, 1 if order == 0 else 0)
