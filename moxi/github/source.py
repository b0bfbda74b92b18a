"""Opening a repository on GitHub by its name, `owner/repo`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from moxi.errors import GitHubError, SourceError
from moxi.github.api import GitHubApi
from moxi.github.repository import look_up
from moxi.github.settings import settings_from
from moxi.snapshot.github import GitHubSnapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@contextmanager
def open_remote(slug: str, ref: str, environ: Mapping[str, str]) -> Iterator[GitHubSnapshot]:
    """The repository at `ref`, or at the head of its default branch, closed at the end.

    Raises SourceError, and GitHubError where GitHub fails.
    """
    settings = settings_from(environ)
    with GitHubApi(settings) as api:
        try:
            repository = look_up(api, slug, ref)
        except GitHubError as error:
            if error.status not in (401, 404):
                raise
            advice = "" if settings.token else "; a private one needs GITHUB_TOKEN"
            raise SourceError(slug, f"{error}{advice}") from None
        if not repository.commit:
            raise SourceError(slug, "has no commit yet; push one first")
        with GitHubSnapshot(api, repository) as snapshot:
            yield snapshot
