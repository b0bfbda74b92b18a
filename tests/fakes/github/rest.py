"""The REST routes of the double."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tests.fakes.github.asked import NOT_FOUND, Asked, Refusal
from tests.fakes.github.described import filled

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.github.hub import Repo

Answer = tuple[int, Any]
ROUTES: list[tuple[str, re.Pattern[str], Callable[..., Answer]]] = []


def route(method: str, template: str) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Registers the function for a route; `{name}` is one part of the path, `{name+}` the rest."""
    pattern = re.sub(r"\{(\w+)\+\}", r"(?P<\1>.+)", template)
    pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern))

    def register(function: Callable[..., Answer]) -> Callable[..., Answer]:
        ROUTES.append((method, pattern, function))
        return function

    return register


def answer(asked: Asked) -> Answer:
    """What GitHub would say. Raises Refusal, and KeyError for a route that it does not know."""
    for method, pattern, function in ROUTES:
        if method == asked.method and (match := pattern.fullmatch(asked.path)):
            return function(
                asked, **{key: unquote(value) for key, value in match.groupdict().items()}
            )
    raise KeyError(f"{asked.method} {asked.path}")


@route("GET", "/repos/{owner}/{name}")
def _repository(asked: Asked, owner: str, name: str) -> Answer:
    repo = asked.repo(owner, name)
    level = repo.members.get(asked.token.login, "read") if asked.token else "read"
    licence = {"key": repo.licence.lower(), "name": repo.licence, "spdx_id": repo.licence,
               "url": None, "node_id": "L"}  # fmt: skip
    known = {
        "id": repo.id, "node_id": f"R_{repo.id}", "name": repo.name, "full_name": repo.slug,
        "owner": _user(repo.owner), "private": repo.private, "fork": repo.fork,
        "description": repo.description or None, "homepage": repo.homepage or None,
        "topics": [*repo.topics], "archived": repo.archived, "disabled": repo.disabled,
        "default_branch": repo.default_branch, "license": licence if repo.licence else None,
        "permissions": {"admin": level == "admin", "push": level in ("admin", "write"),
                        "pull": True},
    }  # fmt: skip
    return 200, filled("full-repository", known)


@route("GET", "/repos/{owner}/{name}/commits/{ref+}")
def _commit(asked: Asked, owner: str, name: str, ref: str) -> Answer:
    repo = asked.repo(owner, name)
    if not repo.resolve("HEAD"):
        # https://docs.github.com/en/rest/commits/commits#get-a-commit
        raise Refusal(409, "Git Repository is empty.")
    sha = repo.resolve(f"{ref}^{{commit}}")
    if not sha:
        raise Refusal(422, f"No commit found for SHA: {ref}")
    return 200, filled("commit", {"sha": sha})


@route("GET", "/repos/{owner}/{name}/git/trees/{sha}")
def _tree(asked: Asked, owner: str, name: str, sha: str) -> Answer:
    repo = asked.repo(owner, name)
    if not repo.resolve("HEAD"):
        # https://docs.github.com/en/rest/git/trees#get-a-tree
        raise Refusal(409, "Git Repository is empty.")
    found = repo.resolve(f"{sha}^{{tree}}")
    if not found:
        raise Refusal(*NOT_FOUND)
    options = ("-r", "-t") if asked.query.get("recursive") else ()
    lines = (repo.git_bytes("ls-tree", *options, "-l", "-z", found) or b"").split(b"\0")
    items: list[dict[str, Any]] = []
    for line in lines[:-1]:
        head, _, path = line.partition(b"\t")
        mode, kind, blob, size = head.decode().split()
        item: dict[str, Any] = {
            "path": path.decode("utf-8", "replace"), "mode": mode, "type": kind, "sha": blob,
            "url": f"{asked.url}/x",
        }  # fmt: skip
        if kind == "blob":
            item["size"] = int(size)
        items.append(item)
    truncated = len(items) > repo.truncate_trees_at
    items = items[: repo.truncate_trees_at]
    return 200, {"sha": found, "url": f"{asked.url}/x", "tree": items, "truncated": truncated}


@route("GET", "/repos/{owner}/{name}/git/blobs/{sha}")
def _blob(asked: Asked, owner: str, name: str, sha: str) -> Answer:
    repo = asked.repo(owner, name)
    content = repo.git_bytes("cat-file", "blob", sha)
    if content is None:
        raise Refusal(*NOT_FOUND)
    return 200, {
        "sha": sha, "node_id": "B", "size": len(content), "encoding": "base64",
        "url": f"{asked.url}/x", "content": base64.encodebytes(content).decode(),
    }  # fmt: skip


@route("GET", "/repos/{owner}/{name}/tarball/{ref+}")
def _tarball(asked: Asked, owner: str, name: str, ref: str) -> Answer:
    repo = asked.repo(owner, name)
    sha = repo.resolve(f"{ref}^{{commit}}")
    if not sha:
        raise Refusal(*NOT_FOUND)
    # https://docs.github.com/en/rest/repos/contents#download-a-repository-archive-tar
    # Another host, as codeload.github.com is.
    elsewhere = asked.url.replace("127.0.0.1", "localhost")
    asked.marks["location"] = f"{elsewhere}/codeload/{repo.slug}/{sha}"
    return 302, None


def tarball(repo: Repo, sha: str) -> bytes:
    """What the link leads to: `git archive`, with the attributes of the commit."""
    prefix = f"{repo.owner}-{repo.name}-{sha[:7]}/"
    found = repo.git_bytes("archive", "--format=tar.gz", f"--prefix={prefix}", sha)
    assert found is not None
    return found


def _user(login: str) -> dict[str, Any]:
    return filled("simple-user", {"login": login, "id": 1, "type": "User"})
