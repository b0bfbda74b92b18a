"""Commands, family by family: what a checkout holds for them, and what it does not."""

from __future__ import annotations

import json

import pytest

from tests.verify.kit import judged, sh, statuses

PACKAGE = json.dumps({
    "name": "otter",
    "version": "1.0.0",
    "scripts": {"build": "tsc", "lint": "eslint .", "test": "vitest", "dev:web": "vite"},
}, indent=2)  # fmt: skip
MAKEFILE = (
    ".PHONY: build lint\nbuild: main.o\n\tcc main.o\nlint:\n\tclang-tidy\nmain.o:\n\tcc -c x\n"
)
COMPOSE = "services:\n  web:\n    image: nginx\n  db:\n    image: postgres\n"
PYPROJECT = (
    '[project]\nname = "otter"\nversion = "1"\n'
    '[project.optional-dependencies]\ndev = ["pytest"]\nfast = ["numpy"]\n'
)
CARGO = '[package]\nname = "otter"\nversion = "0.1.0"\n[[bin]]\nname = "ottr"\npath = "src/x.rs"\n'


def verdicts(command: str, files: dict[str, str], **given: str) -> tuple[str, str, str]:
    """Status, suggestion and reason of the one command."""
    found = judged(sh(command), files, "command")
    assert len(found) == 1, found
    (finding,) = found.values()
    if finding.status == "verified":
        assert finding.verdict.evidence
        assert all(place.path in files or True for place in finding.verdict.evidence)
    else:
        assert finding.verdict.reason
    return finding.status, finding.verdict.suggestion, finding.verdict.reason


