"""What a repository holds that would make a README false if it were taken at its word."""

from __future__ import annotations

from textwrap import dedent

from moxi.config import Config
from moxi.draft import draft
from moxi.facts import extract
from moxi.snapshot.model import Metadata
from tests.helpers import MemorySnapshot

CI = ".github/workflows/ci.yml"
CRATE = '[package]\nname = "kelp"\nversion = "1.0.0"\ndescription = "Sorts mail."\n'


def readme(files: dict[str, str]) -> str:
    texts = {path: dedent(text).lstrip("\n") for path, text in files.items()}
    known = Metadata(host="github.com", owner="octo-org", name="kelp", default_branch="main")
    snapshot = MemorySnapshot(texts, metadata=known)
    return draft(extract(snapshot), snapshot, Config()).markdown


def workflow(*commands: str, matrix: str = "", system: str = "ubuntu-latest") -> str:
    steps = "".join(f"      - run: {command}\n" for command in commands)
    return f"on: push\njobs:\n  test:\n{matrix}    runs-on: {system}\n    steps:\n{steps}"


def test_asking_where_a_program_is_runs_nothing() -> None:
    text = readme({"go.mod": "module x.org/a\n", "a.go": "package a\n",
                   CI: workflow("command -v gotestsum")})  # fmt: skip
    assert "command -v" not in text


def test_an_image_is_built_from_a_folder_that_exists() -> None:
    ci = workflow("docker build -t kelp-test scratch")
    files = {"Cargo.toml": CRATE, "src/main.rs": "fn main() {}\n", CI: ci}
    assert "kelp-test" not in readme(files)
    assert "kelp-test" in readme({**files, "scratch/Dockerfile": "FROM scratch\n"})
    here = {**files, CI: workflow("docker build -t kelp-test ."), "Dockerfile": "FROM scratch\n"}
    assert "kelp-test" in readme(here)


def test_what_tests_a_built_package_is_not_typed() -> None:
    text = readme({"setup.py": "from setuptools import setup\nsetup(name='kelp')\n",
                   "kelp.py": "", "tox.ini": "[tox]\n[testenv]\ncommands = pytest\n",
                   CI: workflow("uvx tox run --installpkg dist/*.whl")})  # fmt: skip
    assert "installpkg" not in text
    assert "tox" in text


def test_a_matrix_that_is_computed_in_part_tells_no_versions() -> None:
    matrix = "    strategy:\n      matrix:\n        py: [pypy3.10, '${{ fromJson(needs.a.b) }}']\n"
    setup = "      - uses: actions/setup-python@v5\n"
    setup += "        with: {python-version: '${{ matrix.py }}'}\n"
    ci = workflow("pytest", matrix=matrix) + setup
    assert "PyPy" not in readme({"pyproject.toml": "[project]\nname = 'kelp'\n", CI: ci})


def test_systems_are_told_however_they_are_spelled() -> None:
    matrix = "    strategy:\n      matrix:\n        os: [ubuntu-latest, macOS-latest]\n"
    ci = workflow("cargo test", matrix=matrix, system="${{ matrix.os }}")
    text = readme({"Cargo.toml": CRATE, "src/lib.rs": "", CI: ci})
    assert "on Linux and macOS" in text


def test_a_keyword_in_capitals_is_no_variable() -> None:
    page = "# Usage\n\n## Operators\n\n- `EXISTS` - Tests whether there are rows\n"
    told = "# Usage\n\n## Environment variables\n\n- `DEBUG` - Prints more than usual\n"
    files = {"Cargo.toml": CRATE, "src/main.rs": 'fn main() { p("EXISTS DEBUG"); }\n'}
    assert "EXISTS" not in readme({**files, "docs/usage.md": page})
    assert "`DEBUG`" in readme({**files, "docs/usage.md": told})


def test_the_token_of_another_service_is_not_the_jobs_token() -> None:
    action = """
        name: Publish
        description: Publishes a package.
        inputs:
          token:
            description: The NPM access token to publish with
          quiet:
            description: Internal use only! Path of a program
        runs:
          using: node20
          main: index.js
    """
    text = readme({"action.yml": action, "index.js": ""})
    assert "secrets.NPM_TOKEN" in text
    assert "GITHUB_TOKEN" not in text
    assert "Internal use" not in text


