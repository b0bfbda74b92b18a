"""The main folders of a project, each with its role: what it says of itself, or a convention
that its content confirms. A folder without a known role is left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.common.folders import applications, stated, wellknown
from moxi.facts.common.folders.layers import layers
from moxi.facts.common.folders.root_modules import root_modules
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
        for path in _candidates(reader, folder):
            said = _role(reader, known, path)
            if said and _says_again(known, said[0]):
                said = wellknown.role(reader, path) or applications.role(reader, known, path)
            if said and not _says_again(known, said[0]):
                found.append((_order(path), path + "/", *said))
        scripts = _scripts(reader, known, folder)
        programs = _programs(reader, known, folder)
        modules = root_modules(reader, known, folder)
        for path, role, evidence in (*inner, *scripts, *programs, *modules):
            if all(path != item[1] for item in found):
                found.append((_order(path), path, role, evidence))
        found = _without_wrappers(found)
        found.sort(key=lambda item: (item[0], item[1]))
        for _, path, role, evidence in _cut(found):
            yield Fact(Folder(path, role), (evidence,), folder)


def _main_package(reader: Reader, known: Facts, folder: str) -> Iterator[tuple[str, str, Evidence]]:
    """The import package that is the project, where it does not say more of itself."""
    for path in _source_folders(reader, known, folder)[:1]:
        if f"{path}/__init__.py" in reader.tree:
            name = path.rpartition("/")[2]
            said = stated.of_folder(reader, path, ())
            here = Evidence(f"{path}/__init__.py")
            if said and _says_again(known, said[0]):
                said = None
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
    paths = [item[1] for item in found]
    return [
        item
        for item in found
        if not any(
            other != item[1]
            and other.startswith(item[1])
            and (item[2] == "the source code" or (item[2], item[3]) in _said_of(found, other))
            for other in paths
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


def _role(reader: Reader, known: Facts, path: str) -> tuple[str, Evidence] | None:
    """The role of one folder, from the most telling source."""
    name = path.rpartition("/")[2]
    if name in _GENERATED:
        return applications.role(reader, known, path)
    usual = wellknown.role(reader, path)
    if usual and usual[0] in ("tests", "examples", "documentation", "GitHub Actions workflows"):
        return usual
    said = stated.of_folder(reader, path, known.packages)
    return said or applications.role(reader, known, path) or usual


def _inner(reader: Reader, known: Facts, folder: str) -> list[tuple[str, str, Evidence]]:
    """The modules of the one package that holds the code, where they say what they are."""
    for home in _source_folders(reader, known, folder):
        found: list[tuple[str, str, Evidence]] = []
        for path in (*reader.tree.folders(home), *reader.tree.files(home)):
            name = path.rpartition("/")[2]
            stem = name.rpartition(".")[0] or name
            if stem in _SKIP_FILES or stem.startswith(("_", ".")) or not is_own_source(name + "/x"):
                continue
            if is_test(path) or stem in ("lib", "main", "mod"):
                continue
            is_folder = reader.tree.is_folder(path)
            said = stated.of_folder(reader, path, ()) if is_folder else stated.of_file(reader, path)
            if said:
                found.append((path + "/" if is_folder else path, *said))
        if len(found) >= MIN_INNER:
            # Without marks of their own, larger modules come first: they hold more of the whole.
            sizes = {item[0]: _size(reader, item[0]) for item in found}
            chosen = sorted(found, key=lambda item: (-sizes[item[0]], item[0]))[:MAX_INNER]
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
    found.sort(key=lambda path: -_size(reader, path))
    return found[:2]


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


def _cut(found: list[tuple[int, str, str, Evidence]]) -> list[tuple[int, str, str, Evidence]]:
    """At most so many, what surrounds the code dropped first from its end."""
    while len(found) > MAX_FOLDERS:
        worst = max(range(len(found)), key=lambda place: (_weight(found[place][0]), place))
        found.pop(worst)
    return found


def _weight(order: int) -> int:
    """What is missed least has the largest weight."""
    return {5: 9, 15: 8, 14: 7, 13: 6}.get(order, 1 if order == 0 else 0)