CASES: list[tuple[str, dict[str, str], str, str]] = [
    # npm and the like
    ("npm run lint", {"package.json": PACKAGE}, "verified", ""),
    ("npm test", {"package.json": PACKAGE}, "verified", ""),
    ("CI=1 npm run build -- --watch", {"package.json": PACKAGE}, "verified", ""),
    ("yarn lint", {"package.json": PACKAGE}, "verified", ""),
    ("pnpm run dev:web", {"package.json": PACKAGE}, "verified", ""),
    ("bun run build", {"package.json": PACKAGE}, "verified", ""),
    ("npm install", {"package.json": PACKAGE}, "verified", ""),
    ("yarn", {"package.json": PACKAGE}, "verified", ""),
    ("npm start", {"package.json": PACKAGE, "server.js": ""}, "verified", ""),
    ("npm run lnt", {"package.json": PACKAGE}, "refuted", "npm run lint"),
    ("yarn run biuld", {"package.json": PACKAGE}, "refuted", "yarn run build"),
    ("npm run zzz", {"package.json": PACKAGE}, "refuted", ""),
    ("npm start", {"package.json": PACKAGE}, "refuted", ""),
    ("npm run build", {"go.mod": "module x\n"}, "refuted", ""),
    ("npm ci", {"go.mod": "module x\n"}, "refuted", ""),
    ("npm run lint", {"web/package.json": PACKAGE}, "verified", ""),
    ("npm install", {"web/package.json": PACKAGE}, "unknown", ""),
    ("npm run lnt", {"package.json": "{broken"}, "unknown", ""),
    ("yarn seal", {"package.json": PACKAGE.replace("eslint", "seal")}, "unknown", ""),
    ("npm run your-script", {"package.json": PACKAGE}, "unknown", ""),
    ("cd /tmp/x && npm run lnt", {"package.json": PACKAGE}, "unknown", ""),
    # make
    ("make build", {"Makefile": MAKEFILE}, "verified", ""),
    ("make -j4 CC=gcc lint", {"Makefile": MAKEFILE}, "verified", ""),
    ("make", {"Makefile": MAKEFILE}, "verified", ""),
    ("make -C docs html", {"docs/Makefile": "html:\n\tx\n"}, "verified", ""),
    ("sudo make build", {"Makefile": MAKEFILE}, "verified", ""),
    ("make biuld", {"Makefile": MAKEFILE}, "refuted", "make build"),
    ("make deploy", {"Makefile": MAKEFILE}, "refuted", ""),
    ("make build", {"go.mod": "module x\n"}, "refuted", ""),
    ("make deploy", {"Makefile": MAKEFILE + "include rules.mk\n"}, "unknown", ""),
    ("make deploy", {"Makefile": MAKEFILE + "%-up:\n\tx\n"}, "unknown", ""),
    ("make deploy", {"Makefile": MAKEFILE + "T = deploy\n$(T):\n\tx\n"}, "unknown", ""),
    ("make install", {"configure.ac": "AC_INIT", "Makefile.am": ""}, "unknown", ""),
    ("make all", {"CMakeLists.txt": "project(x)"}, "unknown", ""),
    ("make -f other.mk all", {"Makefile": MAKEFILE}, "unknown", ""),
    ("make bin/otter", {"Makefile": MAKEFILE}, "unknown", ""),
    # just, Task, tox, nox
    ("just build", {"justfile": "build:\n  cc\n"}, "verified", ""),
    ("just b", {"justfile": "alias b := build\nbuild:\n  cc\n"}, "verified", ""),
    ("just test a b", {"justfile": "@test *args: build\n  x\nbuild:\n  cc\n"}, "verified", ""),
    ("just biuld", {"justfile": "build:\n  cc\n"}, "refuted", "just build"),
    ("just build", {"go.mod": "module x\n"}, "refuted", ""),
    ("just deploy", {"justfile": "import 'a.just'\nbuild:\n  cc\n"}, "unknown", ""),
    ("task build", {"Taskfile.yml": "version: '3'\ntasks:\n  build:\n    cmds: [x]\n"},
     "verified", ""),
    ("task biuld", {"Taskfile.yml": "version: '3'\ntasks:\n  build:\n    cmds: [x]\n"},
     "refuted", "task build"),
    ("task sub:x", {"Taskfile.yml": "includes:\n  sub: ./s\ntasks:\n  build: x\n"}, "unknown", ""),
    ("tox -e lint", {"tox.ini": "[tox]\n"}, "verified", ""),
    ("tox -e lint", {"pyproject.toml": PYPROJECT}, "refuted", ""),
    ("nox -s tests", {"noxfile.py": ""}, "verified", ""),
    ("nox -s tests", {"pyproject.toml": PYPROJECT}, "refuted", ""),
    # Python
    ("python tools/gen.py --all", {"tools/gen.py": ""}, "verified", ""),
    ("python3 gen.py", {"tools/gen.py": ""}, "verified", ""),
    ("uv run python tools/gen.py", {"tools/gen.py": ""}, "verified", ""),
    ("python tools/gne.py", {"tools/gen.py": ""}, "refuted", "python tools/gen.py"),
    ("python -m otter.cli", {"src/otter/cli.py": ""}, "verified", ""),
    ("python -m otter", {"otter/__main__.py": "", "otter/__init__.py": ""}, "verified", ""),
    ("python -m otter.clii", {"otter/cli.py": "", "otter/__init__.py": ""}, "refuted", ""),
    ("pip install -r requirements.txt", {"requirements.txt": "x"}, "verified", ""),
    ("pip install -r requirements-dev.txt", {"requirements.txt": "x"}, "refuted",
     "pip install -r requirements.txt"),
    ("pip install -e .", {"pyproject.toml": PYPROJECT}, "verified", ""),
    ("pip install -e '.[dev,fast]'", {"pyproject.toml": PYPROJECT}, "verified", ""),
    ("pip install -e '.[fsat]'", {"pyproject.toml": PYPROJECT}, "refuted",
     "pip install -e '.[fast]'"),
    ("pip install .", {"go.mod": "module x\n"}, "refuted", ""),
    ("pip install .", {"python/pyproject.toml": PYPROJECT}, "unknown", ""),
    ("pytest tests/test_a.py::test_x -q", {"tests/test_a.py": ""}, "verified", ""),
    ("pytest tests/test_b.py", {"tests/test_a.py": ""}, "refuted", "pytest tests/test_a.py"),
    # Docker and Compose
    ("docker compose up -d", {"compose.yaml": COMPOSE}, "verified", ""),
    ("docker compose logs -f web", {"compose.yaml": COMPOSE}, "verified", ""),
    ("docker-compose up -d db", {"docker-compose.yml": COMPOSE}, "verified", ""),
    ("docker compose -f compose.yaml run --rm web sh", {"compose.yaml": COMPOSE}, "verified", ""),
    ("docker compose up wbe", {"compose.yaml": COMPOSE}, "refuted", "docker compose up web"),
    ("docker compose -f dev.yaml up", {"compose.yaml": COMPOSE}, "refuted", ""),
    ("docker compose up", {"go.mod": "module x\n"}, "refuted", ""),
    ("docker compose up seal", {"compose.yaml": "include: [a.yaml]\n" + COMPOSE}, "unknown", ""),
    ("docker build -t otter .", {"Dockerfile": "FROM x"}, "verified", ""),
    ("docker build -f ci/Dockerfile .", {"ci/Dockerfile": "FROM x"}, "verified", ""),
    ("docker build -f ci/Dokerfile .", {"ci/Dockerfile": "FROM x"}, "refuted",
     "docker build -f ci/Dockerfile ."),
    ("docker build .", {"go.mod": "module x\n"}, "refuted", ""),
    # files
    ("cd docs", {"docs/a.md": ""}, "verified", ""),
    ("cd docs/web", {"docs/site/a.md": ""}, "refuted", ""),
    ("cp .env.example .env", {".env.example": "A=1\n"}, "verified", ""),
    ("cp config.tml x", {"config.toml": "a = 1\n"}, "refuted", "cp config.toml x"),
    ("cp .env.sample .env", {"a.sh": "A=1\n"}, "unknown", ""),
    ("./scripts/up.sh", {"scripts/up.sh": ""}, "verified", ""),
    ("./scripts/upp.sh", {"scripts/up.sh": ""}, "refuted", "./scripts/up.sh"),
    ("bash scripts/up.sh now", {"scripts/up.sh": ""}, "verified", ""),
    ("source scripts/env.sh", {"scripts/env.sh": ""}, "verified", ""),
    ("node cli.js", {"cli.js": ""}, "verified", ""),
    ("./build/otter", {"src/a.c": ""}, "unknown", ""),
    ("cd /opt/x && python tools/gne.py", {"tools/gen.py": ""}, "unknown", ""),
    ("node dist/cli.js", {"src/cli.ts": ""}, "unknown", ""),
    ("./my-script.sh", {"a.sh": ""}, "unknown", ""),
    # manifests
    ("cargo build --release", {"Cargo.toml": CARGO}, "verified", ""),
    ("cargo run --bin ottr", {"Cargo.toml": CARGO}, "verified", ""),
    ("cargo run --bin otterr", {"Cargo.toml": CARGO}, "refuted", "cargo run --bin otter"),
    ("cargo run --example swim", {"Cargo.toml": CARGO, "examples/swim.rs": ""}, "verified", ""),
    ("cargo run --example swimm", {"Cargo.toml": CARGO, "examples/swim.rs": ""}, "refuted",
     "cargo run --example swim"),
    ("cargo test", {"go.mod": "module x\n"}, "refuted", ""),
    ("go test ./...", {"go.mod": "module x\n"}, "verified", ""),
    ("go run ./cmd/otter", {"go.mod": "module x\n", "cmd/otter/main.go": ""}, "verified", ""),
    ("go run ./cmd/oter", {"go.mod": "module x\n", "cmd/otter/main.go": ""}, "refuted",
     "go run ./cmd/otter"),
    ("go build ./...", {"Cargo.toml": CARGO}, "refuted", ""),
    ("mvn test", {"pom.xml": "<project/>"}, "verified", ""),
    ("mvn test", {"Cargo.toml": CARGO}, "refuted", ""),
    ("bundle install", {"Gemfile": ""}, "verified", ""),
    ("dotnet test", {"src/Otter.csproj": ""}, "verified", ""),
    ("terraform init", {"main.tf": ""}, "verified", ""),
    ("pre-commit install", {"a.py": ""}, "refuted", ""),
]  # fmt: skip