def test_a_test_script_that_only_lints_runs_no_tests() -> None:
    manifest = '{"name": "kelp", "scripts": {"test": "yarn lint", "lint": "eslint ."}}'
    text = readme({"package.json": manifest, "yarn.lock": "", CI: workflow("yarn test")})
    assert "run the tests" not in text
    assert "yarn lint" in text


def test_only_who_publishes_signs() -> None:
    make = "dist: clean\n\tpython -m build\n\tgpg --detach-sign -a dist/x\n"
    text = readme({"pyproject.toml": "[project]\nname = 'kelp'\n", "Makefile": make})
    assert "make dist" not in text


def test_an_index_of_its_own_is_not_pypi() -> None:
    release = """
        on: {push: {tags: ['*']}}
        jobs:
          out:
            runs-on: ubuntu-latest
            steps:
              - uses: pypa/gh-action-pypi-publish@release/v1
                with: {repository-url: 'https://example.org/upload'}
    """
    text = readme({"pyproject.toml": "[project]\nname = 'kelp'\n",
                   ".github/workflows/release.yml": release})  # fmt: skip
    assert "publishes to" not in text


def test_a_script_that_runs_the_tests_is_not_the_program() -> None:
    script = (
        "import argparse\nif __name__ == '__main__':\n    argparse.ArgumentParser().parse_args()\n"
    )
    text = readme({"pyproject.toml": "[project]\nname = 'kelp'\n", "kelp/__init__.py": "",
                   "runtests.py": script})  # fmt: skip
    assert "main program" not in text
    assert "## Usage" not in text


def test_licences_of_others_are_no_credits() -> None:
    text = readme({"Cargo.toml": CRATE, "src/lib.rs": "",
                   "CREDITS": "Lib\nPermission is hereby granted, free of charge\n"})  # fmt: skip
    assert "Credits" not in text


def test_a_program_whose_assets_a_step_makes_is_not_installed_as_it_stands() -> None:
    main = (
        'package main\n\nimport "embed"\n\n//go:embed web/*\nvar files embed.FS\n\nfunc main() {}\n'
    )
    files = {"go.mod": "module github.com/octo-org/kelp\n\ngo 1.22\n", "main.go": main}
    assert "go install" not in readme({**files, "web/.gitkeep": ""})
    assert "go install" in readme({**files, "web/index.html": "<p>"})


def test_the_way_to_call_it_is_that_of_its_parser() -> None:
    main = """
        package main

        import "github.com/jessevdk/go-flags"

        type Options struct {
            Quiet bool `short:"q" long:"quiet" description:"Say nothing"`
        }

        func main() {
            var options Options
            parser := flags.NewParser(&options, flags.Default)
            parser.Usage = "[OPTIONS] TARGET"
            parser.Parse()
        }
    """
    module = "module github.com/octo-org/kelp\n\nrequire github.com/jessevdk/go-flags v1.5.0\n"
    assert "kelp [OPTIONS] TARGET\n" in readme({"go.mod": module, "main.go": main})


def test_a_manual_page_says_how_it_is_called() -> None:
    page = (
        ".TH kelp 1\n.SH NAME\nkelp \\- sorts mail\n.SH SYNOPSIS\n.B kelp\n.RB [ \\-\\-quiet ]\n"
        '.I RULE\n.RI [ ", " RULE ]\n.PP\n.B kelp \\-i\n.SH OPTIONS\n'
        ".TP\n.B \\-\\-quiet\nSay nothing.\n.TP\n.B \\-\\-fast\nDo it fast.\n"
    )
    text = readme({"Cargo.toml": CRATE, "src/main.rs": "fn main() {}\n", "docs/kelp.1": page})
    assert "kelp [--quiet] RULE [, RULE]\nkelp -i\n" in text


def test_a_default_is_shown_as_it_is_typed_or_not_at_all() -> None:
    code = """
        package main

        import "os"

        func get(name, other string) string {
            if value, ok := os.LookupEnv(name); ok {
                return value
            }
            return other
        }

        func main() {
            get("KELP_SECRET_FILE", "admin")
            get("KELP_BAR", "a  b")
            get("KELP_USER", "admin")
        }
    """
    text = readme({"go.mod": "module github.com/octo-org/kelp\n", "main.go": code})
    assert "| `KELP_USER` | `admin` |" in text
    assert "| `KELP_SECRET_FILE` | `admin`" not in text
    assert "`a b`" not in text
    assert "`a  b`" not in text


