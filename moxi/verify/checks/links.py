"""Links, anchors and images.

verified: the target is a file or folder of the repository (or an anchor of the page it names), or
a page of the repository's own host that the repository backs.
refuted: a relative target, or one on the host at the default branch, that is not in the tree; an
anchor that no heading or `id` gives.
unknown: pages outside, targets in submodules or above the root, templates.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from moxi.facts.model import Evidence, Link
from moxi.patterns import lazy_re
from moxi.verify.checks.ports import stated as port_of
from moxi.verify.model import Claim, Finding, refuted, unknown, verified
from moxi.verify.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.verify.model import Kind, Verdict
    from moxi.verify.page import Link as PageLink
    from moxi.verify.page import Page
    from moxi.verify.repository import Repository

_TEMPLATE = lazy_re(r"\{\{|\{%|\$\{|<%|^[<{].*[>}]$|\[.*\]")
_LINES = lazy_re(r"L\d+(-L?\d+)?$")
_SCHEME = lazy_re(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_BLOB = lazy_re(r"^/([^/]+/[^/]+)/(?:blob|tree|raw|edit|blame)/([^/]+)(?:/(.*))?$")
_RAW = lazy_re(r"^/([^/]+/[^/]+)/(?:refs/heads/)?([^/]+)/(.+)$")
_PAGES = (
    "", "issues", "pulls", "commits", "graphs", "network", "stargazers", "releases", "tags",
)  # fmt: skip
MAX_SEARCHES = 50
"""For the anchor that was probably meant: among thousands of headings each takes long."""
_DEFAULT_REFS = ("HEAD", "main", "master", "develop", "trunk")


def findings(page: Page, repository: Repository) -> Iterator[Finding]:
    """A claim for each link and image; what badges say is for another check."""
    anchors = _Anchors(repository, page)
    generated = _contributors(page)
    for link in page.links:
        target = link.target.strip()
        if link.line in generated and target.startswith("#"):
            continue  # all-contributors links to anchors that it never makes
        if not target or target.startswith(("mailto:", "tel:", "data:", "javascript:")):
            continue
        kind, verdict = _judged(target, link, repository, anchors)
        if verdict:
            yield Finding(Claim(kind, target, link.line), verdict)


def _contributors(page: Page) -> range:
    """The lines that the all-contributors tool writes."""
    starts = [line for line, text in page.comments if "ALL-CONTRIBUTORS-LIST:START" in text]
    ends = [line for line, text in page.comments if "ALL-CONTRIBUTORS-LIST:END" in text]
    return range(starts[0], ends[-1]) if starts and ends else range(0)


def _judged(
    target: str, link: PageLink, repository: Repository, anchors: _Anchors
) -> tuple[Kind, Verdict | None]:
    if target.startswith("#"):
        return "anchor", anchors.judge(target[1:], "")
    kind: Kind = "image" if link.image else "link"
    if target.startswith("//") or _SCHEME.match(target):
        inside = _inside(target, repository)
        if inside is None:
            verdict = _outside(target, repository)
            if link.image and "badge" in target:
                return "url", None  # what a badge says is for another check
            return ("url" if verdict.status == "unknown" else kind), verdict
        path, fragment = inside
    else:
        if _TEMPLATE.search(target):
            return kind, unknown("a template")
        path, _, fragment = target.partition("#")
        resolved = repository.resolve(unquote(path.split("?", 1)[0]))
        if resolved is None:
            return kind, unknown("it leads out of the repository")
        path = resolved
    found = repository.at(path)
    if found is None:
        return kind, _missing(target, path, repository)
    if fragment and not link.image and path.lower().endswith((".md", ".markdown")):
        return "anchor", anchors.judge(fragment, path)
    return kind, verified(found)


def _missing(target: str, path: str, repository: Repository) -> Verdict:
    if repository.in_submodule(path):
        return unknown("it lies in another repository")
    folder = path.rpartition("/")[0]
    if path.endswith((".html", ".htm")) and not repository.has_suffix(".html"):
        return refuted("no such file in the repository")
    meant = repository.meant(path)
    suggestion = _relative(meant, repository) if meant else ""
    fix = None
    if meant and not _SCHEME.match(target):
        same_name = meant.rpartition("/")[2] == path.rpartition("/")[2]
        only = len(repository.tree.named(path.rpartition("/")[2])) == 1
        case_only = meant.lower() == path.lower()
        if (same_name and only) or case_only:
            fix = (target.split("#")[0].split("?")[0], suggestion)
    what = "folder" if target.endswith("/") else "file"
    where = f" in {folder}/" if folder and repository.tree.is_folder(folder) else ""
    return refuted(f"no such {what}{where}", suggestion=suggestion, fix=fix)


def _relative(path: str, repository: Repository) -> str:
    """A path of the repository as a link from the README would write it."""
    base = repository.folder.split("/") if repository.folder else []
    parts = path.split("/")
    while base and parts and base[0] == parts[0] and len(parts) > 1:
        base, parts = base[1:], parts[1:]
    return "/".join([".."] * len(base) + parts)


def _inside(url: str, repository: Repository) -> tuple[str, str] | None:
    """An address of a file of this repository at its default branch, as path and fragment."""
    try:
        parts = urlsplit(url if not url.startswith("//") else f"https:{url}")
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    data = repository.snapshot.metadata
    if not repository.slug:
        return None
    if host == data.host:
        found = _BLOB.match(unquote(parts.path))
    elif host == "raw.githubusercontent.com" and data.host == "github.com":
        found = _RAW.match(unquote(parts.path))
    else:
        return None
    if not found or found.group(1).lower() != repository.slug:
        return None
    if found.group(2) not in (data.default_branch or "HEAD", *_DEFAULT_REFS):
        return None
    return (found.group(3) or "").rstrip("/"), parts.fragment


def _outside(url: str, repository: Repository) -> Verdict:
    """An address outside: verified only where the repository itself states it."""
    clean = url.rstrip("/").split("#")[0]
    page = repository.snapshot.metadata.url
    if page and (clean.lower() + "/").startswith(page.lower() + "/"):
        return _own_page(clean[len(page) :].strip("/"), repository)
    local = re.match(r"https?://(?:localhost|127\.0\.0\.1):(\d+)", url)
    if local and (place := port_of(local.group(1), repository)):
        return verified(place)
    for fact in repository.facts.all(Link):
        if fact.value.url.rstrip("/").split("#")[0] == clean:
            return verified(*fact.evidence)
    return unknown("a page outside")


def _own_page(rest: str, repository: Repository) -> Verdict:
    """A page of the repository on its host: its own, and those that always are there."""
    first = rest.split("/")[0].split("?")[0]
    if first in _PAGES:
        return verified(Evidence("metadata:name"))
    workflow = re.match(r"actions/workflows/([^/?]+\.ya?ml)", rest)
    if workflow:
        path = f".github/workflows/{workflow.group(1)}"
        found = repository.at(path)
        if found:
            return verified(found)
        pool = repository.tree.files(".github/workflows")
        meant = nearest(path, pool, 0.5)
        return refuted("no such workflow", suggestion=meant.rpartition("/")[2])
    if first == "actions" and repository.tree.is_folder(".github/workflows"):
        return verified(Evidence(".github/workflows"))
    return unknown("a page of the host")


class _Anchors:
    """Which fragments lead somewhere, in the page and in others of the repository."""

    def __init__(self, repository: Repository, page: Page) -> None:
        self.repository = repository
        self.page = page
        self.known: dict[str, set[str]] = {"": page.anchors, repository.readme: page.anchors}
        self.searches = 0
        self.letters: dict[str, dict[str, str]] = {}
        self.lines = {heading.anchor: heading.line for heading in page.headings}

    def judge(self, fragment: str, path: str) -> Verdict:
        fragment = unquote(fragment).removeprefix("user-content-")
        where = path or self.repository.readme
        if fragment in ("", "top", "readme") or _LINES.match(fragment) or ":~:" in fragment:
            return verified(Evidence(where))
        anchors = self._anchors(path)
        wanted = fragment.lower()
        if fragment in anchors or wanted in anchors:
            line = self.lines.get(wanted, 0) if not path else 0
            return verified(Evidence(where, line, line))
        meant = self._by_letters(path).get(_loose(wanted), "")
        if not meant.isascii():  # whether an emoji leaves something behind is a matter of its kind
            return verified(Evidence(where))
        exact = bool(meant)
        if not exact and self.searches < MAX_SEARCHES:
            self.searches += 1
            meant = nearest(wanted, self._by_letters(path).values(), 0.6)
        return refuted(
            f"no heading of {where} has this anchor",
            suggestion=f"#{meant}" if meant else "",
            fix=(f"#{fragment}", f"#{meant}") if exact else None,
        )

    def _by_letters(self, path: str) -> dict[str, str]:
        """The anchors of a page by their letters and digits alone, in order."""
        if path not in self.letters:
            anchors = sorted(self._anchors(path), reverse=True)
            self.letters[path] = dict(sorted((_loose(anchor), anchor) for anchor in anchors))
        return self.letters[path]

    def _anchors(self, path: str) -> set[str]:
        if path not in self.known:
            from moxi.verify.markdown import parse

            self.known[path] = parse(self.repository.reader.text(path), path).anchors
        return self.known[path]


def _loose(anchor: str) -> str:
    return re.sub(r"[^\w]+", "", anchor)
