import pytest

from moxi.facts.common.named import purpose_of_recipe
from moxi.facts.common.purpose import essence, program_of, purpose_of, purpose_of_name
from moxi.facts.common.shell import words_of

COMMANDS = {
    "test": """
        pytest
        python -m pytest -q
        python3.11 -b -m coverage run -m pytest
        coverage run -m pytest
        uv run --group dev --extra cli pytest tests
        poetry run pytest
        hatch test
        hatch run test
        tox
        python -m tox
        tox -e py311,lint
        nox -s tests
        python -m unittest discover
        python manage.py test
        python tests/run_all.py
        npm test
        npm run test:unit
        npx -y vitest run
        pnpm --filter web test
        yarn workspace web test
        bun test
        node --test
        xvfb-run -a npm test
        cargo test --all
        cargo +nightly test
        cargo nextest run
        go test -race ./...
        gotestsum -- ./...
        just lint test
        make test
        ./scripts/test.sh
        bash scripts/test
        ctest --test-dir build
        ./gradlew test
        mvn -B verify
        bundle exec rspec
        bundle exec rake
        dotnet test
        mix test
        deno task test
        timeout 10m go test ./...
        nix develop -c just test""",
    "lint": """
        ruff check .
        ruff format --check
        black --check .
        python -m black --check .
        flake8
        pre-commit run --all-files
        uv run --locked --group x pre-commit run -a
        npx eslint .
        npm run lint
        npm run prettier -- --check
        pnpm format:check
        prettier --check .
        cargo clippy --all -- -D warnings
        cargo fmt --all -- --check
        cargo +nightly fmt -- --check
        go vet ./...
        gofmt -l .
        golangci-lint run
        go run honnef.co/go/tools/cmd/staticcheck@latest ./...
        shellcheck www/install.sh
        make check-fmt
        mix credo""",
    "format": """
        ruff format
        black .
        ruff check --fix
        prettier --write .
        cargo fmt
        gofmt -w .
        go fmt ./...
        make fmt
        npm run lint:fix""",
    "typecheck": """
        mypy src
        uv run pyright
        npx tsc --noEmit
        cargo check
        tox -e typing
        ty check
        npm run typecheck""",
    "build": """
        make
        make local build
        python -m build
        uv build
        npm run build
        pnpm build
        npx tsc -p .
        cargo build --release
        go build -v ./...
        docker build -t x .
        cmake --build build
        mvn package -DskipTests
        docker compose build""",
    "setup": """
        npm ci
        npm install
        yarn
        yarn install --frozen-lockfile
        uv sync --all-extras
        poetry install
        pip install -e .[dev]
        python -m pip install --upgrade '.[dev]'
        pip install -r requirements.txt
        bundle install
        go mod download
        mix deps.get
        pre-commit install""",
    "docs": """
        sphinx-build -W docs out
        mkdocs build
        make -C docs html
        cargo doc --no-deps
        tox -e docs
        npm run docs:build
        mdbook build""",
    "bench": """
        cargo bench
        go test -bench=. ./...
        npm run bench""",
    "release": """
        twine upload dist/*
        npm publish
        cargo publish
        docker push x
        make release""",
    None: """
        echo test
        test -f x
        pip install tox
        pip install --upgrade pip
        npm install -g npm
        mypy --version
        coverage report
        sudo apt-get install make
        make deploy
        npm run test:watch
        cargo miri setup
        git push
        curl https://example.com/test.sh
        python3 -c "from spec_tests import check; check()"
        coverage xml""",
}


@pytest.mark.parametrize(
    ("command", "purpose"),
    [
        (line.strip(), purpose)
        for purpose, text in COMMANDS.items()
        for line in text.strip().split("\n")
    ],
)
def test_what_a_command_is_for(command: str, purpose: str | None) -> None:
    assert purpose_of(command) == purpose


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("test-integration", "test"), ("unittest", "test"), ("e2e", "test"), ("py311", "test"),
        ("lint", "lint"), ("docs-check", "lint"), ("format-check", "lint"), ("lint-fix", "format"),
        ("mypy", "typecheck"), ("typeCheck", "typecheck"), ("build-docs", "docs"),
        ("docs-serve", "docs"), ("web-deps", "setup"), ("bench-all", "bench"), ("deploy", None),
        ("test:devtools-ui", "test"), ("install-devtools", "setup"),
        ("test-watch", None), ("frobnicate", None), ("release-checks", "release"),
    ],
)  # fmt: skip
def test_what_a_name_says(name: str, purpose: str | None) -> None:
    assert purpose_of_name(name) == purpose


def test_a_recipe_decides_where_its_name_does_not() -> None:
    assert purpose_of_recipe("check", ["pytest\nmypy ."]) == "test"
    assert purpose_of_recipe("check", ["golangci-lint run"]) == "lint"
    assert purpose_of_recipe("check", ["./something"]) is None
    assert purpose_of_recipe("cover", ['"$GO" test -cover ./...']) == "test"
    assert purpose_of_recipe("build", ["virtualenv venv\npip install -r dev.txt"]) == "setup"
    assert purpose_of_recipe("all", [], ("test", "lint")) == "test"
    assert purpose_of_recipe("frobnicate", ["pytest"]) is None
    assert purpose_of_recipe("frobnicate", [], description="Run the unit tests") == "test"


def test_tools_that_are_told_apart() -> None:
    tools = [program_of(words_of(c)) for c in ("uv run pytest -q", "pytest", "cargo test --all",
                                              "cargo clippy", "npm run lint")]  # fmt: skip
    assert tools == ["pytest", "pytest", "cargo test", "cargo clippy", "@lint"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("uv run --locked --group dev tox run", "tox", True),
        ("python -m tox -e lint", "tox -e lint", True),
        ("tox -elint", "tox -e lint", True),
        ("npm ci", "npm install", True),
        ("pip install -e . --group dev", "pip install . --group dev", True),
        ("./script/lint", "script/lint", True),
        ("bash scripts/test.sh", "./scripts/test.sh", True),
        ("pip install -e .[dev]", "pip install -e .", False),
        ("pytest", "pytest -x", False),
    ],
)
def test_spellings_of_one_command(one: str, other: str, same: bool) -> None:
    assert (essence(one) == essence(other)) is same


def test_a_script_named_after_a_tool_is_still_a_script() -> None:
    assert essence("yarn lint:eslint") == ("@lint:eslint",)
    assert program_of(("pnpm", "lint:eslint")) == "@lint:eslint"
