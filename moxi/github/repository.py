"""What GitHub knows of a repository and of one of its commits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from moxi.errors import GitHubError, SourceError
from moxi.patterns import lazy_re
from moxi.snapshot.model import Metadata

if TYPE_CHECKING:
    from moxi.github.api import GitHubApi

SLUG = lazy_re(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[\w.-]{1,100}", re.ASCII)
_REF = lazy_re(r"(?!.*\.\.)(?!-)[^\s~^:?*\[\\\x00-\x1f\x7f]{1,250}")
_NO_LICENCE = ("", "NOASSERTION")

_QUERY = """
query($owner: String!, $name: String!, $ref: String!) {
  repository(owner: $owner, name: $name) {
    id databaseId nameWithOwner description homepageUrl isArchived isDisabled isFork isPrivate
    viewerPermission
    defaultBranchRef { name }
    licenseInfo { spdxId }
    repositoryTopics(first: 20) { nodes { topic { name } } }
    object(expression: $ref) {
      ... on Commit { oid }
      ... on Tag { target { oid ... on Commit { oid } } }
    }
  }
}
"""


@dataclass(frozen=True, slots=True)
class RemoteRepository:
    """A repository on GitHub, at one commit."""

    slug: str
    """`owner/name`, as GitHub spells it"""
    id: int
    """stays when the repository is renamed"""
    node_id: str
    metadata: Metadata
    commit: str
    """full name; empty where there is none yet"""
    is_archived: bool = False
    is_disabled: bool = False
    is_fork: bool = False
    is_private: bool = False
    may_write: bool | None = None
    """whether the token's owner may push; None where GitHub does not say"""


def is_slug(text: str) -> bool:
    """Whether a text has the form `owner/name`."""
    return bool(SLUG.fullmatch(text)) and not text.endswith((".", "/.."))


def checked_ref(ref: str) -> str:
    """A branch, tag or commit by a name that git allows. Raises SourceError."""
    if not _REF.fullmatch(ref) or ref.endswith(("/", ".lock")) or "@{" in ref:
        raise SourceError(ref, "is no name of a branch, tag or commit")
    return ref


def look_up(api: GitHubApi, slug: str, ref: str = "") -> RemoteRepository:
    """The repository, at `ref` or at the head of its default branch.

    One request, or two where there is no GraphQL. Raises GitHubError, and SourceError where there
    is no such `ref`.
    """
    if ref:
        checked_ref(ref)
    if not api.settings.token:  # GraphQL answers nobody without one
        return _by_rest(api, slug, ref)
    owner, _, name = slug.partition("/")
    try:
        found = api.query(_QUERY, owner=owner, name=name, ref=ref or "HEAD")["repository"]
    except GitHubError as error:
        if error.status in (404, 405) and not error.kind:
            return _by_rest(api, slug, ref)
        raise
    if not found:
        raise GitHubError(404, f"/repos/{slug}", "")
    commit = _commit_of(found.get("object"))
    branch = (found.get("defaultBranchRef") or {}).get("name") or ""
    if ref and not commit and branch:
        raise SourceError(f"{slug}@{ref}", "there is no such branch, tag or commit")
    topics = (found.get("repositoryTopics") or {}).get("nodes") or []
    return RemoteRepository(
        slug=found["nameWithOwner"],
        id=found["databaseId"],
        node_id=found["id"],
        commit=commit,
        metadata=_metadata(
            api,
            found["nameWithOwner"],
            description=found.get("description"),
            topics=[node["topic"]["name"] for node in topics],
            branch=branch,
            licence=(found.get("licenseInfo") or {}).get("spdxId"),
            homepage=found.get("homepageUrl"),
        ),
        is_archived=found["isArchived"],
        is_disabled=found["isDisabled"],
        is_fork=found["isFork"],
        is_private=found["isPrivate"],
        may_write=_may_write(found.get("viewerPermission")),
    )


def _commit_of(value: Any) -> str:
    """The commit of an object, of a tag the one that it names."""
    if not isinstance(value, dict):
        return ""
    return f"{value.get('oid') or (value.get('target') or {}).get('oid') or ''}"


def _may_write(permission: str | None) -> bool | None:
    """By GraphQL's `viewerPermission`: an App's token has none, and says so by its errors."""
    return None if permission is None else permission in ("ADMIN", "MAINTAIN", "WRITE")


def _by_rest(api: GitHubApi, slug: str, ref: str) -> RemoteRepository:
    found = api.get(f"/repos/{slug}")
    branch = found.get("default_branch") or ""
    try:
        commit = api.get(f"/repos/{found['full_name']}/commits/{quote(ref or branch, safe='/')}")
    except GitHubError as error:
        if error.status == 409 or (error.status == 404 and not ref):  # nothing committed yet
            commit = {"sha": ""}
        elif error.status in (404, 422):
            told = "there is no such branch, tag or commit"
            raise SourceError(f"{slug}@{ref}", told) from None
        else:
            raise
    permissions = found.get("permissions") or {}
    return RemoteRepository(
        slug=found["full_name"],
        id=found["id"],
        node_id=found["node_id"],
        commit=commit["sha"],
        metadata=_metadata(
            api,
            found["full_name"],
            description=found.get("description"),
            topics=found.get("topics") or [],
            branch=branch,
            licence=(found.get("license") or {}).get("spdx_id"),
            homepage=found.get("homepage"),
        ),
        is_archived=bool(found.get("archived")),
        is_disabled=bool(found.get("disabled")),
        is_fork=bool(found.get("fork")),
        is_private=bool(found.get("private")),
        may_write=permissions.get("push"),
    )


def _metadata(
    api: GitHubApi,
    slug: str,
    *,
    description: str | None,
    topics: list[str],
    branch: str,
    licence: str | None,
    homepage: str | None,
) -> Metadata:
    owner, _, name = slug.partition("/")
    return Metadata(
        host=api.settings.host,
        owner=owner,
        name=name,
        description=(description or "").strip(),
        topics=tuple(topics),
        default_branch=branch,
        licence="" if (licence or "") in _NO_LICENCE else f"{licence}",
        homepage=(homepage or "").strip(),
    )
