"""What web services and images state of themselves: NestJS, Django, Dockerfiles, workflows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from moxi.config import Config
from moxi.draft import draft
from moxi.facts import extract
from moxi.facts.common.purpose import purpose_of
from moxi.facts.model import Description, Endpoint, EnvVar, Folder, Install, Note, Task, Technology
from moxi.facts.reader import Reader
from moxi.snapshot.model import Metadata
from tests.facts.test_github_actions import hosted
from tests.helpers import MemorySnapshot, facts_of, values

if TYPE_CHECKING:
    from moxi.facts.index import Facts

NEST = {
    "package.json": json.dumps(
        {"name": "bay", "private": True, "scripts": {"start": "nest start"},
         "dependencies": {"@nestjs/core": "^10", "@nestjs/common": "^10"}}
    ),
    "src/main.ts": (
        "import { NestFactory } from '@nestjs/core';\n"
        "async function bootstrap() {\n"
        "  const app = await NestFactory.create(AppModule);\n"
        "  PREFIX\n"
        "  SwaggerModule.setup('manual', app, description);\n"
        "  await app.listen(3000);\n}\n"
    ),
    "src/config/app.config.ts": "export default () => ({ prefix: process.env.BELOW || 'api' });\n",
    "src/app.module.ts": "@Module({ controllers: [BoatController] })\nexport class AppModule {}\n",
    "src/boat.controller.ts": (
        "import { Controller, Get, Post } from '@nestjs/common';\n"
        "@Controller({ path: 'boats', version: '1' })\n"
        "export class BoatController {\n"
        "  @Get()\n  @ApiOperation({ summary: 'List all boats.' })\n  all() {}\n"
        "  @Post(':id/sails')\n  add() {}\n}\n"
        "@Controller('ghosts')\nexport class GhostController {\n  @Get()\n  all() {}\n}\n"
    ),
}  # fmt: skip


def nest(prefix: str) -> Facts:
    return facts_of(NEST | {"src/main.ts": NEST["src/main.ts"].replace("PREFIX", prefix)})


def paths(found: Facts) -> list[str]:
    return [f"{e.method} {e.path}" for e in values(found, Endpoint)]


@pytest.mark.parametrize(
    ("prefix", "told"),
    [
        ("", ["GET /boats", "POST /boats/:id/sails"]),
        ("app.setGlobalPrefix('api');", ["GET /api/boats", "POST /api/boats/:id/sails"]),
        (
            "app.setGlobalPrefix(settings.get('app.prefix'), "
            "{ exclude: ['x', { path: 'boats' }] });",
            ["GET /boats", "POST /api/boats/:id/sails"],
        ),
        (
            "app.setGlobalPrefix('api'); app.enableVersioning({ type: VersioningType.URI });",
            ["GET /api/v1/boats", "POST /api/v1/boats/:id/sails"],
        ),
        ("app.setGlobalPrefix(settings.get('app.unknown'));", []),
        ("if (x) { app.setGlobalPrefix('api'); }", []),
    ],
)
def test_nest_controllers_answer_below_the_prefix_and_version(prefix: str, told: list[str]) -> None:
    assert paths(nest(prefix)) == told


def test_nest_routes_have_the_summary_of_their_operation_and_swagger_its_address() -> None:
    found = nest("")
    assert values(found, Endpoint)[0].meaning == "List all boats"
    assert Note("usage", "Swagger UI describes the API at `/manual`.") in values(found, Note)
    files = NEST | {"src/main.ts": NEST["src/main.ts"].replace("PREFIX", "if (x)")}
    assert Note("usage", "Swagger UI describes the API at `/manual`, where it is switched on.") in (
        values(facts_of(files), Note)
    )


IMAGE = (
    "FROM alpine:3.20\nENV DEPTH=5 \\\n  TINT=low\nCOPY web.conf /etc/web.conf\nUSER 1000:1000\n"
    'EXPOSE 80\nHEALTHCHECK CMD wget localhost\nENTRYPOINT ["/bin/tide"]\n'
)


def test_settings_of_an_image_are_what_its_copied_files_read() -> None:
    files = {"Dockerfile": IMAGE, "web.conf": "depth = env.DEPTH\n", "go.mod": "module a.b/c\n"}
    assert [v.name for v in values(facts_of(files), EnvVar)] == ["DEPTH"]
    alone = facts_of({"Dockerfile": IMAGE, "web.conf": ""})
    assert [(v.name, v.default) for v in values(alone, EnvVar)] == [("DEPTH", "5"), ("TINT", "low")]


def test_user_and_health_check_of_an_image() -> None:
    said = Note("usage", "The image runs as the user `1000` and has a health check.")
    assert said in values(facts_of({"Dockerfile": IMAGE, "web.conf": ""}), Note)
    plain = IMAGE.replace("USER 1000:1000", "USER root").replace("CMD wget localhost", "NONE")
    told = values(facts_of({"Dockerfile": plain, "web.conf": ""}), Note)
    assert not [note for note in told if note.markdown.startswith("The image")]


def test_a_repository_of_an_image_is_about_it_whatever_it_carries() -> None:
    carried = {"plugin/composer.json": "{}", "plugin/a.php": "", "Dockerfile": IMAGE}
    carried |= {"rootfs/etc/x": "", "web.conf": ""}
    package = hosted(carried).package
    assert package is not None
    assert package.value.ecosystem == "Docker"
    tests = '[tool.poetry]\nname = "bay"\npackage-mode = false\n\n[build-system]\n'
    carried |= {"pyproject.toml": tests}
    package = hosted(carried).package
    assert package is not None
    assert package.value.ecosystem == "Docker"


PUSH = (
    "on: push\njobs:\n  push:\n    steps:\n"
    '      - run: echo "TAGS=acme/thing:1, acme/thing:latest" >> $GITHUB_ENV\n'
    "      - uses: docker/build-push-action@v6\n        with:\n          push: true\n"
    "          platforms: linux/amd64,linux/arm64\n          tags: ${{ env.TAGS }}\n"
)
SHARED = (
    "on: push\njobs:\n  push:\n    uses: docker/github-builder/.github/workflows/bake.yml@v1\n"
    "    with:\n      push: ${{ github.event_name != 'pull_request' }}\n"
    "      meta-images: |\n        acme/thing\n"
)


def installs(workflow: str) -> list[Install]:
    files = {".github/workflows/x.yml": workflow, "Dockerfile": IMAGE, "web.conf": ""}
    return values(hosted(files), Install)


def test_an_image_that_a_variable_or_a_shared_workflow_names() -> None:
    run = "docker run --rm -p 80:80 acme/thing"
    [way] = installs(PUSH)
    assert (way.commands, way.note) == ((run,), "It is built for `linux/amd64` and `linux/arm64`.")
    [way] = installs(SHARED)
    assert (way.commands, way.note) == ((run,), "")
    [way] = installs(PUSH.replace("acme/thing", "acme/thing-dev"))
    assert way.commands[0].startswith("docker build ")


def test_a_program_that_must_be_given_a_value_is_run_with_it() -> None:
    main = (
        'package main\n\nimport (\n\t"net/http"\n\n\t"github.com/jessevdk/go-flags"\n)\n\n'
        'var opts struct {\n\tKey string `long:"key" env:"KEY" required:"true" '
        'description:"secret"`\n}\n\nfunc main() {\n\tflags.Parse(&opts)\n'
        '\thttp.ListenAndServe(":80", nil)\n}\n'
    )
    files = {
        "go.mod": "module github.com/acme/thing\n\ngo 1.22\n\n"
        "require github.com/jessevdk/go-flags v1.5.0\n",
        "main.go": main, "Dockerfile": 'FROM scratch\nEXPOSE 80\nCOPY . /\nCMD ["/thing"]\n',
    }  # fmt: skip
    host = Metadata(host="github.com", owner="acme", name="thing")
    snapshot = MemorySnapshot(files, metadata=host)
    text = draft(extract(snapshot), snapshot, Config()).markdown
    assert "docker run --rm -e KEY -p 80:80 thing" in text
    assert "Start it" not in text


DJANGO = {
    "requirements.txt": "django\n",
    "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site_.settings')\n"
    "from django.core.management import execute_from_command_line\n"
    "if __name__ == '__main__':\n    execute_from_command_line([])\n",
    "site_/__init__.py": "",
    "site_/settings.py": "ROOT_URLCONF = 'site_.urls'\n",
    "site_/urls.py": "from django.contrib import admin\nfrom django.urls import path\n"
    "urlpatterns = [path('boss/', admin.site.urls)]\n",
    "boats/__init__.py": "",
    "boats/apps.py": "from django.apps import AppConfig\n\n\nclass Boats(AppConfig):\n    pass\n",
    "boats/models.py": "class Boat(models.Model):\n    pass\n\n\nclass Helper:\n    pass\n\n\n"
    "class Base(models.Model):\n    class Meta:\n        abstract = True\n",
}


def test_the_applications_and_the_admin_of_a_django_site() -> None:
    found = facts_of(DJANGO)
    told = {f.path: f.role for f in values(found, Folder)}
    assert told["boats/"] == "the `boats` app: model `Boat`"
    assert Note("usage", "Django's admin site is at `/boss/`.") in values(found, Note)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<title>Thing | A harbour for small boats</title>", "A harbour for small boats"),
        ("<title>Thing</title>", ""),
        ("<title>Home | A harbour for small boats</title>", ""),
    ],
)
def test_what_the_title_of_a_page_says_behind_the_name(page: str, said: str) -> None:
    files = {"go.mod": "module github.com/acme/thing\n", "ui/index.html": f"<head>{page}</head>"}
    assert [d.text for d in values(hosted(files), Description)] == ([said] if said else [])


def test_a_script_that_installs_the_client_too() -> None:
    manifest = {
        "name": "thing", "private": True, "dependencies": {"express": "^4"},
        "scripts": {"start": "node x.js", "setup": "npm i && cd client && npm i"},
    }  # fmt: skip
    files = {"package.json": json.dumps(manifest), "x.js": "", "client/package.json": "{}"}
    [way] = values(hosted(files), Install)
    assert way.commands[-1] == "npm run setup"
    del files["client/package.json"]
    [way] = values(hosted(files), Install)
    assert way.commands[-1] == "npm install"


@pytest.mark.parametrize(
    ("body", "told"), [("echo none && exit 0", []), ("jest", ["npm test"]), ("true", [])]
)
def test_a_script_that_only_speaks_is_no_test(body: str, told: list[str]) -> None:
    manifest = {"name": "thing", "private": True, "scripts": {"test": body, "start": "node x.js"}}
    ci = "language: node_js\nscript:\n  - npm test\n"
    files = {"package.json": json.dumps(manifest), ".travis.yml": ci, "x.js": ""}
    tests = [t.command for t in values(hosted(files), Task) if t.purpose == "test"]
    assert list(dict.fromkeys(tests)) == told


def test_python_of_a_newer_version_is_read() -> None:
    snapshot = MemorySnapshot(
        {"a.py": "type Pair[T] = tuple[T, T]\n\n\ndef swap[T: (int, str)](x: T) -> T:\n    pass\n"
         "class Net[K]:\n    pass\n", "b.py": "def (:\n"}
    )  # fmt: skip
    reader = Reader(snapshot)
    tree = reader.python("a.py")
    assert tree is not None
    assert [getattr(node, "name", "") for node in tree.body] == ["", "swap", "Net"]
    assert tree.body[1].lineno == 4
    assert reader.python("b.py") is None


def test_what_a_generator_wrote_is_no_description() -> None:
    page = "# site\n\nThis is a Fancy.js application generated with Fancy and parts of others.\n"
    assert values(hosted({"docs/README.md": page, "go.mod": "module a.b/c\n"}), Description) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [("docker-tide", "A Docker image for `tide`, based on"), ("tide", "A Docker image based on")],
)
def test_the_name_of_a_repository_tells_what_its_image_is_for(name: str, said: str) -> None:
    files = {"Dockerfile": IMAGE, "web.conf": ""}
    host = Metadata(host="github.com", owner="acme", name=name)
    snapshot = MemorySnapshot(files, metadata=host)
    text = draft(extract(snapshot), snapshot, Config()).markdown
    assert f"{said} Alpine Linux." in text


@pytest.mark.parametrize(
    ("source", "note"),
    [("/path/to/tides", "Change `/path/to/tides` in `compose.yaml` first."), ("./tides", "")],
)
def test_a_mounted_folder_that_stands_for_one_of_the_user(source: str, note: str) -> None:
    compose = f"services:\n  thing:\n    image: acme/thing\n    volumes: [{source}:/data]\n"
    ways = values(hosted({"compose.yaml": compose}), Install)
    assert [way.note for way in ways if way.label == "Docker Compose"] == [note]


def test_a_variable_that_a_start_script_asks_for() -> None:
    script = '#!/bin/bash\nDEPTH=3\nif [[ -n "$REFILL" && -n "$DEPTH" ]]; then\n  fill\nfi\n'
    dockerfile = 'FROM alpine\nCOPY start /start\nENTRYPOINT ["/start"]\n'
    found = facts_of({"Dockerfile": dockerfile, "start": script})
    assert [v.name for v in values(found, EnvVar)] == ["REFILL"]


def test_the_stage_that_an_image_is_built_up_to_says_what_for() -> None:
    assert purpose_of("docker build --target lint .") == "lint"
    assert purpose_of("docker build --target mocks .") is None
    assert purpose_of("docker build .") == "build"


def test_vue_of_the_documentation_is_no_part_of_a_service() -> None:
    needed = {"express": "^4", "vue": "^3"}
    manifest = {"name": "thing", "private": True, "scripts": {"start": "node x.js"}}
    for more, told in (({}, True), ({"vuepress": "^2"}, False)):
        table = json.dumps({**manifest, "dependencies": {**needed, **more}})
        found = values(hosted({"x.js": "", "package.json": table}), Technology)
        assert ("Vue" in [t.name for t in found]) is told
