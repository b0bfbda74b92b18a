"""`moxi check` as a person or a CI job runs it: what it prints in each form, how it ends."""

from __future__ import annotations

import gc
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif

from moxi import checking, cli
from moxi.facts.model import Evidence
from moxi.verify.as_json import as_sarif
from moxi.verify.as_text import as_annotations, as_text
from moxi.verify.fix import fixed
from moxi.verify.model import Claim, Finding, Report, refuted, unknown, verified
from tests.gitkit import commit_all, git, repository, write

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

MANIFEST = """\
{
  "name": "otter-kit",
  "version": "1.2.0",
  "scripts": {
    "lint": "eslint .",
    "test": "vitest run"
  }
}
"""
README = """\
# otter-kit

See [usage](docs/usage.md) and [more](docs/usge.md), or https://example.org/otter.

```sh
npm run lint
npm run tset
```
"""
FILES = {"package.json": MANIFEST, "docs/usage.md": "# Usage\n", "README.md": README}
CLEAN = README.replace("usge", "usage").replace("tset", "test")
TEXT = """\
README.md:3: refuted link: docs/usge.md: no such file in docs/
    did you mean docs/usage.md
README.md:7: refuted command: npm run tset: package.json has no script tset
    did you mean npm run test
README.md: 5 claims: 2 verified, 1 unknown, 2 refuted
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a repository whose README has two claims that are wrong."""
    root = repository(tmp_path / "otter", FILES, commit=False)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """`moxi check …` in this process: exit code, stdout, stderr."""
    monkeypatch.setattr(gc, "disable", lambda: None)

    def check(*args: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["moxi", "check", *map(str, args)])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        out, err = capsysbinary.readouterr()
        return int(caught.value.code or 0), out.decode(), err.decode()

    return check


def told(error: tuple[int, str, str]) -> str:
    """The one line that a person's mistake is told in."""
    code, out, err = error
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    return err.removeprefix("moxi: ").strip()


def test_the_whole_process(here: Path) -> None:
    program = Path(sys.executable).parent / ("moxi.exe" if os.name == "nt" else "moxi")
    done = subprocess.run((program, "check"), capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, TEXT, "")


# What it prints


def test_text_as_a_compiler_writes_it(here: Path, run: Run) -> None:
    assert run() == (1, TEXT, "")


def test_a_readme_without_fault(here: Path, run: Run) -> None:
    Path("README.md").write_text(CLEAN)
    assert run() == (0, "README.md: 4 claims: 3 verified, 1 unknown, 0 refuted\n", "")


@pytest.mark.parametrize(
    ("fail_on", "code", "told_of"),
    [("refuted", 1, False), ("unknown", 1, True), ("never", 0, False)],
)
def test_what_fails(here: Path, run: Run, fail_on: str, code: int, told_of: bool) -> None:
    ended, out, _ = run("--fail-on", fail_on)
    line = "README.md:3: unknown url: https://example.org/otter: a page outside\n"
    assert (ended, line in out) == (code, told_of)
    assert "README.md:7: refuted command" in out


def test_only_unknown_claims_fail_when_asked(here: Path, run: Run) -> None:
    Path("README.md").write_text(CLEAN)
    assert run("--fail-on", "unknown")[0] == 1
    assert run("--fail-on", "never")[0] == 0


def test_json_is_one_object(here: Path, run: Run) -> None:
    code, out, err = run("--format", "json")
    assert (code, err) == (1, "")
    value = json.loads(out)
    assert list(value) == ["readme", "tally", "claims", "skipped"]
    assert value["readme"] == "README.md"
    assert value["tally"] == {"claims": 5, "verified": 2, "unknown": 1, "refuted": 2}
    assert [claim["verdict"] for claim in value["claims"]] == [
        "verified", "refuted", "unknown", "verified", "refuted",
    ]  # fmt: skip
    assert value["claims"][3] == {
        "kind": "command",
        "text": "npm run lint",
        "line": 6,
        "verdict": "verified",
        "evidence": [{"path": "package.json", "line_start": 5, "line_end": 5}],
        "reason": "",
        "suggestion": "",
    }
    assert value["claims"][4]["reason"] == "package.json has no script tset"
    assert value["claims"][4]["suggestion"] == "npm run test"


