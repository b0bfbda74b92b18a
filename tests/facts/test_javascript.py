"""package.json: what it is, how to get it, what a developer runs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moxi.facts.javascript.manifest import Manifest
from moxi.facts.javascript.runtime import range_phrase
from moxi.facts.javascript.scripts import purpose_by_name, purpose_by_tool
from moxi.facts.model import ConfigFile, Description, EntryPoint, Install, Runtime, Task, Technology
from moxi.facts.reader import Reader
from tests.facts.jskit import FIXTURES, Found, fixture, memory
from tests.helpers import MemorySnapshot

PUBLISHED = {"name": "left", "version": "2.0.0", "files": ["lib"], "main": "lib/index.js"}


def package(found: Found) -> Any:
    assert found.package is not None
    return found.package.value


def test_library() -> None:
    found = fixture("js_library")
    value = package(found)
    assert (value.name, value.version, value.ecosystem) == ("backoff-queue", "2.3.1", "TypeScript")
    assert value.roles == ("library",)
    assert value.published
    assert not value.private
    assert found.lines(Description) == ["package.json:4"]
    runtime = found.fact(Runtime)
    assert (runtime.value.requirement, runtime.value.phrase) == (">=18.17.0", "18.17 or newer")
    assert str(runtime.evidence[0]) == "package.json:12"
    assert found.fact(Install).value.commands == ("npm install backoff-queue",)
    assert found.lines(Install) == ["package.json:2", "package.json:3"]


def test_tasks_of_a_library() -> None:
    found = fixture("js_library")
    tasks = {(task.purpose, task.command): task.in_ci for task in found.all(Task)}
    assert tasks == {
        ("setup", "npm install"): True,
        ("build", "npm run build"): False,
        ("test", "npm test"): True,
        ("lint", "npm run lint"): True,
        ("typecheck", "npm run typecheck"): True,
    }
    assert found.lines(Task, purpose="test") == ["package.json:16", ".github/workflows/ci.yml:12"]


def test_command() -> None:
    found = fixture("js_cli")
    assert package(found).roles == ("cli",)
    commands = [install.commands for install in found.all(Install)]
    assert commands == [("npm install --global shelfmark",), ("npx shelfmark",)]
    entry = found.fact(EntryPoint)
    assert (entry.value.name, entry.value.run) == ("shelfmark", "node bin/shelfmark.js")
    assert [str(evidence) for evidence in entry.evidence] == ["package.json:7", "bin/shelfmark.js"]
    assert found.fact(Runtime).value.phrase == "20.19 or a later 20.x, or 22.12 or newer"


def test_service() -> None:
    found = fixture("js_service")
    value = package(found)
    assert value.roles == ("service",)
    assert (value.private, value.published) == (True, False)
    assert [task.command for task in found.all(Task)] == [
        "yarn install", "yarn start", "yarn dev", "yarn test", "yarn test:coverage", "yarn lint",
        "yarn lint:fix",
    ]  # fmt: skip
    assert found.lines(Task, purpose="setup") == ["yarn.lock"]
    assert found.lines(Runtime, phrase="20.11.1") == [".nvmrc:1"]
    assert [one.name for one in found.all(Technology)] == ["Express", "PostgreSQL"]


def test_monorepo() -> None:
    root = package(fixture("js_monorepo"))
    assert (root.name, root.workspace, root.published, root.roles) == ("tide", True, False, ())
    react = fixture("js_monorepo", "packages/react")
    assert package(react).roles == ("library",)
    install = react.fact(Install).value
    assert install.commands == ("npm install @tide/react",)
    assert install.note == "It expects `react` (`>=18`) to be installed beside it."
    setup = react.fact(Task, purpose="setup").value
    assert (setup.command, setup.directory) == ("pnpm install", "")
    assert react.fact(Task, purpose="build").value.directory == "packages/react"


def test_npx_only_where_it_knows_the_command() -> None:
    found = fixture("js_monorepo", "packages/cli")
    assert [install.commands for install in found.all(Install)] == [
        ("npm install --global @tide/cli",)
    ]


@pytest.mark.parametrize(
    ("wanted", "phrase"),
    [
        (">=18", "18 or newer"),
        (">= 18.0.0", "18 or newer"),
        ("^20.19.0 || >=22.12.0", "20.19 or a later 20.x, or 22.12 or newer"),
        ("18.x", "18"),
        ("18 || 20 || 22", "18, 20 or 22"),
        (">=16 <21", "16 or newer, below 21"),
        ("14 - 18", "14 to 18"),
        ("*", ""),
        ("whatever is there", "whatever is there"),
    ],
)
def test_ranges(wanted: str, phrase: str) -> None:
    assert range_phrase(wanted) == phrase


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("test", "test"), ("test:unit", "test"), ("lint:css", "lint"), ("lint:types", "typecheck"),
        ("lint:fix", "format"), ("format:check", "lint"), ("build:prod", "build"),
        ("docs:build", "docs"), ("dev", "run"), ("bench", "bench"), ("release", "release"),
        ("deploy", None), ("test:unit:one", None),
    ],
)  # fmt: skip
def test_script_names(name: str, purpose: str | None) -> None:
    assert purpose_by_name(name) == purpose


def test_script_tools() -> None:
    assert purpose_by_tool("cross-env A=1 vitest run") == "test"
    assert purpose_by_tool("npx eslint .") == "lint"
    assert purpose_by_tool("eslint . --fix") is None
    assert purpose_by_tool("rimraf dist") is None


def test_placeholders_hooks_and_watchers_are_no_tasks() -> None:
    scripts = {
        "test": 'echo "Error: no test specified" && exit 1',
        "prepublishOnly": "tsc",
        "build": "tsc",
        "prebuild": "rm -rf dist",
        "test:watch": "jest --watch",
        "verify": "ava",
    }
    found = memory({"lib/index.js": "module.exports = 1"}, {**PUBLISHED, "scripts": scripts})
    assert [task.command for task in found.all(Task)] == ["npm run build", "npm run verify"]


@pytest.mark.parametrize(
    ("lock", "commands"),
    [
        ("package-lock.json", ["npm install", "npm test", "npm run build"]),
        ("yarn.lock", ["yarn install", "yarn test", "yarn build"]),
        ("pnpm-lock.yaml", ["pnpm install", "pnpm test", "pnpm build"]),
        ("bun.lock", ["bun install", "bun run test", "bun run build"]),
    ],
)
def test_lock_files_decide_the_commands(lock: str, commands: list[str]) -> None:
    manifest = {**PUBLISHED, "scripts": {"test": "x", "build": "y"}, "dependencies": {"a": "1"}}
    found = memory({lock: ""}, manifest)
    assert [task.command for task in found.all(Task)] == commands


def test_the_form_that_ci_uses_is_taken() -> None:
    workflow = "jobs:\n  a:\n    steps:\n      - run: pnpm run build\n"
    manifest = {**PUBLISHED, "packageManager": "pnpm@9.0.0", "scripts": {"build": "y"}}
    found = memory({".github/workflows/a.yml": workflow}, manifest)
    assert found.lines(Task, command="pnpm run build", in_ci=True) == [
        "package.json:10",
        ".github/workflows/a.yml:4",
    ]


@pytest.mark.parametrize(
    ("manifest", "files"),
    [
        ({"private": True, "devDependencies": {"prettier": "3"}}, {"Cargo.toml": ""}),
        ({"devDependencies": {"husky": "9"}}, {"go.mod": "", "main.go": ""}),
        ({"name": "site", "private": True, "scripts": {"css": "tailwind"}},
         {"pyproject.toml": "", "static/app.js": "1"}),
        ({"private": True}, {"eslint.config.js": "export default []"}),
    ],
)  # fmt: skip
def test_tools_for_another_language_are_no_package(
    manifest: dict[str, Any], files: dict[str, str]
) -> None:
    found = memory(files, manifest)
    assert found.package is None
    assert found.facts == []


@pytest.mark.parametrize(
    ("manifest", "published"),
    [
        (PUBLISHED, True),
        ({**PUBLISHED, "private": True}, False),
        # what `npm init` writes is no sign of a release
        ({"name": "a", "version": "1.0.0", "main": "index.js"}, False),
        ({"name": "a", "version": "0.0.0", "exports": "./index.js"}, False),
        ({"name": "a", "exports": "./i.js", "publishConfig": {"access": "public"}}, True),
    ],
)
def test_publication(manifest: dict[str, Any], published: bool) -> None:
    found = memory({"index.js": "export const a = 1", "i.js": ""}, manifest)
    assert package(found).published is published
    assert published == any(one.method == "registry" for one in found.all(Install))


def test_publication_by_a_workflow() -> None:
    workflow = "name: npm publish\njobs:\n  a:\n    steps:\n      - run: npm publish\n"
    manifest = {"name": "a", "version": "0.0.0-semantic", "main": "index.js"}
    found = memory({"index.js": "", ".github/workflows/r.yml": workflow}, manifest)
    assert package(found).published
    assert found.lines(Install) == ["package.json:2", ".github/workflows/r.yml:5"]


def test_application_is_installed_from_a_checkout() -> None:
    manifest = {"name": "web", "private": True, "dependencies": {"next": "15"}}
    found = memory({"app/page.tsx": "export default () => null"}, manifest)
    assert package(found).roles == ("app",)
    assert found.fact(Install).value.commands == (
        "git clone https://github.com/someone/thing.git", "cd thing", "npm install",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("manifest", "command"),
    [
        ({"name": "eslint-plugin-tidy", "main": "index.js"},
         "npm install --save-dev eslint-plugin-tidy"),
        ({"name": "vite-plugin-x", "exports": "./index.js"},
         "npm install --save-dev vite-plugin-x"),
        ({"name": "create-thing", "bin": "index.js"}, "npm create thing@latest"),
        ({"name": "@me/create-thing", "bin": "index.js"}, "npm create @me/thing@latest"),
    ],
)  # fmt: skip
def test_other_ways_to_install(manifest: dict[str, Any], command: str) -> None:
    found = memory({"index.js": ""}, {"version": "3.1.0", "files": ["index.js"], **manifest})
    assert found.all(Install)[0].commands == (command,)


def test_development_tool_by_its_docs() -> None:
    page = "# Start\n\n```sh\nnpm install --save-dev left\n```\n"
    found = memory({"docs/start.md": page, "lib/index.js": ""}, PUBLISHED)
    install = found.fact(Install)
    assert install.value.commands == ("npm install --save-dev left",)
    assert "docs/start.md:4" in map(str, install.evidence)


def test_code_of_an_action_is_nothing_to_install() -> None:
    manifest = {"name": "greet", "version": "2.0.0", "main": "dist/index.js"}
    found = memory({"action.yml": "name: Greet\n", "src/index.js": "export function a() {}"},
                   manifest)  # fmt: skip
    assert package(found).roles == ()
    assert found.all(Install) == []


def test_deno() -> None:
    deno = """{
  // a library
  "name": "@me/thing",
  "version": "1.2.0",
  "exports": "./mod.ts",
  "tasks": { "test": "deno test -A" }
}
"""
    found = memory({"deno.json": deno, "mod.ts": "/** Add. */\nexport function add() {}\n"})
    assert package(found).name == "@me/thing"
    assert found.fact(Install).value.commands == ("deno add jsr:@me/thing",)
    assert found.lines(Install) == ["deno.json:3", "deno.json:4"]
    assert found.fact(Task).value.command == "deno task test"
    assert memory({"deno.json": '{"fmt": {}}'}).package is None


@pytest.mark.parametrize(
    "manifest",
    [
        {"name": 3, "version": [], "bin": 4, "scripts": [], "engines": "x", "exports": [1, None]},
        {"name": "a", "bin": {"b": {}}, "exports": {".": {"import": 3}}, "keywords": {"a": 1}},
        {"name": "a", "main": {"x": 1}, "workspaces": {"packages": 3}, "peerDependencies": [1]},
        {"name": "", "scripts": {"test": 3, "build": None}, "publishConfig": "public"},
        {"name": "a/../../b", "main": "../../etc/passwd", "bin": "../x"},
    ],
)
def test_malformed_manifests_are_met(manifest: dict[str, Any]) -> None:
    memory({"index.js": "module.exports = {}"}, manifest)


KEYS = (
    "name", "version", "private", "bin", "main", "exports", "types", "scripts", "engines",
    "workspaces", "dependencies", "peerDependencies", "publishConfig", "keywords", "files",
    "packageManager", "description", "oclif", "volta", "devEngines",
)  # fmt: skip
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["", "a", "./index.js", ">=18", "*"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", ".", "import", "node", "test", "url"]), inner)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(KEYS), anything, max_size=8))
def test_any_manifest_is_met(manifest: dict[str, Any]) -> None:
    memory({"index.js": "module.exports = { a() {} }\nprocess.env.A_B || 3\n"}, manifest)


@given(st.integers(0, 900), st.integers(0, 60))
def test_any_broken_source_is_met(start: int, length: int) -> None:
    whole = (FIXTURES / "js_cli/src/program.js").read_text() + (
        FIXTURES / "js_monorepo/packages/cli/src/cli.js"
    ).read_text()
    source = whole[:start] + whole[start + length :]
    manifest = {"name": "tool", "version": "1.2.0", "bin": "cli.js", "main": "cli.js"}
    memory({"cli.js": source}, manifest)


def test_broken_json_is_a_problem() -> None:
    found = memory({"package.json": '{"name": '})
    assert found.package is None
    assert [problem.path for problem in found.reader.problems] == ["package.json"]


def test_paths_stay_inside() -> None:
    snapshot = MemorySnapshot({"package.json": '{"name": "a", "bin": {"a": "../../x.js"}}'})
    assert Manifest.load(Reader(snapshot), "").bins == {}


def test_a_workflow_that_publishes_another_folder_says_nothing() -> None:
    workflow = (
        "jobs:\n  a:\n    steps:\n      - run: npm publish\n        working-directory: sdk\n"
        "      - run: cd tools/gen && npm publish\n"
    )
    manifest = {"name": "a", "version": "0.0.0-semantic", "main": "index.js"}
    files = {"index.js": "", ".github/workflows/r.yml": workflow}
    assert not package(memory(files, manifest)).published
    inner = {**files, "sdk/package.json": '{"name": "b", "main": "i.js"}', "sdk/i.js": ""}
    found = Found(MemorySnapshot(inner), "sdk")
    assert package(found).published
    assert found.package is not None
    assert str(found.package.evidence[-1]) == ".github/workflows/r.yml:4"


def test_a_workspace_leaves_sandboxes_and_settings_out() -> None:
    files = {
        "package.json": '{"private": true, "workspaces": ["packages/*"]}',
        "packages/a/package.json": '{"name": "a", "main": "index.js"}',
        "packages/a/index.js": "module.exports = 1",
        "packages/a/.storybook/package.json": '{"name": "s", "main": "index.js"}',
        "packages/a/.storybook/index.js": "1",
        "sandboxes/x/default/package.json": '{"name": "d", "main": "index.js"}',
        "sandboxes/x/default/index.js": "1",
        "api/package.json": '{"name": "api", "main": "index.js"}',
        "api/index.js": "1",
    }
    known = {
        folder: Found(MemorySnapshot(files), folder).package is not None
        for folder in ("packages/a", "packages/a/.storybook", "sandboxes/x/default", "api")
    }
    assert known == {
        "packages/a": True, "packages/a/.storybook": False, "sandboxes/x/default": False,
        "api": True,
    }  # fmt: skip


def test_tools_are_not_known_by_the_beginning_of_their_names() -> None:
    assert purpose_by_tool("standard-version") is None
    assert purpose_by_tool("jest-codemods") is None
    assert purpose_by_tool("standard") == "lint"


def test_scripts_that_others_call_are_theirs() -> None:
    scripts = {
        "lint": "npm run lint:js",
        "lint:eslint": "eslint --ext .ts",
        "lint:js": "npm run lint:eslint src/",
        "lint:fix": "npm run lint:js -- --fix",
    }
    found = memory({"lib/index.js": ""}, {**PUBLISHED, "scripts": scripts})
    assert [t.command for t in found.all(Task)] == ["npm run lint", "npm run lint:fix"]


def test_what_starts_an_application() -> None:
    scripts = {"start": "next start", "dev": "next dev --turbo", "build": "next build"}
    manifest = {"name": "web", "private": True, "dependencies": {"next": "15"}, "scripts": scripts}
    found = memory({"pages/index.js": "", "bun.lock": ""}, manifest)
    runs = [(t.command, t.description) for t in found.all(Task) if t.purpose == "run"]
    assert runs == [
        ("bun run dev", "start the development server"),
        ("bun run start", "run what the build made"),
    ]
    assert [one.name for one in found.all(Runtime)] == ["Bun"]
    assert found.lines(Runtime) == ["bun.lock"]


def test_a_library_is_not_run_by_its_bundler() -> None:
    scripts = {"dev": "tsup --watch", "start": "node demo.js"}
    found = memory({"lib/index.js": ""}, {**PUBLISHED, "scripts": scripts})
    assert [t.command for t in found.all(Task)] == ["npm start"]


def test_page_describes_an_application() -> None:
    page = '<html>\n<meta name="description" content="Counts the birds of a garden.">\n</html>'
    manifest = {"name": "birds", "private": True, "devDependencies": {"vite": "6"}}
    found = memory({"index.html": page, "src/main.js": ""}, manifest)
    assert found.fact(Description).value == Description("Counts the birds of a garden.", "label")
    assert found.lines(Description) == ["index.html:2"]
    left = page.replace("Counts the birds of a garden.", "Web site created using create-react-app")
    assert not memory({"index.html": left, "src/main.js": ""}, manifest).all(Description)


def test_next_describes_an_application() -> None:
    files = {
        "app/layout.tsx": "import { site } from '@/config/site';\n"
        "export const metadata = {\n  description: site.text,\n};\n",
        "config/site.ts": "export const site = { text: 'Lists the trees of a town.' };\n",
    }
    manifest = {"name": "trees", "private": True, "dependencies": {"next": "15"}}
    found = memory(files, manifest)
    assert found.fact(Description).value.text == "Lists the trees of a town."
    assert found.lines(Description) == ["app/layout.tsx:3"]


def test_a_plugin_tells_what_it_is_for() -> None:
    peers = {"peerDependencies": {"vite": "6", "vue": "3"}}
    found = memory({"lib/index.js": ""}, {**PUBLISHED, "name": "vite-plugin-x", **peers})
    assert found.fact(Technology).value == Technology("Vite", "host")
    optional = {"peerDependenciesMeta": {"vite": {"optional": True}, "vue": {"optional": True}}}
    assert not memory({"lib/index.js": ""}, {**PUBLISHED, **peers, **optional}).all(Technology)


def test_alternatives_of_newer_versions_are_one() -> None:
    assert range_phrase(">= 22.12.0 || >= 24.0.0") == "22.12 or newer"


def test_a_script_whose_tool_is_not_installed_is_no_task() -> None:
    manifest: dict[str, Any] = {
        "name": "kelp",
        "main": "index.js",
        "scripts": {
            "docs": "npm run docs:api && echo done",
            "docs:api": "docco *.js",
            "test": "NODE_ENV=test mocha 'a && gulp'",
            "lint": "standard",
            "build": "gulp",
            "bench": "cd bench; npm run all",
        },
        "devDependencies": {"mocha": "1", "eslint-config-standard": "1"},
    }
    lock = {"packages": {"node_modules/gulp-cli": {"bin": {"gulp": "bin/gulp.js"}}}}
    inner = {"bench/package.json": '{"dependencies": {"a": "1"}}', "index.js": ""}
    found = memory({**inner, "package-lock.json": json.dumps(lock)}, manifest)
    assert [task.command for task in found.all(Task)] == [
        "npm install", "npm test", "npm run lint", "npm run build"
    ]  # fmt: skip


def test_a_bundler_is_a_build_of_its_own() -> None:
    scripts = {"build": "tsc", "package": "ncc build src/a.ts"}
    found = memory({"src/a.ts": "export {}"}, {**PUBLISHED, "scripts": scripts})
    told = [(task.command, task.description) for task in found.all(Task)]
    assert ("npm run package", "bundle") in told


def test_private_only_until_it_is_built() -> None:
    copies = "cp package.json dist && json -I -f dist/package.json -e 'this.private=false'"
    workflow = (
        "jobs:\n  a:\n    steps:\n      - run: npm publish\n        working-directory: dist\n"
    )
    manifest = {**PUBLISHED, "version": "1.0.0", "private": True, "scripts": {"copy": copies}}
    found = memory({"lib/index.js": "", ".github/workflows/p.yml": workflow}, manifest)
    assert not package(found).private
    assert found.fact(Install).value.commands == ("npm install left",)


def test_a_collection_for_frameworks_is_no_application() -> None:
    manifest = {
        "name": "mono", "private": True, "scripts": {"build": "rollup -c"},
        "dependencies": {"@angular/core": "21", "react": "19"},
    }  # fmt: skip
    found = memory({"packages/core/index.js": "1"}, manifest)
    assert package(found).roles == ()
    assert not found.all(Technology)


def test_a_script_that_only_writes_a_migration_sets_nothing_up() -> None:
    manifest = {
        "name": "thing",
        "private": True,
        "scripts": {"start": "node app.js", "migrate:dev": "prisma migrate dev --create-only",
                    "db:migrate": "prisma migrate deploy"},
        "dependencies": {"express": "^4.0.0"},
    }  # fmt: skip
    found = Found(MemorySnapshot({
        "package.json": json.dumps(manifest),
        "app.js": "require('express')().listen(3000);\n",
    }))  # fmt: skip
    commands = [task.command for task in found.all(Task) if task.purpose == "setup"]
    assert commands == ["npm install", "npm run db:migrate"]


def test_a_script_that_gives_files_to_another_stands_for_it() -> None:
    scripts = {
        "pretty:base": "prettier --config p.yml --write ",
        "neat": "npm run pretty:base -- .",
        "prepare": "ncc build src/index.ts && husky install",
        "lint": "prettier --write src",
    }
    found = memory({}, {"name": "a", "scripts": scripts})
    told = [(task.purpose, task.command) for task in found.all(Task)]
    assert ("build", "npm run prepare") in told
    assert not [command for _, command in told if "pretty:base" in command]
    assert ("format", "npm run lint") in told
    del scripts["lint"]
    found = memory({}, {"name": "a", "scripts": scripts})
    assert ("format", "npm run neat") in [(t.purpose, t.command) for t in found.all(Task)]


def test_an_action_reads_no_env_file() -> None:
    files = {
        "action.yml": "name: A\nruns:\n  using: node20\n  main: i.js\n",
        ".env.example": "A=1\n",
    }
    assert not memory(files, {"name": "a", "main": "i.js"}).all(ConfigFile)
    del files["action.yml"]
    assert memory(files, {"name": "a", "main": "i.js"}).all(ConfigFile)


def test_what_starts_the_tests_or_is_a_hook_is_no_task_of_its_own() -> None:
    scripts = {
        "dev": "vitest",
        "lint": "eslint .",
        "prepush": "npm run lint",
        "lint:staged": "lint-staged",
        "lintfix": "eslint . --fix",
    }
    dependencies = {"eslint": "9", "vitest": "1", "lint-staged": "1"}
    found = memory({"lib/index.js": "module.exports = 1"},
                   {**PUBLISHED, "scripts": scripts, "devDependencies": dependencies})  # fmt: skip
    assert [(task.command, task.description) for task in found.all(Task)][1:] == [
        ("npm run lint", ""), ("npm run lintfix", "fix what can be fixed")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("main", "scripts", "roles"),
    [
        ("index.js", {"lint": "eslint ."}, ()),
        ("index.js", {"build": "tsc"}, ("library",)),
        ("dist/index.js", {}, ("library",)),
    ],
)
def test_a_main_file_that_is_not_there_and_that_nothing_makes(
    main: str, scripts: dict[str, str], roles: tuple[str, ...]
) -> None:
    manifest = {"name": "hens", "main": main, "scripts": scripts}
    assert package(memory({"package.json": json.dumps(manifest)})).roles == roles
