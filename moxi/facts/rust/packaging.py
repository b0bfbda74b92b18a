"""Package managers that the repository itself serves: its formulas, recipes and release jobs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.common.own_address import on_branch
from moxi.facts.model import Evidence, Fact, Install
from moxi.facts.paths import join
from moxi.facts.rust.crate import strings, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.rust.crate import Crate

MAX_LINE = 500


def packaging_facts(crate: Crate) -> Iterator[Fact[Any]]:
    """Installs by other means than Cargo."""
    if not crate.binaries:
        return
    for value, evidence in (
        *_dist(crate), *_homebrew(crate), *_release_jobs(crate), *_script(crate), *_nix(crate),
    ):  # fmt: skip
        yield Fact(value, (evidence,), crate.folder)


def _dist(crate: Crate) -> Iterator[tuple[Install, Evidence]]:
    """The installers that cargo-dist attaches to each release."""
    reader = crate.reader
    path, table = _dist_table(crate)
    url = crate.repository
    if not table or "github.com" not in url:
        return
    installers = strings(table.get("installers"))
    base = f"{url}/releases/latest/download/{crate.name}-installer"
    evidence = reader.find(path, "installers")
    if "shell" in installers:
        line = f"curl --proto '=https' --tlsv1.2 -LsSf {base}.sh | sh"
        yield Install("script", (line,), "Linux and macOS"), evidence
    if "powershell" in installers:
        line = f'powershell -ExecutionPolicy Bypass -c "irm {base}.ps1 | iex"'
        yield Install("script", (line,), "Windows", language="powershell"), evidence
    tap = table.get("tap")
    if "homebrew" in installers and isinstance(tap, str) and "/" in tap:
        owner, _, name = tap.partition("/")
        formula = table.get("formula")
        formula = formula if isinstance(formula, str) else crate.name
        tapped = f"{owner}/{name.removeprefix('homebrew-')}/{formula}"
        yield Install("manager", (f"brew install {tapped}",), "Homebrew"), reader.find(path, "tap")


def _dist_table(crate: Crate) -> tuple[str, dict[str, Any]]:
    reader = crate.reader
    for path in ("dist-workspace.toml", "dist.toml"):
        if found := table_of(reader.toml(path), "dist"):
            return path, found
    above = crate if crate.is_workspace else crate.root or crate
    metadata = table_of(table_of(above.table, "workspace"), "metadata")
    found = table_of(metadata, "dist") or table_of(table_of(above.package, "metadata"), "dist")
    return above.manifest, found


def _homebrew(crate: Crate) -> Iterator[tuple[Install, Evidence]]:
    """A formula where `brew tap` looks for it."""
    reader, meta = crate.reader, crate.reader.snapshot.metadata
    if not meta.url:
        return
    for folder in ("Formula", "HomebrewFormula", "Casks"):
        for path in reader.tree.files(folder):
            if path.endswith(".rb"):
                tap = f"{meta.owner}/{meta.name}".lower()
                formula = path.rpartition("/")[2][:-3]
                commands = (f"brew tap {tap} {meta.url}", f"brew install {tap}/{formula}")
                yield Install("manager", commands, "Homebrew"), Evidence(path)


def _release_jobs(crate: Crate) -> Iterator[tuple[Install, Evidence]]:
    """Registries that a workflow keeps up to date at each release."""
    reader = crate.reader
    for path in reader.tree.files(".github/workflows"):
        if not path.endswith((".yml", ".yaml")):
            continue
        text = reader.text(path)
        if "winget" not in text and "homebrew" not in text and "snapcraft" not in text:
            continue
        for uses, given in _steps(reader.yaml(path)):
            where = reader.find(path, uses)
            if "winget-releaser" in uses and _plain(given.get("identifier")):
                name = given["identifier"]
                yield Install("manager", (f"winget install {name}",), "winget"), where
            elif "bump-homebrew-formula" in uses:
                name = given.get("formula-name") or given.get("formula")
                tap = given.get("homebrew-tap") or given.get("tap")
                if _plain(name) and not tap:
                    yield Install("manager", (f"brew install {name}",), "Homebrew"), where
                elif _plain(name) and isinstance(tap, str) and _plain(tap):
                    owner, _, repository = tap.partition("/")
                    full = f"{owner}/{repository.removeprefix('homebrew-')}/{name}"
                    yield Install("manager", (f"brew install {full}",), "Homebrew"), where


def _plain(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"[\w./@+-]+", value))


def _steps(workflow: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each action that a workflow uses, with what it is given."""
    jobs = workflow.get("jobs")
    for job in jobs.values() if isinstance(jobs, dict) else ():
        steps = job.get("steps") if isinstance(job, dict) else None
        for step in steps if isinstance(steps, list) else ():
            if isinstance(step, dict) and isinstance(step.get("uses"), str):
                yield step["uses"], table_of(step, "with")


def _script(crate: Crate) -> Iterator[tuple[Install, Evidence]]:
    """An install script of the repository that names the address under which it is fetched."""
    metadata = crate.reader.snapshot.metadata
    reader = crate.reader
    for name in ("install.sh", "scripts/install.sh", "www/install.sh"):
        path = join(crate.folder, name) if join(crate.folder, name) in reader.tree else name
        for number, line in enumerate(reader.lines(path), 1):
            if len(line) > MAX_LINE:
                continue
            match = re.search(
                r"curl [^|#]*https://[^\s|]+/install\.sh[^|]*\|\s*(?:ba|z)?sh.*$", line
            )
            if match and "$" not in match.group():
                command = match.group().rstrip("`\"'").strip()
                yield (
                    Install("script", (on_branch(command, metadata),), "install script"),
                    Evidence(path, number, number),
                )
                return


def _nix(crate: Crate) -> Iterator[tuple[Install, Evidence]]:
    """A flake at the root that makes packages."""
    meta, reader = crate.reader.snapshot.metadata, crate.reader
    text = reader.text("flake.nix")
    if meta.host == "github.com" and re.search(r"\bpackages\b[^;]*\bdefault\b", text):
        command = f"nix profile install github:{meta.owner}/{meta.name}"
        yield Install("manager", (command,), "Nix"), reader.find("flake.nix", "packages")
