"""Small things of Go repositories that a draft would get wrong: names, defaults, examples."""

from __future__ import annotations

from typing import Any

from moxi.facts.model import (
    Cli,
    Description,
    EntryPoint,
    EnvVar,
    Example,
    Fact,
    Folder,
    Import,
    Install,
    Overview,
    Package,
    Port,
    Symbol,
)
from tests.facts.gokit import facts, flags, of, program

MOD = "module github.com/octo-org/tool\n\ngo 1.22\n"


def cli(found: list[Fact[Any]]) -> Cli:
    (value,) = of(found, Cli)
    assert isinstance(value, Cli)
    return value


# Command lines --------------------------------------------------------------------------------


def test_a_usage_function_of_a_flag_set_tells_what_it_takes() -> None:
    found = program(
        "package main\n\n"
        'import (\n\t"flag"\n\t"fmt"\n\t"os"\n)\n\n'
        "func main() { read(os.Args[0]) }\n\n"
        "func read(name string) {\n"
        "\tset := flag.NewFlagSet(name, flag.ExitOnError)\n"
        '\tset.Bool("strict", false, "refuse what is unknown")\n'
        '\tset.Usage = func() { fmt.Printf("Usage: %s [OPTION]... [FILE]...\\n", name) }\n'
        "}\n"
    )
    assert cli(found).usage == "tool [OPTION]... [FILE]..."


def test_a_command_is_told_by_the_usage_text_of_its_flag_set() -> None:
    found = program(
        'package main\n\nimport (\n\t"flag"\n\t"fmt"\n\t"os"\n)\n\n'
        "var version string\n\n"
        "const help = `\n  Usage: tool [command]\n\n  Commands:\n"
        "    serve - waits for ships\n    join  - joins a harbour\n`\n\n"
        "var serveHelp = `\n  Usage: tool serve [options] <harbour>\n\n  Options:\n\n"
        "    --port, -p, The port for ships (defaults to the environment\n"
        "    variable PORT or 80).\n\n"
        "    --wait, How long to wait. Defaults to 5 minutes.\n\n"
        "    --old, (deprecated use --wait)\n\n  Version:\n    ` + version + `\n`\n\n"
        "func main() {\n\tswitch os.Args[1] {\n"
        '\tcase "serve":\n\t\tserve()\n\tdefault:\n\t\tfmt.Print(help)\n\t}\n}\n\n'
        "func serve() {\n"
        '\tset := flag.NewFlagSet("serve", flag.ExitOnError)\n'
        '\tset.String("port", "", "")\n\tset.String("p", "", "")\n'
        '\tset.Duration("wait", 0, "")\n\tset.String("old", "", "")\n'
        "\tset.Usage = func() { fmt.Print(serveHelp) }\n}\n"
    )
    serve = cli(found).subcommands[0]
    assert (serve.name, serve.help) == ("serve", "waits for ships")
    options = flags(serve.options)
    assert sorted(options) == ["--wait", "-p"]
    assert options["-p"].flags == ("--port", "-p")
    assert options["-p"].help == (
        "The port for ships (defaults to the environment variable PORT or 80)"
    )
    assert options["--wait"].default == ""  # `5` is no duration
    assert cli(found).options == ()


def test_a_slice_of_a_usage_text_with_an_unknown_part() -> None:
    found = program(
        'package main\n\nimport "os"\n\n'
        'func release() string { return os.Getenv("RELEASE") }\n\n'
        "func usage() string {\n\tself := os.Args[0]\n"
        "\tt := `\nUsage: ` + self + ` user command\n\nversion: ` + release()\n"
        "\treturn t[1:]\n}\n\n"
        "func main() { println(usage()) }\n"
    )
    assert cli(found).usage == "tool user command"


def test_a_default_that_only_a_branch_sets_is_none() -> None:
    found = facts(
        {
            "go.mod": MOD,
            "main.go": 'package main\n\nimport (\n\t"flag"\n\t"os"\n\n'
            '\t"github.com/octo-org/tool/config"\n)\n\n'
            "func main() {\n"
            '\tif os.Getenv("QUIET") != "" {\n\t\tconfig.Quiet = true\n\t}\n'
            '\tif os.Getenv("BIND") != "" {\n\t\tconfig.Bind = os.Getenv("BIND")\n\t}\n'
            '\tflag.BoolVar(&config.Quiet, "quiet", config.Quiet, "say nothing")\n'
            '\tflag.StringVar(&config.Bind, "bind", config.Bind, "where to listen")\n'
            "}\n",
            "config/config.go": 'package config\n\nvar Quiet = false\n\nvar Bind = ":1025"\n',
        }
    )
    options = flags(cli(found).options)
    assert options["-quiet"].default == ""
    assert (options["-bind"].default, options["-bind"].env) == (":1025", "BIND")


