"""Command lines of Go programs, by every library that defines them."""

from __future__ import annotations

from typing import Any

import pytest

from moxi.facts.go.tag_libraries import READERS
from moxi.facts.go.tags import dashed, parse_tag
from moxi.facts.go.values import Duration
from moxi.facts.model import Argument, Cli
from tests.facts.gokit import command, fixture, flags, lines, of, program


def cli(main: str, files: dict[str, str] | None = None) -> Any:
    return of(program(main, files), Cli)[0]


# cobra ----------------------------------------------------------------------------------------


def test_a_tree_of_cobra_commands() -> None:
    found = fixture("go_cli")
    tool = of(found, Cli)[0]
    assert (tool.program, tool.summary) == ("shelf", "Keep a reading list in one local file")
    assert lines(found, tool) == ["internal/commands/root.go:18"]
    assert [c.name for c in tool.subcommands] == ["add", "list", "archive", "archive restore"]
    assert command(tool, "add").aliases == ("a",)
    assert command(tool, "add").arguments == (Argument("url", "", True, True),)
    assert command(tool, "list").arguments == (Argument("tag", "", False),)
    assert command(tool, "archive restore").help == "Bring a finished entry back"
    assert tool.examples == (
        "shelf add https://example.org/page --tag go",
        "shelf list --limit 5 | sort",
    )


def test_flags_of_cobra_commands() -> None:
    tool = of(fixture("go_cli"), Cli)[0]
    own = flags(tool.options)
    assert own["--file"].flags == ("-f", "--file")
    assert (own["--file"].value, own["--file"].help) == ("path", "path of the list")
    assert (own["--file"].default, own["--file"].env) == ("shelf.db", "SHELF_FILE")
    assert str(own["--verbose"].evidence) == "internal/commands/root.go:30"
    add = flags(command(tool, "add").options)
    assert list(add) == ["--tag", "--title"]
    assert add["--tag"].required
    assert add["--title"].help == "title to show instead of the page's own"
    shown = flags(command(tool, "list").options)
    assert shown["--limit"].default == "20"
    assert shown["--since"].default == "720h"
    assert (shown["--format"].help, shown["--format"].default) == ("output format", "table")


def test_commands_registered_by_packages_that_are_only_imported() -> None:
    main = """package main

import (
	"github.com/octo-org/tool/cmd/root"
	_ "github.com/octo-org/tool/cmd/serve"
)

func main() { root.Execute() }
"""
    root = """package root

import "github.com/spf13/cobra"

var cmd = &cobra.Command{Use: "tool"}

func Cmd() *cobra.Command { return cmd }

func Execute() { _ = cmd.Execute() }
"""
    serve = """package serve

import (
	"github.com/spf13/cobra"
	"github.com/octo-org/tool/cmd/root"
)

var serve = &cobra.Command{Use: "serve", Short: "Serve pages"}

func init() { root.Cmd().AddCommand(serve) }
"""
    tool = cli(main, {"cmd/root/root.go": root, "cmd/serve/serve.go": serve})
    assert [(c.name, c.help) for c in tool.subcommands] == [("serve", "Serve pages")]


def test_what_is_only_known_at_run_time_is_left_out() -> None:
    tool = cli("""package main

import (
	"fmt"
	"os"
	"github.com/spf13/cobra"
)

func main() {
	name := "none"
	if len(os.Args) > 3 {
		name = "some"
	}
	c := &cobra.Command{Use: "tool"}
	c.Flags().String("a", name, "the name")
	c.Flags().String("b", os.TempDir(), fmt.Sprintf("where it goes. Default is %s.", os.TempDir()))
	c.Flags().Int(fmt.Sprint("c", os.Getpid()), 1, "not even a name")
	c.Execute()
}
""")
    found = flags(tool.options)
    assert list(found) == ["--a", "--b"]
    assert found["--a"].default == ""
    assert (found["--b"].default, found["--b"].help) == ("", "where it goes")