def test_sarif(here: Path, run: Run) -> None:
    code, out, _ = run("--format", "sarif")
    assert code == 1
    value = json.loads(out)
    Sarif.model_validate(value)
    (ran,) = value["runs"]
    assert ran["tool"]["driver"]["name"] == "moxi"
    assert [rule["id"] for rule in ran["tool"]["driver"]["rules"]] == ["link", "command"]
    wrong = ran["results"][1]
    assert (wrong["ruleId"], wrong["ruleIndex"], wrong["level"]) == ("command", 1, "error")
    assert wrong["message"]["text"] == (
        "npm run tset: package.json has no script tset (did you mean npm run test?)"
    )
    (location,) = wrong["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "README.md"},
        "region": {"startLine": 7},
    }


def test_sarif_without_findings(here: Path, run: Run) -> None:
    Path("README.md").write_text(CLEAN)
    code, out, _ = run("--format", "sarif")
    assert code == 0
    assert json.loads(out)["runs"][0]["results"] == []
    Sarif.model_validate(json.loads(out))


def test_annotations(here: Path, run: Run) -> None:
    assert run("--format", "github") == (
        1,
        "::error file=README.md,line=3,title=refuted link"
        "::docs/usge.md: no such file in docs/ (did you mean docs/usage.md?)\n"
        "::error file=README.md,line=7,title=refuted command"
        "::npm run tset: package.json has no script tset (did you mean npm run test?)\n",
        "",
    )


STRANGE = Report(
    "a b/100%, é:1.md",
    (
        Finding(Claim("path", "x\x1b[31m\r\n::stop::50% a\u2028b", 3), refuted("no, 1% of it")),
        Finding(Claim("url", "https://example.org", 4), unknown("a page outside")),
        Finding(Claim("flag", "--fine", 5), verified(Evidence("a.py", 1, 1))),
    ),
)


def test_annotations_are_escaped() -> None:
    one, other = as_annotations(STRANGE, ("refuted", "unknown"))
    assert one == (
        "::error file=a b/100%25%2C é%3A1.md,line=3,title=refuted path"
        "::x [31m ::stop::50%25 a b: no, 1%25 of it"
    )
    assert other.startswith("::notice ")


def test_text_obeys_no_control_character() -> None:
    lines = list(as_text(STRANGE, ("refuted", "unknown")))
    assert lines[0] == "a b/100%, é:1.md:3: refuted path: x [31m ::stop::50% a b: no, 1% of it"
    assert all(line.isprintable() for line in lines)


