"""Command lines of Rust programs, whichever library defines them."""

from __future__ import annotations

from typing import Any

import pytest

from moxi.facts.model import Argument, Cli, ConfigFile, EnvVar, Option, Overview, Setting
from tests.facts.test_rust import facts, fixture, lines, of

CLAP = '[package]\nname = "tool"\nversion = "0.1.0"\n[dependencies]\nclap = "4"\n'
MAIN = "use clap::Parser;\nfn main() { Opt::parse(); }\n"


def cli(source: str, manifest: str = CLAP, **files: str) -> Cli:
    """The command line of a program whose main file is `source`."""
    found = of(facts({"Cargo.toml": manifest, "src/main.rs": source, **files}), Cli)
    assert len(found) == 1
    value: Cli = found[0]
    return value


def flags(options: tuple[Option, ...]) -> list[str]:
    return [" ".join([*option.flags, option.value]).strip() for option in options]


def option(found: Cli, flag: str) -> Option:
    return next(option for option in found.options if flag in option.flags)


def test_a_derived_command_line() -> None:
    found = fixture("rust_cli")
    tool: Cli = of(found, Cli)[0]
    assert lines(found, tool) == ["src/cli.rs:14"]
    assert tool.program == "lantern"
    assert tool.summary == "Watch log files and highlight what matters"
    assert flags(tool.options) == [
        "-f --follow",
        "-l --level LEVEL",
        "-n --lines N",
        "--only REGEX",
        "-q --quiet",
        "-o --output-file OUTPUT_FILE",
    ]  # without the hidden one, and without the one of a feature that is off
    level = option(tool, "--level")
    assert (level.default, level.env) == ("info", "LANTERN_LEVEL")
    assert level.choices == ("trace", "info", "warn", "error")
    assert str(level.evidence) == "src/cli.rs:26"
    assert option(tool, "--lines").default == "10"
    assert option(tool, "--follow").help == "Keep reading as the files grow"
    assert tool.arguments == (
        Argument("FILES", "Log files to read, standard input if none is given", False, True),
    )
    assert tool.examples == ("lantern --follow app.log", "lantern stats --top 5 app.log")


def test_derived_subcommands() -> None:
    tool: Cli = of(fixture("rust_cli"), Cli)[0]
    assert [command.name for command in tool.subcommands] == [
        "stats",
        "theme",
        "theme list",
        "theme set-default",
    ]
    stats = tool.subcommands[0]
    assert (stats.help, stats.aliases) == ("Count lines by level", ("count",))
    assert flags(stats.options) == ["--top TOP"]
    assert stats.options[0].default == "3"
    assert stats.arguments == (Argument("FILE", "The log file"),)
    assert tool.subcommands[3].arguments == (Argument("NAME", ""),)


def test_a_built_command_line() -> None:
    found = fixture("rust_workspace", "crates/tally")
    tool: Cli = of(found, Cli)[0]
    assert lines(found, tool) == ["crates/tally/src/args.rs:4"]
    assert flags(tool.options) == ["-b --by FIELD", "--sorted"]
    by = option(tool, "--by")
    assert (by.default, by.choices) == ("line", ("line", "word"))
    assert option(tool, "--sorted").help == "Sort the counts, largest first"
    assert tool.arguments == (Argument("FILE", "File to read", False, True),)
    top = tool.subcommands[0]
    assert (top.name, flags(top.options)) == ("top", ["-l --limit LIMIT"])
    assert top.options[0].required
    assert str(top.options[0].evidence) == "crates/tally/src/args.rs:33"