def test_a_branch_that_a_known_argument_decides() -> None:
    tool = cli("""package main

import (
	"fmt"
	kingpin "github.com/alecthomas/kingpin/v2"
)

const enabled = true

func register(name string, on bool) {
	var word string
	if on {
		word = "enabled"
	} else {
		word = "disabled"
	}
	kingpin.Flag("collect."+name, fmt.Sprintf("Collect %s (default: %s).", name, word)).Bool()
}

func main() {
	register("cpu", enabled)
	register("disk", false)
	kingpin.Parse()
}
""")
    assert [option.help for option in tool.options] == [
        "Collect cpu (default: enabled)",
        "Collect disk (default: disabled)",
    ]


# flag -----------------------------------------------------------------------------------------


def test_a_usage_text_and_its_definitions() -> None:
    found = fixture("go_cli_flag")
    tool = of(found, Cli)[0]
    assert tool.usage == "probe [options...] <url>"
    assert tool.arguments == (Argument("url"),)
    assert lines(found, tool) == ["main.go:18"]
    options = flags(tool.options)
    assert list(options) == ["-n", "-w", "-agent", "-o", "-q", "-cpus"]
    assert (options["-n"].help, options["-n"].default) == ("Number of questions to ask", "10")
    assert options["-w"].default == "1s"
    assert options["-o"].default == "text"
    assert options["-q"].value == ""
    assert str(options["-cpus"].evidence) == "main.go:28"


def test_a_default_on_which_help_and_code_disagree_is_left_out() -> None:
    options = flags(of(fixture("go_cli_flag"), Cli)[0].options)
    assert options["-agent"].flags == ("-a", "-agent")
    assert options["-agent"].default == ""
    assert "-z" not in options  # the text tells of it, nothing defines it


def test_flags_without_a_usage_text() -> None:
    tool = cli("""package main

import (
	"flag"
	"os"
)

func env(key, fallback string) string {
	if value, ok := os.LookupEnv(key); ok {
		return value
	}
	return fallback
}

func main() {
	var port string
	var verbose bool
	flag.StringVar(&port, "port", env("TOOL_PORT", "80"), "port to listen on")
	flag.BoolVar(&verbose, "v", false, "shorthand for -verbose")
	flag.BoolVar(&verbose, "verbose", false, "say more")
	flag.Var(nil, "header", "`NAME=VALUE` to send, repeatable")
	flag.Parse()
}
""")
    options = flags(tool.options)
    assert (options["-port"].default, options["-port"].env) == ("80", "TOOL_PORT")
    assert options["-verbose"].flags == ("-v", "-verbose")
    assert options["-verbose"].help == "say more"
    assert options["-header"].value == "NAME=VALUE"


def test_flag_sets_that_a_switch_chooses_between() -> None:
    tool = cli("""package main

import (
	"flag"
	"fmt"
	"os"
)

func usage() {
	fmt.Println(`tool keeps copies.

Usage:

	tool <command>

The commands are:

	save     make a copy
	restore  bring a copy back`)
}

func main() {
	switch os.Args[1] {
	case "save":
		save(os.Args[2:])
	case "restore":
		fs := flag.NewFlagSet("restore", flag.ExitOnError)
		fs.Bool("force", false, "overwrite what is there")
		fs.Parse(os.Args[2:])
	default:
		usage()
	}
}

func save(args []string) {
	fs := flag.NewFlagSet("tool-save", flag.ExitOnError)
	fs.Int("keep", 3, "copies to keep")
	fs.Parse(args)
}
""")
    assert tool.summary == "tool keeps copies"
    assert [(c.name, c.help) for c in tool.subcommands] == [
        ("save", "make a copy"),
        ("restore", "bring a copy back"),
    ]
    assert command(tool, "save").options[0].default == "3"
    assert command(tool, "restore").options[0].flags == ("-force",)


