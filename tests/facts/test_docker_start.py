"""How containers are started: overlays, profiles, what has to be there first, what pages say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from moxi.facts import envfile
from moxi.facts.docker.dockerfile import is_dockerfile
from moxi.facts.docker.interpolation import resolve
from moxi.facts.docker.shell import Demand, demands
from moxi.facts.model import (
    ConfigFile,
    Description,
    EnvVar,
    Evidence,
    Install,
    Note,
    Package,
    Service,
    Setting,
    Task,
)
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


WEB = "services:\n  web:\n    image: acme/web\n    environment:\n      - KEY={}\n"


def note_of(facts: Facts) -> str:
    return next(f.value.note for f in facts.all(Install) if f.extractor == "docker")


@pytest.mark.parametrize(
    ("value", "note"),
    [("changethis", "Change `KEY` in `compose.yml` first."),
     ("replace_me_with_a_key", "Change `KEY` in `compose.yml` first."),
     ("PLEASE_REPLACE_ME", "Change `KEY` in `compose.yml` first."), ("exchange", "")],
)  # fmt: skip
def test_a_placeholder_in_the_compose_file_is_to_be_changed(value: str, note: str) -> None:
    facts = hosted({"compose.yml": WEB.format(value)})
    assert (start_of(facts), note_of(facts)) == (("docker compose up -d",), note)


def test_an_example_that_compose_does_not_read_is_not_copied() -> None:
    facts = hosted({"compose.yml": WEB.format(1), ".env.example": "KEY=\n"})
    assert start_of(facts) == ("docker compose up -d",)
    facts = hosted({"compose.yml": WEB.format("${A}"), ".env.local.example": "A=1\n"})
    assert start_of(facts) == ("docker compose up -d",)


def test_what_an_example_says_is_required_is_set_first() -> None:
    facts = hosted({
        "compose.yml": WEB.format("${KEY}"),
        ".example.env": "# Required - signs the cookies\nKEY=\n\n# Optional - of the site\nNAME=\n",
    })  # fmt: skip
    assert start_of(facts) == ("cp .example.env .env", "docker compose up -d")
    assert note_of(facts).startswith("Set `KEY` in `.env` first.")
    given = {f.value.name: f.value for f in facts.all(EnvVar)}
    assert (given["KEY"].meaning, given["KEY"].required) == ("Signs the cookies", True)
    assert (given["NAME"].meaning, given["NAME"].required) == ("Of the site", False)


@pytest.mark.parametrize(
    ("name", "copied"),
    [("env.sample", ".env"), (".example.env", ".env"), (".env.local.example", ".env.local")],
)
def test_the_name_that_an_example_is_copied_to(name: str, copied: str) -> None:
    assert envfile.copied_to(name) == copied


def test_a_comment_over_several_variables_is_of_none() -> None:
    text = "# Where the cache is found\nCACHE_ON=1\nCACHE_HOST=\nCACHE_PORT=\n"
    assert [variable.meaning for variable in envfile.parse(text)] == ["", "", ""]


def test_included_files_give_services_with_paths_from_where_they_stand() -> None:
    facts = hosted({
        "compose.yml": "include:\n  - parts/db.yml\nservices:\n  web:\n    image: acme/web\n",
        "parts/db.yml": "services:\n  db:\n    image: postgres:16\n    env_file: ../db.env\n"
                        "    volumes: ['./db.conf:/etc/db.conf']\n",
        "parts/db.conf": "", "db.env": "A=1\n",
    })  # fmt: skip
    assert [f.value.name for f in facts.all(Service)] == ["web", "db"]
    assert {f.value.name for f in facts.all(ConfigFile)} == {"db.env", "parts/db.conf"}


def test_an_example_of_the_override_is_copied_and_not_laid_over() -> None:
    facts = hosted({
        "compose.yml": "services:\n  web:\n    image: acme/web\n",
        "compose.override.example.yml": "services:\n  web:\n    restart: always\n",
    })  # fmt: skip
    assert "Copy `compose.override.example.yml` to `compose.override.yml`" in notes(facts)[0]


def test_an_overlay_whose_env_file_is_not_there_is_not_told() -> None:
    facts = hosted({
        "compose.yml": "services:\n  web:\n    image: acme/web\n",
        "compose.more.yml": "services:\n  web:\n    env_file: own.env\n",
    })  # fmt: skip
    assert not notes(facts)


def test_the_example_that_a_page_copies_is_copied() -> None:
    facts = hosted({
        "compose.yml": "services:\n  web:\n    image: acme/web\n    ports: ['${PORT}:3000']\n",
        "env-example-small": "PORT=3005\nLIST=[]\n", "env-example-big": "PORT=3006\n",
        "docs/start.md": "Start:\n\n    cp env-example-small .env\n",
    })  # fmt: skip
    assert start_of(facts) == ("cp env-example-small .env", "docker compose up -d")
    assert notes(facts) == ["Once the services are up, find `web` at http://localhost:3005."]
    assert not [f for f in facts.all(EnvVar) if f.value.required]


def test_services_beside_the_image_where_the_root_has_none() -> None:
    one = "services:\n  {}:\n    image: acme/{}\n    ports: ['8080:8080']\n"
    facts = hosted({
        "docker/Dockerfile": "FROM alpine\nEXPOSE 8080\nCMD thing\n",
        "docker/example.all.compose.yml": one.format("web", "thing"),
        "docker/example.split.compose.yml": one.format("web", "web") + DATABASE,
    })  # fmt: skip
    ways = [f.value.commands for f in facts.all(Install) if f.value.label == "Docker Compose"]
    assert ways == [(*CLONE, "docker compose -f docker/example.all.compose.yml up -d")]
    told = [f.value.markdown for f in facts.all(Note)]
    assert any("example.split.compose.yml up -d` starts `web` and `db` instead" in n for n in told)


def test_a_script_that_the_container_starts_with_is_not_for_the_host() -> None:
    files = {
        "compose.yml": "services:\n  web:\n    image: acme/web\n",
        "bootstrap.sh": "#!/bin/sh\nset -e\n",
        "docker/web.Dockerfile": 'FROM alpine\nCOPY . .\nCMD ["./bootstrap.sh"]\n',
    }
    facts = hosted(files)
    assert not [f for f in facts.all(Task) if "bootstrap" in f.value.command]


def test_the_tag_that_a_flavor_makes_of_latest() -> None:
    workflow = """jobs:
  push:
    steps:
      - uses: docker/metadata-action@v5
        with:
          images: ghcr.io/acme/thing
          flavor: |
            latest=true
            suffix=-web,onlatest=true
      - uses: docker/build-push-action@v6
        with:
          push: true
