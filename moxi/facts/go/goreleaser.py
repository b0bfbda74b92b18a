"""GoReleaser's configuration: binaries, a Homebrew tap, a Scoop bucket, packages, images."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moxi.facts.model import Description, Evidence, Fact, Install
from moxi.facts.paths import join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.go.module import Module

NAMES = (".goreleaser.yml", ".goreleaser.yaml", "goreleaser.yml", "goreleaser.yaml",
         ".github/goreleaser.yml", ".github/goreleaser.yaml")  # fmt: skip
_SYSTEMS = {
    "linux": "Linux", "darwin": "macOS", "windows": "Windows", "freebsd": "FreeBSD",
    "openbsd": "OpenBSD", "netbsd": "NetBSD",
}  # fmt: skip
_LABEL = "org.opencontainers.image.description"
_UPLOADS = lazy_re(
    r"(?:softprops/action-gh-release|gh release (?:upload|create)|go-release-action|"
    r"ncipollo/release-action|upload-release-a(?:sset|ction)|promu (?:release|crossbuild)|"
    r"promci/publish_release|(?m:^\s*(?:run: )?ghr ))"
)
_UPLOADING_TARGET = lazy_re(r"make [\w -]*\b(?:upload|release)\b")


@dataclass(frozen=True, slots=True)
class Release:
    """A configuration that something runs."""

    path: str
    table: dict[str, Any]
    runner: Evidence | None
    """what runs it"""


def load(module: Module) -> Release | None:
    """The module's configuration, None where there is none."""
    for name in NAMES:
        path = join(module.folder, name)
        if path in module.reader.tree and (table := module.reader.yaml(path)):
            return Release(path, table, _runner(module))
    return None


def _runner(module: Module) -> Evidence | None:
    reader = module.reader
    places = [*reader.tree.files(".github/workflows"), ".travis.yml", ".circleci/config.yml",
              ".gitlab-ci.yml", ".drone.yml", "Makefile", "Taskfile.yml", "justfile"]  # fmt: skip
    for path in places:
        text = reader.text(path)
        found = re.search(r"goreleaser[-/]action|goreleaser[^\n]*\brelease\b", text)
        if found and "--snapshot" not in found[0]:
            line = text.count("\n", 0, found.start()) + 1
            return Evidence(path, line, line)
    return None


def release_facts(module: Module, release: Release | None) -> Iterator[Fact[Any]]:
    """What a release offers to users."""
    if release is None:
        yield from _uploaded(module)
        return
    table = release.table
    if (text := _description(table)) and len(text.split()) > 2:
        evidence = module.reader.find(release.path, text)
        yield Fact(Description(text, "manifest"), (evidence,))
    if release.runner is None:
        return
    project = _plain(table.get("project_name")) or module.reader.snapshot.metadata.name
    project = project or module.name
    for produce in (_homebrew, _scoop, _aur, _snap, _images, _binaries):
        for install, needles in produce(module, table, project):
            yield Fact(install, (module.reader.find(release.path, *needles), release.runner))


Found = tuple[Install, tuple[str, ...]]


def _plain(value: Any) -> str:
    """A text without a template in it."""
    return value.strip() if isinstance(value, str) and "{{" not in value else ""


def _tables(value: Any) -> list[dict[str, Any]]:
    parts = value if isinstance(value, list) else [value]
    return [part for part in parts if isinstance(part, dict)]


def _description(table: dict[str, Any]) -> str:
    for key in ("brews", "homebrew_casks", "nfpms", "scoops", "aurs", "winget", "snapcrafts"):
        for part in _tables(table.get(key)):
            text = _plain(part.get("description") or part.get("summary"))
            if text and "\n" not in text:
                return text
    return next(filter(None, map(_plain, _labels(table))), "")


def _labels(table: dict[str, Any]) -> Iterator[str]:
    """The descriptions that images are labelled with."""
    for part in _tables(table.get("dockers")):
        flags = part.get("build_flag_templates")
        for flag in flags if isinstance(flags, list) else []:
            if isinstance(flag, str) and f"{_LABEL}=" in flag:
                yield flag.partition(f"{_LABEL}=")[2].strip("\"' ")
    for part in _tables(table.get("dockers_v2")):
        for key in ("labels", "annotations"):
            found = part.get(key)
            text = found.get(_LABEL) if isinstance(found, dict) else None
            if isinstance(text, str):
                yield text


def _repository(part: dict[str, Any], *keys: str) -> tuple[str, str]:
    for key in keys:
        for place in _tables(part.get(key)):
            owner, name = _plain(place.get("owner")), _plain(place.get("name"))
            if owner and name:
                return owner, name
    return "", ""


def _is_uploaded(part: dict[str, Any]) -> bool:
    return part.get("skip_upload") != "true"


