"""The command as a person types it: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import checkout

MOXI = Path(sys.executable).parent / ("moxi.exe" if os.name == "nt" else "moxi")
FIXTURE = Path(__file__).parent / "fixtures" / "go_cli"


def moxi(*args: str, cwd: Path, text_in: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (str(MOXI), *args), cwd=cwd, input=text_in, capture_output=True, encoding="utf-8",
        env={**os.environ, **env}, timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return checkout(FIXTURE, tmp_path / "repositories")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """The only line on stderr of a call that failed."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def test_draft_writes_a_file_here_and_prints_where(repository: Path, here: Path) -> None:
    before = sorted(path for path in repository.rglob("*") if ".git" not in path.parts)
    done = moxi("draft", str(repository), cwd=here)
    assert done.returncode == 0, done.stderr
    written = here / "README.draft.md"
    assert done.stdout.strip() == str(written.resolve())
    assert written.read_text(encoding="utf-8").startswith("# ")
    assert "sections from" in done.stderr
    assert [path.name for path in here.iterdir()] == ["README.draft.md"]
    assert sorted(p for p in repository.rglob("*") if ".git" not in p.parts) == before


def test_the_same_draft_again_is_no_overwriting(repository: Path, here: Path) -> None:
    moxi("draft", str(repository), cwd=here)
    stamp = (here / "README.draft.md").stat().st_mtime_ns
    done = moxi("draft", str(repository), cwd=here)
    assert done.returncode == 0
    assert "unchanged" in done.stderr
    assert (here / "README.draft.md").stat().st_mtime_ns == stamp


@pytest.mark.parametrize("name", ["README.draft.md", "other.md"])
def test_another_text_is_never_overwritten_without_force(
    repository: Path, here: Path, name: str
) -> None:
    (here / name).write_text("mine", encoding="utf-8")
    line = one_line(moxi("draft", str(repository), "-o", name, cwd=here))
    assert name in line
    assert "--force" in line
    assert (here / name).read_text(encoding="utf-8") == "mine"
    done = moxi("draft", str(repository), "-o", name, "--force", cwd=here)
    assert done.returncode == 0
    assert (here / name).read_text(encoding="utf-8").startswith("# ")


def test_output_to_stdout_is_the_readme_alone(repository: Path, here: Path) -> None:
    done = moxi("draft", str(repository), "-o", "-", cwd=here)
    assert done.stdout.startswith("# ")
    assert list(here.iterdir()) == []


def test_quiet_prints_nothing(repository: Path, here: Path) -> None:
    done = moxi("draft", str(repository), "--quiet", cwd=here)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_same_input_gives_the_same_bytes(repository: Path, here: Path) -> None:
    first = moxi("draft", str(repository), "-o", "-", cwd=here, PYTHONHASHSEED="1")
    second = moxi("draft", str(repository), "-o", "-", cwd=here, PYTHONHASHSEED="2")
    assert first.stdout == second.stdout != ""


def test_sections_can_be_chosen(repository: Path, here: Path) -> None:
    done = moxi("draft", str(repository), "-o", "-", "-s", "install", "-s", "license", cwd=here)
    headings = [line for line in done.stdout.splitlines() if line.startswith("#")]
    assert headings == ["## Install", "## License"]


def test_an_unknown_section_is_named_with_the_known_ones(repository: Path, here: Path) -> None:
    line = one_line(moxi("draft", str(repository), "-s", "instal", cwd=here))
    assert "instal" in line
    assert "install" in line


def test_json_holds_sections_with_facts_and_evidence(repository: Path, here: Path) -> None:
    done = moxi("draft", str(repository), "--json", cwd=here)
    draft = json.loads(done.stdout)
    assert draft["readme"].startswith("# ")
    install = next(section for section in draft["sections"] if section["id"] == "install")
    evidence = [item for fact in install["facts"] for item in fact["evidence"]]
    assert "go.mod" in {item["path"] for item in evidence}
    assert all(set(item) == {"path", "line_start", "line_end"} for item in evidence)
    assert list(here.iterdir()) == []


def test_facts_lists_fact_value_and_evidence(repository: Path, here: Path) -> None:
    lines = moxi("facts", str(repository), cwd=here).stdout.splitlines()
    runtime = next(line for line in lines if line.startswith("runtime"))
    assert "Go" in runtime
    assert "<- go.mod:" in runtime
    objects = json.loads(moxi("facts", str(repository), "--json", cwd=here).stdout)
    assert {"folder", "packages", "facts", "problems"} == set(objects)
    assert len(objects["facts"]) == len(lines)


def test_config_prints_the_schema(here: Path) -> None:
    schema = json.loads(moxi("config", "--schema", cwd=here).stdout)
    assert "badges" in schema["properties"]


def test_config_prints_the_settings_in_force(repository: Path, here: Path) -> None:
    (repository / ".moxi.yml").write_text("title: Mine\n", encoding="utf-8")
    subprocess.run(("git", "add", ".moxi.yml"), cwd=repository, check=True)
    assert json.loads(moxi("config", str(repository), cwd=here).stdout)["title"] == "Mine"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tilte: x\n", ".moxi.yml:1: unknown key `tilte`, did you mean `title`"),
        ("title: x\nmodel-url: http://evil.example\n", ".moxi.yml:2: `model-url` may not stand"),
        ("badges: shiny\n", ".moxi.yml:1: unknown value of `badges`"),
        ("title: [\n", ".moxi.yml:"),
    ],
)
def test_a_wrong_setting_is_told_by_line(
    repository: Path, here: Path, text: str, expected: str
) -> None:
    (repository / ".moxi.yml").write_text(text, encoding="utf-8")
    subprocess.run(("git", "add", ".moxi.yml"), cwd=repository, check=True)
    assert expected in one_line(moxi("draft", str(repository), cwd=here))


