"""Dockerfiles, compose files and env files: what they state, and what they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moxi.facts import envfile
from moxi.facts.docker.dockerfile import parse, split_words, substitute
from moxi.facts.docker.interpolation import Read, reads, resolve
from moxi.facts.docker.shell import script_reads
from moxi.facts.docker.technologies import repository, software
from moxi.facts.model import (
    ConfigFile,
    Description,
    EnvVar,
    Evidence,
    Example,
    Install,
    Link,
    Note,
    Package,
    Port,
    Runtime,
    Service,
    Task,
    Technology,
)
from tests.facts.test_github_actions import fixture, hosted
from tests.helpers import facts_of

if TYPE_CHECKING:
    from moxi.facts import Facts
    from moxi.facts.model import Fact


def variables(facts: Facts) -> dict[str, Fact[EnvVar]]:
    return {f.value.name: f for f in facts.all(EnvVar) if f.extractor == "docker"}


def installs(facts: Facts) -> list[Install]:
    found = [f for f in facts.all(Install) if f.extractor in ("docker", "containers")]
    return [fact.value for fact in found]


# Compose ----------------------------------------------------------------------------------------


def test_compose_app_leads_its_parts() -> None:
    facts = fixture("compose_app", "acme/desk")
    assert facts.package is not None
    assert facts.package.value == Package("desk", "Docker Compose", ("service",))
    assert facts.package.evidence == (Evidence("docker-compose.yml"),)


def test_services() -> None:
    facts = fixture("compose_app", "acme/desk").all(Service)
    assert [fact.value for fact in facts] == [
        Service(
            "web",
            build="web",
            ports=("8080:8000",),
            depends_on=("db",),
            description="The pages and the API.",
        ),
        Service("worker", build="worker", depends_on=("db", "queue")),
        Service("queue", image="redis:7-alpine", description="Redis (in-memory store)"),
        Service(
            "db",
            image="postgres:16-alpine",
            ports=("5433:5432",),
            description="PostgreSQL (database)",
        ),
        Service("proxy", image="nginx:1.27", ports=("443:443",), description="nginx (web server)"),
    ]
    assert facts[0].evidence == (Evidence("docker-compose.yml", 4, 16),)


def test_start_says_what_to_do_before() -> None:
    facts = fixture("compose_app", "acme/desk")
    (install,) = [f for f in facts.all(Install) if f.extractor == "docker"]
    assert install.value == Install(
        "image",
        (
            "git clone https://github.com/acme/desk.git",
            "cd desk",
            "cp .env.example .env",
            "docker compose up --build",
        ),
        "Docker Compose",
        "Set `DB_PASSWORD` in `.env` first.",
    )
    assert Evidence(".env.example", 2, 2) in install.evidence
    assert facts.first(Runtime) is not None


def test_variables_of_env_files_and_compose() -> None:
    found = variables(fixture("compose_app", "acme/desk"))
    assert [fact.value for fact in found.values()] == [
        EnvVar("DB_PASSWORD", meaning="Password of the database user", required=True),
        EnvVar("WEB_PORT", "8080", "Port on which the pages answer"),
        EnvVar("SESSION_KEY", meaning="Key that signs the session cookies"),
        EnvVar("LOG_LEVEL", "info", "debug, info, warning"),
        EnvVar("SMTP_HOST", "mail.example.org", "Mail is sent through this server"),
        EnvVar("SMTP_PASSWORD"),  # its value is nobody's business
        EnvVar("PAGE_SIZE", "25", "tickets on one page"),
    ]
    assert found["LOG_LEVEL"].evidence == (
        Evidence(".env.example", 10, 10),
        Evidence("docker-compose.yml", 11, 11),
    )


def test_addresses_profiles_data_and_configuration() -> None:
    facts = fixture("compose_app", "acme/desk")
    notes = [f.value for f in facts.all(Note) if f.extractor == "docker"]
    assert notes == [
        Note("configuration", "Data is kept in the volume `db-data`."),
        Note("usage", "Once the services are up, find `web` at http://localhost:8080."),
        Note(
            "usage",
            "`proxy` starts only with the profile `public`: `docker compose --profile public up`.",
        ),
    ]
    files = {f.value: f.evidence for f in facts.all(ConfigFile) if f.extractor == "docker"}
    assert files == {
        ConfigFile("worker.env", "environment of `worker`"): (
            Evidence("docker-compose.yml", 22, 22),
        ),
        ConfigFile("nginx/desk.conf", "read by `proxy` as `/etc/nginx/conf.d/desk.conf`"): (
            Evidence("docker-compose.yml", 44, 44),
        ),
        ConfigFile(".env", "environment variables", ".env.example"): (Evidence(".env.example"),),
    }


def test_technologies_of_images_and_of_what_is_built() -> None:
    facts = fixture("compose_app", "acme/desk")
    found = {f.value.name: f.evidence[0] for f in facts.all(Technology) if f.extractor == "docker"}
    assert found == {
        "Python": Evidence("web/Dockerfile", 1, 1),
        "Node.js": Evidence("worker/Dockerfile", 1, 1),
        "Redis": Evidence("docker-compose.yml", 26, 26),
        "PostgreSQL": Evidence("docker-compose.yml", 29, 29),
        "nginx": Evidence("docker-compose.yml", 41, 41),
    }


PROJECT = '[project]\nname = "thing"\nversion = "1.0"\n[build-system]\nrequires = []\n'
DATABASE = "services:\n  db:\n    image: postgres:16\n"


def test_database_of_a_library_is_for_its_developers() -> None:
    facts = hosted({"pyproject.toml": PROJECT, "compose.yml": DATABASE})
    assert not installs(facts)
    tasks = [f.value for f in facts.all(Task) if f.extractor == "docker"]
    assert tasks == [Task("setup", "docker compose up -d", "start PostgreSQL", "docker")]
    assert "Docker Compose" not in [fact.value.ecosystem for fact in facts.packages]


@pytest.mark.parametrize("name", ["compose.test.yml", "docker-compose.ci.yml"])
def test_services_of_tests_are_nothing_to_install(name: str) -> None:
    facts = hosted({"pyproject.toml": PROJECT, name: DATABASE})
    assert not facts.all(Service)
    assert not installs(facts)


def test_services_that_cannot_be_built_are_not_started() -> None:
    compose = "services:\n  app:\n    build: .\n  db:\n    image: mysql:8\n"
    dockerfile = "FROM alpine\nCOPY build/app /app\nCMD /app\n"
    facts = hosted({"compose.yaml": compose, "Dockerfile": dockerfile})
    assert len(facts.all(Service)) == 2
    assert not installs(facts)


def test_compose_file_by_another_name() -> None:
    facts = hosted({"docker-compose.prod.yml": DATABASE + "  app:\n    image: acme/app\n"})
    assert installs(facts)[0].commands[-1] == "docker compose -f docker-compose.prod.yml up -d"
    facts = hosted({"docker-compose.example.yml": DATABASE})
    assert installs(facts)[0].commands[-2:] == (
        "cp docker-compose.example.yml docker-compose.yml",
        "docker compose up -d",
    )


def test_override_is_merged() -> None:
    override = "services:\n  db:\n    ports: ['5432:5432']\n  mail:\n    image: axllent/mailpit\n"
    facts = hosted({"compose.yml": DATABASE, "compose.override.yml": override})
    assert [f.value.ports for f in facts.all(Service)] == [("5432:5432",), ()]
    assert facts.all(Service)[1].evidence == (Evidence("compose.override.yml", 4, 5),)


def test_variables_without_a_value_are_named() -> None:
    compose = "services:\n  app:\n    image: ${IMAGE}\n  db:\n    image: postgres\n"
    (install,) = installs(hosted({"compose.yml": compose}))
    assert install.note == "Compose takes `IMAGE` from the environment or from `.env`."


def test_own_image_runs_without_compose_too() -> None:
    compose = (
        "services:\n  app:\n    image: acme/thing:2\n    ports: ['3001:3001']\n"
        "    volumes: ['./data:/data']\n"
    )
    compose_way, plain = installs(hosted({"compose.yml": compose}))
    assert compose_way.label == "Docker Compose"
    assert plain.commands == ("docker run -d -p 3001:3001 -v ./data:/data acme/thing:2",)


@pytest.mark.parametrize(
    "text",
    [
        "services: []\n",
        "services:\n  a: 3\n  b: [x]\n",
        "services:\n  a:\n    build: 3\n    ports: {a: b}\n    environment: 3\n    volumes: [1]\n",
        "services:\n  a:\n    build: {context: [x]}\n"
        "    ports: [[1], {target: [2]}, ':', '1-2:3']\n"
        "    env_file: {path: [x]}\n    depends_on: 3\n    profiles: x\n    image: [a]\n",
        "services:\n  a: &a\n    image: ${A:-${B:-${C}\n    healthcheck: {test: {a: b}}\n  b: *a\n",
        "services:\n  a:\n    build: ../../outside\n    env_file: /etc/passwd\n",
        ": [\n",
    ],
)
def test_malformed_compose_is_no_crash(text: str) -> None:
    facts = hosted(
        {"compose.yml": text, ".github/workflows/a.yml": "env: 3\njobs: {a: {steps: 3}}"}
    )
    assert not [p for p in facts.problems if "extractor failed" in p.message]


# Images -----------------------------------------------------------------------------------------


def test_image_repository() -> None:
    facts = fixture("docker_image", "acme/docker-notes")
    assert facts.package is not None
    assert facts.package.value == Package(
        "docker-notes", "Docker", ("app",), "Notes server in a small image"
    )
    description = facts.first(Description)
    assert description is not None
    assert description.value == Description("Notes server in a small image", "label")
    assert description.evidence == (Evidence("Dockerfile", 12, 13),)
    assert Link("documentation", "https://notes.example.org/docs") in [
        fact.value for fact in facts.all(Link)
    ]
    assert [(f.value, f.evidence) for f in facts.all(Port)] == [
        (Port(7070), (Evidence("Dockerfile", 25, 25),))
    ]
    assert [f.value for f in facts.all(Technology) if f.extractor == "docker"] == [
        Technology("Alpine Linux", "base image")
    ]
    examples = [f for f in facts.all(Example) if f.extractor == "docker"]
    assert examples[0].value.title == "with proxy"
    assert examples[0].evidence == (Evidence("examples/with-proxy/compose.yml", 1, 9),)


def test_published_image_is_run_and_the_build_is_for_developers() -> None:
    facts = fixture("docker_image", "acme/docker-notes")
    (install,) = [f for f in facts.all(Install) if f.extractor == "docker"]
    assert install.value.commands == (
        "docker run --rm -e NOTES_ADMIN -p 7070:7070 -v notes-data:/data acme/notes",
    )
    assert install.value.note == (
        "Set `NOTES_ADMIN` in the environment first. Also published as `ghcr.io/acme/notes`."
    )
    assert install.evidence[0] == Evidence(".github/workflows/publish.yml", 12, 19)
    assert Task("build", "docker build -t docker-notes .", "build the image", "docker") in [
        fact.value for fact in facts.all(Task)
    ]


def test_variables_of_the_image_and_of_its_start_script() -> None:
    found = variables(fixture("docker_image", "acme/docker-notes"))
    assert {name: (fact.value, fact.evidence[0]) for name, fact in found.items()} == {
        "NOTES_ADDRESS": (
            EnvVar("NOTES_ADDRESS", "0.0.0.0:7070", "Address on which the server listens"),
            Evidence("Dockerfile", 16, 16),
        ),
        "NOTES_TITLE": (
            EnvVar("NOTES_TITLE", "Notes", "shown at the top of every page"),
            Evidence("entrypoint.sh", 3, 3),
        ),
        "NOTES_ADMIN": (
            EnvVar("NOTES_ADMIN", meaning="the name of the first user", required=True),
            Evidence("entrypoint.sh", 4, 4),
        ),
    }


def image(dockerfile: str, files: dict[str, str] | None = None) -> list[tuple[str, ...]]:
    """The commands by which an image is got that is beside a Go program."""
    program = {"go.mod": "module example.org/thing\n", "main.go": "package main\nfunc main() {}\n"}
    facts = hosted({"Dockerfile": dockerfile, **program, **(files or {})})
    return [install.commands for install in installs(facts)]


BUILT = [("docker build -t thing .", "docker run --rm thing")]


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        ("FROM golang\nCOPY . .\nRUN go build\nCMD ./thing\n", BUILT),
        ("FROM golang\nCOPY go.* main.go ./\nCMD ./thing\n", BUILT),
        ("FROM scratch\nCOPY thing /thing\nENTRYPOINT /thing\n", []),  # a release tool's binary
        ("FROM alpine\nARG OUT=dist\nCOPY ${OUT}/thing /\nCMD /thing\n", []),
        ("FROM alpine\nARG DIR\nCOPY ${DIR}/thing /\nCMD /thing\n", []),
        ("FROM alpine\nARG V\nRUN wget https://example.org/$V/thing\nCMD /thing\n", []),
        ("FROM alpine\nARG V\nLABEL v=$V\nCMD /thing\n", BUILT),
        ("ARG TAG\nFROM alpine:$TAG\nCMD /thing\n", []),
        ("FROM alpine AS unused\nCOPY absent /\nFROM alpine\nCOPY main.go /\nCMD /t\n", BUILT),
        ("FROM alpine AS used\nCOPY absent /\nFROM alpine\nCOPY --from=used /a /\nCMD /t\n", []),
        ("FROM golang\nCOPY . .\nCMD go test ./...\n", []),  # an image to test in
        ("FROM golang\nCOPY . .\nCMD bash\n", []),
        ("FROM golang\nCOPY . .\n", []),
        ("# docker build -t thing --build-arg V=1 .\nFROM a\nARG V\nRUN get a@$V\nCMD /t\n",
         [("docker build -t thing --build-arg V=1 .",)]),
    ],
)  # fmt: skip
def test_image_is_built_where_a_checkout_suffices(
    dockerfile: str, expected: list[tuple[str, ...]]
) -> None:
    assert image(dockerfile) == expected


def test_volume_that_is_worked_on_is_the_current_folder() -> None:
    dockerfile = "FROM golang\nCOPY . /src\nVOLUME /site\nWORKDIR /site\nEXPOSE 80\nCMD thing\n"
    assert image(dockerfile)[0][1] == 'docker run --rm -p 80:80 -v "$PWD:/site" thing'


def workflow(step: str, env: str = "") -> dict[str, str]:
    return {".github/workflows/image.yml": f"{env}jobs:\n  a:\n    steps:\n{step}"}


def pushed(tags: str, push: str = "true") -> dict[str, str]:
    return workflow(
        "      - uses: docker/build-push-action@v6\n"
        f"        with:\n          push: {push}\n          tags: {tags}\n"
    )


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (pushed("acme/thing:latest"), "acme/thing"),
        (pushed("acme/thing:latest", push="false"), ""),
        (pushed("ghcr.io/${{ github.repository }}:latest"), "ghcr.io/acme/thing"),
        (pushed("${{ secrets.USER }}/thing:latest"), ""),
        (pushed("acme/thing:${{ github.sha }}"), ""),  # no tag to name
        (
            workflow("      - run: docker push $IMAGE\n", "env:\n  IMAGE: quay.io/acme/thing\n"),
            "quay.io/acme/thing",
        ),
        (workflow("      - run: docker push localhost:5000/acme/thing\n"), ""),
        (
            {
                ".circleci/config.yml": "jobs:\n  ship:\n    steps:\n      - checkout\n"
                "      - run:\n          command: docker build --push -t acme/thing:latest .\n"
            },
            "acme/thing",
        ),
        (
            {
                ".goreleaser.yml": "dockers:\n- image_templates:\n  - 'acme/thing:{{ .Tag }}'\n"
                "  - acme/thing:latest\n"
            },
            "acme/thing",
        ),
        (
            {
                ".goreleaser.yml": "dockers:\n- image_templates: ['acme/thing:latest']\n"
                "  skip_push: true\n"
            },
            "",
        ),
    ],
)
def test_published_image(files: dict[str, str], expected: str) -> None:
    found = image("FROM scratch\nCOPY thing /\nCMD /thing\n", files)
    assert found == ([(f"docker run --rm {expected}",)] if expected else [])


def test_image_from_a_folder_of_its_own() -> None:
    files = {
        "go.mod": "module example.org/thing\n",
        "cmd/main.go": "package main\nfunc main() {}\n",
        "docker/Dockerfile": "FROM golang\nCOPY go.mod cmd ./\nEXPOSE 90\nCMD thing\n",
        ".devcontainer/devcontainer.json": "{}",
        ".devcontainer/Dockerfile": "FROM golang\nCMD thing\n",
    }
    facts = hosted(files)
    assert [install.commands for install in installs(facts)] == [
        (
            "docker build -t thing -f docker/Dockerfile .",
            "docker run --rm -p 90:90 thing",
        )
    ]
    notes = [f for f in facts.all(Note) if f.extractor == "containers"]
    assert notes[0].evidence == (Evidence(".devcontainer/devcontainer.json"),)


# The parsers ------------------------------------------------------------------------------------


def test_dockerfile_instructions() -> None:
    text = (
        "# escape=`\n"
        "FROM --platform=$BUILDPLATFORM image AS one\n"
        "RUN a `\n"
        "  # a comment inside\n"
        "\n"
        "  b\n"
        "RUN <<-A cat <<B\n"
        "\tCMD not this\n"
        "\tA\n"
        "EXPOSE 1\n"
        "B\n"
        "# What it is\n"
        "ENV A=1 B='two words'\n"
        "FROM one\n"
        "EXPOSE $A 80/udp\n"
    )
    parsed = parse("Dockerfile", text)
    assert [(i.name, i.line, i.end) for i in parsed.instructions] == [
        ("FROM", 2, 2),
        ("RUN", 3, 6),
        ("RUN", 7, 11),
        ("ENV", 13, 13),
        ("FROM", 14, 14),
        ("EXPOSE", 15, 15),
    ]
    assert parsed.instructions[1].args.split() == ["a", "b"]
    assert parsed.instructions[2].heredocs == ("CMD not this", "EXPOSE 1")
    assert parsed.instructions[3].comment == "What it is"
    assert parsed.instructions[0].flag("platform") == "$BUILDPLATFORM"
    assert [stage.image for stage in parsed.chain()] == ["image", "one"]
    assert parsed.value("$A and $B") == "1 and two words"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a$X", "a1"),
        ("a${X}b", "a1b"),
        ("${Y:-d}", "d"),
        ("${E-d}${E:-d}", "d"),
        ("${X:+set}${Y:+set}", "set"),
        (r"\$X", "$X"),
        ("$Y", None),
        ("${X#1}", None),
    ],
)
def test_substitute(text: str, expected: str | None) -> None:
    assert substitute(text, {"X": "1", "E": ""}) == expected


@given(st.lists(st.text(alphabet="abc -_.:/$#", min_size=1, max_size=8), max_size=5))
def test_quoted_words_come_back(words: list[str]) -> None:
    assert split_words(" ".join(f"'{word}'" for word in words)) == words


@given(st.text(alphabet="FROMRUNCOPYENV \\`\n#<E=$\"'[]{}a1-", max_size=120))
def test_any_dockerfile_is_read(text: str) -> None:
    parsed = parse("Dockerfile", text)
    count = text.count("\n") + 1
    previous = 0
    for instruction in parsed.instructions:
        assert previous < instruction.line <= instruction.end <= count
        previous = instruction.end
        instruction.words()
    parsed.all("ENV")


def test_interpolation() -> None:
    assert list(reads("${A:-x}/${B:?say} $C $$D ${E:-${F-y}}")) == [
        Read("A", "x"),
        Read("B", required=True, message="say"),
        Read("C", bare=True),
        Read("E", "${F-y}"),
        Read("F", "y"),
    ]
    assert resolve("${A:-1}:${B-2}$$") == "1:2$"
    assert resolve("${A}") is None


@given(st.text(alphabet="ab${}:-?=\\ ", max_size=60))
def test_any_text_interpolates(text: str) -> None:
    list(reads(text))
    if "$" not in text:
        assert resolve(text) == text


def test_env_file() -> None:
    text = (
        "# ---- Database ----\n"
        "DB_HOST=localhost\n"
        "DB_NAME=app\n"
        "\n"
        "# Address of the mail server,\n"
        "# with its port.\n"
        "export MAIL='mail:25' # set in production too\n"
        "# API_URL=https://api.example.org\n"
        "# a sentence with x=1 in it\n"
        "EMPTY=\n"
        'HASH="a#b"\n'
    )
    found = {v.name: v for v in envfile.parse(text)}
    assert found["DB_HOST"].meaning == ""  # a heading over several
    assert (found["MAIL"].value, found["MAIL"].meaning) == ("mail:25", "set in production too")
    assert (found["API_URL"].off, found["API_URL"].line) == (True, 8)
    assert found["EMPTY"].value == ""
    assert found["HASH"].value == "a#b"
    assert "x" not in found


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PORT", "8080", "8080"),
        ("API_KEY", "sk-3k4j5h6k7", ""),
        ("DB_PASSWORD", "changeme", "changeme"),
        ("DB_URL", "postgres://app:h7Tq9z@db/app", ""),
        ("DB_URL", "postgres://postgres:postgres@db/app", "postgres://postgres:postgres@db/app"),
        ("DB_PASSWORD", "<your password>", ""),
        ("SITE", "replace-me", ""),
    ],
)
def test_values_that_may_be_shown(name: str, value: str, expected: str) -> None:
    assert envfile.shown(name, value) == expected


@given(st.text(alphabet="AB=#'\" \n\texport", max_size=80))
def test_any_env_file_is_read(text: str) -> None:
    for variable in envfile.parse(text):
        assert variable.name in text.split("\n")[variable.line - 1]


def test_start_script() -> None:
    script = (
        "#!/bin/sh\n"
        'PORT="${PORT:-80}"\n'
        "NAME=fixed\n"
        'echo "${NAME:-x}" "${HOST:=any}" # where it listens\n'
        "for LOOP in a; do echo ${LOOP:-b}; done\n"
        "echo '${QUOTED:-c}' ${GITHUB_SHA:-d} $BARE\n"
        "# ${COMMENTED:-e}\n"
    )
    assert [(r.name, r.default, line, beside) for r, line, beside in script_reads(script)] == [
        ("PORT", "80", 2, ""),
        ("HOST", "any", 4, "where it listens"),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("postgres:16-alpine", "PostgreSQL"),
        ("docker.io/bitnami/postgresql@sha256:abc", "PostgreSQL"),
        ("registry.example.org:5000/library/redis:7", "Redis"),
        ("mcr.microsoft.com/dotnet/sdk:8.0", ".NET"),
        ("acme/sdk", ""),
        ("acme/server:1", ""),
        ("acme/postgres-backup", ""),
    ],
)
def test_software_by_its_image(name: str, expected: str) -> None:
    found = software(name)
    assert (found.name if found else "") == expected
    assert ":" not in repository(name).rpartition("/")[2]


def test_examples_of_another_folder_are_not_a_packages_own() -> None:
    compose = "services:\n  web:\n    image: acme/web\n    ports: ['80:80']\n"
    examples = {"b/Dockerfile": "FROM nginx\n", "b/examples/plain/compose.yaml": compose}
    files = {"a/Dockerfile": "FROM nginx\n", **examples}
    assert not facts_of(files, scope="a").all(Example)
    assert facts_of(files, scope="b").all(Example)


def test_an_address_in_a_variable_is_no_file_of_the_checkout() -> None:
    dockerfile = (
        "FROM alpine:3\nARG VERSION=2\nARG URL=https://files.example.org/v${VERSION}\n"
        'ADD "${URL}/tool.tar" "/opt/"\nEXPOSE 80\nCMD ["/opt/tool"]\n'
    )
    assert image(dockerfile)
    assert not image(dockerfile.replace("https://files.example.org/v${VERSION}", "gone"))


def test_the_history_of_a_clone_is_there_to_be_copied() -> None:
    found = image("FROM golang\nCOPY ./.git ./.git\nCOPY main.go .\nCMD ./thing\n")
    assert found == BUILT


def test_a_comment_on_a_variable_set_aside_is_not_of_the_next_one() -> None:
    compose = (
        "services:\n  app:\n    image: octo-org/tool\n    environment:\n"
        "      # Where the looks of it are set\n      #LOOKS: /etc/looks.yml\n"
        "      # How long it is kept\n      EXPIRY: '60'\n"
    )
    found = variables(hosted({"compose.yml": compose, ".env.example": "# Replace this\nNAME=x\n"}))
    assert found["EXPIRY"].value.meaning == "How long it is kept"
    assert found["NAME"].value.meaning == ""
