"""Images that only a Dockerfile and a start script tell about: what they take, how they are got."""

from __future__ import annotations

import pytest

from moxi.facts import envfile
from moxi.facts.docker.shell import bare_reads, fallbacks, script_reads, stops_without_input
from moxi.facts.model import Description, EnvVar, Install, Note, Task
from tests.facts.test_github_actions import hosted

IMAGE = 'FROM alpine\nCOPY start.sh /\nENTRYPOINT ["/start.sh"]\n'


def commands(files: dict[str, str]) -> list[str]:
    return [line for f in hosted(files).all(Install) for line in f.value.commands]


def defaults(files: dict[str, str]) -> dict[str, str]:
    return {f.value.name: f.value.default for f in hosted(files).all(EnvVar)}


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('if [ -z "$MAX_HENS" ]; then\n  MAX_HENS=5\nfi\n', {"MAX_HENS": "5"}),
        ('[[ -z "${MAX_HENS}" ]] && export MAX_HENS="5"\n', {"MAX_HENS": "5"}),
        ('if [ ! -z "$HEN_NAME" ]\nthen\n  greet\nfi\n', {"HEN_NAME": ""}),
        ('MAX_HENS=$(count)\nif [ -z "$MAX_HENS" ]; then\n  MAX_HENS=5\nfi\n', {}),
    ],
)
def test_what_a_script_falls_back_to(script: str, expected: dict[str, str]) -> None:
    assert {read.name: read.default for read, _, _ in script_reads(script)} == expected


def test_the_line_of_a_fallback() -> None:
    script = '#!/bin/sh\n\nif [ -z "$MAX_HENS" ]; then\n  MAX_HENS=5\nfi\n'
    assert fallbacks(script) == {("MAX_HENS", ""): ("5", 3)}


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("run $MORE_FLAGS\n", ["MORE_FLAGS"]),
        ("MORE_FLAGS=x\nrun $MORE_FLAGS\n", []),
        ("read -r MORE_FLAGS\nrun $MORE_FLAGS\n", []),
        (". /etc/app.env\nrun $MORE_FLAGS\n", []),
        ("cat <<'EOF'\n$MORE_FLAGS\nEOF\n", []),
        ("awk '$MORE_FLAGS'\n", []),
    ],
)
def test_a_variable_that_is_only_read(script: str, expected: list[str]) -> None:
    assert [name for name, _ in bare_reads(script)] == expected


def test_a_value_that_stands_for_none() -> None:
    script = '#!/bin/sh\nif [ "$HEN" = "**Name**" ]; then\n  export HEN=\'berta\'\nfi\n'
    dockerfile = "FROM alpine\nENV HEN **Name**\nENV COOP **Any**\n"
    given = defaults({
        "Dockerfile": dockerfile + 'COPY start.sh /\nCMD ["/start.sh"]\n',
        "start.sh": script + 'echo "$HEN $COOP"\n',
    })  # fmt: skip
    assert given == {"HEN": "berta", "COOP": ""}


def test_an_image_that_stops_without_input_is_not_run() -> None:
    script = '#!/bin/sh\nif [ $# -eq 0 ]; then\n  echo "No hens given!"\n  exit 3\nfi\n'
    facts = hosted({"Dockerfile": IMAGE, "start.sh": script})
    assert not facts.all(Install)
    assert "docker build -t thing ." in [f.value.command for f in facts.all(Task)]
    assert not stops_without_input('echo "No hens given"\nrun\n')


def test_a_label_in_capitals() -> None:
    facts = hosted({"Dockerfile": 'FROM alpine\nLABEL Description="Feeds all hens"\nCMD feed\n'})
    assert "Feeds all hens" in [f.value.text for f in facts.all(Description)]


@pytest.mark.parametrize("name", ["Containerfile", "Dockerfile"])
def test_a_containerfile_is_a_dockerfile(name: str) -> None:
    file = "" if name == "Dockerfile" else " -f Containerfile"
    assert f"docker build -t thing{file} ." in commands({name: "FROM alpine\nCMD feed\n"})


