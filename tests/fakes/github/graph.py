"""The GraphQL of the double: GitHub's own schema, with answers from the bare repositories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import graphql

from tests.fakes.github.asked import Asked, Refusal
from tests.fakes.github.described import UndescribedError, graphql_schema

if TYPE_CHECKING:
    from tests.fakes.github.hub import Repo

MAX_TEXT = 512_000
"""Bytes: https://docs.github.com/en/graphql/reference/objects#blob cuts longer texts."""


def answer(asked: Asked) -> tuple[int, Any]:
    """The answer to a document, which has to be valid by GitHub's schema."""
    if asked.token is None:
        raise Refusal(401, "This endpoint requires you to be authenticated.")
    schema = graphql_schema()
    document = graphql.parse(asked.body["query"])
    wrong = graphql.validate(schema, document)
    if wrong:
        raise UndescribedError(f"GraphQL: {wrong[0].message}")
    root = {
        "repository": lambda info, owner, name, **_: _repository(asked, owner, name),
        **MUTATIONS(asked),
    }
    result = graphql.execute(
        schema, document, root_value=root, variable_values=asked.body.get("variables")
    )
    assert not hasattr(result, "__await__")
    told: dict[str, Any] = {"data": result.data}
    if result.errors:
        told["errors"] = [_error(one) for one in result.errors]
    return 200, told


def _error(error: graphql.GraphQLError) -> dict[str, Any]:
    kind = (error.extensions or {}).get("type")
    if kind is None:
        raise UndescribedError(f"GraphQL: {error.message}")
    return {"type": kind, "path": error.path, "message": error.message,
            "locations": [{"line": 1, "column": 1}]}  # fmt: skip


def refused(kind: str, message: str) -> graphql.GraphQLError:
    """An error as GitHub's GraphQL tells it."""
    return graphql.GraphQLError(message, extensions={"type": kind})


def _repository(asked: Asked, owner: str, name: str) -> dict[str, Any]:
    try:
        repo = asked.repo(owner, name)
    except Refusal:
        told = f"Could not resolve to a Repository with the name '{owner}/{name}'."
        raise refused("NOT_FOUND", told) from None
    assert asked.token is not None
    level = repo.members.get(asked.token.login, "read").upper()
    branch = {"name": repo.default_branch} if repo.branch(repo.default_branch) else None
    return {
        "id": f"R_{repo.id}", "databaseId": repo.id, "nameWithOwner": repo.slug,
        "description": repo.description or None, "homepageUrl": repo.homepage or None,
        "isArchived": repo.archived, "isDisabled": repo.disabled, "isFork": repo.fork,
        "isPrivate": repo.private,
        "viewerPermission": level if asked.token.kind == "user" else None,
        "defaultBranchRef": branch,
        "licenseInfo": {"spdxId": repo.licence} if repo.licence else None,
        "repositoryTopics": {"nodes": [{"topic": {"name": topic}} for topic in repo.topics]},
        "object": lambda info, oid="", expression="": object_of(repo, oid or expression),
    }  # fmt: skip


def object_of(repo: Repo, revision: str) -> dict[str, Any] | None:
    """A commit, tag, tree or blob by its name or an expression such as `HEAD:README.md`."""
    sha = repo.resolve(revision)
    kind = repo.type_of(sha) if sha else ""
    if kind == "commit":
        return {"__typename": "Commit", "oid": sha}
    if kind == "tag":
        target = repo.resolve(f"{sha}^{{}}")
        return {"__typename": "Tag", "oid": sha, "target": object_of(repo, target)}
    if kind == "blob":
        return _blob(repo, sha)
    return {"__typename": "Tree", "oid": sha} if kind == "tree" else None


def _blob(repo: Repo, sha: str) -> dict[str, Any]:
    content = repo.git_bytes("cat-file", "blob", sha) or b""
    binary = b"\0" in content[:8000]
    # What is no UTF-8 is decoded by a guess, and a byte order mark is gone.
    text = content[:MAX_TEXT].decode("utf-8", "replace").removeprefix("\ufeff")
    return {
        "__typename": "Blob", "oid": sha, "byteSize": len(content), "isBinary": binary,
        "isTruncated": len(content) > MAX_TEXT, "text": None if binary else text,
    }  # fmt: skip


def MUTATIONS(asked: Asked) -> dict[str, Any]:  # noqa: N802
    return {}
