"""Ports that the repository listens on, and those that the reader chooses."""

from __future__ import annotations

import pytest

from tests.verify.kit import judged, sh, statuses

FILES = {
    "package.json": '{"name": "otter", "version": "1.0.0", "scripts": {"start": "node ."}}',
    "index.js": "const express = require('express')\nconst app = express()\napp.listen(4321)\n",
    "Dockerfile": "FROM node:20\nCOPY . .\nEXPOSE 4321\nCMD node .\n",
    "docs/more.md": "The old server used 7777.\n",
}


def ports(readme: str) -> dict[str, str]:
    return statuses(f"# otter\n\n{readme}\n", FILES, "port")


@pytest.mark.parametrize(
    "readme",
    [
        "Open http://localhost:4321/x now.",
        "It listens on port 4321.",
        "It listens on port `4321`.",
        "`127.0.0.1:4321`",
        "[::1]:4321",
        sh("curl http://0.0.0.0:4321/"),
    ],
)
def test_verified(readme: str) -> None:
    assert ports(readme) == {"4321": "verified"}


def test_where() -> None:
    found = judged("# otter\n\nOpen http://localhost:4321\n", FILES, "port")["4321"]
    assert found.claim.line == 3
    assert str(found.verdict.evidence[0]) in ("Dockerfile:3", "index.js:3")


def test_refuted_and_mended() -> None:
    verdict = judged("# otter\n\nOpen http://localhost:4322\n", FILES, "port")["4322"].verdict
    assert (verdict.status, verdict.suggestion, verdict.fix) == (
        "refuted", "4321", ("4322", "4321"),
    )  # fmt: skip
    assert verdict.reason == "the repository listens on 4321"


@pytest.mark.parametrize(
    "readme", [sh("curl localhost:9123"), "```js\nfetch('http://localhost:9123')\n```"]
)
def test_an_address_that_is_asked(readme: str) -> None:
    assert ports(readme) == {"9123": "refuted"}


@pytest.mark.parametrize(
    ("port", "readme"),
    [
        ("9000", "Open http://localhost:9000\n\n" + sh("otter --port 9000")),
        ("9000", "Open http://localhost:9000\n\n" + sh("docker run -p 9000:4321 otter")),
        ("9000", "Open http://localhost:9000\n\n```yaml\nport: 9000\n```"),
        ("9123", sh("otter --upstream http://localhost:9123/mock")),
        ("9123", "```yaml\nurl: grpc://localhost:9123\n```"),
        ("9123", '```json\n{"to": "127.0.0.1:9123"}\n```'),
        ("7777", "Open http://localhost:7777"),
        ("9000", "It may answer at http://localhost:9000, for example."),
    ],
)
def test_unknown(port: str, readme: str) -> None:
    assert ports(readme)[port] == "unknown"


def test_the_inner_port_of_a_mapping() -> None:
    found = ports(sh("docker run -p 9000:4321 -p 127.0.0.1:80:4322/tcp otter"))
    assert found["4321"] == "verified"
    assert found["4322"] != "verified"


@pytest.mark.parametrize(
    "readme", ["Version 1.4321.0", "https://example.org:8443/", "report 4321 bugs", "localhost"]
)
def test_no_claim(readme: str) -> None:
    assert ports(readme) == {}


def test_a_repository_without_ports_cannot_tell() -> None:
    files = {"package.json": '{"name": "otter", "version": "1.0.0"}', "index.js": "x\n"}
    found = statuses("# otter\n\nOpen http://localhost:4321\n", files, "port")
    assert found == {"4321": "unknown"}


def test_ports_of_compose() -> None:
    files = {"compose.yaml": "services:\n  web:\n    image: nginx\n    ports: ['8081:80']\n"}
    found = statuses("# otter\n\nOpen http://localhost:8081 or localhost:8082\n", files, "port")
    assert found["8081"] == "verified"
    assert found["8082"] != "verified"
