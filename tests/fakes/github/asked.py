"""One request to the double, and the refusals that GitHub has for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.github.hub import Hub, Repo, Token


class Refusal(Exception):  # noqa: N818  an answer, not a mistake of the double
    """An answer with an error status and GitHub's words for it."""

    def __init__(self, status: int, message: str, **more: Any) -> None:
        self.status = status
        self.body = {"message": message, "documentation_url": DOCS, "status": f"{status}", **more}
        super().__init__(message)


DOCS = "https://docs.github.com/rest"
NOT_FOUND = (404, "Not Found")


@dataclass
class Asked:
    """One request. `token` is None for a request without one."""

    hub: Hub
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    token: Token | None
    url: str
    """of the double"""
    answered: int = 0
    marks: dict[str, str] = field(default_factory=dict)

    def repo(self, owner: str, name: str, *, write: str = "") -> Repo:
        """The repository, where the token may see it, and with `write` (a permission) change it.

        https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api: what may
        not be seen is 404; what may not be done 403, `Resource not accessible by integration`.
        """
        found = self.hub.repos.get(f"{owner}/{name}".lower())
        if found is None or (found.private and not self._level(found)):
            raise Refusal(*NOT_FOUND)
        if write:
            self.may(found, write)
        return found

    def may(self, repo: Repo, permission: str) -> None:
        """Raises Refusal unless the token has a permission such as `contents:write`."""
        if self.token is None:
            raise Refusal(401, "Requires authentication")
        if self.token.kind != "user" and permission not in self.token.permissions:
            raise Refusal(403, "Resource not accessible by integration")
        if self.token.kind == "user" and self._level(repo) not in ("admin", "write"):
            if repo.private:
                raise Refusal(*NOT_FOUND)
            raise Refusal(403, "Must have write access to the repository")
        if repo.archived:
            raise Refusal(403, "Repository was archived so is read-only.")

    def _level(self, repo: Repo) -> str:
        if self.token is None:
            return ""
        if self.token.kind != "user":
            return "write"
        return repo.members.get(self.token.login, "")