"""
    facts = hosted({"Dockerfile": "FROM alpine\nCMD x\n", ".github/workflows/a.yml": workflow})
    commands = [c for f in facts.all(Install) for c in f.value.commands]
    assert commands == ["docker run --rm ghcr.io/acme/thing:latest-web"]


def test_the_comments_above_the_variables_of_a_compose_file() -> None:
    facts = hosted({"compose.yml": (
        "services:\n  web:\n    build: .\n    environment:\n      # How long a login lasts\n"
        "      - TOKEN_AGE=24h\n      # Optional: where the proxy finds it\n      - BASE=\n"
        "    volumes: ['./data:/srv/data']\n"
    ), "Dockerfile": "FROM alpine\nCMD x\n"})  # fmt: skip
    given = {f.value.name: f.value.meaning for f in facts.all(EnvVar)}
    assert given == {"TOKEN_AGE": "How long a login lasts", "BASE": "Where the proxy finds it"}
    assert "Data is kept in `./data`, mounted at `/srv/data`." in notes(facts)


def test_an_example_with_the_name_of_the_program_and_its_defaults() -> None:
    facts = hosted({"Dockerfile": "FROM alpine\nCMD x\n", "tool.env.example": (
        "# Commented out settings fall back to the default\n# (shown after the =), e.g.:\n"
        "# TOOL_NONE=3\n\n# The address it listens on.\n#\n# Type: text\n# Example: ::1\n"
        "# TOOL_ADDRESS=0.0.0.0\n"
    )})  # fmt: skip
    assert [f.value for f in facts.all(EnvVar)] == [
        EnvVar("TOOL_ADDRESS", "0.0.0.0", "The address it listens on")  # noqa: S104
    ]
    assert [(f.value.name, f.value.example) for f in facts.all(ConfigFile)] == [
        ("tool.env", "tool.env.example")
    ]


def test_the_file_for_developers_beside_the_one_for_users() -> None:
    facts = hosted({
        "compose.yml": "services:\n  web:\n    image: acme/web\n",
        "compose-dev.yml": f"services:\n{DATABASE}  web:\n    image: acme/dev\n",
    })  # fmt: skip
    said = "`docker compose -f compose-dev.yml up` starts `db` and `web` for work on the project."
    assert notes(facts) == [said]


def test_the_form_for_a_deployment_says_what_it_is() -> None:
    facts = hosted({"app.json": '{"description": "A feed reader", "addons": []}'})
    assert [f.value.text for f in facts.all(Description)] == ["A feed reader"]


def test_the_environment_file_switches_profiles_on() -> None:
    service = "  {0}:\n    image: acme/{0}\n    profiles: [{0}]\n    ports: ['{1}:80']\n"
    files = {
        "compose.yml": "services:\n" + service.format("a", 8080) + service.format("b", 8081),
        ".env.example": "COMPOSE_PROFILES=a,b\n",
    }
    facts = hosted(files)
    start = start_of(facts)
    assert start[-1] == "docker compose up -d"
    assert not any("profile" in note for note in notes(facts))


def test_files_that_the_env_file_names_belong_to_the_services() -> None:
    facts = hosted({
        "compose.yml": "services:\n  web:\n    image: acme/web:${TAG}\n",
        "more/compose.yml": f"services:\n{DATABASE}",
        ".env.example": "TAG=1\nCOMPOSE_FILE=compose.yml:more/compose.yml\nHOSTNAME=localhost\n",
    })  # fmt: skip
    assert [f.value.name for f in facts.all(Service) if not f.folder] == ["web", "db"]
    assert "HOSTNAME" in {f.value.name for f in facts.all(EnvVar)}


def test_a_dockerfile_whose_path_the_env_file_completes() -> None:
    facts = hosted({
        "compose.yml": "services:\n  web:\n    build:\n      context: .\n"
                       "      dockerfile: images/v${KIND}/Dockerfile\n",
        ".env": "KIND=2\n", "images/v2/Dockerfile": "FROM alpine\nCMD x\n",
    })  # fmt: skip
    assert start_of(facts) == ("docker compose up --build",)


def test_services_that_each_have_a_profile_of_their_name() -> None:
    held = "".join(f"  {n}:\n    image: acme/{n}\n    profiles: [{n}]\n" for n in "abc")
    facts = hosted({"compose.yml": f"services:\n{DATABASE}{held}"})
    said = "`a`, `b` and `c` start only with the profile of their name"
    assert [note for note in notes(facts) if note.startswith(said)]


def test_what_the_start_script_of_a_program_s_image_reads() -> None:
    facts = hosted({
        "app.py": "import http.server\n", "requirements.txt": "aiohttp\n",
        "Dockerfile": 'FROM python\nENV PUID=1000\nENV OTHER=1\nCOPY start.sh app.py ./\n'
                      'ENTRYPOINT ["./start.sh"]\n',
        "start.sh": "#!/bin/sh\necho ${PUID}\nchown ${OWN:-true}\n",
    })  # fmt: skip
    given = {f.value.name: f.value.default for f in facts.all(EnvVar)}
    assert given == {"OWN": "true", "PUID": "1000"}


def test_the_keys_of_an_example_that_the_source_names() -> None:
    example = "# How it is called\nname: x\n# Where it listens\nport: 3\n"
    source = 'export const FILE = "settings.yaml";\n'
    facts = hosted({"package.json": '{"name": "a"}', "src/a.ts": source,
                    "settings.example.yaml": example})  # fmt: skip
    assert [f.value.name for f in facts.all(Setting)] == ["name", "port"]
    assert [f.value.name for f in facts.all(ConfigFile)] == ["settings.yaml"]
    other = hosted({"package.json": '{"name": "a"}', "settings.example.yaml": example})
    assert not other.all(Setting)


def test_a_template_that_the_start_script_fills_in() -> None:
    facts = hosted({
        "Dockerfile": 'FROM alpine\nCOPY root /\nENTRYPOINT ["/start.sh"]\n',
        "root/start.sh": "#!/bin/sh\nenvsubst < /etc/app.tmpl > /srv/app.conf\n",
        "root/etc/app.tmpl": "host: ${DB_HOST:-localhost}\nport: ${DB_PORT:-~}\n",
    })  # fmt: skip
    given = {f.value.name: f.value.default for f in facts.all(EnvVar)}
    assert given == {"DB_HOST": "localhost", "DB_PORT": ""}


def test_a_variable_that_a_compose_file_sets_aside_with_its_meaning() -> None:
    facts = hosted({"compose.yml": (
        "services:\n  thing:\n    image: acme/thing\n    # environment:\n"
        "    #   - PING_EVERY=5 10 # How often it asks\n    #   - PLAIN=1\n"
    )})  # fmt: skip
    assert [(f.value.name, f.value.meaning) for f in facts.all(EnvVar)] == [
        ("PING_EVERY", "How often it asks")
    ]


def test_a_variable_that_is_set_aside_below_its_comment() -> None:
    facts = hosted({"compose.yml": (
        "services:\n  thing:\n    image: acme/thing\n  #    environment:\n"
        "  #        How many work at once\n  #      - WORKERS=10\n  #\n  #      - OTHER=1\n"
        "    restart: always\n"
    )})  # fmt: skip
    assert [(f.value.name, f.value.meaning) for f in facts.all(EnvVar)] == [
        ("WORKERS", "How many work at once")
    ]