@pytest.mark.parametrize("source", ["missing", "file.txt"])
def test_a_source_that_is_no_folder(here: Path, source: str) -> None:
    (here / "file.txt").write_text("x", encoding="utf-8")
    assert source in one_line(moxi("draft", source, cwd=here))


def test_a_clone_that_fails(here: Path) -> None:
    line = one_line(moxi("draft", (here / "no").as_uri(), cwd=here, TMPDIR=str(here)))
    assert "no" in line
    assert list(here.iterdir()) == []


def test_a_git_url_is_cloned_and_leaves_nothing(repository: Path, here: Path) -> None:
    for args in (("config", "user.name", "x"), ("config", "user.email", "x@example.com"),
                 ("commit", "-q", "-m", "x")):  # fmt: skip
        subprocess.run(("git", *args), cwd=repository, check=True)
    done = moxi("draft", repository.as_uri(), cwd=here, TMPDIR=str(here))
    assert done.returncode == 0, done.stderr
    assert [path.name for path in here.iterdir()] == ["README.draft.md"]


def test_a_broken_manifest_warns_and_the_rest_is_found(repository: Path, here: Path) -> None:
    (repository / "package.json").write_text('{"name": "x",\n oops}', encoding="utf-8")
    subprocess.run(("git", "add", "package.json"), cwd=repository, check=True)
    done = moxi("draft", str(repository), "-o", "-", cwd=here)
    assert done.returncode == 0
    assert "warning: package.json:2: JSON does not parse" in done.stderr
    assert "go install" in done.stdout


def test_the_settings_ask_for_readmes_of_packages(here: Path) -> None:
    monorepo = checkout(FIXTURE.parent / "js_monorepo", here.parent / "repositories")
    folder = next(path for path in (monorepo / "packages").iterdir() if path.is_dir()).name
    (monorepo / ".moxi.yml").write_text(
        f"readmes:\n  - path: packages/{folder}\n    title: Part\n", encoding="utf-8"
    )
    subprocess.run(("git", "add", ".moxi.yml"), cwd=monorepo, check=True)
    done = moxi("draft", str(monorepo), cwd=here)
    assert done.returncode == 0, done.stderr
    below = here / "packages" / folder / "README.draft.md"
    assert done.stdout.splitlines() == [str(here / "README.draft.md"), str(below)]
    assert below.read_text(encoding="utf-8").startswith("# Part\n")


def test_a_package_of_a_monorepo_is_drafted_with_the_roots_licence(here: Path) -> None:
    monorepo = checkout(FIXTURE.parent / "js_monorepo", here.parent / "repositories")
    folder = next(path for path in sorted((monorepo / "packages").iterdir()) if path.is_dir())
    done = moxi("draft", str(folder), cwd=here)
    assert done.returncode == 0, done.stderr
    assert "](../../LICENSE)" in (here / "README.draft.md").read_text(encoding="utf-8")


def test_nothing_to_say_is_told(here: Path) -> None:
    (here / "empty").mkdir()
    assert "nothing is stated" in one_line(moxi("draft", "empty", cwd=here))


LISTING = "tool/go.mod\ntool/cmd/tool/main.go\ntool/tool_test.go\n./tool/docs/index.md\n"


def test_a_bare_list_of_paths_is_enough(here: Path) -> None:
    (here / "tree.txt").write_text(LISTING, encoding="utf-8")
    done = moxi("draft", "--tree", "tree.txt", "--project-type", "cli", "--description",
                "finds things", "-o", "-", cwd=here)  # fmt: skip
    assert done.stdout.startswith("# tool\n\nFinds things.\n")
    assert "go test ./..." in done.stdout
    from_stdin = moxi("draft", "--tree", "-", "-o", "-", cwd=here, text_in=LISTING)
    assert "go build ./..." in from_stdin.stdout


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (("--tree", "absent.txt"), "absent.txt"),
        (("--tree", "empty.txt"), "holds no path"),
        (("--description", "x"), "--tree"),
    ],
)
def test_wrong_use_of_tree(here: Path, args: tuple[str, ...], expected: str) -> None:
    (here / "empty.txt").write_text("\n../up\n/abs\n", encoding="utf-8")
    assert expected in one_line(moxi("draft", *args, cwd=here))


def test_output_places_that_cannot_be_written(repository: Path, here: Path) -> None:
    (here / "folder").mkdir()
    assert "folder" in one_line(moxi("draft", str(repository), "-o", "folder", cwd=here))
    assert "no folder" in one_line(moxi("draft", str(repository), "-o", "a/b.md", cwd=here))


def test_help_and_version(here: Path) -> None:
    assert "draft" in moxi("--help", cwd=here).stdout
    assert moxi("--version", cwd=here).stdout.startswith("moxi ")
    assert moxi("draft", "--nope", cwd=here).returncode == 2


def test_no_color_is_honoured(here: Path) -> None:
    assert "\x1b[" not in moxi("--help", cwd=here, NO_COLOR="1", FORCE_COLOR="").stdout
