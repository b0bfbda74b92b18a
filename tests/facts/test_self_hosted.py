"""Services that people host themselves: images, compose files, variables of a configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from moxi.facts.docker.dockerfile import pairs
from moxi.facts.model import (
    ConfigFile,
    Description,
    Document,
    EnvVar,
    Install,
    Note,
    Port,
    Symbol,
    Task,
)
from tests.facts.gokit import facts as go_facts
from tests.facts.gokit import lines, of, program
from tests.facts.test_github_actions import hosted

if TYPE_CHECKING:
    from moxi.facts import Facts


def images(found: Facts) -> list[str]:
    ways = [f.value for f in found.all(Install) if f.value.label == "Docker"]
    return [command for way in ways for command in way.commands]


@pytest.mark.parametrize(
    ("args", "value"),
    [('title "A good image"', "A good image"), ("title 'one'", "one"), ("title a b", "a b"),
     ('title "a" and "b"', '"a" and "b"')],
)  # fmt: skip
def test_the_old_form_of_a_label_or_variable(args: str, value: str) -> None:
    assert pairs(args) == [("title", value)]


COMPOSE = """services:
  thing:
    image: ghcr.io/acme/thing
    ports: ['9000:9000']
    volumes: ['kept:/var/lib/thing']
volumes:
  kept:
"""
IMAGE = 'FROM alpine\nENV HOME_OF_THING "/var/lib/thing"\nVOLUME "${HOME_OF_THING}"\nCMD thing\n'


def test_an_image_of_its_own_in_a_compose_file_is_run_and_the_build_is_for_developers() -> None:
    found = hosted({"compose.yml": COMPOSE, "Dockerfile": IMAGE})
    assert images(found) == ["docker run -d -p 9000:9000 -v kept:/var/lib/thing ghcr.io/acme/thing"]
    assert "docker build -t thing ." in [f.value.command for f in found.all(Task)]
    notes = [f.value.markdown for f in found.all(Note) if f.extractor == "docker"]
    assert "Data is kept in the volume `kept`, mounted at `/var/lib/thing`." in notes
    assert not any("The image keeps its data" in note for note in notes)


def test_a_compose_file_beside_the_dockerfile_in_a_folder_of_its_own() -> None:
    compose = COMPOSE.replace("    ports", "    environment: ['WORD=a b']\n    ports")
    found = hosted({
        "package.json": '{"name": "thing"}', "server.js": "", ".docker/docker-compose.yml": compose,
        ".docker/Dockerfile": "FROM node\nCOPY package*.json ./\nCOPY . .\nCMD node server.js\n",
    })  # fmt: skip
    assert images(found) == [
        "docker run -d -p 9000:9000 -v kept:/var/lib/thing -e 'WORD=a b' ghcr.io/acme/thing"
    ]
    assert "docker build -t thing -f .docker/Dockerfile ." in [
        f.value.command for f in found.all(Task)
    ]


@pytest.mark.parametrize("given", ["['WORD']", "['WORD=${WORD}']", "[A=1, B=2, C=3, D=4, E=5]"])
def test_an_image_whose_variables_do_not_fit_a_command(given: str) -> None:
    compose = COMPOSE.replace("    ports", f"    environment: {given}\n    ports")
    assert not any("-e" in line for line in images(hosted({"compose.yml": compose})))


def test_secrets_that_compose_takes_from_its_environment() -> None:
    secrets = "secrets:\n  salt:\n    environment: THING_SALT\n  key:\n    file: key.txt\n"
    found = hosted({"compose.yml": COMPOSE + secrets})
    notes = [f.value.note for f in found.all(Install) if f.value.label == "Docker Compose"]
    assert notes == ["Set `THING_SALT` in the environment or in `.env` first."]


def test_an_image_that_compose_runs_and_a_workflow_publishes_is_told_once() -> None:
    workflow = (
        "on: push\njobs:\n  push:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - uses: docker/build-push-action@v6\n"
        "        with: {push: true, tags: 'acme/thing:latest'}\n"
    )
    files = {"Dockerfile": IMAGE, ".github/workflows/image.yml": workflow}
    assert images(hosted(files)) == ["docker run --rm -v thing-data:/var/lib/thing acme/thing"]
    assert images(hosted({**files, "compose.yml": COMPOSE})) == [
        "docker run -d -p 9000:9000 -v kept:/var/lib/thing ghcr.io/acme/thing"
    ]


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("[Unit]\nDescription=Keeps the berths of harbours\n", ["Keeps the berths of harbours"]),
        ("[Unit]\nDescription=thing - A small berth keeper\n", ["A small berth keeper"]),
        ("[Unit]\nDescription=The thing server daemon\n", []),
        ("[Unit]\nDescription=Keeps the berths of harbour %i\n", []),
        ("no unit\n", []),
    ],
)
def test_the_unit_file_of_a_service_says_what_it_is(unit: str, said: list[str]) -> None:
    found = hosted({"go.mod": "module github.com/acme/thing\n", "etc/thing.service": unit})
    told = [f.value.text for f in found.all(Description) if f.extractor == "units"]
    assert told == said


CONFIG = """package main