def test_a_second_sentence_is_not_glued_to_the_first() -> None:
    text = readme({"Cargo.toml": CRATE, "src/lib.rs": "mod a;\n",
                   "src/a.rs": "//! The way in for mail\n//! Handles it.\n"})  # fmt: skip
    assert "mail Handles" not in text


def test_a_year_and_a_name_need_no_colon() -> None:
    text = readme({"LICENSE": "MIT License\n\nCopyright (c) 2021: Jo Doe\n\nPermission is hereby "
                   "granted, free of charge, to any person obtaining a copy\n"})  # fmt: skip
    assert "2021: Jo" not in text


def test_secrets_that_another_file_defines_are_set_first() -> None:
    compose = """
        services:
          web:
            image: octo/kelp:1
            ports: ["80:80"]
            secrets: [kelp_key]
    """
    sample = 'secrets:\n  kelp_key:\n    environment: "KELP_KEY"\n'
    assert "docker compose up" not in readme({"compose.yaml": compose})
    text = readme({"compose.yaml": compose, "compose.override.yaml.example": sample})
    assert "cp compose.override.yaml.example compose.override.yaml\n" in text
    assert "Set the secrets in `compose.override.yaml`" in text


def test_what_a_field_says_to_its_callers_is_not_for_users() -> None:
    code = """
        use serde::Deserialize;

        #[derive(Deserialize)]
        pub struct Settings {
            /// Don't access this property directly, but use the getter.
            ///
            /// The folder of the mail.\\
            /// It is made.
            pub folder: String,
            /// How many letters are read.
            pub count: u32,
        }

        fn main() {
            let text = std::fs::read_to_string("kelp.toml").unwrap();
            let s: Settings = toml::from_str(&text).unwrap();
        }
    """
    manifest = CRATE + '[dependencies]\nserde = "1"\ntoml = "0.8"\n'
    text = readme({"Cargo.toml": manifest, "src/main.rs": code})
    assert "The folder of the mail. It is made" in text
    assert "getter" not in text


def test_the_usage_text_of_getopts_says_how_it_is_called() -> None:
    code = """
        fn main() {
            let mut options = getopts::Options::new();
            options.optflag("q", "quiet", "say nothing");
            let brief = format!("Usage: {} [options] <path>", "kelp");
            print!("{}", options.usage(&brief));
        }
    """
    manifest = CRATE + '[dependencies]\ngetopts = "0.2"\n'
    assert "kelp [options] <path>\n" in readme({"Cargo.toml": manifest, "src/main.rs": code})


def test_a_page_on_publishing_shows_no_use() -> None:
    page = "# Publish\n\n## Validate\n\n```yaml\nuses: octo-org/kelp@v1\n```\n"
    action = "name: Kelp\ndescription: Sorts.\nruns: {using: node20, main: index.js}\n"
    text = readme({"action.yml": action, "index.js": "", "docs/how-to-publish.md": page})
    assert "Validate" not in text


def test_a_help_text_in_a_docstring_is_no_overview() -> None:
    script = (
        '"""\nKelp is a script that sorts mail by rules of yours. It never loses a letter.\n\n'
        "Syntax: kelp.py [options] [file ...]\n\n"
        'positional arguments:\n  file   What to sort\n"""\n'
    )
    text = readme({"setup.py": "from setuptools import setup\n"
                   "setup(name='kelp', py_modules=['kelp'],"
                   " description='Mail tool',"
                   " entry_points={'console_scripts': ['kelp = kelp:main']})\n",
                   "kelp.py": script + "def main(): pass\n"})  # fmt: skip
    assert "sorts mail by rules" in text
    assert "Syntax:" not in text


def test_submodules_are_fetched_where_there_are_any() -> None:
    manifest = '{"name": "kelp", "main": "index.js", "dependencies": {"ms": "1"}}'
    text = readme({"package.json": manifest, "index.js": "", ".gitmodules": "[submodule]\n"})
    assert "git clone https" in text
    assert "--recurse-submodules" not in text