@pytest.mark.parametrize(
    ("attribute", "kind", "expected"),
    [
        ("long", "bool", Option(("--a-b",))),
        ("long", "u8", Option(("--a-b",), "A_B", required=True)),
        ("long", "Option<u8>", Option(("--a-b",), "A_B")),
        ("long", "Vec<String>", Option(("--a-b",), "A_B")),
        ("short, long", "Option<Option<u8>>", Option(("-a", "--a-b"), "A_B")),
        ('long = "x", short = \'y\'', "bool", Option(("-y", "--x"))),
        ("long, action = clap::ArgAction::Count", "u8", Option(("--a-b",))),
        ("long, default_value_t = 60 * 60", "u64", Option(("--a-b",), "A_B", default="3600")),
        ("long, default_value_t = LIMIT", "u64", Option(("--a-b",), "A_B", default="7000")),
        ("long, default_value_t = compute()", "u64", Option(("--a-b",), "A_B")),
        ('long, default_value = "x y"', "String", Option(("--a-b",), "A_B", default="x y")),
        ("long, env", "Option<u8>", Option(("--a-b",), "A_B", env="A_B")),
        ('long, visible_alias = "c"', "bool", Option(("--a-b", "--c"))),
        ('long, alias = "c"', "bool", Option(("--a-b",))),
        ('long, value_parser = ["on", "off"]', "Option<String>",
         Option(("--a-b",), "A_B", choices=("on", "off"))),
        ('long, required_unless_present = "z"', "u8", Option(("--a-b",), "A_B")),
        ('long, help = concat!("one ", "two.")', "bool", Option(("--a-b",), help="one two")),
        ('long, help = "Limit (default: 5)"', "Option<u8>",
         Option(("--a-b",), "A_B", help="Limit", default="5")),
        ('long, help = "Limit (default: page_height)"', "Option<u8>",
         Option(("--a-b",), "A_B", help="Limit (default: page_height)")),
    ],
)  # fmt: skip
def test_one_derived_option(attribute: str, kind: str, expected: Option) -> None:
    source = (
        "const LIMIT: u64 = 7_000;\n"
        "#[derive(clap::Parser)]\nstruct Opt {\n"
        f"    #[arg({attribute})]\n    a_b: {kind},\n}}\n{MAIN}"
    )
    found = cli(source).options[0]
    assert Option(**{**_fields(found), "evidence": None}) == expected
    assert str(found.evidence) == "src/main.rs:5"


def _fields(found: Option) -> dict[str, Any]:
    return {name: getattr(found, name) for name in Option.__dataclass_fields__}


def test_help_is_as_many_sentences_as_a_cell_holds() -> None:
    long = "It goes on about this at a length that no table cell of a page can hold " * 2
    source = (
        "#[derive(clap::Parser)]\nstruct Opt {\n"
        "    /// Wrap at this column. Longer words\n    /// are not broken.\n"
        "    ///\n    /// More on it.\n    #[arg(long)]\n    wrap: Option<u8>,\n"
        "    /// How many lines. 0 means all. See the manual.\n"
        "    #[arg(long)]\n    lines: Option<u8>,\n"
        f"    /// What to show. {long}.\n    #[arg(long)]\n    show: Option<u8>,\n"
        "    /// By default, links are not followed. With this they are.\n"
        "    #[arg(long)]\n    follow: bool,\n}\n" + MAIN
    )
    found = cli(source)
    assert option(found, "--wrap").help == "Wrap at this column. Longer words are not broken"
    assert option(found, "--lines").help == "How many lines. 0 means all"
    assert option(found, "--show").help == "What to show"
    assert option(found, "--follow").help == (
        "By default, links are not followed. With this they are"
    )


def test_the_default_variant_of_an_enum() -> None:
    source = (
        "#[derive(Clone, Default, clap::ValueEnum)]\nenum When { #[default] OnError, Always }\n"
        "#[derive(clap::Parser)]\nstruct Opt {\n"
        "    #[arg(long, default_value_t)]\n    when: When,\n}\n" + MAIN
    )
    found = option(cli(source), "--when")
    assert (found.default, found.choices) == ("on-error", ("on-error", "always"))