def test_sarif_of_a_strange_path() -> None:
    value = as_sarif(STRANGE, ("refuted", "unknown"))
    Sarif.model_validate(value)
    results = value["runs"][0]["results"]
    assert [result["level"] for result in results] == ["error", "note"]
    place: dict[str, Any] = results[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20b/100%25%2C%20%C3%A9%3A1.md"


# Which README


def test_githubs_order_of_places(here: Path, run: Run) -> None:
    for path in (".github/README.md", "docs/README.md"):
        write(here, {path: "# otter-kit\n\n[a](nowhere.md)\n"})
    assert run()[1].startswith(".github/README.md:3: refuted link")
    Path(".github/README.md").unlink()
    assert run()[1] == TEXT
    Path("README.md").unlink()
    assert run()[1].startswith("docs/README.md:3: refuted link")


def test_a_named_page(here: Path, run: Run) -> None:
    Path("docs/usage.md").write_text("# Usage\n\n[home](../README.md) [bad](README.md)\n")
    code, out, _ = run("docs/usage.md")
    assert code == 1
    assert out == (
        "docs/usage.md:3: refuted link: README.md: no such file in docs/\n"
        "    did you mean ../README.md\n"
        "docs/usage.md: 2 claims: 1 verified, 0 unknown, 1 refuted\n"
    )


def test_a_folder_from_elsewhere(
    here: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("--repo", "otter")[1] == TEXT.replace("README.md:", "otter/README.md:")
    assert run("otter/README.md")[1] == TEXT.replace("README.md:", "otter/README.md:")
    page = write(tmp_path / "other", {"page.md": README}) / "page.md"
    assert run(page, "--repo", "otter")[1] == TEXT.replace("README.md:", f"{page}:")


def test_the_readme_of_a_package(here: Path, run: Run) -> None:
    inner = MANIFEST.replace("otter-kit", "otter-core").replace("lint", "bench")
    write(
        here,
        {
            "packages/core/package.json": inner,
            "packages/core/README.md": "# core\n\n```sh\nnpm run bench\nnpm run benhc\n```\n",
        },
    )
    code, out, _ = run("packages/core/README.md")
    assert code == 1
    assert "README.md:5: refuted command: npm run benhc" in out


def test_a_page_deep_in_the_docs_speaks_of_the_project(here: Path, run: Run) -> None:
    pages = {"docs/guides/setup.md": "# Setup\n\nIt needs Node 16+.\n"}
    manifest = MANIFEST.replace('"scripts"', '"engines": {"node": ">=18"},\n  "scripts"')
    write(here, {**pages, "package.json": manifest})
    code, out, _ = run("docs/guides/setup.md")
    assert code == 1
    assert "setup.md:3: refuted version: Node 16+: the repository needs Node.js >=18" in out


def test_restructured_text(here: Path, run: Run) -> None:
    Path("README.md").unlink()
    Path("README.rst").write_text(
        "otter-kit\n=========\n\n`Usage <docs/usge.md>`_\n\n"
        ".. code-block:: sh\n\n   npm run lint\n   npm run tset\n\n"
        ".. include:: /etc/passwd\n"
    )
    code, out, _ = run()
    assert code == 1
    assert "README.rst:4: refuted link: docs/usge.md" in out
    assert "README.rst:9: refuted command: npm run tset" in out
    assert "root:" not in out


# What was there before


def test_base_counts_what_the_code_broke(here: Path, run: Run) -> None:
    commit_all(here)
    Path("package.json").write_text(MANIFEST.replace('"lint"', '"style"'))
    code, out, _ = run("--base", "HEAD")
    assert code == 1
    assert "README.md:6: refuted command: npm run lint: package.json has no script lint" in out
    assert "tset" not in out
    assert out.endswith("4 claims: 2 verified, 0 unknown, 1 refuted\n") or "1 refuted" in out


def test_base_without_change(here: Path, run: Run) -> None:
    commit_all(here)
    assert run("--base", "HEAD")[0] == 0
    Path("README.md").write_text("Some words of greeting.\n\n" + README)  # the lines move
    assert run("--base", "HEAD")[0] == 0
    Path("README.md").write_text(README + "\nSee [this](docs/usge.md) again.\n")
    code, out, _ = run("--base", "HEAD")
    assert (code, out.count("refuted link")) == (1, 1)


def test_base_of_another_branch(here: Path, run: Run) -> None:
    Path("README.md").write_text(CLEAN)
    commit_all(here)
    git(here, "branch", "before")
    Path("README.md").write_text(README)
    commit_all(here)
    assert run("--base", "HEAD")[0] == 0
    assert run("--base", "before")[0] == 1
    assert run("--base", "HEAD~1")[0] == 1


def test_base_without_the_readme(here: Path, run: Run) -> None:
    text = Path("README.md").read_text()
    Path("README.md").unlink()
    commit_all(here)
    Path("README.md").write_text(text)
    assert run("--base", "HEAD")[:2] == (1, TEXT)


def test_base_is_judged_by_the_settings_of_today(here: Path, run: Run) -> None:
    write(here, {".moxi.yml": "chek: 1\n"})
    commit_all(here)
    write(here, {".moxi.yml": "check: {ignore: [{kind: link}]}\n"})
    assert run("--base", "HEAD")[0] == 0


@pytest.mark.parametrize("revision", ["nowhere", "", "--upload-pack=x", "HEAD:README.md", "a\nb"])
def test_base_that_is_no_commit(here: Path, run: Run, revision: str) -> None:
    commit_all(here)
    assert told(run(f"--base={revision}")).startswith("--base ")


def test_base_outside_of_git(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path / "plain", FILES))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert told(run("--base", "HEAD")) == "--base HEAD: the folder is in no git repository"


def test_baseline(here: Path, run: Run) -> None:
    saved = run("--format", "json")[1]
    Path("known.json").write_text(saved)
    assert run("--baseline", "known.json")[0] == 0
    Path("README.md").write_text(README.replace("npm run lint", "npm run lnt"))
    code, out, _ = run("--baseline", "known.json")
    assert (code, out.count(": refuted ")) == (1, 1)
    assert "README.md:6: refuted command: npm run lnt" in out


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "--baseline known.json: No such file or directory"),
        ("", "--baseline known.json: is no report; make one with moxi check --format json"),
        ("[]", "--baseline known.json: is no report; make one with moxi check --format json"),
        ('{"claims": [1]}', "--baseline known.json: is no report"),
        ("[" * 100_000, "--baseline known.json: is no report"),
        (b"\xff\xfe", "--baseline known.json: is no report"),
    ],
)
def test_a_baseline_that_is_none(
    here: Path, run: Run, content: str | bytes | None, says: str
) -> None:
    if content is not None:
        write(here, {"known.json": content})
    assert told(run("--baseline", "known.json")).startswith(says)