def test_a_workflow_that_others_call_with_the_name() -> None:
    called = (
        "on:\n  workflow_call:\n    inputs:\n      tag:\n        type: string\n"
        "jobs:\n  push:\n    steps:\n"
        '    - run: docker push "acme/thing:${{ inputs.tag }}"\n'
    )
    job = "    uses: ./.github/workflows/push.yml\n    with:\n      tag: "
    caller = f"jobs:\n  one:\n{job}alpine\n  two:\n{job}debian\n  try:\n{job}testing\n"
    found = commands({
        "Dockerfile": "FROM alpine\nCMD feed\n",
        ".github/workflows/push.yml": called,
        ".github/workflows/main.yml": caller,
    })  # fmt: skip
    assert found == ["docker pull acme/thing:alpine"]


def test_a_range_of_ports_is_published() -> None:
    found = commands({"Dockerfile": "FROM alpine\nEXPOSE 21 3000-3009\nCMD feed\n"})
    assert "docker run --rm -p 21:21 -p 3000-3009:3000-3009 thing" in found


def test_a_folder_that_a_comment_says_to_replace() -> None:
    facts = hosted({"compose.yml": (
        "services:\n  thing:\n    image: acme/thing\n"
        "    volumes: # replace /some/place with a folder of yours\n    - /some/place/a:/data\n"
    )})  # fmt: skip
    assert [f.value.note for f in facts.all(Install)] == [
        "Change `/some/place/a` in `compose.yml` first.",
        "Put values of your own in place of `/some/place/a`.",
    ]


def test_a_folder_of_files_laid_over_the_main_one() -> None:
    facts = hosted({
        "compose.yml": "services:\n  thing:\n    image: acme/thing\n  db:\n    image: postgres\n",
        "more/open.yml": "# Opens the data to the host.\nservices:\n  db:\n    ports: ['1:1']\n",
    })  # fmt: skip
    said = [f.value.markdown for f in facts.all(Note) if "more/" in f.value.markdown]
    assert said == [
        "The files in `more/` are laid over the main one with `docker compose -f compose.yml "
        "-f more/FILE up -d`: `open.yml` (opens the data to the host)."
    ]


def test_where_to_read_on_is_no_part_of_a_meaning() -> None:
    text = "# Name of the coop, for docs refer to https://example.org/coops\nCOOP=\n"
    assert envfile.parse(text)[0].meaning == "Name of the coop"
    assert envfile.shown("PASSIVE_PORTS", "1:2") == "1:2"
    assert not envfile.shown("FTP_PASS", "k3vq91")


def test_an_image_that_takes_over_a_file_of_its_empty_volume_is_not_run() -> None:
    dockerfile = 'FROM alpine\nENV COOP=/coop\nVOLUME /coop\nCOPY start.sh /\nCMD ["/start.sh"]\n'
    files = {"Dockerfile": dockerfile, "start.sh": '#!/bin/sh\nsource "$COOP/hens.sh"\nrun\n'}
    assert commands(files) == []
    page = "# Set up\n\n    docker run --rm acme/thing hens init\n"
    assert commands({**files, "docs/setup.md": page}) == ["docker pull acme/thing"]
    files["start.sh"] = "#!/bin/sh\nrun\n"
    assert "docker run --rm -v thing-data:/coop thing" in commands(files)


def test_the_example_of_an_override_that_opens_the_ports_is_copied() -> None:
    facts = hosted({
        "compose.yml": "services:\n  web:\n    image: acme/web\n  db:\n    image: postgres\n",
        "compose.override.yml.example": "services:\n  web:\n    ports:\n      - '8000:8080'\n",
    })  # fmt: skip
    copy = "cp compose.override.yml.example compose.override.yml"
    assert [f.value.commands[-2:] for f in facts.all(Install)] == [(copy, "docker compose up -d")]


def test_the_marks_of_bold_words_go_together() -> None:
    assert envfile.parse("# **HENS** is how many there are\nHENS=3\n")[0].meaning == (
        "HENS is how many there are"
    )


def test_a_comment_on_a_value_of_several_words_is_not_of_the_next_one() -> None:
    facts = hosted({"compose.yml": (
        "services:\n  thing:\n    image: acme/thing\n    environment:\n"
        "     # # which hens may lay\n     # - HENS= <one> : <two>\n"
        "     # # whose coop it is\n     # - OWNER=\n"
    )})  # fmt: skip
    assert [(f.value.name, f.value.meaning) for f in facts.all(EnvVar)] == [
        ("HENS", "which hens may lay"),
        ("OWNER", "whose coop it is"),
    ]