def test_structopt() -> None:
    manifest = CLAP.replace('clap = "4"', 'structopt = "0.3"')
    source = (
        "use structopt::StructOpt;\n"
        '/// Greets.\n#[derive(StructOpt)]\n#[structopt(name = "tool")]\n'
        "struct Opt {\n    /// Louder\n"
        "    #[structopt(short, long, parse(from_occurrences))]\n    loud: u8,\n"
        '    #[structopt(long, default_value = "you")]\n    name: String,\n'
        "    #[structopt(subcommand)]\n    cmd: Cmd,\n}\n"
        "#[derive(StructOpt)]\nenum Cmd {\n"
        "    /// Say bye\n    SayBye { #[structopt(long)] at: u8 },\n}\n"
        "fn main() { Opt::from_args(); }\n"
    )
    found = cli(source, manifest)
    assert found.summary == "Greets"
    assert flags(found.options) == ["-l --loud", "--name NAME"]
    assert option(found, "--name").default == "you"
    assert found.subcommands[0].name == "say-bye"
    assert found.subcommands[0].options[0].required


def test_arguments_written_by_hand_and_flattened() -> None:
    source = (
        "use clap::{Arg, Command, Parser};\n"
        "#[derive(Parser)]\nstruct Opt {\n    #[command(flatten)]\n    run: Run,\n}\n"
        "struct Run;\nimpl clap::Args for Run {\n"
        "    fn augment_args(cmd: Command) -> Command {\n"
        '        cmd.arg(Arg::new("exec").long("exec").short(\'x\')'
        '.value_name("cmd").help("Run it"))\n'
        "    }\n}\nfn main() { Opt::parse(); }\n"
    )
    assert flags(cli(source).options) == ["-x --exec cmd"]


def test_builders_of_old_and_of_macros() -> None:
    source = (
        "use clap::{App, Arg, SubCommand, crate_name, crate_version};\n"
        "fn main() {\n"
        '    let app = App::new(crate_name!()).version(crate_version!()).about("Does it")\n'
        '        .arg(Arg::with_name("force").long("force").short("f").help("Do not ask"))\n'
        '        .arg(Arg::with_name("out").long("out").takes_value(true)'
        '.possible_values(&["a", "b"]))\n'
        "        .arg(Arg::from_usage(\"-c, --config=[FILE] 'Read this'\"))\n"
        '        .subcommand(SubCommand::with_name("go").visible_alias("g"));\n'
        "    #[cfg(windows)]\n"
        '    let app = app.arg(Arg::with_name("win").long("win"));\n'
        "    app.get_matches();\n}\n"
    )
    found = cli(source, CLAP.replace('"4"', '"2.33"'))
    assert flags(found.options) == ["-f --force", "--out OUT", "-c --config FILE"]
    assert option(found, "--out").choices == ("a", "b")
    assert option(found, "--config").help == "Read this"
    assert (found.subcommands[0].name, found.subcommands[0].aliases) == ("go", ("g",))


def test_the_arg_macro() -> None:
    source = (
        "use clap::{arg, command};\nfn main() {\n    command!()\n"
        '        .arg(arg!([name] "Whom to greet"))\n'
        '        .arg(arg!(-c --config <FILE> "Read this"))\n'
        '        .arg(arg!(verbose: -v --verbose "Say more"))\n        .get_matches();\n}\n'
    )
    found = cli(source)
    assert flags(found.options) == ["-c --config FILE", "-v --verbose"]
    assert found.arguments == (Argument("name", "Whom to greet", False),)


def test_a_process_is_no_command_line() -> None:
    source = (
        "use std::process::Command;\nuse clap as _;\nfn main() {\n"
        '    Command::new("git").arg("status").arg("--short").status().unwrap();\n}\n'
    )
    assert not of(facts({"Cargo.toml": CLAP, "src/main.rs": source}), Cli)


