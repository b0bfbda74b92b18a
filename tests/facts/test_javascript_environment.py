"""Environment variables, ports and settings files of JavaScript programs."""

from __future__ import annotations

from moxi.facts.model import ConfigFile, EnvVar, Port
from tests.facts.jskit import Found, fixture, memory

SERVICE = {
    "name": "api",
    "private": True,
    "scripts": {"start": "node server.js"},
    "dependencies": {"express": "4"},
}


def service(source: str, **files: str) -> Found:
    return memory({"server.js": source, **files}, SERVICE)


def test_service() -> None:
    found = fixture("js_service")
    assert found.all(EnvVar) == [
        EnvVar("PORT", "8080", "Where the service listens"),
        EnvVar("DATABASE_URL", "", "The database of parcels"),
        EnvVar("CARRIER_API_KEY", "", "asked for at the carrier"),
        EnvVar("LOG_LEVEL", "info"),
        EnvVar("CACHE_SECONDS", "60"),
    ]
    assert found.lines(EnvVar, name="PORT") == ["src/config.js:6", ".env.example:2"]
    assert found.lines(EnvVar, name="LOG_LEVEL") == ["src/config.js:3"]
    assert found.fact(Port).value == Port(8080)
    assert found.lines(Port) == ["src/server.js:10"]
    assert found.fact(ConfigFile).value.example == ".env.example"


def test_ways_to_read_a_variable() -> None:
    found = service("""
const a = process.env.PLAIN_ONE;
const b = process.env['QUOTED_ONE'] ?? 'b';
const { TAKEN_ONE = 5, OTHER_ONE: other } = process.env;
const c = +process.env.CAST_ONE || 10;
const d = import.meta.env.VITE_API;
// Where the cache is kept
const e = process.env.COMMENTED_ONE;
process.env.WRITTEN_ONE = 'x';
delete process.env.DELETED_ONE;
const n = process.env.NODE_ENV, h = process.env.HOME;
// process.env.IN_A_COMMENT
""")
    assert {one.name: (one.default, one.meaning) for one in found.all(EnvVar)} == {
        "PLAIN_ONE": ("", ""),
        "QUOTED_ONE": ("b", ""),
        "TAKEN_ONE": ("5", ""),
        "OTHER_ONE": ("", ""),
        "CAST_ONE": ("10", ""),
        "VITE_API": ("", ""),
        "COMMENTED_ONE": ("", "Where the cache is kept"),
    }


def test_schemas() -> None:
    found = service("""
const env = z.object({
  DB_URL: z.string().url().describe('the database'),
  RETRIES: z.coerce.number().default(3),
  OPTIONAL_ONE: z.string().optional(),
}).parse(process.env);
const other = Joi.object().keys({
  JWT_KEY: Joi.string().required().description('signs tokens'),
  MINUTES: Joi.number().default(30),
}).unknown();
const { value } = other.prefs({}).validate(process.env);
const third = cleanEnv(process.env, { HOST_NAME: str({ default: 'localhost', desc: 'its name' }) });
""")
    assert found.all(EnvVar) == [
        EnvVar("DB_URL", "", "the database", True),
        EnvVar("RETRIES", "3"),
        EnvVar("OPTIONAL_ONE"),
        EnvVar("JWT_KEY", "", "signs tokens", True),
        EnvVar("MINUTES", "30"),
        EnvVar("HOST_NAME", "localhost", "its name"),
    ]


def test_tests_and_scripts_do_not_count() -> None:
    files = {
        "test/a.js": "process.env.ONLY_TESTS",
        "scripts/release.js": "process.env.ONLY_RELEASE",
        "vite.config.js": "process.env.ONLY_BUILD",
    }
    assert memory({"server.js": "", **files}, SERVICE).all(EnvVar) == []


def test_programs_without_a_suffix_count() -> None:
    manifest = {"name": "tool", "version": "2.0.0", "bin": "bin/tool"}
    found = memory({"bin/tool": "#!/usr/bin/env node\nprocess.env.TOOL_HOME\n"}, manifest)
    assert found.lines(EnvVar, name="TOOL_HOME") == ["bin/tool:2"]


def test_ports() -> None:
    assert [port.number for port in service("app.listen(3000)").all(Port)] == [3000]
    assert service("const port = process.env.PORT || '4000';\napp.listen(port)").all(Port) == [
        Port(4000)
    ]
    assert service("server.listen({ port: 5000 })").all(Port) == [Port(5000)]
    assert service("app.listen(process.env.PORT)").all(Port) == []


def test_names_of_settings_files() -> None:
    manifest = {"name": "tidy", "version": "1.0.0", "bin": "cli.js", "files": ["."]}
    found = memory(
        {
            "cli.js": "import { cosmiconfig } from 'cosmiconfig';\n"
            "import defaults from './tidy.config.js';\n"
            "await cosmiconfig('tidy').search();\nread('tidy.json');\n"
        },
        manifest,
    )
    assert [one.name for one in found.all(ConfigFile)] == [".tidyrc", "tidy.config.js", "tidy.json"]
    assert found.lines(ConfigFile, name=".tidyrc") == ["cli.js:3"]


def test_places_that_are_searched() -> None:
    manifest = {"name": "tidy", "version": "1.0.0", "bin": "cli.js", "files": ["."]}
    source = "cosmiconfig('tidy', { searchPlaces: ['package.json', '.tidy.yml'] })\n"
    found = memory({"cli.js": source}, manifest)
    assert [one.name for one in found.all(ConfigFile)] == [".tidy.yml"]


def test_port_of_the_development_server() -> None:
    def port(files: dict[str, str], script: str, **needs: str) -> list[Port]:
        manifest = {"name": "a", "private": True, "scripts": {"dev": script}, "dependencies": needs}
        return memory({"index.html": "", "pages/index.js": "", **files}, manifest).all(Port)

    told = "the development server"
    assert port({}, "next dev", next="15") == [Port(3000, told)]
    assert port({}, "next dev -p 4000", next="15") == [Port(4000, told)]
    assert port({}, "vite", vite="^6.0.0") == [Port(5173, told)]
    config = {"vite.config.js": "export default { server: { port: 8123 } }"}
    assert port(config, "vite", vite="^6.0.0") == [Port(8123, told)]
    unknown = {"vite.config.js": "export default { server: { port: choose() } }"}
    assert port(unknown, "vite", vite="^6.0.0") == []
    assert port({}, "vite", vite="^2.0.0") == []


def test_what_builds_a_package_does_not_read_its_settings() -> None:
    manifest = {"name": "a", "version": "1.0.0", "main": "src/index.js", "files": ["src"]}
    files = {
        "src/index.js": "exports.a = process.env.PAD_FILL || 'x';\nprocess.env.PAD_FAKE_TIME;\n",
        "tasks.mjs": "const n = process.env.RUNS_COUNT ?? 3;\n",
    }
    assert [one.name for one in memory(files, manifest).all(EnvVar)] == ["PAD_FILL"]