def _homebrew(module: Module, table: dict[str, Any], project: str) -> Iterator[Found]:
    for key, option in (("brews", ""), ("homebrew_casks", "--cask ")):
        for part in _tables(table.get(key))[:1]:
            owner, tap = _repository(part, "repository", "tap", "github")
            given = part.get("name")
            name = _plain(given) if given else project
            if owner and tap.startswith("homebrew-") and name and _is_uploaded(part):
                tap = tap.removeprefix("homebrew-")
                command = f"brew install {option}{owner}/{tap}/{name}"
                yield Install("manager", (command,), "Homebrew"), (f"{key}:", "name: homebrew-")


def _scoop(module: Module, table: dict[str, Any], project: str) -> Iterator[Found]:
    for part in _tables(table.get("scoops") or table.get("scoop"))[:1]:
        owner, bucket = _repository(part, "repository", "bucket")
        given = part.get("name")
        name = _plain(given) if given else project
        if owner and name and _is_uploaded(part):
            commands = (
                f"scoop bucket add {owner} https://github.com/{owner}/{bucket}.git",
                f"scoop install {name}",
            )
            yield Install("manager", commands, "Scoop"), ("scoop", f"name: {bucket}")


def _aur(module: Module, table: dict[str, Any], project: str) -> Iterator[Found]:
    for part in _tables(table.get("aurs"))[:1]:
        given = part.get("name")
        name = _plain(given) if given else f"{project}-bin"
        if name and _is_uploaded(part):
            name = name if name.endswith("-bin") else f"{name}-bin"
            yield Install("manager", (f"yay -S {name}",), "Arch Linux (AUR)"), ("aurs:",)


def _snap(module: Module, table: dict[str, Any], project: str) -> Iterator[Found]:
    for part in _tables(table.get("snapcrafts"))[:1]:
        given = part.get("name")
        name = _plain(given) if given else project
        if name and part.get("publish") == "true":
            classic = " --classic" if part.get("confinement") == "classic" else ""
            command = f"sudo snap install {name}{classic}"
            yield Install("manager", (command,), "Snap"), ("snapcrafts:", "publish:")


def _images(module: Module, table: dict[str, Any], project: str) -> Iterator[Found]:
    for key, field in (("dockers", "image_templates"), ("docker_manifests", "name_template")):
        for part in _tables(table.get(key)):
            value = part.get(field)
            for image in value if isinstance(value, list) else [value]:
                name = _plain(image)
                if name.endswith(":latest") and " " not in name:
                    install = Install("image", (f"docker pull {name[:-7]}",), "Docker")
                    yield install, (f"{key}:", name)
                    return


def _binaries(module: Module, table: dict[str, Any], project: str) -> Iterator[Found]:
    for place in _tables(table.get("release")):
        if place.get("disable") == "true" or place.get("skip_upload") == "true":
            return
    builds = _tables(table.get("builds"))
    if any(part.get("skip") == "true" for part in builds):
        return
    note = _note(module, _systems(builds), _formats(table))
    yield Install("binary", (), "binaries", note), ("builds:",)


def _systems(builds: list[dict[str, Any]]) -> list[str]:
    named: list[str] = []
    for build in builds or [{}]:
        systems = build.get("goos")
        targets = build.get("targets")
        if isinstance(targets, list):
            systems = [str(target).partition("_")[0] for target in targets]
        named += systems if isinstance(systems, list) else ["linux", "darwin", "windows"]
    found = [_SYSTEMS[name] for name in _SYSTEMS if name in named]
    return found[:4]


def _formats(table: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for part in _tables(table.get("nfpms")):
        formats = part.get("formats")
        found += (
            [f for f in formats if f in ("deb", "rpm", "apk")] if isinstance(formats, list) else []
        )
    return list(dict.fromkeys(found))


def _note(module: Module, systems: list[str], formats: list[str]) -> str:
    url = module.reader.snapshot.metadata.url
    where = f"[each release]({url}/releases)" if url else "each release"
    what = f"Binaries for {_listed(systems)}" if systems else "Binaries"
    if formats:
        what += f", and packages ({', '.join(formats)}),"
    return f"{what} are attached to {where}."


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def _uploaded(module: Module) -> Iterator[Fact[Install]]:
    """Binaries that a workflow of the project's own attaches to a release."""
    if not module.programs or module.folder:
        return
    reader = module.reader
    for path in (*reader.tree.files(".github/workflows"), ".circleci/config.yml"):
        text = reader.text(path)
        found = _UPLOADS.search(text)
        builds = "go build" in text or "prom" in text or "go-release-action" in text
        if not found and (step := _UPLOADING_TARGET.search(text)):
            recipes = reader.text("Makefile")
            found = step if re.search(r"^\t@?(?:ghr|gh release) ", recipes, re.MULTILINE) else None
            builds = "go build" in recipes
        if found and (builds or re.search(r"make (?:release|dist|cross|build-all|xcompile)", text)):
            line = text.count("\n", 0, found.start()) + 1
            note = _note(module, [], [])
            yield Fact(Install("binary", (), "binaries", note), (Evidence(path, line, line),))
            return