import "github.com/jinzhu/configor"

type server struct {
	Port   int    `default:"3000" env:"TOOL_PORT"`
	Secret string `yaml:"secret" env:"-"`
}

type config struct {
	Name   string `env:"TOOL_NAME" required:"true"` // how it is called
	Server server
}

func main() { configor.Load(&config{}, "config.yml") }
"""


def test_the_variables_of_a_configuration_that_configor_fills() -> None:
    assert of(program(CONFIG), EnvVar) == [
        EnvVar("TOOL_NAME", "", "how it is called", required=True),
        EnvVar("TOOL_PORT", "3000"),
    ]


def test_a_profiler_is_no_port_for_users() -> None:
    source = (
        'package main\n\nimport (\n\t"net/http"\n\t_ "net/http/pprof"\n)\n\n'
        'func main() { http.ListenAndServe("127.0.0.1:6060", nil) }\n'
    )
    assert of(program(source), Port) == []
    plain = source.replace('\t_ "net/http/pprof"\n', "")
    assert [port.number for port in of(program(plain), Port)] == [6060]


def test_the_description_of_an_api_is_not_that_of_the_whole() -> None:
    source = (
        'package main\n\nimport "net/http"\n\n// @description REST API to talk to the harbour\n'
        'func main() { http.ListenAndServe(":80", nil) }\n'
    )
    assert [(d.text, d.origin) for d in of(program(source), Description)] == [
        ("REST API to talk to the harbour", "metadata")
    ]


@pytest.mark.parametrize(
    ("comment", "summary"),
    [
        ("Net type holds all fish.", "Holds all fish."),
        ("Net names of the harbour", "Net names of the harbour"),
        ("Net keeps fish", "Keeps fish"),
    ],
)
def test_what_a_comment_says_of_a_type(comment: str, summary: str) -> None:
    source = f"// Package tool fishes.\npackage tool\n\n// {comment}\ntype Net struct{{}}\n"
    found = go_facts({"go.mod": "module github.com/octo-org/tool\n", "tool.go": source})
    assert [symbol.summary for symbol in of(found, Symbol)] == [summary]


FLAG = """package main

import "flag"

func main() {
	path := flag.String("c", "/etc/tool/tool.cfg", "config file location")
	flag.Parse()
	println(*path)
}
"""


@pytest.mark.parametrize(
    ("files", "example"),
    [
        ({}, ""),
        ({"tool.cfg": "a = 1\n"}, "tool.cfg"),
        ({"tool.cfg": "", "config/tool.example.cfg": ""}, "config/tool.example.cfg"),
        ({"testdata/tool.cfg": ""}, ""),
    ],
)
def test_the_file_that_a_flag_names_by_default(files: dict[str, str], example: str) -> None:
    found = program(FLAG, files)
    assert of(found, ConfigFile) == [ConfigFile("/etc/tool/tool.cfg", "", example)]
    assert lines(found, of(found, ConfigFile)[0])[0] == "main.go:6"


@pytest.mark.parametrize(
    ("old", "new"), [("/tool.cfg", ""), ("config file", "how many"), ('"c"', '"colors"')]
)
def test_flags_that_name_no_configuration_file(old: str, new: str) -> None:
    assert of(program(FLAG.replace(old, new)), ConfigFile) == []


def test_a_reference_and_examples_beside_the_readme() -> None:
    pages = {"doc.md": "# The language\n", "moreexamples.md": "# Nets\n", "notes.md": "# Own\n"}
    found = hosted({"go.mod": "module github.com/acme/thing\n", **pages})
    told = [(f.value.path, f.value.title) for f in found.all(Document)]
    assert told == [("doc.md", "Documentation"), ("moreexamples.md", "More examples")]
