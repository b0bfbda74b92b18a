"""`setup.cfg` and `setup.py`; the latter is read by the interpreter, never run."""

from __future__ import annotations

import configparser
from typing import TYPE_CHECKING, Any

from moxi.facts.model import Evidence
from moxi.facts.paths import join
from moxi.facts.python.interpret import Interpreter, Stop
from moxi.facts.python.interpret.values import UNKNOWN, Call, Module, Scope, Special
from moxi.facts.python.manifest import key_line, requirement_name
from moxi.facts.python.setup_files import Files
from moxi.facts.python.source import Source, Sources, at

if TYPE_CHECKING:
    from moxi.facts.python.manifest import Manifest
    from moxi.facts.reader import Reader


def fill(reader: Reader, manifest: Manifest) -> None:
    """Take over what `setup.cfg` and `setup.py` say and what is not known yet."""
    path = join(manifest.folder, "setup.cfg")
    if path in reader.tree:
        text = reader.text(path)
        if "[metadata]" in text or "[options]" in text:
            _setup_cfg(reader, path, manifest)
    path = join(manifest.folder, "setup.py")
    if path in reader.tree:
        _setup_py(reader, path, manifest)


# setup.cfg ------------------------------------------------------------------------------------


def _setup_cfg(reader: Reader, path: str, manifest: Manifest) -> None:
    config = configparser.RawConfigParser()
    try:
        config.read_string(reader.text(path))
    except configparser.Error as error:
        line = getattr(error, "lineno", 0)
        reader.problem(path, line if isinstance(line, int) else 0, "setup.cfg does not parse")
        return

    def get(section: str, key: str) -> str:
        # Old files write keys with dashes, which setuptools takes for underscores.
        for form in (key, key.replace("_", "-")):
            if config.has_option(section, form):
                return (config.get(section, form) or "").strip()
        return ""

    def note(key: str, section: str, name: str) -> None:
        manifest.where.setdefault(key, key_line(reader, path, name, f"[{section}]"))

    name = get("metadata", "name")
    if name and not manifest.name:
        manifest.name, manifest.path = name, path
        note("name", "metadata", "name")
    version = get("metadata", "version")
    if version and not manifest.version:
        if version.startswith(("attr:", "file:")):
            manifest.dynamic_version = True
        else:
            manifest.version = version
            note("version", "metadata", "version")
    summary = get("metadata", "description") or get("metadata", "summary")
    if summary and not manifest.description and not summary.startswith("file:"):
        manifest.description = " ".join(summary.split())
        note("description", "metadata", "description")
    for section in ("options", "metadata"):
        if not manifest.requires_python and (python := get(section, "python_requires")):
            manifest.requires_python = python
            note("requires_python", section, "python")
    manifest.readme = manifest.readme or bool(get("metadata", "long_description"))
    manifest.authors = manifest.authors or bool(get("metadata", "author"))
    if not manifest.classifiers:
        manifest.classifiers = _lines(
            get("metadata", "classifiers") or get("metadata", "classifier")
        )
        note("classifiers", "metadata", "classifier")
    if url := get("metadata", "url") or get("metadata", "home_page"):
        manifest.urls.setdefault("Homepage", url)
    for line in _lines(get("metadata", "project_urls")):
        label, _, target = line.partition("=")
        manifest.urls.setdefault(label.strip(), target.strip())
    if not manifest.dependencies:
        for item in _lines(get("options", "install_requires")):
            manifest.dependencies.append(item)
            found = requirement_name(item)
            note(f"dependency:{found}", "options", item)
    _cfg_sections(config, manifest, note, get)