def test_argh() -> None:
    manifest = CLAP.replace('clap = "4"', 'argh = "0.1"')
    source = (
        "use argh::FromArgs;\n#[derive(FromArgs)]\n/// Reach new heights.\nstruct Up {\n"
        "    /// whether to jump\n    #[argh(switch, short = 'j')]\n    jump: bool,\n"
        '    /// how high\n    #[argh(option, default = "5")]\n    max_height: usize,\n'
        "    #[argh(subcommand)]\n    next: Next,\n}\n"
        "#[derive(FromArgs)]\n#[argh(subcommand)]\nenum Next { One(One) }\n"
        '#[derive(FromArgs)]\n/// First.\n#[argh(subcommand, name = "one")]\n'
        "struct One {\n    #[argh(positional)]\n    file: String,\n}\n"
        "fn main() { let _: Up = argh::from_env(); }\n"
    )
    found = cli(source, manifest)
    assert found.summary == "Reach new heights"
    assert flags(found.options) == ["-j --jump", "--max-height max-height"]
    assert option(found, "--max-height").default == "5"
    assert found.subcommands[0].name == "one"
    assert found.subcommands[0].arguments == (Argument("file", ""),)


def test_gumdrop_and_bpaf() -> None:
    gumdrop = cli(
        "use gumdrop::Options;\n#[derive(Options)]\nstruct Opt {\n"
        '    #[options(help = "say more")]\n    verbose: bool,\n'
        '    #[options(no_short, help = "where", meta = "DIR")]\n    out_dir: String,\n}\n'
        "fn main() { Opt::parse_args_default_or_exit(); }\n",
        CLAP.replace('clap = "4"', 'gumdrop = "0.8"'),
    )
    assert flags(gumdrop.options) == ["-v --verbose", "--out-dir DIR"]
    bpaf = cli(
        "use bpaf::Bpaf;\n#[derive(Bpaf)]\n#[bpaf(options)]\nstruct Opt {\n"
        "    /// Say more\n    #[bpaf(short, long)]\n    verbose: bool,\n"
        '    #[bpaf(argument("N"), fallback(4))]\n    jobs: usize,\n}\n'
        "fn main() { opt().run(); }\n",
        CLAP.replace('clap = "4"', 'bpaf = "0.9"'),
    )
    assert flags(bpaf.options) == ["-v --verbose", "--jobs N"]
    assert option(bpaf, "--jobs").default == "4"


def test_a_help_text_written_by_hand() -> None:
    source = (
        'const HELP: &str = "\\\nUsage: tool [OPTIONS] FILE\n\nOptions:\n'
        '  -n, --count N   How often to do it\n  -h, --help      Print help\n";\n'
        'fn main() { print!("{}", HELP); }\n'
    )
    found = cli(source, CLAP.replace('clap = "4"', 'pico-args = "0.5"'))
    assert option(found, "--count").flags == ("-n", "--count")
    assert option(found, "--count").help == "How often to do it"


def test_every_binary_has_its_own_command_line() -> None:
    def source(flag: str) -> str:
        return (
            "use clap::Parser;\n#[derive(Parser)]\nstruct Args {\n"
            f"    #[arg(long)]\n    {flag}: bool,\n}}\nfn main() {{ Args::parse(); }}\n"
        )

    files = {"Cargo.toml": CLAP, "src/main.rs": source("one"), "src/bin/second.rs": source("two")}
    found = {tool.program: flags(tool.options) for tool in of(facts(files), Cli)}
    assert found == {"tool": ["--one"], "second": ["--two"]}


def test_environment_variables() -> None:
    found = fixture("rust_cli")
    folder = EnvVar("LANTERN_THEME_DIR", "themes", "Folder that holds the themes")
    level = EnvVar("LANTERN_LEVEL", "info", "Lowest level to show")
    assert of(found, EnvVar) == [folder, level]  # without HOME, and without what a test reads
    assert lines(found, folder) == ["src/settings.rs:11"]
    assert of(fixture("rust_workspace", "crates/tally"), EnvVar)[0].name == "RUST_LOG"


def test_variables_read_by_a_function_of_the_program() -> None:
    source = (
        "use std::env;\nfn need(key: &str) -> String { env::var(key).expect(key) }\n"
        'fn main() {\n    need("DATABASE_URL");\n    let port = env::var("PORT").expect("PORT");\n'
        '    // need("OLD_NAME");\n}\n'
    )
    found = of(facts({"Cargo.toml": CLAP, "src/main.rs": source}), EnvVar)
    assert [(variable.name, variable.required) for variable in found] == [
        ("DATABASE_URL", False),
        ("PORT", True),
    ]