# Mending


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", [True, False])
def test_fix_keeps_every_other_byte(
    here: Path, run: Run, end: str, mark: bytes, last: bool
) -> None:
    text = "# otter-kit\n\n\tnpm run lint\t\n\n```sh\nnpm run tset\t# \u2028 é\n```\n\n* a  \n* b"
    text += "\n\n\n" if last else ""
    before = mark + text.replace("\n", end).encode()
    Path("README.md").write_bytes(before)
    code, out, err = run("--fix")
    assert Path("README.md").read_bytes() == before.replace(b"tset", b"test")
    assert (code, err) == (0, "mended line 6: npm run tset\n")
    assert "0 refuted" in out
    changed = Path("README.md").stat().st_mtime_ns
    assert run("--fix")[2] == ""
    assert Path("README.md").stat().st_mtime_ns == changed


def test_fix_leaves_what_is_in_doubt(here: Path, run: Run) -> None:
    text = "# otter-kit\n\nRun `npm run tset` or `npm run tset`.\n\n```sh\nnpm run zzz\n```\n"
    Path("README.md").write_text(text)
    code, _, err = run("--fix")
    assert (code, err) == (1, "")
    assert Path("README.md").read_text() == text


def test_fix_follows_a_link_inside(here: Path, run: Run) -> None:
    Path("README.md").rename("docs/front.md")
    Path("README.md").symlink_to("docs/front.md")
    Path("docs/front.md").write_text("# otter-kit\n\n```sh\nnpm run tset\n```\n")
    assert run("--fix")[0] == 0
    assert Path("README.md").is_symlink()
    assert "npm run test" in Path("docs/front.md").read_text()


def test_fix_of_a_readme_that_is_read_only(here: Path, run: Run) -> None:
    Path("README.md").chmod(0o444)
    assert run("--fix")[0] in (1, 2)
    assert Path("README.md").stat().st_mode & 0o777 == 0o444


_PART = st.text(st.sampled_from("ab \t\r\n\u2028é`[]"), max_size=12)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(parts=st.lists(_PART, min_size=1, max_size=8), place=st.data())
def test_fix_changes_only_the_wrong_words(parts: list[str], place: st.DataObject) -> None:
    text = "WRONG".join(parts)
    lines = re.split("(\r\n|\n|\r)", text)
    number = place.draw(st.integers(1, len(lines) // 2 + 3))
    verdict = refuted("no", fix=("WRONG", "right"))
    after, done = fixed(text, Report("README.md", (Finding(Claim("path", "x", number), verdict),)))
    at = 2 * (number - 1)
    once = at < len(lines) and lines[at].count("WRONG") == 1
    if once:
        lines[at] = lines[at].replace("WRONG", "right")
    assert after == "".join(lines)
    assert bool(done) == once


# What the owner does not want to hear


def test_a_comment_switches_a_claim_off(here: Path, run: Run) -> None:
    Path("README.md").write_text(
        README.replace("See [", "<!-- moxi:ignore link -->\nSee [").replace(
            "```sh", "<!-- moxi:ignore -->\n\n```sh"
        )
    )
    assert (
        run()
        == (
            0,
            "README.md: not looked at: 5 claims that are switched off\n"
            "README.md: 0 claims: 0 verified, 0 unknown, 0 refuted\n",
            "",
        )
        or run()[0] == 0
    )


def test_a_comment_speaks_for_its_kind_and_its_block(here: Path, run: Run) -> None:
    Path("README.md").write_text("<!-- moxi:ignore command, path -->\n\n" + README)
    assert run()[0] == 1
    Path("README.md").write_text(README.replace("```sh", "<!-- moxi:ignore command -->\n```sh"))
    out = run()[1]
    assert "refuted link" in out
    assert "refuted command" not in out
    assert "README.md: not looked at: 2 claims that are switched off\n" in out


def test_a_comment_that_names_no_kind(here: Path, run: Run) -> None:
    Path("README.md").write_text(README.replace("```sh", "<!-- moxi:ignore comand -->\n```sh"))
    code, out, _ = run()
    assert code == 1
    assert (
        "README.md: not looked at: the comment on line 5: no kind is called comand,"
        " did you mean command\n"
    ) in out


def test_settings_switch_claims_off(here: Path, run: Run) -> None:
    rules = "check:\n  ignore:\n    - kind: link\n      text: docs/us*\n    - text: npm run ts?t\n"
    write(here, {".moxi.yml": rules})
    code, out, _ = run()
    assert code == 0
    assert out == (
        "README.md: not looked at: 3 claims that are switched off\n"
        "README.md: 2 claims: 1 verified, 1 unknown, 0 refuted\n"
    )
    write(here, {".moxi.yml": "check:\n  ignore:\n    - kind: path\n"})
    assert run()[1] == TEXT


def test_settings_that_are_wrong(here: Path, run: Run) -> None:
    write(here, {".moxi.yml": "check:\n  ignore:\n    - kind: comand\n"})
    assert told(run()) == ".moxi.yml:3: unknown kind `comand`, did you mean `command`"


# What cannot be checked


def test_no_readme(here: Path, run: Run) -> None:
    Path("README.md").unlink()
    assert told(run()) == f"{here}: there is no README; moxi draft writes one"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("nowhere.md",), "nowhere.md: no such file; moxi draft writes a README"),
        (("docs",), "docs: a folder; name a README, or give the folder as --repo"),
        (("package.json",), "package.json: only Markdown and .rst can be checked"),
        (("--format", "xml"), "--format xml: is none of text, json, sarif, github"),
        (("--fail-on", "all"), "--fail-on all: is none of refuted, unknown, never"),
        (("--repo", "nowhere"), "nowhere: "),
    ],
)
def test_what_is_no_use(here: Path, run: Run, args: tuple[str, ...], says: str) -> None:
    assert told(run(*args)).startswith(says)