def _cfg_sections(
    config: configparser.RawConfigParser, manifest: Manifest, note: Any, get: Any
) -> None:
    for section in ("options.extras_require", "extras"):  # pbr has names of its own
        for name, items in config.items(section) if config.has_section(section) else ():
            manifest.extras.setdefault(name, _lines(items or ""))
            note(f"extra:{name}", section, name)
    for section in ("options.entry_points", "entry_points"):
        for group, items in config.items(section) if config.has_section(section) else ():
            _entry_points(manifest, group, _lines(items or ""))
            for name in manifest.scripts:
                note(f"script:{name}", section, name)
    packages = [*_lines(get("options", "packages")), *_lines(get("options", "py_modules"))]
    packages += _lines(get("files", "packages"))
    manifest.packages = manifest.packages or tuple(
        item for item in packages if not item.endswith(":")
    )
    where = get("options.packages.find", "where")
    roots = [where] if where else []
    for line in _lines(get("options", "package_dir")):
        name, _, folder = line.partition("=")
        roots.append(source_root(name.strip(), folder.strip()))
    scripts = _lines(get("options", "scripts"))
    manifest.script_files = manifest.script_files or scripts
    manifest.roots = manifest.roots or tuple(
        dict.fromkeys(root.strip("./") for root in roots if root and ".." not in root.split("/"))
    )


def _lines(text: str) -> tuple[str, ...]:
    items = [line.split(" #")[0].strip() for line in text.splitlines()]
    return tuple(item for item in items if item and not item.startswith("#"))


def _entry_points(manifest: Manifest, group: str, lines: Any) -> None:
    found: dict[str, str] = {}
    for line in lines if isinstance(lines, (list, tuple)) else ():
        if isinstance(line, str) and "=" in line:
            name, _, target = line.partition("=")
            found[name.strip()] = target.split("[")[0].strip()
    if group in ("console_scripts", "gui_scripts"):
        for name, target in found.items():
            manifest.scripts.setdefault(name, target)
    elif found:
        manifest.entry_points.setdefault(group, found)


# setup.py -------------------------------------------------------------------------------------


class _Packages(Special):
    """`find_packages(where)`."""

    def __init__(self, where: str) -> None:
        self.where = where


def _setup_py(reader: Reader, path: str, manifest: Manifest) -> None:
    call = setup_call(reader, path)
    if call is None:
        return
    lines = at(path, call.node, whole=True)

    def note(key: str, needle: str) -> None:
        manifest.where.setdefault(key, _within(reader, lines, needle))

    given = call.kwargs
    name = given.get("name")
    if isinstance(name, str) and name.strip() and not manifest.name:
        manifest.name, manifest.path = name.strip(), path
        note("name", "name")
    version = given.get("version")
    if not manifest.version and "version" in given:
        if isinstance(version, (str, float)) and str(version).strip():
            manifest.version = str(version)
            note("version", "version")
        else:
            manifest.dynamic_version = True
    description = given.get("description")
    if isinstance(description, str) and description.strip() and not manifest.description:
        manifest.description = " ".join(description.split())
        note("description", "description")
    python = given.get("python_requires")
    if isinstance(python, str) and not manifest.requires_python:
        manifest.requires_python = python
        note("requires_python", "python_requires")
    manifest.readme = manifest.readme or "long_description" in given
    manifest.authors = manifest.authors or "author" in given
    manifest.classifiers = manifest.classifiers or _texts(given.get("classifiers"))
    note("classifiers", "classifiers")
    if isinstance(url := given.get("url"), str):
        manifest.urls.setdefault("Homepage", url)
    urls = given.get("project_urls")
    for label, target in urls.items() if isinstance(urls, dict) else ():
        if isinstance(target, str):
            manifest.urls.setdefault(str(label), target)
    _requirements(reader, manifest, given, lines)
    _setup_entry_points(reader, manifest, given, lines)
    _setup_layout(manifest, given)


def _requirements(
    reader: Reader, manifest: Manifest, given: dict[str, Any], lines: Evidence
) -> None:
    if not manifest.dependencies:
        for item in _texts(given.get("install_requires")):
            manifest.dependencies.append(item)
            found = requirement_name(item)
            manifest.where.setdefault(
                f"dependency:{found}", reader.find(lines.path, item[: len(found)])
            )
    extras = given.get("extras_require")
    for name, items in extras.items() if isinstance(extras, dict) else ():
        if isinstance(name, str) and not name.startswith(":"):
            manifest.extras.setdefault(name.partition(":")[0], _texts(items))
            manifest.where.setdefault(f"extra:{name}", reader.find(lines.path, "extras", name))
    tests = _texts(given.get("tests_require"))
    if tests:
        manifest.groups.setdefault("tests_require", tests)