def test_configuration_files() -> None:
    found = fixture("rust_cli")
    assert of(found, ConfigFile) == [ConfigFile("lantern.toml")]
    assert lines(found, ConfigFile("lantern.toml")) == ["src/settings.rs:13"]


@pytest.mark.parametrize(
    "source",
    [
        "#[derive(clap::Parser)] struct Opt { #[arg(long, default_value_t = )] a: u8, }",
        "#[derive(clap::Parser)] struct Opt { #[command(flatten)] a: Opt }",
        "#[derive(clap::Parser)] enum Opt { A(Opt), #[command(flatten)] B(Opt) }",
        "#[derive(clap::Parser)] struct Opt(",
        "const A: &str = B; const B: &str = A;\n"
        "#[derive(clap::Parser)] struct Opt { #[arg(long, default_value = A)] a: String }",
        "use clap::Command;\nfn a() -> Command { b() }\n"
        "fn b() -> Command { a().arg(Command::new(a)) }",
        'use clap::Command;\nfn f() -> Command { Command::new("x").subcommand(f()) }',
        "use clap::{App, Arg};\nfn f() { App::new().arg(Arg::new()).args(&[]).arg(arg!(<)); }",
    ],
)
def test_odd_sources_never_fail(source: str) -> None:
    facts({"Cargo.toml": CLAP, "src/main.rs": f"use clap;\n{source}\n{MAIN}"})


def test_definitions_without_help_take_it_from_the_text_that_is_printed() -> None:
    source = (
        'use clap::{App, Arg};\nconst USAGE: &str = "\nUsage: tool [options]\n\n  Options\n'
        '    -n, --count N    how often to do it\n    --tac            in reverse\n";\n'
        'fn main() {\n    App::new("tool")\n'
        '        .arg(Arg::with_name("count").long("count").short(\'n\').takes_value(true))\n'
        '        .arg(Arg::with_name("tac").long("tac"))\n        .get_matches();\n}\n'
    )
    found = cli(source, CLAP.replace('"4"', '"3"'))
    assert option(found, "--count").help == "how often to do it"
    assert option(found, "--tac").help == "in reverse"
    assert found.usage == "tool [options]"


def test_a_single_file_defines_the_same_name_again() -> None:
    source = (
        "mod other;\n#[derive(clap::Parser)]\nstruct Opt {\n"
        "    #[command(flatten)]\n    more: More,\n}\n"
        "#[derive(clap::Args)]\nstruct More {\n    #[arg(long)]\n    mine: bool,\n}\n" + MAIN
    )
    other = "#[derive(clap::Args)]\nstruct More {\n    #[arg(long)]\n    theirs: bool,\n}\n"
    found = cli(source, CLAP, **{"src/a_other.rs": other})
    assert flags(found.options) == ["--mine"]


def test_a_chain_deeper_than_any_real_source_is_left_out() -> None:
    chain = '.arg(Arg::new("a").long("a"))' * 3_000
    source = f'use clap::{{Arg, Command}};\nfn main() {{ Command::new("tool"){chain}; }}\n'
    assert not of(facts({"Cargo.toml": CLAP, "src/main.rs": source}), Cli)


def test_arguments_made_by_helpers_that_are_given_a_name() -> None:
    found = cli(
        "use clap::{Arg, ArgAction, Command};\n"
        'fn main() { common(Command::new("tool")).args(&[\n'
        '  short("list").help("show all of it").action(ArgAction::SetTrue),\n'
        '  long("out-file").help("where to write").value_name("FILE"),\n'
        '  Arg::new("x").long(computed()).help("nobody knows how it is called"),\n'
        "]).get_matches(); }\n"
        "fn short(name: &'static str) -> Arg {\n"
        '  long(name).short(name.chars().next().expect("a letter"))\n}\n'
        "fn long(name: &'static str) -> Arg { Arg::new(name).long(name) }\n"
        "fn common(cmd: Command) -> Command {\n"
        '  let flag = "quiet"; cmd.arg(Arg::new(flag).long(flag).action(ArgAction::SetTrue))\n}\n'
    )
    assert flags(found.options) == ["--quiet", "-l --list", "--out-file FILE"]
    assert found.arguments == ()