def test_a_usage_text_that_is_put_together_line_by_line() -> None:
    tool = cli("""package main

import (
	"flag"
	"fmt"
	"os"
)

const failed = 4

func main() {
	flag.Usage = func() {
		h := "Turn leaves into trees\\n\\n"
		h += "Usage:\\n  tool [FILE]\\n\\nOptions:\\n"
		h += "  -r, --reverse   Turn trees into leaves\\n\\n"
		h += fmt.Sprintf("Exit codes:\\n  %d\\tnothing worked\\n\\n", failed)
		h += "Examples:\\n  tool leaf.txt\\n  cat leaf.txt | tool -r\\n"
		fmt.Fprint(os.Stderr, h)
	}
	reverse := false
	flag.BoolVar(&reverse, "reverse", false, "")
	flag.BoolVar(&reverse, "r", false, "")
	flag.Parse()
}
""")
    assert (tool.summary, tool.usage) == ("Turn leaves into trees", "tool [FILE]")
    assert [option.flags for option in tool.options] == [("-r", "--reverse")]
    assert tool.examples == ("tool leaf.txt", "cat leaf.txt | tool -r")


# Other libraries ------------------------------------------------------------------------------


def test_urfave_cli() -> None:
    tool = cli("""package main

import (
	"os"
	"github.com/urfave/cli/v2"
)

var shared = []cli.Flag{
	&cli.BoolFlag{Name: "debug", Aliases: []string{"d"}, EnvVars: []string{"TOOL_DEBUG"}},
	&cli.StringFlag{Name: "secret", Hidden: true},
}

func main() {
	app := &cli.App{Name: "tool", Usage: "keep time"}
	app.Flags = append(shared, &cli.IntFlag{Name: "n", Value: 3})
	app.Commands = []*cli.Command{
		{Name: "start", Aliases: []string{"s"}, Usage: "start a timer", ArgsUsage: "<name>"},
		{Name: "old", Hidden: true},
		{Name: "list", Subcommands: []*cli.Command{{Name: "all", Usage: "list everything"}}},
	}
	app.Run(os.Args)
}
""")
    assert (tool.program, tool.summary) == ("tool", "keep time")
    options = flags(tool.options)
    assert list(options) == ["--debug", "-n"]
    assert (options["--debug"].flags, options["--debug"].env) == (("-d", "--debug"), "TOOL_DEBUG")
    assert options["-n"].default == "3"
    assert [c.name for c in tool.subcommands] == ["start", "list", "list all"]
    assert command(tool, "start").arguments == (Argument("name"),)
    assert str(command(tool, "list all").evidence) == "main.go:19"


def test_urfave_examples_of_the_commands() -> None:
    tool = cli("""package main

import (
	"os"
	"github.com/urfave/cli/v2"
)

func main() {
	app := &cli.App{Name: "tool"}
	app.Commands = []*cli.Command{
		{Name: "start", Usage: "start", Description: `Begins.

tool start is what one types first.

Examples:
  tool start          # Starts 'it'
  tool start --now    # Starts it at once`},
		{Name: "stop", Usage: "stop", Description: "tool stop ends it"},
		{Name: "old", Hidden: true, Description: "Examples:\\n  tool old"},
	}
	app.Run(os.Args)
}
""")
    assert tool.examples == ("tool start  # Starts 'it'",)


def test_urfave_cli_3_reads_sources() -> None:
    tool = cli("""package main

import (
	"context"
	"os"
	"github.com/urfave/cli/v3"
)

func main() {
	cmd := &cli.Command{
		Name: "tool",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "key", Sources: cli.EnvVars("TOOL_KEY"), Required: true},
		},
	}
	cmd.Run(context.Background(), os.Args)
}
""")
    assert (tool.options[0].env, tool.options[0].required) == ("TOOL_KEY", True)


