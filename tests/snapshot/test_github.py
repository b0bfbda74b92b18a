"""A repository on GitHub is read as it is on a disk, whichever way its files come."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from moxi.drafting import drafts
from moxi.errors import GitHubError, GitHubLimitError, SourceError, UsageError
from moxi.facts import extract
from moxi.facts.listing import as_lines
from moxi.github.api import GitHubApi
from moxi.github.repository import look_up
from moxi.github.settings import GitHubSettings, settings_from
from moxi.snapshot.github import GitHubSnapshot
from moxi.snapshot.local import LocalSnapshot
from moxi.snapshot.model import MAX_FILE_BYTES, Reason, Text, Unread
from tests.fakes.github import Fault, GitHubDouble, Hub
from tests.gitkit import commit_all, git, repository

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.packages

FIXTURES = Path(__file__).parents[1] / "fixtures"
WAYS: dict[str, dict[str, Any]] = {
    "tarball": {},
    "waves": {"small": -1},
    "REST": {"small": -1, "graphql": False},
    "nobody": {"token": ""},
}
"""How files come: see `snapshot`."""
SEEDS = {
    "pyproject.toml": '[project]\nname = "seedbox"\nversion = "1.2.0"\n',
    "seedbox/__init__.py": '"""Keeps seeds."""\n',
}


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    hub = Hub(tmp_path)
    hub.token("t0ken")
    return hub


@pytest.fixture
def double(hub: Hub) -> Iterator[GitHubDouble]:
    with GitHubDouble(hub) as double:
        yield double


def api_of(double: GitHubDouble, **more: Any) -> GitHubApi:
    options = {"token": "t0ken", "tries": 2, "timeout": 5.0, **more}
    return GitHubApi(GitHubSettings(api_url=double.url, **options))


def read(
    double: GitHubDouble, slug: str, *, ref: str = "", small: int | None = None, **more: Any
) -> GitHubSnapshot:
    """A snapshot; `small` is where waves begin, `graphql` and `token` what GitHub offers."""
    double.graphql = more.pop("graphql", True)
    api = api_of(double, **more).__enter__()
    limit = {} if small is None else {"small": small}
    return GitHubSnapshot(api, look_up(api, slug, ref), **limit)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", sorted(path.name for path in FIXTURES.iterdir() if path.is_dir()))
def test_facts_and_readme_are_those_of_a_checkout(
    way: str, name: str, hub: Hub, double: GitHubDouble, tmp_path: Path
) -> None:
    files = {
        path.relative_to(FIXTURES / name).as_posix(): path.read_bytes()
        for path in (FIXTURES / name).rglob("*")
        if path.is_file()
    }
    checkout = repository(tmp_path / name, files)
    hub.adopt(f"octo-org/{name}", checkout, description="Told by GitHub", topics=("seeds",))
    local = LocalSnapshot(checkout)
    with read(double, f"octo-org/{name}", **WAYS[way]) as remote:
        assert remote.commit == local.commit
        local.metadata = remote.metadata
        assert [*remote.tree] == [
            replace(one, sha=git(checkout, "rev-parse", f"HEAD:{one.path}")) for one in local.tree
        ]
        assert [*as_lines(extract(remote))] == [*as_lines(extract(local))]
        there = [item.draft.markdown for item in drafts(remote)]
        assert there == [item.draft.markdown for item in drafts(local)]


ODD: dict[str, str | bytes] = {
    "plain.txt": "plain\n",
    "crlf.txt": "one\r\ntwo\r\n",
    "mark.txt": b"\xef\xbb\xbfmarked\n",
    "latin.txt": "caf\xe9\n".encode("latin-1"),
    "utf16.txt": "wide\n".encode("utf-16"),
    "binary.bin": b"\0\1\2" * 100,
    "empty.txt": "",
    "large.txt": "x" * (MAX_FILE_BYTES + 1),
    "long.txt": "y\n" * 300_000,
    "lfs.bin": "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    "a name with spaces.txt": "spaces\n",
    "n\u00e4me.txt": "umlaut\n",
    "line\nbreak.txt": "break\n",
    ".gitattributes": "left-out.txt export-ignore\nstamped.txt export-subst\n",
    "left-out.txt": "left out of archives\n",
    "stamped.txt": "$Format:%H$\n",
}


@pytest.mark.parametrize("way", WAYS)
def test_odd_entries_are_met_with_a_reason(
    way: str, hub: Hub, double: GitHubDouble, tmp_path: Path
) -> None:
    checkout = repository(tmp_path / "odd", ODD)
    for name, target in {
        "link": "plain.txt", "dangling": "nowhere", "loop": "loop", "outside": "../../etc/passwd",
    }.items():  # fmt: skip
        (checkout / name).symlink_to(target)
    commit = commit_all(checkout)
    git(checkout, "update-index", "--add", "--cacheinfo", f"160000,{commit},module")
    git(checkout, "commit", "-q", "-m", "x")
    hub.adopt("octo-org/odd", checkout)
    local = LocalSnapshot(checkout)
    with read(double, "octo-org/odd", **WAYS[way]) as remote:
        paths = [*local.tree.paths, "module", "no/such/file"]
        for path in paths:
            assert remote.read(path) == local.read(path), path
        assert remote.read("link") == Text("link", "plain\n")
        assert remote.read("stamped.txt") == Text("stamped.txt", "$Format:%H$\n")
        assert remote.read("large.txt") == Unread("large.txt", Reason.TOO_LARGE)
        assert remote.read("module") == Unread("module", Reason.SUBMODULE)


def test_a_draft_takes_few_calls(hub: Hub, double: GitHubDouble) -> None:
    files = SEEDS | {f"seedbox/part_{n}.py": f'"""Part {n}."""\n' for n in range(400)}
    hub.repo("octo-org/seeds", files)
    with read(double, "octo-org/seeds") as snapshot:
        assert [*drafts(snapshot)]
    assert len(double.asked) == 4  # repository, tree, tarball and its redirect
    double.asked.clear()
    with read(double, "octo-org/seeds", small=-1) as snapshot:
        assert [*drafts(snapshot)]
    assert len(double.asked) <= 6
    routes = [path for _, path in double.asked]
    assert routes.count("/graphql") == 3  # the repository and two waves


def test_a_tree_that_is_cut_off_is_read_by_its_folders(hub: Hub, double: GitHubDouble) -> None:
    files = {f"part_{n // 10}/deep/file_{n:03}.txt": "" for n in range(60)} | {"a.txt": "a\n"}
    repo = hub.repo("octo-org/wide", files)
    repo.truncate_trees_at = 20
    with read(double, "octo-org/wide") as snapshot:
        assert [*snapshot.tree.paths] == sorted(files)
        assert snapshot.read("a.txt") == Text("a.txt", "a\n")


@pytest.mark.parametrize("way", WAYS)
def test_a_repository_without_a_commit_is_empty(way: str, hub: Hub, double: GitHubDouble) -> None:
    hub.repo("octo-org/empty")
    with read(double, "octo-org/empty", **WAYS[way]) as snapshot:
        assert (snapshot.commit, len(snapshot.tree)) == ("", 0)
        assert snapshot.read("README.md") == Unread("README.md", Reason.ABSENT)


@pytest.mark.parametrize("way", WAYS)
def test_any_name_of_a_commit_is_found(way: str, hub: Hub, double: GitHubDouble) -> None:
    repo = hub.repo("octo-org/seeds", SEEDS)
    first = repo.branch("main")
    repo.git("tag", "v1", first)
    repo.git("tag", "-a", "v2", first, "-m", "annotated")
    second = repo.commit({"a.txt": "a"}, "more", "topic/a-b")
    for ref, commit in {
        "": first, "main": first, "v1": first, "v2": first, "topic/a-b": second, second: second,
    }.items():  # fmt: skip
        with read(double, "octo-org/seeds", ref=ref, **WAYS[way]) as snapshot:
            assert snapshot.commit == commit
    for ref in ("no-such", "f" * 40):
        with pytest.raises(SourceError, match="no such branch, tag or commit"):
            read(double, "octo-org/seeds", ref=ref, **WAYS[way])


@pytest.mark.parametrize("ref", ["-x", "a..b", "a b", "a:b", "HEAD^", "a~1", "x@{1}", "a.lock"])
def test_what_is_no_name_is_not_sent(ref: str, hub: Hub, double: GitHubDouble) -> None:
    hub.repo("octo-org/seeds", SEEDS)
    with pytest.raises(SourceError, match="is no name of a branch"):
        read(double, "octo-org/seeds", ref=ref)
    assert not double.asked


@pytest.mark.parametrize("way", WAYS)
def test_what_may_not_be_seen_is_not_there(way: str, hub: Hub, double: GitHubDouble) -> None:
    hub.repo("octo-org/secret", SEEDS, private=True)
    for slug in ("octo-org/secret", "octo-org/none"):
        with pytest.raises(GitHubError, match="no such repository or branch, or the token") as told:
            read(double, slug, **WAYS[way])
        assert told.value.status == 404


def test_a_wrong_token_is_told_and_not_shown(hub: Hub, double: GitHubDouble) -> None:
    hub.repo("octo-org/seeds", SEEDS)
    with pytest.raises(GitHubError, match="refuses the token; set GITHUB_TOKEN") as told:
        read(double, "octo-org/seeds", **WAYS["nobody"] | {"token": "wr0ng"})
    assert "wr0ng" not in f"{told.value}{told.value!r}{api_of(double).settings!r}"


def test_the_token_is_not_sent_to_where_the_tarball_is(hub: Hub, double: GitHubDouble) -> None:
    hub.repo("octo-org/seeds", SEEDS)
    with read(double, "octo-org/seeds") as snapshot:
        snapshot.read("pyproject.toml")
    download = [h for (_, path), h in zip(double.asked, double.headers, strict=True)
                if path.startswith("/codeload")]  # fmt: skip
    assert len(download) == 1


@pytest.mark.parametrize("status", [0, 500, 502, 503])
def test_a_read_that_fails_is_repeated(status: int, hub: Hub, double: GitHubDouble) -> None:
    hub.repo("octo-org/seeds", SEEDS)
    for route in ("/graphql", "/git/trees/", "/tarball/"):
        double.faults = [Fault(lambda _, path, part=route: part in path, status)]  # type: ignore[misc]
        with read(double, "octo-org/seeds") as snapshot:
            assert snapshot.read("pyproject.toml").path == "pyproject.toml"
            assert isinstance(snapshot.read("pyproject.toml"), Text)
        assert not double.faults[0].times


def test_a_server_that_stays_down_is_told(hub: Hub, double: GitHubDouble) -> None:
    hub.repo("octo-org/seeds", SEEDS)
    double.faults = [Fault(lambda *_: True, 503, times=9)]
    with pytest.raises(GitHubError, match="GitHub fails; try again later"):
        read(double, "octo-org/seeds")


def test_a_file_that_cannot_be_had_is_not_absent(
    hub: Hub, double: GitHubDouble, caplog: pytest.LogCaptureFixture
) -> None:
    hub.repo("octo-org/seeds", SEEDS)
    with caplog.at_level(logging.WARNING), read(double, "octo-org/seeds", small=-1) as snapshot:
        double.faults = [Fault(lambda *_: True, 0, times=99)]
        assert snapshot.read("pyproject.toml") == Unread("pyproject.toml", Reason.NOT_FETCHED)
    assert "pyproject.toml: not fetched, GitHub cannot be reached" in caplog.text


def test_a_short_limit_is_waited_for(
    hub: Hub, double: GitHubDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("moxi.github.api.time.sleep", slept.append)
    hub.repo("octo-org/seeds", SEEDS)
    told = {"message": "You have exceeded a secondary rate limit"}
    double.faults = [Fault(lambda *_: True, 403, {"retry-after": "7"}, told)]
    assert look_up(api_of(double), "octo-org/seeds").slug == "octo-org/seeds"
    assert [seconds for seconds in slept if seconds] == [pytest.approx(7.1)]  # the double's: 0


@pytest.mark.parametrize("way", ["tarball", "nobody"])
def test_a_long_limit_ends_the_run(way: str, hub: Hub, double: GitHubDouble) -> None:
    hub.repo("octo-org/seeds", SEEDS)
    double.remaining = 0
    with pytest.raises(GitHubLimitError, match=r"used up; run it again after \d\d:\d\d UTC"):
        read(double, "octo-org/seeds", **WAYS[way])
    assert len(double.asked) == 1


def test_enterprise_has_its_own_addresses(hub: Hub, double: GitHubDouble) -> None:
    hub.repo("octo-org/seeds", SEEDS)
    settings = settings_from(
        {"GITHUB_API_URL": f"{double.url}/api/v3/", "GITHUB_TOKEN": "t0ken"}, ask_gh=False
    )
    api = GitHubApi(settings)
    with GitHubSnapshot(api, look_up(api, "octo-org/seeds")) as snapshot:
        assert snapshot.metadata.url == f"https://{settings.host}/octo-org/seeds"
        assert isinstance(snapshot.read("pyproject.toml"), Text)
    assert ("POST", "/api/graphql") in double.asked


@pytest.mark.parametrize(
    ("environ", "host", "token"),
    [
        ({}, "github.com", ""),
        ({"GITHUB_TOKEN": " a ", "GH_TOKEN": "b"}, "github.com", "a"),
        ({"GH_TOKEN": "b"}, "github.com", "b"),
        ({"GITHUB_API_URL": "https://git.example.org/api/v3"}, "git.example.org", ""),
        ({"GITHUB_API_URL": "https://api.octo.ghe.com"}, "octo.ghe.com", ""),
        (
            {"GITHUB_API_URL": "http://127.0.0.1:1", "GITHUB_SERVER_URL": "https://github.com"},
            "github.com",
            "",
        ),
    ],
)
def test_where_github_is(environ: dict[str, str], host: str, token: str) -> None:
    found = settings_from(environ, ask_gh=False)
    assert (found.host, found.token) == (host, token)
    assert "token" not in repr(found)


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"GITHUB_API_URL": "github.com"}, "GITHUB_API_URL=github.com: is no address"),
        ({"GITHUB_API_URL": "https://u:secret@h"}, "a token does not belong into the address"),
        ({"GITHUB_TOKEN": "two words"}, "GITHUB_TOKEN: holds characters"),
    ],
)
def test_wrong_settings_are_told_in_one_line(environ: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told) as error:
        settings_from(environ, ask_gh=False)
    assert "secret" not in f"{error.value}"
