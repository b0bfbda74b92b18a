"""How the documentation says that a user installs the project, its own command lines only."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from moxi.facts.common.docs import install_lines
from moxi.facts.common.docs.identity import normal
from moxi.facts.common.own_address import on_branch
from moxi.facts.model import Evidence, Fact, Install, Link
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.common.docs.blocks import Block, Page
    from moxi.facts.common.docs.identity import Identity
    from moxi.facts.common.docs.install_lines import InstallLine
    from moxi.facts.common.docs.pages import Pages
    from moxi.facts.index import Facts

MAX_INSTALLS = 14
MAX_COMMANDS = 6
_SHELLS = {
    "", "sh", "bash", "shell", "console", "shell-session", "shellsession", "zsh", "fish", "text",
    "powershell", "pwsh", "ps1", "ps", "bat", "cmd", "batch", "terminal", "none", "plain",
    "session",
}  # fmt: skip
_ABOUT_INSTALLING = lazy_re(
    r"\b(install\w*|download|get(ting)? started|quick ?start|setup|packages?|pip"
    r"|homebrew|docker|macos|linux|windows)\b",
    re.IGNORECASE,
)
_PLACEHOLDER = lazy_re(r"<[^<>]+>|\bYOUR|\.\.\.|…|\{\{|\$\{?VERSION|\bX\.Y|[vV]?\bx\.y|\bvX|￼")
_PIPED = lazy_re(r"^(?:sudo )?(?:curl|wget)\s.*\|\s*(?:sudo )?(?:env \S+ )?(?:ba|z|fi|da)?sh\b")
_POWERSHELL = lazy_re(
    r"\b(?:iwr|irm|Invoke-RestMethod|Invoke-WebRequest)\b.*\|\s*(?:iex|Invoke-Expression)\b",
    re.IGNORECASE,
)
_SHARED_HOSTS = (
    "github.com", "githubusercontent.com", "gitlab.com", "codeberg.org", "bitbucket.org",
    "pypi.org",
    "npmjs.com", "crates.io", "docs.rs", "pkg.go.dev", "readthedocs.io", "sourceforge.net",
)  # fmt: skip
_URL = lazy_re(r"https?://([\w.-]+)(/[^\s'\"|)]*)?")


class _Found(NamedTuple):
    label: str
    install: Install
    evidence: Evidence


def installs(pages: Pages, identity: Identity, known: Facts) -> Iterator[Fact[Install]]:
    """The ways to install that the documentation gives and that no manifest gave before."""
    hosts = _own_hosts(pages, known)
    taken = {_key(command) for fact in known.all(Install) for command in fact.value.commands}
    labels = {
        fact.value.label.lower()
        for fact in known.all(Install)
        if fact.value.method not in ("git", "source")  # a page that names a registry says more
    }
    registries = {"pip", "npm", "cargo", "go"} & labels
    metadata = pages.reader.snapshot.metadata
    count = 0
    for place, page in pages.of("install", "index", "quickstart", "usage", limit=9):
        for found in _on_page(page, identity, hosts, everywhere=place.topic == "install"):
            label = found.label.lower()
            key = _key(found.install.commands[-1])
            if label in labels or key in taken or count >= MAX_INSTALLS:
                continue
            if found.install.method == "registry" and registries and label == "npx":
                continue
            labels.add(label)
            taken.add(key)
            count += 1
            commands = tuple(on_branch(line, metadata) for line in found.install.commands)
            yield Fact(replace(found.install, commands=commands), (found.evidence,), pages.folder)


def _on_page(
    page: Page, identity: Identity, hosts: frozenset[str], *, everywhere: bool
) -> Iterator[_Found]:
    section, ready = "", _Ready()
    for block in page.blocks:
        if block.kind == "heading":
            section, ready = block.text, _Ready()
            continue
        if _contributes(section) or _upgrades(f"{section} {block.lead}"):
            continue
        if not everywhere and not _ABOUT_INSTALLING.search(f"{section} {block.lead} {block.text}"):
            continue
        if block.kind == "code" and block.language in _SHELLS:
            yield from _in_code(page, block, identity, hosts, ready)
        else:
            for text, line in _spans(block):
                if found := _one(text, identity, hosts, Evidence(page.path, line, line)):
                    yield found


@dataclass(slots=True)
class _Ready:
    """What earlier blocks of a section had the reader run before the install itself."""

    commands: tuple[str, ...] = ()
    first: int = 0
    other: bool = False
    """there was a step that cannot be taken along"""


def _contributes(section: str) -> bool:
    return bool(
        re.search(r"\b(develop\w*|contribut\w*|from source|uninstall\w*)\b", section, re.IGNORECASE)
    )


def _upgrades(text: str) -> bool:
    return bool(
        re.search(
            r"\b(upgrad\w+|update\w*|updating|plugins?|uninstall\w*|pre-?releases?|nightly|beta)\b",
            text,
            re.IGNORECASE,
        )
    )


def _in_code(
    page: Page, block: Block, identity: Identity, hosts: frozenset[str], ready: _Ready
) -> Iterator[_Found]:
    """The installing lines of a block, each with the commands that have to be run before it."""
    before = list(ready.commands) if _goes_on(block.lead) else []
    start = ready.first
    broken = ready.other and _goes_on(block.lead)
    installed = False
    for text, line in _commands(block):
        if not text:
            before, start = [], 0
            continue
        found = _one(text, identity, hosts, Evidence(page.path, line, line))
        if found is None:
            start = start if before else line
            before.append(text)
            continue
        installed = True
        if not broken and (not before or _prepares(before)):
            install, evidence = found.install, found.evidence
            if before:
                commands = (*before, *install.commands)
                install = Install(install.method, commands, install.label)
                evidence = Evidence(page.path, min(start, line), line)
            yield _Found(found.label, install, evidence)
        before, start, broken = [], 0, False
    if installed:
        ready.commands, ready.first, ready.other = (), 0, False
    elif before:
        ready.other = not _prepares(before)
        ready.commands, ready.first = tuple(before), start


def _goes_on(lead: str) -> bool:
    return bool(re.match(r"(then|after|once|now|next|finally|and)\b", lead, re.IGNORECASE))


def _commands(block: Block) -> Iterator[tuple[str, int]]:
    """The commands of a block with their lines; an empty one where another way begins."""
    lines = _joined(block.text)
    prompted = any(re.match(r"^\s*[$❯➜]\s", line) for line, _ in lines)
    for text, offset in lines:
        if not text.strip() or (text.lstrip().startswith("#") and not prompted):
            yield "", 0
        elif not prompted:
            yield text.strip(), block.first + offset
        elif re.match(r"^\s*[$❯➜#]\s", text):  # the others are what the commands print
            yield install_lines.without_prompt(text), block.first + offset


def _prepares(lines: list[str]) -> bool:
    """Whether lines before an install only make its package known: a tap, a repository, a key."""
    return bool(lines) and len(lines) < MAX_COMMANDS and all(
        re.search(
            r"\b(tap|update|add-repo(sitory)?|bucket add|repo add|remote-add|plugin add|copr enable"
            r"|--import|setup\.(deb|rpm|alpine)\.sh|gpg|keyrings?|sources\.list|apt-key|config-manager|overlay)\b",
            line,
        )
        and not _PLACEHOLDER.search(line)
        for line in lines
    )  # fmt: skip


def _joined(code: str) -> list[tuple[str, int]]:
    """Lines with their continuations, each with the offset of its first line."""
    out: list[tuple[str, int]] = []
    open_line = False
    for number, line in enumerate(code.split("\n")):
        if open_line:
            text, where = out[-1]
            out[-1] = (f"{text}\n{line}", where)
        else:
            out.append((line, number))
        open_line = line.rstrip().endswith("\\")
    return out


def _one(
    command: str, identity: Identity, hosts: frozenset[str], evidence: Evidence
) -> _Found | None:
    """A line as a way to install this project, None where it installs something else."""
    if _PLACEHOLDER.search(command) or len(command) > 300:
        return None
    if _PIPED.match(command) or _POWERSHELL.search(command):
        if _own_script(command, identity, hosts):
            label = "install script" if _PIPED.match(command) else "install script (PowerShell)"
            return _Found(label, Install("script", (command,), label), evidence)
        return None
    line = install_lines.read(command)
    if not line or not _is_own(line, identity):
        return None
    return _Found(line.label, Install(line.method, (command,), line.label), evidence)


def _is_own(line: InstallLine, identity: Identity) -> bool:
    """Whether all packages of a line are this project."""
    if line.label == "asdf" and len(line.packages) > 1:  # the version stands apart
        return _is_me(line.packages[0], line.label, identity)
    return len(line.packages) == 1 and _is_me(line.packages[0], line.label, identity)


def _is_me(package: str, label: str, identity: Identity) -> bool:
    if "://" in package or package.startswith((".", "/", "git+", "~", "$")) or "@git" in package:
        return False
    name = package
    if label == "Docker":
        name = re.sub(r"(:[\w.-]+)?(@sha256:\w+)?$", "", package)
        owner = name.split("/")[-2] if name.count("/") else ""
        mine = {normal(identity.owner), normal(identity.repository)}
        return (
            identity.is_me(name)
            and bool(owner)
            and (normal(owner) in mine or _owned(owner, identity))
        )
    if label == "Go":
        path = name.partition("@")[0].lower()
        return any(
            path == p.lower() or path.startswith(p.lower() + "/")
            for p in identity.packages
            if "/" in p
        )
    if label in ("pip", "pipx", "uv", "Poetry", "PDM", "conda"):
        name = re.split(r"[\[<>=!~ ;]|::", name.rpartition("::")[2])[0]
        if name != re.split(r"[<>=!~ ;]", package.rpartition("::")[2])[0]:
            return False  # with an extra: not the plain way
    elif label in ("npm", "Yarn", "pnpm", "Bun", "npx"):
        name = (
            name
            if name.startswith("@") and name.count("@") == 1
            else name.rpartition("@")[0] or name
        )
        return any(name.lower() == p.lower() for p in identity.packages)
    elif label == "Nix":
        name = re.split(r"[#.]", name)[-1]
    elif label in ("Flatpak", "winget"):
        return len(package.split(".")) > 1 and identity.is_me(re.split(r"[.]", package)[-1])
    elif label in ("mise", "asdf"):
        name = name.partition("@")[0]
    else:
        name = name.partition("@")[0] or name
    return identity.is_me(name)


def _owned(owner: str, identity: Identity) -> bool:
    return normal(owner).startswith(normal(identity.repository)) and len(identity.repository) > 3


def _own_script(command: str, identity: Identity, hosts: frozenset[str]) -> bool:
    """Whether a script that is piped to a shell comes from the project's own place."""
    urls = _URL.findall(command)
    if not urls:
        return False
    for host, path in urls:
        parts = [part for part in path.split("/") if part]
        if host.lower() in hosts:
            continue
        if host in ("raw.githubusercontent.com", "github.com") and len(parts) > 2:
            slug = f"{identity.owner}/{identity.repository}".lower()
            if "/".join(parts[:2]).lower() == slug:
                continue
        if host.split(".")[0] in ("get", "install", "sh") and identity.is_me(host.split(".")[1]):
            continue
        return False
    return True


def _own_hosts(pages: Pages, known: Facts) -> frozenset[str]:
    """Hosts that the manifests or the site's configuration name as the project's own."""
    from moxi.facts.common.links import manifests, sites

    stated = [(fact.value.role, fact.value.url) for fact in known.all(Link)]
    for home in pages.homes:
        found = (*manifests.stated(pages.reader, home), *sites.sites(pages.reader, home))
        stated += [(item.role, item.url) for item in found]
    return frozenset(
        match[1].lower()
        for role, url in stated
        if role in ("homepage", "documentation") and (match := _URL.match(url))
        if not match[1].lower().endswith(_SHARED_HOSTS)
    )


def _spans(block: Block) -> Iterator[tuple[str, int]]:
    """Code spans in running text, lists and tables that may be commands."""
    texts = [(block.text, block.line)] if block.kind == "paragraph" else []
    texts += [(item.text, item.line) for item in block.items]
    texts += [(cell, row.line) for row in block.rows for cell in row.cells]
    for text, line in texts:
        for span in re.findall(r"(?<!`)`([^`]+)`(?!`)", text):
            if " " in span:
                yield install_lines.without_prompt(span), line


def _key(command: str) -> str:
    return " ".join(command.removeprefix("sudo ").split())