def test_a_configuration_file_in_the_folder_of_the_program_and_its_example() -> None:
    files = {
        "Cargo.toml": CLAP,
        "src/main.rs": (
            "fn main() { places(dirs::config_dir()); }\n"
            "fn places(config_home: PathBuf) -> Vec<PathBuf> {\n"
            '    vec![home.join(".tool.toml"), config_home.join("tool").join("config.toml")]\n}\n'
            'fn other() { let p = target.join("build").join("config.toml"); read(p); }\n'
        ),
        ".cargo/config.toml": "[alias]\n",
        "config/config.toml": (
            "# Place it in ~/.config/tool\n\n# Print the tree upside down.\nreverse = true\n"
            "# how many lines\n#lines = 5\n\n[theme]\n"
            "# the name = colours of the theme\nname = 'x'\n"
        ),
    }
    found = facts(files)
    assert of(found, ConfigFile) == [
        ConfigFile(".tool.toml"),
        ConfigFile(
            "tool/config.toml",
            "in the user's configuration directory, such as `~/.config`",
            "config/config.toml",
        ),
    ]
    assert [(s.name, s.default, s.meaning) for s in of(found, Setting)] == [
        ("reverse", "", "Print the tree upside down"),
        ("lines", "", "how many lines"),
        ("theme.name", "", "the name = colours of the theme"),
    ]
    assert lines(found, of(found, Setting)[1]) == ["config/config.toml:6"]


def test_a_variable_of_internal_use_is_not_told() -> None:
    source = (
        'const ENV_INTERNAL_START: &str = "TOOL_START";\n'
        'fn main() { std::env::var(ENV_INTERNAL_START).ok(); std::env::var("TOOL_DIR").ok(); }\n'
    )
    found = facts({"Cargo.toml": CLAP, "src/main.rs": source})
    assert [variable.name for variable in of(found, EnvVar)] == ["TOOL_DIR"]


def test_a_command_that_is_imported_by_another_name() -> None:
    found = cli(
        "use clap::{Arg, Command as ClapApp};\n"
        "fn main() { app().get_matches(); }\n"
        'fn app() -> ClapApp { ClapApp::new("tool")'
        '.arg(Arg::new("theme").long("theme").num_args(1)) }\n'
    )
    assert flags(found.options) == ["--theme THEME"]


def test_a_sample_is_no_list_of_defaults() -> None:
    files = {
        "Cargo.toml": CLAP,
        "src/main.rs": 'const FILE: &str = "tool.toml";\nfn main() { load(FILE); }\n',
        "sample_configs/default_config.toml": (
            '#[flags]\n# How often it looks.\n#rate = "1s"\n'
            "# Deprecated - use rate.\n#old = 3\n# Whether to shout.\n#loud = false\n"
        ),
    }
    found = facts(files)
    assert of(found, ConfigFile)[0].example == "sample_configs/default_config.toml"
    assert [(s.name, s.default, s.meaning) for s in of(found, Setting)] == [
        ("flags.rate", "", "How often it looks"),
        ("flags.loud", "", "Whether to shout"),
    ]


def test_an_enum_that_a_builder_parses() -> None:
    found = cli(
        "#[derive(Clone, clap::ValueEnum)]\nenum Level { Low, VeryHigh }\n"
        'fn main() { clap::Command::new("tool").about("Sees - https://tool.example")\n'
        '.arg(clap::Arg::new("a").long("a").value_parser(clap::value_parser!(Level)))\n'
        '.arg(clap::Arg::new("b").long("b").value_parser(EnumValueParser::<Level>::new()))\n'
        '.arg(clap::Arg::new("c").long("c").value_parser(clap::value_parser!(u8)))'
        ".get_matches(); }\n"
    )
    assert [o.choices for o in found.options] == [("low", "very-high"), ("low", "very-high"), ()]