COBRA = (
    'package main\n\nimport "github.com/spf13/cobra"\n\n'
    "var root = &cobra.Command{\n"
    '\tUse: "tool",\n\tLong: "Tip: buy our boat at the harbour",\n}\n\n'
    'var find = &cobra.Command{Use: "find <ship name> <harbour...>", Short: "Find a ship"}\n\n'
    "func init() {\n\troot.AddCommand(find)\n"
    '\tfind.Flags().String("old-flag", "", "what was there before")\n'
    '\tfind.Flags().String("mast", "", "which mast")\n'
    '\tfind.Flags().Lookup("old-flag").Hidden = true\n'
    "}\n\nfunc main() { root.Execute() }\n"
)


def test_a_flag_that_is_hidden_later_and_a_tip_for_a_summary() -> None:
    found = cli(program(COBRA))
    assert found.summary == ""
    (command,) = found.subcommands
    assert list(flags(command.options)) == ["--mast"]
    assert [(a.name, a.repeated) for a in command.arguments] == [
        ("ship-name", False), ("harbour", True),
    ]  # fmt: skip


GO_FLAGS = (
    'package main\n\nimport "github.com/somebody/go-flags"\n\n'
    "type Store struct {\n"
    '\tKey map[string]string `long:"key" env:"KEY" description:"key of the store"`\n'
    '\tOld string `long:"old" description:"DEPRECATED - use key"`\n}\n\n'
    "type Options struct {\n"
    '\tPort int `long:"port" env:"PORT" default:"4181" description:"Port to listen on"`\n'
    '\tStore Store `group:"store" namespace:"store" env-namespace:"TOOL_STORE"`\n}\n\n'
    "func main() {\n\tvar options Options\n"
    "\tparser := flags.NewParser(&options, flags.Default)\n\tparser.Parse()\n}\n"
)


def test_go_flags_of_a_fork_with_a_namespace_for_variables() -> None:
    options = flags(cli(program(GO_FLAGS)).options)
    assert sorted(options) == ["--port", "--store.key"]
    assert options["--port"].env == "PORT"
    assert options["--store.key"].env == "TOOL_STORE_KEY"
    assert options["--store.key"].value == "key:value"


def test_help_with_a_list_that_is_not_known_keeps_what_is() -> None:
    found = program(
        'package main\n\nimport (\n\t"flag"\n\t"fmt"\n\n\t"example.org/kinds"\n)\n\n'
        "func main() {\n"
        '\tflag.String("o", "", fmt.Sprintf("Format of the log - one of: %s", kinds.All()))\n'
        '\tflag.String("m", "", "Which is used for ships\\n"+kinds.Mast)\n'
        '\tflag.String("x", "", fmt.Sprintf("one of: %s", kinds.All()))\n}\n'
    )
    helps = {name: option.help for name, option in flags(cli(found).options).items()}
    assert helps == {"-o": "Format of the log", "-m": "Which is used for ships", "-x": ""}


def test_long_help_that_is_prose_and_a_short_one_that_is_a_usage() -> None:
    long = (
        "Counts the planks of ships. All of them are counted, in every harbour\n"
        "that is named, and twice where the tide is low.\n\n"
        "A second part.\n\nExamples:\n  tool a\n"
    )
    found = program(
        'package main\n\nimport "github.com/spf13/cobra"\n\n'
        f'var root = &cobra.Command{{Use: "tool", Short: "tool [harbour]", Long: `{long}`}}\n\n'
        'func main() { root.Flags().Bool("x", false, "try"); root.Execute() }\n'
    )
    assert cli(found).summary == "Counts the planks of ships"
    assert [(o.markdown, o.origin) for o in of(found, Overview)] == [
        (
            "Counts the planks of ships. All of them are counted, in every harbour "
            "that is named, and twice where the tide is low.\n\nA second part.",
            "help",
        )
    ]


# What it is and how one gets it ---------------------------------------------------------------


def test_a_program_in_cmd_itself_is_called_as_its_module() -> None:
    main = 'package main\n\nimport "flag"\n\nfunc main() { flag.Bool("x", false, "try") }\n'
    found = facts({"go.mod": MOD, "cmd/main.go": main})
    assert cli(found).program == "tool"
    assert [e.name for e in of(found, EntryPoint)] == ["tool"]
    (way,) = of(found, Install)  # `go install` would call it `cmd`
    assert way.commands[-1] == "go build -o tool ./cmd"