def test_kong() -> None:
    tool = cli(
        """package main

import (
	"github.com/alecthomas/kong"
	"github.com/octo-org/tool/serve"
)

type Globals struct {
	LogLevel string `enum:"debug,info" default:"info" help:"How much to log (${enum})."`
}

var cli struct {
	Globals
	Serve  serve.Command `cmd:"" help:"Serve pages."`
	Remote struct {
		Add struct {
			URL string `arg:"" help:"Where it is."`
		} `cmd:"" aliases:"a" help:"Add one."`
	} `cmd:"" help:"Work with remotes."`
	Debug struct{} `cmd:"" hidden:""`
}

func main() {
	kong.Parse(&cli, kong.Name("tool"), kong.Description("Keeps pages."))
}
""",
        {
            "serve/serve.go": "package serve\n\ntype Command struct {\n"
            '\tHTTPPort int `short:"p" default:"80" env:"PORT" help:"Port."`\n}\n'
        },
    )
    assert (tool.program, tool.summary) == ("tool", "Keeps pages")
    level = tool.options[0]
    assert (level.flags, level.choices) == (("--log-level",), ("debug", "info"))
    assert (level.help, level.default) == ("How much to log (debug,info)", "info")
    assert [c.name for c in tool.subcommands] == ["serve", "remote", "remote add"]
    port = command(tool, "serve").options[0]
    assert (port.flags, port.default, port.env) == (("-p", "--http-port"), "80", "PORT")
    assert str(port.evidence) == "serve/serve.go:4"
    assert command(tool, "remote add").arguments == (Argument("url", "Where it is"),)


def test_kingpin() -> None:
    tool = cli("""package main

import "gopkg.in/alecthomas/kingpin.v2"

var (
	app   = kingpin.New("tool", "Watches disks.")
	level = app.Flag("level", "How much to log.").
		Short('l').
		Default("info").
		Envar("TOOL_LEVEL").
		Enum("info", "debug")
	check = app.Command("check", "Check once.")
	disk  = check.Arg("disk", "Which one.").Required().String()
	quiet = check.Flag("quiet", "Print nothing.").Default("false").Bool()
)

func main() { kingpin.MustParse(app.Parse(nil)) }
""")
    level = tool.options[0]
    assert (level.flags, level.default, level.env) == (("-l", "--level"), "info", "TOOL_LEVEL")
    assert level.choices == ("info", "debug")
    assert str(level.evidence) == "main.go:7"
    check = command(tool, "check")
    assert check.arguments == (Argument("disk", "Which one"),)
    assert (check.options[0].default, check.options[0].value) == ("", "")


def test_go_flags() -> None:
    tool = cli("""package main

import "github.com/jessevdk/go-flags"

type options struct {
	Verbose []bool `short:"v" long:"verbose" description:"Say more"`
	Output  string `short:"o" long:"output" value-name:"FILE" default:"-" description:"To"`
	Net     struct {
		Port int `long:"port" env:"PORT" required:"yes" description:"Port"`
	} `group:"Network" namespace:"net"`
}

func main() {
	var opts options
	flags.Parse(&opts)
}
""")
    options = flags(tool.options)
    assert list(options) == ["--verbose", "--output", "--net.port"]
    assert (options["--output"].value, options["--output"].default) == ("FILE", "-")
    assert options["--net.port"].required
    assert options["--verbose"].value == ""


def test_go_arg() -> None:
    tool = cli("""package main

import "github.com/alexflint/go-arg"

type args struct {
	Input  string `arg:"positional,required" help:"what to read"`
	Jobs   int    `arg:"-j,--jobs,env:JOBS" default:"4" help:"at a time"`
	DryRun bool
	Hidden string `arg:"-"`
}

func (args) Description() string { return "tool counts words." }

func main() {
	var a args
	arg.MustParse(&a)
}
""")
    assert tool.summary == "tool counts words"
    assert tool.arguments == (Argument("input", "what to read"),)
    options = flags(tool.options)
    assert list(options) == ["--jobs", "--dryrun"]
    assert (options["--jobs"].flags, options["--jobs"].env) == (("-j", "--jobs"), "JOBS")


# Parts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "0s"),
        (1_500_000, "1.5ms"),
        (30_000_000_000, "30s"),
        (90_000_000_000, "1m30s"),
        (7_200_000_000_000, "2h"),
    ],
)
def test_durations_as_typed(nanoseconds: int, text: str) -> None:
    assert str(Duration(nanoseconds)) == text