def test_an_address_behind_the_summary_is_left_out() -> None:
    source = '#[derive(clap::Parser)]\n#[command(about = "It serves files - https://x.example")]\n'
    found = cli(f"{source}struct Opt {{\n    #[arg(long)]\n    a: bool,\n}}\n{MAIN}")
    assert found.summary == "It serves files"


def test_what_a_comment_says_of_the_type_is_no_summary() -> None:
    manifest = CLAP.replace('version = "0.1.0"\n', 'version = "0.1.0"\ndescription = "It sees."\n')
    source = "/// Command-line arguments to parse.\n#[derive(clap::Parser)]\nstruct Opt {\n"
    found = cli(f"{source}    #[arg(long)]\n    a: bool,\n}}\n{MAIN}", manifest)
    assert found.summary == "It sees"


def test_variables_whose_name_alone_tells_nothing_are_left_out() -> None:
    names = ("TOOL_DIR", "SOME_SOCKET", "PAGER", "HUB_TOKEN", "TOOL_TEST_MODE")
    reads = " ".join(f'std::env::var("{name}").ok();' for name in names)
    source = f'fn main() {{ {reads} std::env::var("OTHER_DIR").unwrap_or("x".into()); }}\n'
    told = [v.name for v in of(facts({"Cargo.toml": CLAP, "src/main.rs": source}), EnvVar)]
    assert told == ["TOOL_DIR", "PAGER", "HUB_TOKEN", "OTHER_DIR"]


def test_what_a_manual_page_says_of_a_variable_over_several_lines() -> None:
    page = (
        ".SH ENVIRONMENT\n.TP\n.B TOOL_DIR\nWhere the files lie. The default is ~/.tool\n"
        "or %APPDATA%\\\\tool.\n.TP\n"
    )
    source = 'fn main() { std::env::var("TOOL_DIR").ok(); }\n'
    found = facts({"Cargo.toml": CLAP, "src/main.rs": source, "doc/tool.1": page})
    assert of(found, EnvVar)[0].meaning == (
        "Where the files lie. The default is ~/.tool or %APPDATA%\\tool"
    )


def test_types_of_one_name_in_several_modules() -> None:
    source = """use clap::Command;
fn main() {
    Command::new("tool").subcommand(cmd::Show::build()).subcommand(cmd::Box::build()).get_matches();
}
"""
    shown = """use clap::{Arg, Command};
pub struct Show;
impl Show {
    pub fn build() -> Command { Command::new("show").about("WHAT").arg(Arg::new("id")) }
}
"""
    box = """use clap::Command;
pub struct Box;
impl Box {
    pub fn build() -> Command { Command::new("box").subcommand(show::Show::build()) }
}
"""
    found = cli(source, **{
        "src/cmd/show.rs": shown.replace("WHAT", "Show a mail"),
        "src/cmd/box.rs": box,
        "src/cmd/box/show.rs": shown.replace("WHAT", "Show a box"),
    })  # fmt: skip
    assert [(c.name, c.help) for c in found.subcommands] == [
        ("show", "Show a mail"),
        ("box", ""),
        ("box show", "Show a box"),
    ]


def test_what_the_help_says_beyond_its_first_paragraph() -> None:
    source = """use clap::Parser;
/// Lists mails.
///
/// The sizes are powers of 1000, as the server counts them.
///
/// See below.
#[derive(Parser)]
struct Opt { all: bool }
fn main() { Opt::parse(); }
"""
    found = facts({"Cargo.toml": CLAP, "src/main.rs": source})
    text = "The sizes are powers of 1000, as the server counts them."
    assert of(found, Overview) == [Overview(text, "help")]
    assert lines(found, Overview(text, "help")) == ["src/main.rs:8"]