def test_the_program_that_is_shipped_comes_first() -> None:
    main = "package main\n\nfunc main() {}\n"
    found = facts(
        {
            "go.mod": MOD,
            "cmd/abc/main.go": "// abc is a proof of concept.\n" + main,
            "cmd/fmtool/main.go": "// fmtool formats the logs of ships.\n" + main,
            "cmd/fmtool/Dockerfile": "FROM golang\nCOPY . .\nRUN go build ./cmd/fmtool\n",
        }
    )
    assert [e.name for e in of(found, EntryPoint)] == ["fmtool", "abc"]
    (package,) = of(found, Package)
    assert package.description == "Formats the logs of ships."


LIBRARY = (
    "// Package tool contains the parts of tool.\npackage tool\n\n"
    "// Reset the log to its start.\nfunc Reset() {}\n\n"
    "// Make makes a log.\nfunc Make() {}\n\n"
    "// TODO: think about it\ntype Ship struct{}\n"
)
COMMAND = (
    "// Command tool keeps the logs of ships.\n//\n// Usage:\n//\n//\ttool [file]\n//\n"
    "// The logs are kept in the file that is named, and no log is ever shortened.\n//\n"
    "//\t$ tool log.txt\n//\tkept 3 lines\n//\t$\n"
    "package main\n\nfunc main() {}\n"
)


def test_a_program_and_its_library() -> None:
    found = facts({"go.mod": MOD, "tool.go": LIBRARY, "cmd/tool/main.go": COMMAND})
    assert of(found, Package)[0].description == "Keeps the logs of ships."
    assert [(way.label, way.commands[0]) for way in of(found, Install)][:2] == [
        ("Go", "go install github.com/octo-org/tool/cmd/tool@latest"),
        ("as a library", "go get github.com/octo-org/tool"),
    ]
    assert [o.markdown for o in of(found, Overview)] == [
        "The logs are kept in the file that is named, and no log is ever shortened."
    ]
    session = of(found, Example)[0]
    assert (session.language, session.code) == ("console", "$ tool log.txt\nkept 3 lines")
    summaries = {s.name: s.summary for s in of(found, Symbol)}
    assert summaries == {"Reset": "Reset the log to its start.", "Make": "Makes a log.", "Ship": ""}


def test_the_program_of_a_library_is_told_apart() -> None:
    found = facts(
        {
            "go.mod": MOD,
            "tool.go": LIBRARY,
            "cmd/lookout/main.go": "package main\n\nfunc main() {}\n",
        }
    )
    assert [way.label for way in of(found, Install)][:2] == ["Go", "for the lookout command"]


def test_packages_that_examples_show_make_a_library_of_programs() -> None:
    found = facts(
        {
            "go.mod": MOD,
            "cmd/tool/main.go": "package main\n\nfunc main() {}\n",
            "syntax/syntax.go": "package syntax\n\n// Parse parses.\nfunc Parse(text string) {}\n",
            "syntax/example_test.go": "package syntax_test\n\nfunc Example() {\n"
            '\tsyntax.Parse("a")\n\tsyntax.Parse("b")\n}\n',
            "other/other.go": "package other\n\nfunc Other() {}\n",
        }
    )
    assert of(found, Package)[0].roles == ("cli", "library")
    assert [i.statement for i in of(found, Import)] == ['import "github.com/octo-org/tool/syntax"']
    assert of(found, Symbol)[0].signature == "syntax.Parse(text string)"


def test_an_example_inside_of_the_package_names_the_package() -> None:
    found = facts(
        {
            "go.mod": MOD,
            "tool.go": "package tool\n\ntype Ship struct{ Name string }\n\n"
            "// Retry tries.\nfunc Retry(s Ship) {}\n",
            "example_test.go": "package tool\n\nfunc ExampleRetry() {\n"
            "\t// nolint: govet\n"
            '\tship := Ship{Name: "Retry"}\n\tRetry(ship)\n}\n',
        }
    )
    assert of(found, Example)[0].code == 'ship := tool.Ship{Name: "Retry"}\ntool.Retry(ship)'


def test_an_example_that_uses_parts_of_the_examples_alone_is_none() -> None:
    main = 'package main\n\nimport "github.com/octo-org/tool%s"\n\nfunc main() {\n\ttool.Run()\n}\n'
    files = {"go.mod": MOD, "tool.go": "package tool\n\nfunc Run() {}\n"}
    api = facts({**files, "examples/a/main.go": main % "/examples/a/api"})
    assert of(api, Example) == []
    assert len(of(facts({**files, "examples/a/main.go": main % ""}), Example)) == 1