def test_struct_tags() -> None:
    assert parse_tag('short:"p" help:"say \\"hi\\"" choice:"a" choice:"b" cmd:""') == {
        "short": ["p"],
        "help": ['say "hi"'],
        "choice": ["a", "b"],
        "cmd": [""],
    }
    assert [dashed(name) for name in ("HTTPPort", "MaxItems", "ID")] == [
        "http-port",
        "max-items",
        "id",
    ]
    assert set(READERS) == {"kong", "go-flags", "go-arg"}


@pytest.mark.parametrize(
    "body",
    [
        "x := x + x\n\tflag.String(x, x, x)",
        "main()",
        "var f func()\n\tf = func() { f() }\n\tf()\n\tflag.Parse()",
        "flag.String(" + "(" * 3_000,
        "a := " + " + ".join(['"a"'] * 3_000) + "\n\tflag.String(a, a, a)",
        "for {\n\t\tfor {\n\t\t\tflag.Bool()\n\t\t}\n\t}",
        '[]int{}[1:2:3].x.y().z["q"]()',
    ],
)
def test_odd_code_is_met(body: str) -> None:
    found = program(f'package main\n\nimport "flag"\n\nfunc main() {{\n\t{body}\n}}\n')
    assert of(found, Cli) == []


def test_a_variable_that_replaces_a_default_in_a_branch() -> None:
    tool = cli("""package main

import (
	"flag"
	"os"
	"strconv"
)

var port = 8080

func main() {
	if value, ok := os.LookupEnv("TOOL_PORT"); ok {
		if number, err := strconv.Atoi(value); err == nil {
			port = number
		}
	}
	flag.IntVar(&port, "port", port, "where to listen")
	flag.Parse()
}
""")
    assert (tool.options[0].default, tool.options[0].env) == ("8080", "TOOL_PORT")


def test_a_line_below_usage_that_is_no_command_line() -> None:
    tool = cli("""package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	flag.Usage = func() {
		fmt.Printf("Usage of %s:\\n\\n", os.Args[0])
		fmt.Printf("Without arguments it waits for input.\\n\\n")
		flag.PrintDefaults()
	}
	flag.Bool("q", false, "print nothing")
	flag.Parse()
}
""")
    assert tool.usage == ""
    assert [option.flags for option in tool.options] == [("-q",)]


def test_a_flag_set_that_others_take_in_is_no_command() -> None:
    found = program("""package main

import (
	"os"

	"github.com/spf13/pflag"
)

func main() {
	common := pflag.NewFlagSet("common", pflag.ExitOnError)
	common.Int("rows", 10, "how many rows")
	read := pflag.NewFlagSet("read", pflag.ExitOnError)
	read.String("from", "", "where to read from")
	write := pflag.NewFlagSet("write", pflag.ExitOnError)
	write.String("to", "", "where to write to")
	switch os.Args[1] {
	case "read":
		read.AddFlagSet(common)
		read.Parse(os.Args[2:])
	case "write":
		write.AddFlagSet(common)
		write.Parse(os.Args[2:])
	}
}
""")
    [cli] = of(found, Cli)
    assert [command.name for command in cli.subcommands] == ["read", "write"]


def test_a_description_says_what_a_name_does_not() -> None:
    found = program("""package main

import (
	"os"

	"github.com/urfave/cli/v2"
)

func main() {
	app := cli.NewApp()
	app.Usage = "tool"
	app.Description = "Moves boxes from here to there"
	app.Flags = []cli.Flag{&cli.StringFlag{Name: "to", Usage: "where to"}}
	app.Run(os.Args)
}
""")
    assert [cli.summary for cli in of(found, Cli)] == ["Moves boxes from here to there"]


