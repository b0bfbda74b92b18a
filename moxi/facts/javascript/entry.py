"""From what a manifest names (`dist/index.js`) to the file in the repository it is built from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.javascript.manifest import SUFFIXES
from moxi.facts.paths import is_own_source, join, normalise, relative
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.javascript.manifest import Manifest
    from moxi.facts.reader import Reader

_BUNDLER = lazy_re(r"^(vite|rollup|rolldown|tsup|tsdown|build|unbuild|esbuild|webpack)\.config\.")
# A look into settings that are code: what it names must be a source file, or it is passed over.
_ENTRY = lazy_re(
    r"""\b(?:entry|entries|entryPoints|input)\b["']?\s*[:=]\s*([^\n]*(?:\n[^\n:]*){0,2})"""
)
_LITERAL = lazy_re(r"""["'`]\.{0,2}/?([\w./-]+)["'`]""")
_BUILT = ("dist", "build", "lib", "out", "es", "esm", "cjs", "output", "bin", "umd", ".output")
_SOURCE_FOLDERS = ("src", "source", "lib", "")
_FLAVOURS = ("esm", "cjs", "es", "umd", "source", "src", "types", "commonjs", "module", "node")
_KNOWN_SUFFIXES = (".d.ts", ".d.mts", ".d.cts", *SUFFIXES)
_CONDITIONS = ("source", "types", "import", "node", "default", "module", "require", "browser")


def source_of(reader: Reader, folder: str, target: str) -> str:
    """The own source behind a built file, `""` where none is plain. A file that is in the tree
    and was not built stands for itself."""
    tree = reader.tree
    if target in tree and (is_own_source(relative(target, folder)) or not target.endswith(".js")):
        return target
    inside = relative(target, folder)
    parts = inside.split("/")
    stem = _stem(parts[-1])
    middle = parts[1:-1] if parts[0] in _BUILT else parts[:-1]
    slim = [part for part in middle if part not in _FLAVOURS]
    out, root = _compiler_folders(reader, folder)
    bases: list[str] = []
    if out and inside.startswith(f"{out}/"):
        bases.append(join(root, "/".join([*parts[out.count("/") + 1 : -1], stem])))
    for top in _SOURCE_FOLDERS:
        for between in (middle, slim):
            bases.append("/".join(part for part in (top, *between, stem) if part))
    for base in dict.fromkeys(bases):
        if found := _with_suffix(reader, join(folder, base)):
            return found
    if target in tree:
        return target
    return _only_of_stem(reader, folder, stem)


def _stem(name: str) -> str:
    for suffix in _KNOWN_SUFFIXES:
        if name.endswith(suffix):
            return name.removesuffix(suffix)
    return name


def _with_suffix(reader: Reader, base: str) -> str:
    clean = normalise(base)
    for suffix in (".ts", ".tsx", ".mts", ".js", ".mjs", ".jsx", ".cjs", ".cts"):
        if clean and clean + suffix in reader.tree:
            return clean + suffix
    return ""


def _only_of_stem(reader: Reader, folder: str, stem: str) -> str:
    """`src/bin/cli.ts` for `build/cli.js`, where no other source is called so."""
    if stem in ("index", "main", "mod"):
        return ""
    found = [
        path
        for top in ("src", "source")
        for path in reader.tree.under(join(folder, top))
        if path.endswith(SUFFIXES)
        and _stem(path.rpartition("/")[2]) == stem
        and is_own_source(relative(path, folder))
    ]
    found.sort(key=lambda path: (path.count("/"), path))
    if len(found) > 1 and found[0].count("/") == found[1].count("/"):
        return ""
    return found[0] if found else ""


def _compiler_folders(reader: Reader, folder: str) -> tuple[str, str]:
    """`outDir` and `rootDir` of the TypeScript compiler, below the package's folder."""
    for name in ("tsconfig.json", "tsconfig.build.json"):
        path = join(folder, name)
        options = reader.json(path).get("compilerOptions") if path in reader.tree else None
        if not isinstance(options, dict):
            continue
        out, root = options.get("outDir"), options.get("rootDir")
        if isinstance(out, str):
            clean = normalise(out) or ""
            return clean, (normalise(root) or "") if isinstance(root, str) else ""
    return "", ""


def main_targets(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """The files that importing the package yields, best first, each with the key it stands at."""
    exports = manifest.data.get("exports")
    if isinstance(exports, dict) and any(key.startswith(".") for key in exports):
        exports = exports.get(".")
    for target in flatten(exports):
        yield target, "exports"
    for key in ("source", "module", "main", "types", "typings", "jsnext:main"):
        if value := manifest.string(key):
            yield value, key


def flatten(value: Any, depth: int = 0) -> Iterator[str]:
    """The paths of one entry of `exports`, the most telling condition first."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth < 5:
        for item in value:
            yield from flatten(item, depth + 1)
    elif isinstance(value, dict) and depth < 5:
        known = [key for key in _CONDITIONS if key in value]
        for key in (*known, *(key for key in value if key not in known)):
            yield from flatten(value[key], depth + 1)


def main_entry(manifest: Manifest) -> tuple[str, str]:
    """The source of the package's main entry and the manifest key that leads to it (`""` where
    Node.js takes `index.js` by itself); empty where there is none."""
    reader, folder = manifest.reader, manifest.folder
    declared = ""
    for target, key in main_targets(manifest):
        path = manifest.inside(target)
        if not path:
            continue
        if path.endswith((".d.ts", ".d.mts", ".d.cts")):
            declared = declared or (path if path in reader.tree else "")
            continue
        if found := source_of(reader, folder, path):
            return found, key
        if not path.endswith(SUFFIXES):
            index = _with_suffix(reader, join(path, "index")) or _with_suffix(reader, path)
            if index:
                return index, key
    if found := _bundled(reader, folder):
        return found, next((key for _, key in main_targets(manifest)), "")
    page = join(folder, "index.html") in reader.tree
    stems = ("src/index", "source/index", "src/main", f"src/{manifest.bare_name}", "index",
             "lib/index", "src/lib/index", "mod", manifest.bare_name)  # fmt: skip
    key = next((key for _, key in main_targets(manifest)), "")
    for stem in stems:
        if page and stem == "src/main":
            continue  # of the page, not of the package
        if stem and (found := _with_suffix(reader, join(folder, stem))):
            return found, key
    return declared, "types" if declared else ""


def _bundled(reader: Reader, folder: str) -> str:
    """The entry that a bundler's settings name: `entry: "lib/index.ts"`."""
    for path in reader.tree.files(folder):
        name = path.rpartition("/")[2]
        if not _BUNDLER.match(name):
            continue
        text = reader.text(path)
        for match in _ENTRY.finditer(text):
            for literal in _LITERAL.finditer(match[1]):
                target = normalise(join(folder, literal[1].lstrip("/")))
                if target and target in reader.tree and target.endswith(SUFFIXES):
                    return target
    return ""


def declarations(manifest: Manifest) -> str:
    """A hand-written `index.d.ts` that the package ships, `""` where types are built or absent."""
    for key in ("types", "typings"):
        path = manifest.inside(manifest.string(key))
        for candidate in (path, f"{path}.d.ts", f"{path}/index.d.ts") if path else ():
            if candidate in manifest.reader.tree:
                return candidate
    for target, _ in main_targets(manifest):
        path = manifest.inside(target)
        if path.endswith((".d.ts", ".d.mts", ".d.cts")) and path in manifest.reader.tree:
            return path
    path = join(manifest.folder, "index.d.ts")
    return path if path in manifest.reader.tree else ""