def test_a_package_that_speaks_of_its_parts_does_not_speak_for_the_program() -> None:
    library = LIBRARY.replace("contains the parts of tool", "contains all that tool needs")
    found = facts(
        {"go.mod": MOD, "tool.go": library, "cmd/tool/main.go": "package main\n\nfunc main() {}\n"}
    )
    assert of(found, Package)[0].description == ""


def test_a_landing_page_and_the_annotation_of_an_api_describe_a_server() -> None:
    server = (
        "// @title Harbour\n// @description Keeps the berths of a harbour. More of it.\n"
        'func main() {\n\tweb.NewLandingPage(web.LandingConfig{\n\t\tName: "tool",\n'
        '\t\tDescription: "Exporter for the berths",\n\t})\n'
        '\thttp.ListenAndServe(":9000", nil)\n}\n'
    )
    imports = (
        'package main\n\nimport (\n\t"net/http"\n\n'
        '\t"github.com/prometheus/exporter-toolkit/web"\n)\n\n'
    )
    found = program(imports + server)
    assert [(d.text, d.origin) for d in of(found, Description)] == [
        ("Exporter for the berths", "help"),
        ("Keeps the berths of a harbour.", "help"),
    ]
    sample = server.replace("Keeps the berths of a harbour", "This is a sample server")
    assert len(of(program(imports + sample), Description)) == 1


def test_a_label_of_an_image_describes_the_program() -> None:
    key = "org.opencontainers.image.description"
    old = f"dockers:\n  - build_flag_templates:\n      - '--label={key}=Counts planks'\n"
    new = f"dockers_v2:\n  - labels:\n      {key}: Counts planks twice\n"
    main = "package main\n\nfunc main() {}\n"
    for text, said in (
        (old.replace("planks", "the planks"), "Counts the planks"),
        (new, "Counts planks twice"),
    ):
        found = program(main, {".goreleaser.yml": text})
        assert [d.text for d in of(found, Description)] == [said]
    templated = new.replace("planks", "{{ .ProjectName }}")
    assert of(program(main, {".goreleaser.yml": templated}), Description) == []


def test_a_short_description_and_the_one_behind_the_usage() -> None:
    found = program(
        'package main\n\nimport "flag"\n\nfunc usage() {\n'
        "\tprintln(`Usage: tool [options] [file]\n\nCounts all planks of a ship\n\nOptions:`)\n"
        "\tflag.PrintDefaults()\n}\n\n"
        'func main() {\n\tflag.Usage = usage\n\tflag.Bool("x", false, "try")\n}\n'
    )
    assert cli(found).summary == "Counts all planks of a ship"
    assert [d.text for d in of(found, Description)] == ["Counts all planks of a ship"]
    short = facts(
        {"go.mod": MOD, "main.go": "// tool counts planks twice.\npackage main\n\nfunc main() {}\n"}
    )
    assert of(short, Package)[0].description == "Counts planks twice."
    typed = facts(
        {
            "go.mod": MOD,
            "t.go": "// Package tool turns map[string]any into a struct.\n"
            "package tool\n\nfunc A() {}\n",
        }
    )
    assert of(typed, Package)[0].description == "Turns map[string]any into a struct."


# Around it ------------------------------------------------------------------------------------


def test_the_port_of_a_database_is_not_the_port_of_the_server() -> None:
    found = program(
        'package main\n\nimport (\n\t"flag"\n\t"net/http"\n)\n\nfunc main() {\n'
        '\tflag.Int("port", 5432, "Server port")\n'
        '\tflag.Int("listen", 8081, "HTTP server listen port")\n'
        "\thttp.ListenAndServe(address(), nil)\n}\n"
    )
    assert [port.number for port in of(found, Port)] == [8081]


def test_variables_for_profiling_are_not_for_users() -> None:
    found = program(
        'package main\n\nimport "os"\n\nfunc main() {\n'
        '\tos.Getenv("TOOL_CPUPROFILE_FILE")\n\tos.Getenv("TOOL_DEVMODE")\n'
        '\tos.Getenv("TOOL_HOME")\n}\n'
    )
    assert [variable.name for variable in of(found, EnvVar)] == ["TOOL_HOME"]


def test_a_generated_file_does_not_speak_for_its_package() -> None:
    found = facts(
        {
            "go.mod": MOD,
            "tool.go": "package tool\n\nfunc Make() {}\n",
            "mock.go": "// Code generated by a tool. DO NOT EDIT.\n\n"
            "// Package tool is a generated mock package.\npackage tool\n",
        }
    )
    assert of(found, Package)[0].description == ""
    assert of(found, Folder) == []