@pytest.mark.parametrize(("command", "files", "status", "suggestion"), CASES)
def test_each_family(command: str, files: dict[str, str], status: str, suggestion: str) -> None:
    lines = command.split(" && ")
    found = judged(sh(*lines), files, "command")
    finding = found[lines[-1]]
    assert (finding.status, finding.verdict.suggestion) == (status, suggestion)
    if status == "verified":
        assert finding.verdict.evidence
    else:
        assert finding.verdict.reason


@pytest.mark.parametrize(
    "command",
    [
        "git clone https://github.com/a/seal", "curl -fsSL https://example.org/x | sh",
        "npm install seal", "brew install otter", "docker run -it nginx", "cd ~/seal",
        "cp ~/a.env .env", "export A=1", "python -c 'x'", "python -m venv .venv",
        "source .venv/bin/activate", "cat notes.txt", "npm run <script>", "go install x.org/y@v1",
        "make $TARGET", "cargo install seal", "npm login", "kubectl apply -f x.yaml",
        "docker build https://github.com/a/b.git", "deno task x",
    ],
)  # fmt: skip
def test_commands_that_name_nothing_of_the_repository(command: str) -> None:
    files = {"Makefile": MAKEFILE, "package.json": PACKAGE}
    assert statuses(sh(command), files, "command") == {}


