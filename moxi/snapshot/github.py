"""A snapshot of a commit on GitHub, read through its API: no clone, no checkout.

The tree is one request. Files come when they are first read, many at a time: the whole commit as
one tarball where that is small, else in waves of one query each (see `waves`), or one by one where
GitHub offers nothing better. Every file is held against its name in the tree, so that all ways give
the same bytes as a disk.
"""

from __future__ import annotations

import base64
import binascii
import logging
from typing import TYPE_CHECKING, Any, Self

from moxi.errors import GitHubError, GitHubLimitError, SourceError
from moxi.snapshot.links import MAX_PATH, readable
from moxi.snapshot.listing import safe_name
from moxi.snapshot.model import (
    MODE_EXECUTABLE,
    MODE_FILE,
    MODE_SUBMODULE,
    MODE_SYMLINK,
    Entry,
    Reason,
    Snapshot,
    Tree,
    Unread,
)
from moxi.snapshot.tarball import Contents, blob_name, read_tarball
from moxi.snapshot.waves import first_wave, next_wave

if TYPE_CHECKING:
    from moxi.github.api import GitHubApi
    from moxi.github.repository import RemoteRepository

log = logging.getLogger(__name__)

SMALL = 20_000_000
"""Bytes of all files: up to here one tarball is quicker than waves."""
LARGE = 400_000_000
"""Bytes: beyond it no tarball is fetched."""
MAX_WAVES = 2
"""after which the tarball comes, if it is not too large"""
MAX_REQUESTS = 60
"""of one snapshot for files; then what is not there yet stays unread"""
_MODES = (MODE_FILE, MODE_EXECUTABLE, MODE_SYMLINK, MODE_SUBMODULE)


class GitHubSnapshot(Snapshot):
    """A commit of a repository on GitHub; use as a context. `commit` is empty where there is none.

    `small` is the limit up to which the tarball is taken at once.
    """

    def __init__(
        self, api: GitHubApi, repository: RemoteRepository, *, scope: str = "", small: int = SMALL
    ) -> None:
        """Raises GitHubError."""
        self.commit = repository.commit
        self.metadata = repository.metadata
        self.scope = scope
        self.repository = repository
        self._api = api
        self.tree = Tree(_entries(api, repository) if self.commit else ())
        self._size = sum(entry.size for entry in self.tree)
        self._small = small
        self._contents = Contents()
        self._waves = self._requests = 0
        self._has_tarball = True
        self._has_graphql = bool(api.settings.token)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._contents.close()

    def read_bytes(self, path: str) -> bytes | Unread:
        """The content of an entry, links followed inside the repository; never raises."""
        entry = readable(self.tree, path, self._target)
        if isinstance(entry, Unread):
            return entry
        content = self._content(entry)
        return Unread(path, Reason.NOT_FETCHED) if content is None else content

    def _target(self, entry: Entry) -> str:
        content = self._content(entry) if entry.size <= MAX_PATH else None
        return (content or b"").decode("utf-8", "replace")

    def _content(self, entry: Entry) -> bytes | None:
        if entry.sha not in self._contents and self._requests < MAX_REQUESTS:
            try:
                self._fetch(entry)
            except GitHubError as error:
                log.warning("%s: not fetched, %s", entry.path, error)
                if isinstance(error, GitHubLimitError) or error.status in (0, 401, 403):
                    self._requests = MAX_REQUESTS
        return self._contents.get(entry.sha)

    def _fetch(self, entry: Entry) -> None:
        """Bring a file, and what is likely to be read with it. Raises GitHubError."""
        if self._is_time_for_tarball():
            self._fetch_tarball()
        if entry.sha not in self._contents and self._has_graphql:
            first = not self._waves
            wave = first_wave(self.tree, self.scope) if first else []
            if entry.sha not in {one.sha for one in wave}:
                wave = next_wave(self.tree, entry, self._contents) if not first else [entry, *wave]
            self._waves += 1
            self._fetch_wave(wave)
        if entry.sha not in self._contents:
            self._fetch_blob(entry.sha)

    def _is_time_for_tarball(self) -> bool:
        if not self._has_tarball or self._size > LARGE:
            return False
        return self._size <= self._small or self._waves >= MAX_WAVES or not self._has_graphql

    def _fetch_tarball(self) -> None:
        self._has_tarball = False  # once is enough, also where it fails
        self._requests += 1
        wanted = {one.sha for one in self.tree}
        path = f"/repos/{self.repository.slug}/tarball/{self.commit}"
        try:
            with self._api.stream(path) as chunks:
                read_tarball(chunks, wanted, self._contents)
        except (ValueError, GitHubError) as error:
            if isinstance(error, GitHubLimitError):
                raise
            log.info("%s: no tarball, %s", self.repository.slug, error)

    def _fetch_wave(self, wave: list[Entry]) -> None:
        self._requests += 1
        fields = [
            f'f{number}: object(oid: "{one.sha}") {{ ... on Blob {{ text isTruncated }} }}'
            for number, one in enumerate(wave)
        ]
        query = (
            "query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { "
            f"{' '.join(fields)} }} }}"
        )
        owner, _, name = self.repository.slug.partition("/")
        try:
            found = self._api.query(query, owner=owner, name=name)["repository"] or {}
        except GitHubError as error:
            if error.status not in (404, 405):
                raise
            self._has_graphql = False
            return
        for number, one in enumerate(wave):
            blob: dict[str, Any] = found.get(f"f{number}") or {}
            text = blob.get("text")
            # GitHub decodes: what was not UTF-8 comes back as other bytes.
            content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else b""
            if isinstance(text, str) and blob_name(content) == one.sha:
                self._contents.add(one.sha, content)

    def _fetch_blob(self, sha: str) -> None:
        self._requests += 1
        answer = self._api.get(f"/repos/{self.repository.slug}/git/blobs/{sha}")
        try:
            content = base64.b64decode(answer["content"])
        except (KeyError, TypeError, ValueError, binascii.Error):
            return
        if blob_name(content) == sha:
            self._contents.add(sha, content)


def _entries(api: GitHubApi, repository: RemoteRepository) -> list[Entry]:
    """The tree of a commit. Where GitHub cuts it off, it is read folder by folder."""
    entries: list[Entry] = []
    pending = [("", repository.commit, True)]
    while pending:
        folder, sha, deep = pending.pop()
        route = f"/repos/{repository.slug}/git/trees/{sha}"
        try:
            answer = api.get(route, recursive=1 if deep else None)
        except GitHubError as error:
            if error.status == 409:  # no commit yet
                return []
            raise
        if answer.get("truncated"):
            if not deep:
                raise SourceError(repository.slug, f"{folder or 'its root'}/ has too many files")
            pending.append((folder, sha, False))
            continue
        for item in answer.get("tree") or []:
            path = f"{folder}/{item['path']}".lstrip("/")
            if item["type"] == "tree":
                if not deep:
                    pending.append((path, item["sha"], True))
            elif item["mode"] in _MODES and safe_name(path.encode("utf-8", "surrogatepass")):
                entries.append(Entry(path, item.get("size") or 0, item["mode"], item["sha"]))
    return entries