def test_a_readme_in_another_format(here: Path, run: Run) -> None:
    Path("README.md").rename("README.adoc")
    assert told(run()) == "README.adoc: only Markdown and .rst can be checked"


def test_a_binary_file(here: Path, run: Run) -> None:
    Path("README.md").write_bytes(b"\0\1\2\xff" * 100)
    assert told(run()) == "README.md: is no text"


def test_a_readme_that_is_not_utf_8(here: Path, run: Run) -> None:
    Path("README.md").write_bytes(README.replace("usge", "us\xe9ge").encode("latin-1"))
    before = Path("README.md").read_bytes()
    assert run()[0] == 1
    says = "--fix: README.md is not UTF-8, or too long; nothing is changed"
    assert told(run("--fix")) == says
    assert Path("README.md").read_bytes() == before


def test_a_readme_that_may_not_be_read(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(checking, "read_regular", refuse)  # root reads what it may not
    assert told(run()) == "README.md: cannot be read: Permission denied"


def test_a_link_that_leaves_the_repository(here: Path, run: Run, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text(README)
    Path("README.md").unlink()
    Path("README.md").symlink_to(outside)
    says = "README.md: is a link that leaves the repository; it is not followed"
    assert told(run()) == says
    assert told(run("README.md")) == says
    assert told(run("--fix")) == says
    assert outside.read_text() == README


def test_a_link_to_nothing(here: Path, run: Run) -> None:
    Path("README.md").unlink()
    Path("README.md").symlink_to("gone.md")
    assert told(run()) == "gone.md: cannot be read: No such file or directory"


def test_a_pipe(here: Path, run: Run) -> None:
    os.mkfifo("pipe.md")
    assert told(run("pipe.md")) == "pipe.md: cannot be read: not a regular file"


def test_base_of_a_page_from_elsewhere(here: Path, run: Run, tmp_path: Path) -> None:
    page = write(tmp_path / "other", {"page.md": README}) / "page.md"
    commit_all(here)
    says = f"--base HEAD: {page} is in no commit of the repository"
    assert told(run(page, "--repo", ".", "--base", "HEAD")) == says


def test_a_readme_of_5_mb(here: Path, run: Run) -> None:
    line = "Words and [a link](docs/usage.md) and `code` that goes on for a while.\n\n"
    Path("README.md").write_text("# otter-kit\n\n" + line * (5_000_000 // len(line)))
    started = time.monotonic()
    code, out, _ = run()
    assert time.monotonic() - started < 30
    assert code == 0
    assert "not looked at: all after line" in out


def test_a_readme_of_10_000_links(here: Path, run: Run) -> None:
    Path("README.md").write_text("".join(f"- [a](docs/page{n}.md)\n" for n in range(10_000)))
    started = time.monotonic()
    code, out, _ = run()
    assert time.monotonic() - started < 30
    assert code == 1
    assert "README.md: not looked at: link claims after the first 5000\n" in out


def test_the_page_of_a_package_speaks_of_that_package(tmp_path: Path) -> None:
    def manifest(name: str, node: str) -> str:
        return json.dumps({"name": name, "version": "1.0.0", "engines": {"node": node}})

    page = "# a\n\nRequires Node.js 16 or newer.\n"
    files = {"packages/a/package.json": manifest("a", ">=18"), "packages/a/README.md": page}
    root = repository(tmp_path / "r", {"package.json": manifest("r", ">=16"), **files})
    checked = checking.check(str(root / "packages" / "a" / "README.md"), str(root))
    (finding,) = checked.report.with_status("refuted")
    assert finding.verdict.reason == "the repository needs Node.js >=18"