def test_a_subcommand_that_may_be_left_out() -> None:
    source = """use clap::{Parser, Subcommand};
#[derive(Parser)]
struct Opt {
    #[command(subcommand)]
    command: Option<Sub>,
    #[arg(long, default_values_t = ["*.eml".to_string(), "*.mbox".to_string()])]
    only: Vec<String>,
    file: Option<String>,
}
#[derive(Subcommand)]
enum Sub { Count }
fn main() { Opt::parse(); }
"""
    found = cli(source)
    assert found.usage == "tool [options] [command] [FILE]"
    assert option(found, "--only").default == "*.eml *.mbox"
    assert cli(source.replace("Option<Sub>", "Sub")).usage == ""


def test_options_that_getopts_is_told() -> None:
    source = """fn main() {
    let mut opts = getopts::Options::new();
    opts.optflag("a", "all", "show all mails").optopt("", "box", "read from this box", "<NAME>");
    opts.optflag("o", "", "does nothing");
    opts.reqopt("u", "user", "whose mails", "USER");
}
"""
    manifest = CLAP.replace('clap = "4"', 'getopts = "0.2"')
    found = cli(source, manifest)
    assert flags(found.options) == ["-a --all", "--box NAME", "-u --user USER"]
    user = option(found, "--user")
    assert (user.help, user.required, str(user.evidence)) == ("whose mails", True, "src/main.rs:5")


def test_a_subcommand_of_cargo_is_called_as_cargo_calls_it() -> None:
    source = """use clap::{Arg, Command};
fn main() {
    Command::new("cargo-kelp").subcommand(
        Command::new("kelp").about("Keeps mails").arg(
            Arg::new("all").long("all").num_args(0).help(tr!(
                // for translators
                "All of them")),
        ),
    ).get_matches();
}
"""
    found = cli(source, CLAP.replace('"tool"', '"cargo-kelp"'))
    assert (found.program, found.summary, found.subcommands) == ("cargo kelp", "Keeps mails", ())
    assert option(found, "--all").help == "All of them"


def test_a_built_command_whose_subcommand_may_be_left_out() -> None:
    source = """use clap::Command;
fn main() {
    Command::new("tool").subcommand(Command::new("list").about("List all")).get_matches();
}
"""
    assert cli(source).usage == "tool [command]"
    needed = source.replace(".get_matches", ".subcommand_required(true).get_matches")
    assert cli(needed).usage == ""


@pytest.mark.parametrize(
    "arms",
    [
        '"-a" | "--all" => all = true, (_, "--box") => box = args.next(), "--help" => help(), '
        '"-" => (), word => words.push(word),',
        'Short(\'a\') | Long("all") => all = true, Long("box") => box = parser.value(), '
        'Long("help") => help(), Value(word) => words.push(word),',
    ],
)
def test_arguments_that_are_taken_apart_by_hand(arms: str) -> None:
    source = f"""fn main() {{
    let mut args = std::env::args();
    match args.next() {{ {arms} }}
}}
"""
    found = cli(source, CLAP.replace('clap = "4"', 'lexopt = "0.3"'))
    assert flags(found.options) == ["-a --all", "--box"]
    assert str(found.options[0].evidence) == "src/main.rs:3"


@pytest.mark.parametrize(
    ("comment", "meaning"),
    [
        ("`KELP_BOX` names the box to read", "`KELP_BOX` names the box to read"),
        ("prefer $KELP_BOX if set", ""),
        ("first try `$KELP_BOX`", ""),
        ('`env!("KELP_BOX").into()` would not work here', ""),
    ],
)
def test_a_comment_on_the_code_says_nothing_of_the_variable(comment: str, meaning: str) -> None:
    source = f"""fn main() {{
    // {comment}
    let box = std::env::var("KELP_BOX").ok();
}}
"""
    found = facts({"Cargo.toml": CLAP.replace("tool", "kelp"), "src/main.rs": source})
    assert [(v.name, v.meaning) for v in of(found, EnvVar)] == [("KELP_BOX", meaning)]