def test_the_evidence_is_the_line() -> None:
    found = judged(sh("npm run lint", "make lint", "docker compose up db"), {
        "package.json": PACKAGE, "Makefile": MAKEFILE, "compose.yaml": COMPOSE,
    }, "command")  # fmt: skip
    places = {text: str(item.verdict.evidence[0]) for text, item in found.items()}
    assert places == {
        "npm run lint": "package.json:6", "make lint": "Makefile:4",
        "docker compose up db": "compose.yaml:4",
    }  # fmt: skip


def test_a_fix_is_offered_only_where_one_name_is_close() -> None:
    found = judged(sh("npm run lnt", "npm run biuld"), {"package.json": PACKAGE}, "command")
    assert found["npm run lnt"].verdict.fix == ("npm run lnt", "npm run lint")
    twins = PACKAGE.replace('"lint"', '"lint-a": "x", "lint-b"')
    found = judged(sh("npm run lint-c"), {"package.json": twins}, "command")
    assert found["npm run lint-c"].status == "refuted"
    assert found["npm run lint-c"].verdict.fix is None


@pytest.mark.parametrize("start", ["npx create-seal app", "npm create seal@latest", "mkdir app"])
def test_a_page_that_starts_another_project(start: str) -> None:
    readme = sh(start, "cd app") + "\n" + sh("npm install", "npm run develop", "docker build .")
    files = {"package.json": PACKAGE}
    assert "refuted" not in statuses(readme, files, "command").values()
    apart = sh(start) + "\n## Later\n\n" + sh("npm run develop")
    assert statuses(apart, files, "command") == {"npm run develop": "unknown"}
    assert statuses(sh("npm run develop"), files, "command") == {"npm run develop": "refuted"}


def test_a_sentence_is_less_certain_than_a_block() -> None:
    files = {"package.json": PACKAGE, "Makefile": MAKEFILE}
    readme = "Run `npm run lnt`, not `npm run publish:all` and no `tox -e x` or `mvn test`.\n"
    assert statuses(readme, files, "command") == {
        "npm run lnt": "refuted", "npm run publish:all": "unknown", "tox -e x": "unknown",
        "mvn test": "unknown",
    }  # fmt: skip


def test_where_the_reader_has_gone() -> None:
    files = {"package.json": '{"private": true}', "web/package.json": PACKAGE}
    assert statuses(sh("cd web", "npm run lint", "npm run lnt"), files, "command") == {
        "cd web": "verified", "npm run lint": "verified", "npm run lnt": "refuted",
    }  # fmt: skip
    away = sh("git clone https://github.com/a/seal", "cd seal", "npm run lnt", "make x")
    assert "refuted" not in statuses(away, files, "command").values()


def test_a_file_that_the_page_makes_first() -> None:
    files = {"tools/gen.py": ""}
    made = "Save this as `swim.py`:\n\n```python\nx = 1\n```\n\n" + sh("python swim.py")
    assert statuses(made, files, "command") == {"python swim.py": "unknown"}
    shown = "```go\npackage main\n```\n\n" + sh("go run dive.go")
    assert statuses(shown, {"go.mod": "module x\n"}, "command") == {"go run dive.go": "unknown"}
    assert statuses(sh("go run dive.go"), {"go.mod": "module x\n"}, "command") == {
        "go run dive.go": "refuted"
    }
    fetched = sh("curl -o tools/swim.py https://example.org/swim.py", "python tools/swim.py")
    assert "refuted" not in statuses(fetched, files, "command").values()


# The repository's own programs ----------------------------------------------------------------

OWN = {
    "pyproject.toml": PYPROJECT + '[project.scripts]\notter = "otter.cli:main"\n',
    "otter/__init__.py": "",
    "otter/cli.py": (
        "import argparse\n\n\ndef main():\n    parser = argparse.ArgumentParser('otter')\n"
        "    sub = parser.add_subparsers()\n"
        "    sub.add_parser('swim')\n    sub.add_parser('dive')\n"
        "    parser.parse_args()\n"
    ),
}


@pytest.mark.parametrize(
    ("command", "status", "suggestion"),
    [
        ("otter swim", "verified", ""),
        ("otter --version", "verified", ""),
        ("uvx otter dive", "verified", ""),
        ("otter swmi", "refuted", "otter swim"),
        ("otter fly", "refuted", ""),
        ("otter parser", "unknown", ""),  # a word of the code
    ],
)
def test_own_programs(command: str, status: str, suggestion: str) -> None:
    (finding,) = judged(sh(command), OWN, "command").values()
    assert (finding.status, finding.verdict.suggestion) == (status, suggestion)


def test_another_s_program_is_no_claim() -> None:
    assert statuses(sh("seal swim"), OWN, "command") == {}
