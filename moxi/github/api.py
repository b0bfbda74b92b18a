"""Requests to GitHub: with time limits, repeated only where that is safe, told in one line."""

from __future__ import annotations

import random
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from moxi import __version__
from moxi.errors import GitHubError, GitHubLimitError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import githubkit

    from moxi.github.settings import GitHubSettings

MAX_TOLD = 200
"""Characters of what GitHub says that are shown."""
FIRST_PAUSE = 0.5
"""Seconds before the second try; each further one doubles it."""


class GitHubApi:
    """One GitHub with one token; use as a context. All its errors are `GitHubError`s.

    A read is repeated after a broken connection and 5xx, a write never: whether it was done is for
    the caller to look up. A request that a limit refused was not carried out, and is repeated.
    `reads` and `writes` count the requests.
    """

    def __init__(self, settings: GitHubSettings) -> None:
        """Raises UsageError where the extra `[github]` is not installed."""
        try:
            from githubkit import GitHub, TokenAuthStrategy, UnauthAuthStrategy
        except ImportError:
            told = "GitHub's API needs more packages: pip install 'moxi-readme[github]'"
            raise UsageError(told) from None
        self.settings = settings
        self.reads = self.writes = 0
        auth = TokenAuthStrategy(settings.token) if settings.token else UnauthAuthStrategy()
        # Its own retries replay POSTs: two pull requests where one was asked for.
        self._github: githubkit.GitHub[Any] = GitHub(
            auth,
            base_url=settings.api_url,
            timeout=settings.timeout,
            auto_retry=False,
            user_agent=f"moxi/{__version__}",
        )

    def __enter__(self) -> Self:
        self._github.__enter__()  # type: ignore[no-untyped-call]
        return self

    def __exit__(self, *error: Any) -> None:
        self._github.__exit__(*error)

    def get(self, path: str, **params: Any) -> Any:
        """What a route says, as JSON. Raises GitHubError, whose `status` may be 404."""
        given = {name: value for name, value in params.items() if value is not None}
        return self._json(self._request("GET", path, params=given or None))

    def pages(self, path: str, *, limit: int = 10, **params: Any) -> Iterator[Any]:
        """The items of a list, over `limit` pages of 100 at most. Raises GitHubError."""
        for page in range(1, limit + 1):
            found = self.get(path, per_page=100, page=page, **params)
            yield from found
            if len(found) < 100:
                return

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Write something; what GitHub answers, as JSON. Raises GitHubError."""
        return self._json(self._request(method, path, json=body))

    def query(self, text: str, **variables: Any) -> dict[str, Any]:
        """The data of a GraphQL query; fields that cannot be had are null. Raises GitHubError."""
        return self._graphql(text, variables, write=False)

    def mutate(self, text: str, **variables: Any) -> dict[str, Any]:
        """The data of a GraphQL mutation. Raises GitHubError, with status 200 where GitHub refuses
        what is asked."""
        return self._graphql(text, variables, write=True)

    @contextmanager
    def stream(self, path: str) -> Iterator[Iterator[bytes]]:
        """The bytes of a download, as they come. Raises GitHubError, also while they are read."""
        import httpx

        response = self._request("GET", path, stream=True).raw_response
        try:
            yield response.iter_bytes(1 << 16)
        except httpx.HTTPError as error:
            raise GitHubError(0, path, f"the download broke off ({type(error).__name__})") from None
        finally:
            response.close()

    def _graphql(self, text: str, variables: dict[str, Any], *, write: bool) -> dict[str, Any]:
        path = _graphql_route(self.settings.api_url)
        body = {"query": text, "variables": variables}
        for number in range(self.settings.tries):
            answer = self._json(self._request("POST", path, json=body, write=write))
            errors = answer.get("errors") or []
            limited = [one for one in errors if one.get("type") in ("RATE_LIMIT", "RATE_LIMITED")]
            if not limited:
                break
            self._wait(path, timedelta(seconds=self.settings.patience / 2), number)
        data = answer.get("data")
        if errors and (write or not data or all(value is None for value in data.values())):
            kind = f"{errors[0].get('type') or ''}"
            status = {"NOT_FOUND": 404, "FORBIDDEN": 403}.get(kind, 200)
            raise GitHubError(status, "/graphql", _line(errors[0].get("message")), kind)
        if not isinstance(data, dict):
            raise GitHubError(200, "/graphql", "the answer holds no data")
        return data

    def _request(
        self, method: str, path: str, *, write: bool | None = None, **more: Any
    ) -> githubkit.Response[Any]:
        from githubkit.exception import RateLimitExceeded, RequestError, RequestFailed

        write = method != "GET" if write is None else write
        tries = self.settings.tries
        for number in range(tries):
            if write:
                self.writes += 1
            else:
                self.reads += 1
            last = number == tries - 1
            try:
                return self._github.request(method, path, **more)
            except RateLimitExceeded as error:
                self._wait(path, error.retry_after, number)
            except RequestFailed as error:
                status = error.response.status_code
                if write or last or status < 500:
                    raise GitHubError(status, path, _reason(error.response)) from None
                _pause(number)
            except RequestError as error:
                if write or last:
                    told = f"no answer ({type(error.exc).__name__})"
                    raise GitHubError(0, path, told) from None
                _pause(number)
        raise GitHubError(0, path, "no answer")  # not reached: the last try raises

    def _wait(self, path: str, asked: timedelta, number: int) -> None:
        """Wait for a limit to pass. Raises GitHubLimitError where that takes too long."""
        seconds = asked.total_seconds() + 0.1
        if seconds > self.settings.patience or number == self.settings.tries - 1:
            raise GitHubLimitError(path, datetime.now(UTC) + asked)
        time.sleep(seconds)

    @staticmethod
    def _json(response: githubkit.Response[Any]) -> Any:
        if response.status_code == 204 or not response.content:
            return None
        try:
            return response.json()
        except ValueError:
            where = response.raw_request.url.path
            raise GitHubError(response.status_code, where, "the answer is no JSON") from None


def _graphql_route(api_url: str) -> str:
    """Where GraphQL is: beside the REST API, on Enterprise Server in its place."""
    server, enterprise, _ = api_url.partition("/api/v3")
    return f"{server}/api/graphql" if enterprise else f"{api_url}/graphql"


def _pause(number: int) -> None:
    time.sleep(FIRST_PAUSE * 2.0**number * (1 - 0.25 * random.random()))  # noqa: S311  jitter


def _reason(response: Any) -> str:
    """GitHub's own words on what is wrong."""
    try:
        answer = response.json()
    except ValueError:
        return ""
    if not isinstance(answer, dict):
        return ""
    told = [answer.get("message")]
    for error in answer.get("errors") or []:
        told.append(error.get("message") if isinstance(error, dict) else error)
    return _line(": ".join(f"{part}" for part in told if part))


def _line(text: Any) -> str:
    """A text of GitHub's in one line; it may quote what somebody else wrote."""
    line = " ".join(f"{text or ''}".split())
    return "".join(char if char.isprintable() else " " for char in line)[:MAX_TOLD]