def _setup_entry_points(
    reader: Reader, manifest: Manifest, given: dict[str, Any], lines: Evidence
) -> None:
    points = given.get("entry_points")
    if isinstance(points, str):
        config = configparser.RawConfigParser()
        config.optionxform = str  # type: ignore[assignment,method-assign]
        try:
            config.read_string("\n".join(line.strip() for line in points.splitlines()))
        except configparser.Error:
            return
        points = {
            section: [f"{name} = {target}" for name, target in config.items(section)]
            for section in config.sections()
        }
    for group, items in points.items() if isinstance(points, dict) else ():
        if isinstance(group, str):
            _entry_points(manifest, group, [items] if isinstance(items, str) else items)
    for name in manifest.scripts:
        manifest.where.setdefault(f"script:{name}", _script_line(reader, lines.path, name))
    manifest.script_files = manifest.script_files or _texts(given.get("scripts"))


def _script_line(reader: Reader, path: str, name: str) -> Evidence:
    """The line of a console script inside `entry_points`."""
    for number, line in enumerate(reader.lines(path), 1):
        head, sign, _ = line.strip().lstrip("\"'[").partition("=")
        if sign and head.strip() == name:
            return Evidence(path, number, number)
    return reader.find(path, "_scripts", name)


def _setup_layout(manifest: Manifest, given: dict[str, Any]) -> None:
    packages = given.get("packages")
    roots: list[str] = []
    if isinstance(packages, _Packages) and packages.where:
        roots.append(packages.where)
    folders = given.get("package_dir")
    if isinstance(folders, dict):
        roots += [source_root(str(name), folder) for name, folder in folders.items()]
    declared = (*_texts(packages), *_texts(given.get("py_modules")))
    manifest.packages = manifest.packages or declared
    manifest.roots = manifest.roots or tuple(
        dict.fromkeys(root.strip("./") for root in roots if root and ".." not in root.split("/"))
    )


def source_root(name: str, folder: Any) -> str:
    """The folder below which an entry of `package_dir` puts import packages: `thing` in
    `src/thing` stands below `src`; without a name the folder itself is meant."""
    if not isinstance(folder, str) or not name:
        return folder if isinstance(folder, str) else ""
    parent, _, last = folder.strip("./").rpartition("/")
    return parent if last == name.rpartition(".")[2] else ""


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return _lines(value)
    items = value if isinstance(value, (list, tuple)) else ()
    return tuple(item for item in items if isinstance(item, str))


def _within(reader: Reader, lines: Evidence, needle: str) -> Evidence:
    """The line inside a call on which a keyword stands."""
    found = reader.find(lines.path, f"{needle}=", start=max(lines.line_start, 1))
    if not lines.line_start <= found.line_start <= lines.line_end:
        found = reader.find(lines.path, needle)
    return found if found.line_start else lines


def setup_call(reader: Reader, path: str) -> Call | None:
    """The call of `setup()` with its arguments as far as they can be told."""
    if "setup" not in reader.text(path) or reader.python(path) is None:
        return None
    folder = path.rpartition("/")[0]
    sources = Sources(reader, folder)
    sources.by_name["setup"] = Source("setup", path, False)

    def setup(interpreter: Interpreter, call: Call) -> Any:
        raise Stop(call)

    def find(interpreter: Interpreter, call: Call) -> Any:
        return _Packages(call.text(0, "where"))

    makers = ("setuptools", "distutils.core", "skbuild", "numpy.distutils.core")
    handlers: dict[str, Any] = {f"{name}.setup": setup for name in makers}
    handlers["setuptools.find_packages"] = find
    handlers["setuptools.find_namespace_packages"] = find
    handlers.update(Files(reader, folder).handlers())
    interpreter = Interpreter(sources, handlers, ("\0",), "setup")
    interpreter.constants.update({"sys.platform": "linux", "os.name": "posix"})
    names: dict[str, Any] = {"__name__": "__main__", "__file__": "setup.py"}
    source = sources.by_name["setup"]
    interpreter.modules["setup"] = Module(source, Scope(names, source))
    found = interpreter.run_module("setup")
    return found if isinstance(found, Call) and found is not UNKNOWN else None