def test_a_fork_of_a_library_defines_commands_in_the_same_words() -> None:
    found = program("""package main

import "github.com/muesli/coral"

var root = &coral.Command{Use: "tool <file>", Short: "Shows files"}

func main() {
	root.AddCommand(&coral.Command{Use: "serve", Short: "Show them to others", Run: serve})
	root.Execute()
}

func serve(cmd *coral.Command, args []string) {}
""")
    [cli] = of(found, Cli)
    assert cli.summary == "Shows files"
    assert [command.name for command in cli.subcommands] == ["serve"]


def test_a_program_that_no_release_names_is_not_for_users() -> None:
    code = """package main

import "flag"

func main() {
	flag.Int("rows", 10, "how many rows")
	flag.Parse()
}
"""
    files = {"cmd/fake/main.go": code, "cmd/toolctl/main.go": code}
    assert [cli.program for cli in of(program(code, files), Cli)] == ["tool", "fake", "toolctl"]
    files[".goreleaser.yml"] = "builds:\n  - main: .\n  - main: ./cmd/toolctl\n"
    assert [cli.program for cli in of(program(code, files), Cli)] == ["tool", "toolctl"]


def test_how_a_project_uses_its_own_program() -> None:
    code = """package main

import "flag"

func main() {
	flag.String("config", "", "path to the rules")
	flag.Parse()
}
"""
    workflow = """jobs:
  lint:
    steps:
      - name: tool runs on itself
        run: |
          ./tool --version
          ./tool -config rules.toml ./...
          tool -unknown ./...
          tool -config $RULES ./...
"""
    [fact] = [
        fact
        for fact in program(code, {".github/workflows/lint.yml": workflow})
        if isinstance(fact.value, Cli)
    ]
    assert fact.value.examples == ("tool -config rules.toml ./...",)
    assert str(fact.evidence[-1]) == ".github/workflows/lint.yml:7"


def test_tags_of_a_parser_of_its_own() -> None:
    parser = (
        'package flags\n\nimport "reflect"\n\nfunc Parse(options any) {\n'
        "\tfield := reflect.TypeOf(options).Field(0)\n"
        '\t_ = field.Tag.Get("flagName")\n}\n'
    )
    main = """package main

import "github.com/octo-org/tool/flags"

type options struct {
	Address string `flagName:"address" flagSName:"a" flagDescribe:"Where to listen" default:"::"`
	Quiet   bool   `flagName:"quiet" flagDescribe:"Say nothing" default:"false"`
	Other   string `json:"other"`
}

func main() { flags.Parse(&options{}) }
"""
    found = program(main, {"flags/flags.go": parser})
    (line,) = of(found, Cli)
    assert [(o.flags, o.value, o.help, o.default) for o in line.options] == [
        (("-a", "--address"), "string", "Where to listen", "::"),
        (("--quiet",), "", "Say nothing", ""),
    ]
    silent = program(main, {"flags/flags.go": parser.replace('"flagName"', '"name"')})
    assert not of(silent, Cli)


def test_the_example_configuration_is_an_example_of_use() -> None:
    main = """package main

import "flag"

var config = flag.String("config", "tool.yml", "path of the configuration file")

func main() { flag.Parse() }
"""
    assert cli(main).examples == ()
    shown = cli(main, {"example_config/tool.yml": "a: 1\n"})
    assert shown.examples == ("tool -config example_config/tool.yml",)


def test_a_configuration_file_of_another_name() -> None:
    main = """package main

import "flag"

var deck = flag.String("deck", "main.deck", "path of the configuration file")

func main() { flag.Parse() }
"""
    shown = cli(main, {"decks/main.deck": "a = 1\n"})
    assert shown.examples == ("tool -deck decks/main.deck",)


def test_the_usage_line_of_go_flags_is_whole() -> None:
    main = """package main

import "github.com/jessevdk/go-flags"

var opts struct {
	Port int `long:"port" description:"Where it listens"`
}

func main() {
	parser := flags.NewParser(&opts, flags.Default)
	parser.Usage = `[OPTIONS] [type...] [name]

All of them can be toggled.`
	parser.Parse()
}
"""
    assert cli(main).usage == "tool [OPTIONS] [type...] [name]"
