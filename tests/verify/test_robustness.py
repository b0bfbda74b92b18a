"""Any README against any repository: a check never raises, and it ends."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moxi.verify import MAX_CLAIMS
from moxi.verify.page import MAX_TEXT
from tests.verify.kit import report, repository, sh
from tests.verify.test_markdown import TEXTS

pytestmark = pytest.mark.slow

FILES = {
    "package.json": '{"name": "otter", "version": "1.0.0", "bin": "cli.js", "scripts": {"a": "b"}}',
    "cli.js": "console.log(process.env.DEPTH)\n",
    "pyproject.toml": '[project]\nname = "otter"\nversion = "1"\n[project.scripts]\no = "o:m"\n',
    "o/__init__.py": "import argparse\ndef m():\n    p = argparse.ArgumentParser()\n"
                     "    p.add_argument('--deep')\n    p.parse_args()\n",
    "Makefile": "build:\n\tcc\n", "docs/a.md": "# A\n", "src/b.py": "x = 1\n", "LICENSE": "MIT",
}  # fmt: skip
EVERYTHING = (
    "# Otter\n\n[a](docs/a.md#a) ![b](c.png) `src/b.py` `--deep` `DEPTH` port 8080, Python 3.9\n\n"
    + sh("npm run a", "make build", "just a", "task a", "docker compose up web", "pip install .[x]",
         "cargo run --bin a", "go run ./a", "otter --deep", "python -m o.a", "tox", "cp a.env b",
         "go get github.com/octo-org/otter/a")
    + "\n```python\nfrom o import m\n```\n```js\nimport {a} from 'otter'\n```\n"
    "```go\nimport \"github.com/octo-org/otter/a\"\n```\n```yaml\nuses: octo-org/otter@v1\n```\n"
    "```hcl\nmodule \"a\" {\n  source = \"./\"\n  b = 1\n}\n```\n```json\n{\"a\": 1,}\n```\n"
    "## License\n\nMIT, written in Haskell.\n\n## Structure\n\n```\n├── src/\n│   └── a.py\n└── x\n"
    "```\n"
)  # fmt: skip


@settings(max_examples=60)
@given(TEXTS, st.sampled_from(("README.md", "README.rst", "docs/README.md")))
def test_any_readme(text: str, path: str) -> None:
    found = report(text, FILES, path=path)
    last = text.count("\n") + text.count("\r") + 2
    assert all(1 <= item.claim.line <= last for item in found.findings)
    assert found == report(text, FILES, path=path)


_NAMES = (
    "package.json", "pyproject.toml", "Makefile", "justfile", "Taskfile.yml", "compose.yaml",
    "Cargo.toml", "go.mod", "action.yml", "main.tf", "LICENSE", "docs/a.md", ".gitignore",
    "o/__init__.py", "tox.ini", ".github/workflows/ci.yml", ".env.example", "o/a.ts", "a/b.go",
)  # fmt: skip
_CONTENTS = st.one_of(
    st.binary(max_size=60),
    st.sampled_from((
        b"", b"{", b"[]", b"null", b'{"scripts": []}', b'{"scripts": {"a": 1}}', b"services: 1\n",
        b"services:\n  web: null\n", b"tasks:\n  - a\n", b"includes: [x]\ntasks: 3\n", b"- a\n",
        b"module\n", b"[[bin]]\nname = 1\n", b"bin = 3\n", b"a: &a [*a]\n", b"\xff\xfe", b"a" * 999,
    )),
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(_NAMES), _CONTENTS, max_size=6))
def test_any_repository(files: dict[str, bytes]) -> None:
    found = report(EVERYTHING, files)
    assert found.findings
    assert all(item.verdict.evidence for item in found.with_status("verified"))
    assert all(item.verdict.reason for item in found.with_status("refuted", "unknown"))


MANY = 10_000
HOLDS = {**FILES, **{f"src/m{number}.py": "x = 1\n" for number in range(300)}}


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        ("[a](docs/x{}.md) ", "link"),  # all of them in one line
        ("<a href='docs/x{}.md'>a</a>\n", "link"),
        ("# x {0}\n[a](#y-{0})\n", "anchor"),
        ("`src/x{}.py`\n", "path"),
        ("<p><code>src/x{}.py</code></p>\n", "path"),
        ("```sh\nnpm run x{}\n```\n", "command"),
        ("<!-- moxi:ignore path -->\n[a](docs/x{}.md)\n", "link"),
    ],
)
def test_ten_thousand_claims_end_and_what_is_left_out_is_said(one: str, kind: str) -> None:
    found = report("".join(one.format(number) for number in range(MANY)), HOLDS)
    assert found.tally["claims"] >= MAX_CLAIMS
    assert f"{kind} claims after the first {MAX_CLAIMS}" in found.skipped


@pytest.mark.parametrize("path", ["README.md", "README.rst"])
def test_five_megabytes_end_and_what_is_left_out_is_said(path: str) -> None:
    text = "Some words [a](docs/a.md) and ``src/b.py``.\n\n" * 110_000
    assert len(text) > 4 * MAX_TEXT
    found = report(text, FILES, path=path)
    assert any(note.endswith("the file is too long") for note in found.skipped)
    assert found.tally["claims"] > 0


@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000, "> " * 50_000, "- " * 50_000, "*a_" * 50_000, "`" * 100_000, "<" * 200_000,
        "<div " * 50_000, "<!--" * 50_000, "<![CDATA[ >" * 20_000, "&" * 200_000, " " * 200_000,
        "<p>\n" + "<a b='" * 30_000, "\n" * 200_000, "a" * 200_000, "`" + "a/" * 50_000 + "`",
        "".join("`" * count + " " for count in range(900)), "```sh\n" + "$(" * 30_000,
        "```sh\n" + '"' * 30_001, "```sh\n" + "a && " * 20_000, "```json\n" + "[" * 100_000,
        "```python\n" + "(" * 30_000, "written in Haskell and PostgreSQL " * 1_000,
        "$ make x\n" * 20_000, "    $ make x\n" * 10_000, "| a " * 20_000 + "\n" + "| - " * 20_000,
        "## Layout\n```\n├── a\n" + "│   ├── b.py\n" * 20_000 + "```\n", "make " * 30_000,
    ],
    ids=lambda text: repr(text[:12]),
)  # fmt: skip
def test_texts_made_to_be_slow_end(text: str) -> None:
    found = report(text, FILES)
    assert found.tally["claims"] <= 6 * MAX_CLAIMS


def test_a_search_for_what_was_meant_is_spent_after_some() -> None:
    held = repository(HOLDS)
    meant = [held.meant(f"src/m{number}.pyy") for number in range(300)]
    assert meant[0] == "src/m0.py"
    assert meant[-1] == ""
    assert held.meant("src/m0.pyy") == "src/m0.py"
