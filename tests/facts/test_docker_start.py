"""How containers are started: overlays, profiles, what has to be there first, what pages say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from moxi.facts.docker import envfile
from moxi.facts.docker.dockerfile import is_dockerfile
from moxi.facts.docker.interpolation import resolve
from moxi.facts.docker.shell import Demand, demands
from moxi.facts.model import Description, EnvVar, Evidence, Install, Note, Package, Service
from tests.facts.test_github_actions import hosted

if TYPE_CHECKING:
    from moxi.facts import Facts

CLONE = ("git clone https://github.com/acme/thing.git", "cd thing")
DATABASE = "  db:\n    image: postgres:16\n"


def start_of(facts: Facts) -> tuple[str, ...]:
    """The commands of the first way that Docker knows, after the clone."""
    commands = next(f.value.commands for f in facts.all(Install) if f.extractor == "docker")
    return commands[2:] if commands[:2] == CLONE else commands


def notes(facts: Facts) -> list[str]:
    return [f.value.markdown for f in facts.all(Note) if f.extractor == "docker"]


def test_a_file_that_publishes_the_ports_is_laid_over_the_main_one() -> None:
    facts = hosted({
        "docker-compose.yml": f"services:\n{DATABASE}  web:\n    image: acme/web:${{TAG}}\n",
        "docker-compose.open.yml": "services:\n  web:\n    ports: ['${PORT}:9000']\n",
        "docker-compose.proxy.yml": "services:\n  web:\n    restart: always\n"
                                    "  proxy:\n    image: nginx\n    ports: ['443:443']\n",
        "env.example": "TAG=3\nPORT=8065\n",
    })  # fmt: skip
    both = "docker compose -f docker-compose.yml -f docker-compose.{}.yml up -d"
    assert start_of(facts) == ("cp env.example .env", both.format("open"))
    assert notes(facts) == [
        "Once the services are up, find `web` on port 8065.",
        "`docker-compose.proxy.yml`, laid over the main file, adds `proxy`: "
        f"`{both.format('proxy')}`.",
    ]
    images = [fact.value.image for fact in facts.all(Service)]
    assert images == ["postgres:16", "acme/web:3"]


@pytest.mark.parametrize(
    ("services", "said"),
    [
        ("  a:\n    image: acme/a\n", "starts only `a`."),
        ("  c:\n    image: acme/c\n", "starts `c` beside them."),
        ("  b:\n    image: acme/b\n  c:\n    image: acme/c\n", "starts `b` and `c` instead."),
        ("  a:\n    image: x/a\n  b:\n    image: x/b\n",
         "starts the same services, set up differently."),
        ("  c:\n    build: nowhere\n", ""),
    ],
)  # fmt: skip
def test_a_file_that_is_started_by_itself(services: str, said: str) -> None:
    main = "services:\n  a:\n    image: acme/a\n  b:\n    image: acme/b\n"
    facts = hosted({"compose.yml": main, "compose.more.yml": f"services:\n{services}"})
    assert start_of(facts) == ("docker compose up -d",)
    expected = [f"`docker compose -f compose.more.yml up -d` {said}"] if said else []
    assert notes(facts) == expected


def test_nothing_starts_without_a_profile() -> None:
    service = "  {}:\n    image: acme/{}\n    profiles: [{}]\n"
    services = [("a", "small, full"), ("b", "full"), ("c", "other")]
    text = "services:\n" + "".join(service.format(n, n, p) for n, p in services)
    facts = hosted({"compose.yml": text})
    assert start_of(facts) == ("docker compose --profile full up -d",)
    assert "The profile `full` starts `a` and `b`." in notes(facts)


def test_what_has_to_be_there_before() -> None:
    text = (
        "services:\n  a:\n    image: acme/a\n  b:\n    image: acme/b\n"
        "networks:\n  shared:\n    external: true\n  own: {}\n"
        "volumes:\n  kept:\n    external: true\n    name: ${NAME:-data}\n"
    )
    facts = hosted({"compose.yml": text})
    assert start_of(facts) == (
        "docker network create shared",
        "docker volume create data",
        "docker compose up -d",
    )


def test_a_dockerfile_named_with_a_leading_dot_and_slash_is_found() -> None:
    facts = hosted({
        "Dockerfile": "FROM alpine\nEXPOSE 80\nCMD serve\n",
        "compose.yml": f"services:\n{DATABASE}  web:\n    build:\n      context: .\n"
                       "      dockerfile: ./Dockerfile\n",
    })  # fmt: skip
    assert start_of(facts) == ("docker compose up --build",)


def test_rights_of_the_compose_file_are_flags_of_the_run() -> None:
    facts = hosted({
        "Dockerfile": "FROM alpine\nEXPOSE 80\nEXPOSE 1194/udp\nVOLUME /a/x /b/x\nCMD serve\n",
        "compose.yml": "services:\n  web:\n    image: acme/web\n    cap_add: [NET_ADMIN]\n"
                       "    devices: [/dev/net/tun]\n",
    })  # fmt: skip
    ways = [f.value.commands for f in facts.all(Install) if f.extractor == "docker"]
    assert ways[1] == (
        "docker build -t thing .",
        "docker run --rm --cap-add=NET_ADMIN --device=/dev/net/tun -p 80:80 -p 1194:1194/udp "
        "-v thing-a-x:/a/x -v thing-b-x:/b/x thing",
    )


def test_an_image_that_needs_others_does_not_run_alone() -> None:
    web = "  web:\n    build: .\n    depends_on: [db]\n"
    files = {
        "Dockerfile": "FROM alpine\nEXPOSE 80\nCMD serve\n",
        "compose.yml": f"services:\n{DATABASE}{web}",
    }
    ways = [f.value.commands for f in hosted(files).all(Install) if f.extractor == "docker"]
    assert ways == [(*CLONE, "docker compose up --build")]


PUSH = (
    "on: push\njobs:\n  p:\n    runs-on: ubuntu-latest\n    steps:\n"
    "      - uses: docker/build-push-action@v6\n        with:\n          push: true\n"
    "          tags: acme/thing:latest\n"
    "          labels: |\n            org.opencontainers.image.description=Keeps things in order\n"
)
PAGE = (
    "# Basics\n\n```sh\n$ docker run -it acme/thing sh\n$ docker run --detach \\\n"
    "      --volume things:/data \\\n      acme/thing:2\n```\n"
)


def test_a_page_says_how_the_image_is_run() -> None:
    facts = hosted({
        "Dockerfile": "FROM alpine\nEXPOSE 80\nCMD serve\n",
        ".github/workflows/push.yml": PUSH,
        "docs/advanced-usage.md": "docker run --privileged acme/thing\n",
        "docs/usage.md": PAGE,
    })  # fmt: skip
    (way,) = [f for f in facts.all(Install) if f.extractor == "docker"]
    assert way.value.commands == (
        "docker run --detach \\\n  --volume things:/data \\\n  acme/thing:2",
    )
    assert way.value.note == "More is in [docs/usage.md](docs/usage.md)."
    assert way.evidence[0] == Evidence("docs/usage.md", 5, 7)
    (said,) = [f for f in facts.all(Description) if f.extractor == "docker"]
    assert said.value == Description("Keeps things in order", "label")
    assert said.evidence == (Evidence(".github/workflows/push.yml", 11, 11),)


def test_a_dockerfile_by_another_name() -> None:
    dockerfile = (
        'FROM alpine\nENV HOST="**None**" \\\n    KEEP=7 BUILT=${REVISION}\n'
        "COPY start.sh /\nVOLUME /data\nCMD /start.sh\n"
    )
    script = (
        '#!/bin/sh\nif [ "$HOST" = "**None**" ]; then\n'
        '  echo "You need to set the DB_HOST environment variable."\n  exit 1\nfi\n'
        'echo "$KEEP $BUILT"\n'
    )
    facts = hosted({
        "alpine.Dockerfile": dockerfile, "debian.Dockerfile": dockerfile, "start.sh": script,
        "dev.Dockerfile": "FROM alpine\n",
    })  # fmt: skip
    assert facts.package is not None
    assert facts.package.value == Package("thing", "Docker", ("app",))
    (way,) = [f.value for f in facts.all(Install) if f.extractor == "docker"]
    assert way.commands[0] == "docker build -t thing -f debian.Dockerfile ."
    assert way.note == "Set `DB_HOST` in the environment first."
    told = {f.value.name: f.value for f in facts.all(EnvVar) if f.extractor == "docker"}
    assert told["KEEP"].default == "7"
    assert told["HOST"] == EnvVar("HOST")
    assert told["DB_HOST"].required
    assert "BUILT" not in told  # the build decides


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Dockerfile", True), ("web.Dockerfile", True), ("Dockerfile.alpine", True),
        ("Dockerfile.dev", False), ("Dockerfile.dockerignore", False), ("test.Dockerfile", False),
        ("Dockerfile.md.txt", False),
    ],
)  # fmt: skip
def test_names_of_dockerfiles(name: str, is_one: bool) -> None:
    assert is_dockerfile(name) is is_one


def test_what_a_script_demands() -> None:
    script = (
        'echo "You need to set the DB_NAME or DB_FILE variable."\nexit 1\n'
        'echo "DB_PORT must be set"\n\n\nexit 1\n'
        "echo 'A_KEY and B_KEY are required' && exit 1\n"
        "echo 'C_KEY is required' && exit 1\n"
    )
    assert list(demands(script)) == [
        Demand("DB_NAME", 1, "this or `DB_FILE` has to be set", alone=False, first=True),
        Demand("DB_FILE", 1, "this or `DB_NAME` has to be set", alone=False),
        Demand("C_KEY", 8),
    ]


def test_headings_of_env_files_are_no_meanings() -> None:
    text = (
        "# Container settings\n## The time zone inside.\nTZ=UTC\n\n"
        "## Below are all the settings of the web server\nWEB=1\n\n"
        "# One comment of several\n# lines of prose.\nPLAIN=1\n"
    )
    told = {variable.name: variable.meaning for variable in envfile.parse(text)}
    assert told["TZ"] == "The time zone inside."
    assert told["WEB"] == ""
    assert told["PLAIN"] == "One comment of several lines of prose."
    assert envfile.shown("NAME", '""') == ""
    assert envfile.must_fill("**None**")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a/$B:${C}", "a/b:c"), ("${C:-1}", "c"), ("${D:-1}", "1"), ("${D}", None), ("${C:+x}", None)],
)
def test_what_the_env_file_gives(text: str, expected: str | None) -> None:
    assert resolve(text, {"B": "b", "C": "c"}) == expected


def test_parts_of_a_collection_are_told_by_their_pages() -> None:
    files = {
        f"{name}/{file}": text
        for name in ("one", "two")
        for file, text in (
            ("Dockerfile", "FROM alpine\nCMD serve\n"),
            ("README.md", f"# {name}\n\nA small image of {name} with all its tools.\n"),
        )
    }
    told = {p.folder: p.value.description for p in hosted(files).packages}
    assert told["one"] == "A small image of one with all its tools"


def test_the_port_of_an_image_is_set_by_the_variable_that_is_not_deprecated() -> None:
    start = 'FROM alpine\nCOPY start.sh /\nENTRYPOINT ["/start.sh"]\nENV THING_PORT=8080\n'
    old = "# PORT is deprecated, use the other one\nENV PORT=$THING_PORT\n"
    files = {
        "pyproject.toml": '[project]\nname = "thing"\n[project.scripts]\nthing = "thing:main"\n',
        "thing.py": "def main(): ...\n",
        "Dockerfile": f"{start}{old}EXPOSE $THING_PORT\n",
        "start.sh": "#!/bin/sh\nexec thing --port ${THING_PORT:-$PORT}\n",
    }
    told = {f.value.name: f.value for f in hosted(files).all(EnvVar)}
    assert list(told) == ["THING_PORT"]
    assert told["THING_PORT"].default == "8080"
    assert told["THING_PORT"].meaning == "port on which the container listens"
    files["start.sh"] = "#!/bin/sh\nexec thing\n"
    assert not hosted(files).all(EnvVar)
