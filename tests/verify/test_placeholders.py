"""Text that its author was to replace."""

from __future__ import annotations

import pytest

from tests.verify.kit import judged, statuses


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("> INSERT-DESCRIPTION-HERE", "INSERT-DESCRIPTION-HERE"),
        ("`npm run x` is REPLACE-ME", "REPLACE-ME"),
        ("Lorem ipsum dolor sit amet", "Lorem ipsum dolor"),
        ("<https://github.com/your-username/your-repo>", "github.com/your-username/your-repo"),
        ("[x](//github.com/github_username/repo_name)", "github.com/github_username/repo_name"),
        ("# [Your Project Name]", "[Your Project Name]"),
        ("TODO: describe the project", "TODO: describe the project"),
        ("<h1>project_title</h1>", "project_title"),
    ],
)  # fmt: skip
def test_refuted(line: str, text: str) -> None:
    found = judged(f"# otter\n\n{line}\n", {"a.py": ""}, "placeholder")
    item = found[text]
    assert (item.status, item.claim.line) == ("refuted", 3)
    assert item.verdict.reason == "a placeholder was left in"
    assert item.verdict.fix is None


def test_in_a_command() -> None:
    text = "# o\n\n```sh\ngit clone https://github.com/USERNAME/REPO\n```\n"
    assert list(statuses(text, {"a.py": ""}, "placeholder").values()) == ["refuted"]


@pytest.mark.parametrize(
    "line",
    [
        "It warns of `REPLACE-ME` and of `Lorem ipsum dolor`.",
        'It writes "REPLACE-ME" where nothing is known.',
        "INSERT INTO otters VALUES (1)",
        "Insert a coin here.",
        "https://github.com/octo-org/otter",
        "TODO: soon",
        "```python\nproject_title = 1\n```",
        "`https://github.com/username/repo`",
    ],
)
def test_no_claim(line: str) -> None:
    assert statuses(f"# otter\n\n{line}\n", {"a.py": ""}, "placeholder") == {}
