"""System packages that CI installs before it builds the crate on Debian or Ubuntu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.common.shell import split_commands
from moxi.facts.model import Evidence, Fact, Note
from moxi.facts.prose import listed
from moxi.facts.rust.crate import table_of
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.rust.crate import Crate

MAX_PACKAGES = 12
# What a build needs; compilers for other machines and tools of the workflow are no such thing.
_NEEDED = lazy_re(
    r"(lib)?[a-z0-9][a-z0-9.+-]*-dev|protobuf-compiler|cmake|pkg-config|clang|nasm|libclang[\w.-]*"
)
_OTHER_MACHINES = lazy_re(r"musl|mingw|-cross|crossbuild|gcc-\w+-linux|:\w+")


def system_packages(crate: Crate) -> Iterator[Fact[Note]]:
    """A sentence on the packages of the first job that both installs some and builds."""
    if crate.folder:
        return
    reader = crate.reader
    for path in reader.tree.files(".github/workflows"):
        text = reader.text(path)
        if "install" not in text or "-dev" not in text or not path.endswith((".yml", ".yaml")):
            continue
        jobs = reader.yaml(path).get("jobs")
        for job in jobs.values() if isinstance(jobs, dict) else ():
            found, built = _installed(job)
            if found:
                names = listed([f"`{name}`" for name in found])
                what = f" `{built}`" if built else ""
                said = f"On Debian and Ubuntu, CI installs {names} before it builds{what}."
                where: Evidence = reader.find(path, found[0])
                yield Fact(Note("install", said), (where,), crate.folder)
                return


def _installed(job: Any) -> tuple[list[str], str]:
    """The system packages that a job's steps install where a later one calls Cargo, and the
    package that it builds, `""` for all."""
    steps = job.get("steps") if isinstance(job, dict) else None
    found: dict[str, None] = {}
    for step in steps if isinstance(steps, list) else ():
        if not isinstance(step, dict):
            continue
        run, uses = step.get("run"), step.get("uses")
        if isinstance(run, str):
            for command in split_commands(run):
                if command.words[:1] == ("cargo",) and found:
                    return list(found), _package(command.words)
                found.update(dict.fromkeys(_of_apt(command.words)))
        given = table_of(step, "with").get("command")
        if isinstance(uses, str) and "/cargo" in uses and given and found:
            return list(found), ""
    return [], ""


def _package(words: tuple[str, ...]) -> str:
    """The one package of the workspace that a command builds, where it names one."""
    flag = next((flag for flag in ("-p", "--package") if flag in words[:-1]), "")
    return words[words.index(flag) + 1] if flag else ""


def _of_apt(words: tuple[str, ...]) -> list[str]:
    bare = words[1:] if words[:1] == ("sudo",) else words
    if bare[:1] not in (("apt",), ("apt-get",)) or "install" not in bare:
        return []
    names = [word for word in bare[bare.index("install") + 1 :] if not word.startswith("-")]
    if any(_OTHER_MACHINES.search(name) or "$" in name for name in names):
        return []
    needed = [name for name in names if _NEEDED.fullmatch(name)]
    return needed if any(name.endswith("-dev") for name in needed[:MAX_PACKAGES]) else []