def test_a_port_of_one_of_several_commands_names_it() -> None:
    main = """
        package main

        import (
            "net/http"

            "github.com/urfave/cli/v2"
        )

        func serve(c *cli.Context) error {
            return http.ListenAndServe(c.String("addr"), nil)
        }

        func main() {
            app := &cli.App{Name: "kelp", Usage: "Sort mail", Commands: []*cli.Command{
                &cli.Command{Name: "sort", Usage: "sort it"},
                &cli.Command{Name: "list", Usage: "list it"},
                &cli.Command{Name: "serve", Usage: "start a server", Flags: []cli.Flag{
                    &cli.StringFlag{Name: "addr", Value: ":8080", Usage: "address"}}},
            }}
            app.Run(nil)
        }
    """
    module = "module github.com/octo-org/kelp\n\nrequire github.com/urfave/cli/v2 v2.0.0\n"
    assert "8080 (with `kelp serve`)" in readme({"go.mod": module, "main.go": main})


def test_a_title_keeps_its_first_word() -> None:
    main = """
        package main

        import "github.com/urfave/cli/v2"

        func main() {
            app := &cli.App{Name: "kelp", Usage: "Kelp Mail For You",
                Flags: []cli.Flag{&cli.BoolFlag{Name: "quiet", Usage: "say nothing"}}}
            app.Run(nil)
        }
    """
    module = "module github.com/octo-org/kelp\n\nrequire github.com/urfave/cli/v2 v2.0.0\n"
    assert "Kelp Mail For You" in readme({"go.mod": module, "main.go": main})


def test_options_that_a_function_makes_itself_are_not_its_own() -> None:
    lib = (
        "exports.kelp = function kelp (args, options) {\n"
        "  return [options.kinds, options.other, options.third]\n}\n"
    )
    main = (
        "const lib = require('./lib')\nmodule.exports = kelp\n"
        "function kelp (args) {\n  return lib.kelp(args, { kinds: 1, other: 2, third: 3 })\n}\n"
    )
    text = readme({"package.json": '{"name": "kelp", "main": "index.js"}', "index.js": main,
                   "lib.js": lib})  # fmt: skip
    assert "`kinds`" not in text


def test_the_head_of_a_page_is_no_title() -> None:
    page = "---\ntitle: Rules\nweight: 2\n---\n\n"
    page += "```yaml\n- uses: octo-org/kelp@v1\n  with:\n    a: b\n```\n"
    action = "name: Kelp\ndescription: Sorts.\nruns: {using: node20, main: index.js}\n"
    text = readme({"action.yml": action, "index.js": "", "docs/usage.md": page})
    assert "- uses: octo-org/kelp@v1\n  with:" in text
    assert "weight" not in text


def test_code_behind_a_list_is_no_part_of_it() -> None:
    doc = (
        "// Package kelp sorts mail by rules that are written in a small language.\n//\n"
        "// It is used by a program that wants to sort mail in its own way.\n//\n"
        "// 1. Read the rules\n// 2. Sort the mail\n//\n"
        "//\trules := kelp.Read()\n//\trules.Sort()\npackage kelp\n"
    )
    text = readme({"go.mod": "module github.com/octo-org/kelp\n", "kelp.go": doc})
    assert "    rules := kelp.Read()" not in text


def test_a_heading_that_asks_or_warns_is_no_title() -> None:
    page = "# Usage\n\n## What are rules?\n\n```sh\nkelp sort --all rules.txt\n```\n"
    doc = "//! Sorts.\n//!\n//! ## Early drop pitfall\n//!\n//! ```\n//! kelp::sort();\n//! ```\n"
    program = readme({"Cargo.toml": CRATE, "src/main.rs": "fn main() {}\n", "docs/usage.md": page})
    library = readme({"Cargo.toml": CRATE, "src/lib.rs": doc + "pub fn sort() {}\n"})
    assert "kelp sort --all rules.txt" in program
    assert "What are" not in program
    assert "kelp::sort();" in library
    assert "pitfall" not in library


def test_what_an_installer_needs_anyway_is_not_required_apart() -> None:
    files = {"kelp/__init__.py": '"""Sorts mail."""\n', "kelp/__main__.py": ""}
    setup = "from setuptools import setup\nsetup(name='kelp'{})\n"
    assert "Requires Python." not in readme({**files, "setup.py": setup.format("")})
    newer = readme({**files, "setup.py": setup.format(", python_requires='>=3.9'")})
    assert "Requires Python 3.9 or newer." in newer
