"""Command lines of JavaScript programs, read from their sources."""

from __future__ import annotations

from typing import Any

from moxi.facts.model import Cli, Description, Option, Subcommand
from tests.facts.jskit import Found, fixture, memory

MANIFEST = {"name": "tool", "version": "1.2.0", "bin": "cli.js", "type": "module"}


def cli(source: str, manifest: dict[str, Any] | None = None, **files: str) -> Cli:
    found = program(source, manifest, **files)
    return found.fact(Cli).value


def program(source: str, manifest: dict[str, Any] | None = None, **files: str) -> Found:
    others = {f"{name}.js": text for name, text in files.items()}
    return memory({"cli.js": source, **others}, {**MANIFEST, **(manifest or {})})


def option(value: Cli | Subcommand, flag: str) -> Option:
    return next(one for one in value.options if flag in one.flags)


def test_commander_across_files() -> None:
    found = fixture("js_cli")
    value = found.fact(Cli).value
    assert (value.program, value.summary) == ("shelfmark", "Keep a list of books")
    assert [one.flags for one in value.options] == [("-f", "--file"), ("-l", "--log")]
    file, log = value.options
    assert (file.value, file.help, file.default) == ("path", "where the list is kept", "books.json")
    assert str(file.evidence) == "src/program.js:10"
    assert (log.choices, log.default, log.env) == (
        ("quiet", "normal", "debug"), "normal", "SHELFMARK_LOG",
    )  # fmt: skip
    add, listing = value.subcommands
    assert (add.name, add.help) == ("add", "Add a book")
    assert [(one.name, one.required, one.repeated) for one in add.arguments] == [
        ("title", True, False),
        ("authors", False, True),
    ]
    assert add.options[0].flags == ("-y", "--year")
    assert (listing.name, listing.aliases) == ("list", ("ls",))
    assert option(listing, "--sort").required
    assert str(listing.evidence) == "src/commands/list.js:4"


def test_commander_nested_and_external_commands() -> None:
    value = cli("""
import { program } from 'commander';
program.command('install [name]', 'install one or more packages');
const remote = program.command('remote').description('Remotes.');
remote.command('add <name> <url>').description('Add one');
function common(cmd) { return cmd.option('--never', 'of an unknown command'); }
program.option('-d, --debug').parse();
""")
    assert [one.name for one in value.subcommands] == ["install", "remote", "remote add"]
    assert value.subcommands[0].help == "install one or more packages"
    assert [one.flags for one in value.options] == [("-d", "--debug")]


def test_yargs() -> None:
    value = fixture("js_monorepo", "packages/cli").fact(Cli).value
    assert (value.program, value.usage) == ("tide", "tide <command> [options]")
    assert [one.flags for one in value.options] == [("--json",)]
    (watch,) = value.subcommands
    assert (watch.name, watch.aliases, watch.help) == ("watch", ("w",), "Print each change")
    assert (watch.arguments[0].name, watch.arguments[0].help) == ("name", "the container")
    assert option(watch, "--host").flags == ("-H", "--host")
    assert option(watch, "--host").default == "localhost"
    assert option(watch, "--format").choices == ("plain", "table")


def test_yargs_modules_and_options_object() -> None:
    value = cli(
        """
import yargs from 'yargs';
import * as build from './build.js';
const choices = ['low', 'high'];
yargs(process.argv.slice(2))
  .options({
    port: { alias: 'p', type: 'number', default: 80, demandOption: true, description: 'a port' },
    maxAge: { describe: 'seconds', choices },
    quiet: { boolean: true, hidden: true },
  })
  .command(build)
  .command('$0 <file>', 'read a file', { raw: { type: 'boolean', desc: 'as it is' } })
  .example('$0 a.txt', 'reads it')
  .argv;
""",
        build="""
export const command = ['build [dir]', 'b'];
export const describe = 'build it';
export const builder = { minify: { type: 'boolean', describe: 'small' } };
""",
    )
    port = option(value, "--port")
    assert (port.flags, port.value, port.default, port.required) == (
        ("-p", "--port"), "number", "80", True,
    )  # fmt: skip
    assert option(value, "--maxAge").choices == ("low", "high")  # as its help spells it
    assert option(value, "--raw").help == "as it is"
    assert [one.flags for one in value.options if "--quiet" in one.flags] == []
    assert [one.name for one in value.arguments] == ["file"]
    (build,) = value.subcommands
    assert (build.name, build.aliases, build.options[0].flags) == ("build", ("b",), ("--minify",))
    assert value.examples == ("tool a.txt",)


def test_cac_and_sade() -> None:
    value = cli("""
import { cac } from 'cac';
const cli = cac('tool');
cli.option('--config <file>', 'settings');
cli.command('[root]', 'serve').option('--port <port>', 'a port', { default: 3000 });
cli.command('build [root]', 'build it').alias('b').option('--out <dir>', 'where');
cli.parse();
""")
    assert [one.flags for one in value.options] == [("--config",), ("--port",)]
    assert option(value, "--port").default == "3000"
    assert value.arguments[0].name == "root"
    assert (value.subcommands[0].name, value.subcommands[0].help) == ("build", "build it")

    value = cli("""
import sade from 'sade';
const prog = sade('tool <src>');
prog.option('--watch, -w', 'watch it', false);
prog.command('build <src>').describe('Build.').option('-o, --output', 'a folder', 'dist')
  .example('build app --output public');
prog.parse(process.argv);
""")
    assert value.options[0].flags == ("-w", "--watch")
    assert value.subcommands[0].options[0].default == "dist"
    assert value.examples == ("tool build app --output public",)


def test_meow() -> None:
    value = cli("""
import meow from 'meow';
const cli = meow(`
  Usage
    $ tool <input>

  Options
    --rainbow, -r  Include a rainbow (default: ${COLOURS.length} of them)
    --name         Its name (default: Ada)

  Examples
    $ tool unicorns --rainbow
`, { importMeta: import.meta, flags: {
  rainbow: { type: 'boolean', shortFlag: 'r' },
  name: { type: 'string' },
} });
""")
    assert value.usage == "tool <input>"
    assert value.examples == ("tool unicorns --rainbow",)
    assert option(value, "-r").help == "Include a rainbow"
    name = option(value, "--name")
    assert (name.value, name.default, str(name.evidence)) == ("value", "Ada", "cli.js:9")


def test_citty() -> None:
    value = cli(
        """
import { defineCommand, runMain } from 'citty';
const main = defineCommand({
  meta: { name: 'tool', description: 'Does things' },
  args: {
    dir: { type: 'positional', description: 'where', required: false },
    forceClean: { type: 'boolean', description: 'empty it first' },
  },
  subCommands: { up: () => import('./up.js').then((m) => m.default) },
});
runMain(main);
""",
        up="""
import { defineCommand } from 'citty';
export default defineCommand({ meta: { description: 'Start' }, args: {
  port: { type: 'string', alias: 'p', default: '80', description: 'a port' } } });
""",
    )
    assert value.summary == "Does things"
    assert (value.arguments[0].name, value.arguments[0].required) == ("dir", False)
    assert option(value, "--force-clean").help == "empty it first"
    (up,) = value.subcommands
    assert (up.name, up.help, up.options[0].flags) == ("up", "Start", ("-p", "--port"))


def test_oclif() -> None:
    manifest = {
        "name": "ship", "version": "1.0.0", "bin": {"ship": "./bin/run.js"}, "files": ["bin"],
        "oclif": {"bin": "ship", "commands": "./dist/commands", "topicSeparator": " "},
    }  # fmt: skip
    found = memory(
        {
            "bin/run.js": "import { execute } from '@oclif/core'\nawait execute()\n",
            "src/commands/cargo/add.ts": """
import { Args, Command, Flags } from '@oclif/core'
export default class Add extends Command {
  static override description = 'Load cargo'
  static override args = { name: Args.string({ description: 'what', required: true }) }
  static override flags = {
    weight: Flags.integer({ char: 'w', description: 'in tons', default: 1 }),
    fast: Flags.boolean({ description: 'hurry' }),
    secret: Flags.string({ hidden: true }),
  }
  static override examples = ['<%= config.bin %> cargo add tea -w 2']
}
""",
            "src/commands/hidden.ts": """
import { Command } from '@oclif/core'
export default class H extends Command { static hidden = true; static description = 'x' }
""",
        },
        manifest,
    )
    value = found.fact(Cli).value
    (add,) = value.subcommands
    assert (add.name, add.help, add.arguments[0].required) == ("cargo add", "Load cargo", True)
    assert [one.flags for one in add.options] == [("-w", "--weight"), ("--fast",)]
    assert add.options[0].default == "1"
    assert value.examples == ("ship cargo add tea -w 2",)


def test_help_of_an_array_with_minimist() -> None:
    value = cli("""
import minimist from 'minimist';
const argv = minimist(process.argv.slice(2), { alias: { p: 'port' } });
if (argv.help) {
  console.log([
    'usage: tool [path] [options]',
    '',
    'options:',
    '  -p --port    Port to use. [8080]',
    '  -s --silent  Say nothing',
    '               at all'
  ].join('\\n'));
}
""")
    assert value.usage == "tool [path] [options]"
    port, silent = value.options
    assert (port.flags, port.default, str(port.evidence)) == (("-p", "--port"), "8080", "cli.js:9")
    assert silent.help == "Say nothing at all"


def test_styled_help() -> None:
    value = cli("""
import chalk from 'chalk';
import arg from 'arg';
const help = () => `
  ${chalk.bold('tool')} - Serve files

  ${chalk.bold('OPTIONS')}

    -l, --listen ${chalk.underline('uri')}      Where to listen

    --version              The version
`;
const args = arg({ '--listen': String, '-l': '--listen', '--version': Boolean, '-v': '--version' });
""")
    assert value.summary == "Serve files"
    assert (option(value, "-l").value, option(value, "-l").help) == ("uri", "Where to listen")
    assert option(value, "--version").flags == ("-v", "--version")


def test_parse_args_alone() -> None:
    value = cli("""
import { parseArgs } from 'node:util';
const { values } = parseArgs({ options: {
  port: { type: 'string', short: 'p', default: process.env.PORT ?? '3000' },
  verbose: { type: 'boolean' },
} });
""")
    port = option(value, "--port")
    assert (port.flags, port.default, port.env) == (("-p", "--port"), "3000", "PORT")
    assert option(value, "--verbose").value == ""


def test_table_of_options() -> None:
    value = cli(
        """
import { program } from 'commander';
import { table } from './table.js';
program.usage('[options] <file>');
table.forEach((one) => program.option(`-${one.short}, --${one.long}`, one.description));
""",
        table="""
export const table = [
  { long: 'deep', short: 'd', description: 'All levels.' },
  { long: 'limit', arg: 'n', description: 'At most so many.', default: 10 },
  { long: 'rc-only', description: 'Not on the command line.', cli: false },
  { long: 'quiet', description: 'Nothing.' },
];
""",
    )
    assert value.usage == "tool [options] <file>"
    assert [one.flags for one in value.options] == [("-d", "--deep"), ("--limit",), ("--quiet",)]
    assert (value.options[1].value, value.options[1].default) == ("n", "10")


def test_sources_behind_a_built_command() -> None:
    found = memory(
        {"src/bin/run.ts": "import { program } from 'commander';\nprogram.option('-x', 'it');\n"},
        {"name": "tool", "version": "1.0.0", "bin": {"tool": "dist/run.js", "tl": "dist/run.js"}},
    )
    assert found.fact(Cli).value.program == "tl"  # the shortest name of several


def test_the_help_describes_where_the_manifest_does_not() -> None:
    found = program("import { program } from 'commander';\n"
                    "program.description('Count words.').option('-l', 'lines');\n")  # fmt: skip
    assert found.fact(Description).value == Description("Count words", "help")


def test_no_command_without_a_definition() -> None:
    assert program("console.log(1)\n").all(Cli) == []
    assert program("import { program } from 'commander';\nprogram.option(flags, text);\n").all(
        Cli
    ) == []  # fmt: skip


def test_help_printed_line_by_line() -> None:
    value = cli("""
import { color } from './colors.js';
const y = color('yellow');
function print(...lines) { process.stdout.write(lines.join('\\n')); }
print(
  y('tool [OPTION]'),
  'Weighs things',
  '',
  'Options:',
  `  ${y('--limit LIMIT')}  Largest weight`,
  `  ${y('--json')}         Show JSON`
);
""")
    assert [(one.flags, one.value, one.help) for one in value.options] == [
        (("--limit",), "LIMIT", "Largest weight"), (("--json",), "", "Show JSON"),
    ]  # fmt: skip
    assert [str(one.evidence) for one in value.options] == ["cli.js:10", "cli.js:11"]


def test_usage_line_alone() -> None:
    value = cli("""
if (process.argv.includes('--help')) {
  console.log('Usage: tool [--port=PORT] [-q|--quiet] [PATH]');
}
""")
    assert value.usage == "tool [--port=PORT] [-q|--quiet] [PATH]"


def test_a_default_shows_that_a_flag_takes_a_value() -> None:
    value = cli("""
import sade from 'sade';
sade('tool').command('run').option('--level', 'How much to say', 'info').option('-x', 'X', false);
""")
    level, switch = value.subcommands[0].options
    assert (level.value, level.default) == ("value", "info")
    assert (switch.value, switch.default) == ("", "")


def test_usage_of_several_lines() -> None:
    value = cli("""
import { program } from 'commander';
program
  .usage('[options] <paths>\\n\\n  Finds copies\\n  Example use: tool -I ./src\\n')
  .option('-I', 'Not the names')
  .option('--truncate <n>', 'How long (default: 100, off: 0)');
""")
    assert (value.usage, value.summary) == ("tool [options] <paths>", "Finds copies")
    assert value.examples == ("tool -I ./src",)
    assert value.options[1].default == "100"


def test_commander_commands_that_are_added_by_another_file() -> None:
    value = cli(
        """
import { Command } from 'commander';
import './start.js';
const program = new Command('tool');
program.option('-c, --config <key=value>', 'set one setting');
program.addCommand(require('./start').default);
program.addCommand(require('./notes').default);
program.parse();
""",
        start="""
import { Command } from 'commander';
const program = new Command('start');
program.description('Start it').option('--dev', 'reload').argument('<name>', 'whose');
export default program;
""",
        notes="""
const { Command } = require('commander');
const program = new Command('notes').description('All notes');
program.command('clean').description('Drop the old ones').action(() => {});
module.exports = program;
""",
    )
    assert [one.flags for one in value.options] == [("-c", "--config")]
    assert not value.arguments
    assert [(one.name, one.help) for one in value.subcommands] == [
        ("start", "Start it"),
        ("notes", "All notes"),
        ("notes clean", "Drop the old ones"),
    ]
    assert [one.name for one in value.subcommands[0].arguments] == ["name"]


def test_examples_below_the_help_of_commander() -> None:
    value = cli("""
const { program } = require('commander');
const help = `
  Examples:

    $ tool tar
    $ tool du --all   # with all

  Elsewhere:

    tool is not typed here
    $ other thing
`;
program.option('-a, --all', 'all').option('-b, --both', 'both').option('-c, --call', 'call');
program.on('--help', () => { console.log(help); });
program.addHelpText('after', '\\nExample:\\n  tool --both');
program.parse(process.argv);
""")
    assert value.examples == ("tool --both", "tool tar", "tool du --all")


def test_an_unknown_list_in_brackets_is_left_out_of_a_help_text() -> None:
    value = cli("""
import { program } from 'commander';
import { kinds } from 'elsewhere';
program.option('-k, --kind <kind>', `Choose the kind [${kinds.join(', ')}]`);
program.option('-s, --side <side>', `Choose ${kinds[0]}`).parse();
""")
    assert [one.help for one in value.options] == ["Choose the kind", ""]


def test_defaults_of_another_module() -> None:
    values = "exports.values = { port: 80, mode: 'fast' };\n"
    source = """
const { Command } = require('commander');
const lib = require('./values.js');
new Command().requiredOption('-p, --port <n>', 'where', lib.values.port)
  .option('-m, --mode <m>', 'how', lib.values.mode).parse();
"""
    value = cli(source, {"type": "commonjs"}, values=values)
    assert [one.default for one in value.options] == ["80", "fast"]
    spaces = """
import yargs from 'yargs';
import * as values from './values.js';
yargs(process.argv).options({ port: { describe: 'where', default: values.port },
  name: { describe: 'who', default: values.name },
  end: { describe: 'Which signal (INT, defaults to INT)', type: 'string' } }).parse();
"""
    value = cli(spaces, values="export const port = 80;\nexport const name = 'anon';\n")
    assert [(one.value, one.default) for one in value.options] == [
        ("value", "80"), ("value", "anon"), ("string", "INT")
    ]  # fmt: skip
    assert value.options[2].help == "Which signal (INT)"


def test_a_default_that_is_described_is_no_value() -> None:
    value = cli("""
import { program } from 'commander';
program.option('-u, --user <who>', 'the author (defaults to the git config). May be empty.');
""")
    (one,) = value.options
    assert (one.help, one.default) == (
        "the author (defaults to the git config). May be empty", "",
    )  # fmt: skip


def test_a_function_that_builds_yargs() -> None:
    source = """
const { buildYargs } = require('./args.js');
buildYargs().parse();
"""
    args = """
const Yargs = require('yargs/yargs');
function buildYargs(all) {
  const yargs = Yargs([]).option('config', { config: true, describe: 'settings' });
  const report = require('./report.js');
  if (all) { yargs.command(report); } else { yargs.command(report.command, report.describe); }
  return yargs;
}
module.exports = { buildYargs };
"""
    report = """
exports.command = 'report';
exports.describe = 'tell what was found';
exports.builder = (yargs) => yargs.option('json', { describe: 'as JSON', type: 'boolean' });
"""
    value = cli(source, {"type": "commonjs"}, args=args, report=report)
    assert [(one.flags, one.value) for one in value.options] == [(("--config",), "path")]
    (sub,) = value.subcommands
    assert (sub.name, sub.help, sub.options[0].flags) == (
        "report", "tell what was found", ("--json",)
    )  # fmt: skip


def test_help_in_text_files() -> None:
    files = {
        "cli.js": "console.log(require('fs').readFileSync(`doc/${topic}.txt`, 'utf8'));\n",
        "doc/help.txt": "  Usage: tool [options] [file]\n\n  Options:\n\n"
        "  -q, --quiet ............ say less\n",
        "doc/options.txt": "Output\n  -q, --quiet ............ say less\n"
        "  --log <file> ........... where to write\n",
        "test/help.txt": "Usage: tool\n\nOptions:\n  --fake   nothing\n",
    }
    found = memory(files, MANIFEST)
    value = found.fact(Cli).value
    assert value.usage == "tool [options] [file]"
    assert [(one.flags, one.help) for one in value.options] == [
        (("-q", "--quiet"), "say less"), (("--log",), "where to write"),
    ]  # fmt: skip
    assert str(value.options[1].evidence) == "doc/options.txt:3"


def test_the_name_that_the_docs_type() -> None:
    files = {"cli.js": "import { program } from 'commander';\nprogram.option('-x', 'it');\n"}
    manifest = {**MANIFEST, "bin": {"tool": "cli.js", "tl": "cli.js"}}
    assert memory(files, manifest).fact(Cli).value.program == "tl"
    files["docs/use.md"] = "```sh\ntool -x\n```\n"
    assert memory(files, manifest).fact(Cli).value.program == "tool"


def test_a_table_of_flags_without_dashes() -> None:
    value = cli("""
const FLAGS = [
  { flag: 'help', type: 'boolean', description: 'display this' },
  { flag: 'jobs', short: 'j', positional: '<count>', description: 'how many (default: 2)' },
  { flag: 'stash', negative: true, description: 'keep a copy (default: true)' },
  { flag: 'cwd', positional: '[path]', description: 'where `{name}` is' },
];
const options = FLAGS.map((one) => [`--${one.flag}`, one.description]);
""")
    assert [(one.flags, one.value, one.help, one.default) for one in value.options] == [
        (("-j", "--jobs"), "count", "how many", "2"),
        (("--no-stash",), "", "do not keep a copy", ""),
        (("--cwd",), "path", "where `{name}` is", ""),
    ]


def test_yargs_in_a_function_that_is_exported_whole() -> None:
    value = cli(
        "require('./config.js')(process.argv);\n",
        {"type": "commonjs"},
        config="const yargs = require('yargs');\nmodule.exports = async (argv) => yargs(argv)"
        ".options({ path: { describe: 'what', demandOption: true } }).parse();\n",
    )
    assert [(one.flags, one.required) for one in value.options] == [(("--path",), True)]


def test_help_of_meow_without_options() -> None:
    value = cli(
        "import meow from 'meow';\nconst flags = {};\n"
        "meow(`\n  Usage\n    $ bin <file …>\n\n  Examples\n    $ bin a.png b.png\n`, {flags});\n",
        {"bin": {"bin": "cli.js"}},
    )
    assert (value.usage, value.examples) == ("bin <file …>", ("bin a.png b.png",))


def test_a_usage_line_within_a_help_that_the_program_builds() -> None:
    value = cli(
        "console.log(`\ntool: wraps others.\n\nUsage: tool [options] <command>\n\n${all}`);\n"
    )
    assert value.usage == "tool [options] <command>"


def test_help_that_stands_beside_one_of_several_programs() -> None:
    text = "Usage:\n  $ one [--help]\n  $ one [tasks]\n\nOptions:\n  -l, --label  - - - Print it.\n"
    files = {
        "bin/one/index.js": "require('../boot')('one');\n",
        "bin/one/help.js": f"module.exports = (out) => out.write(`{text}`);\n",
        "bin/two/index.js": "require('../boot')('two');\n",
        "bin/boot.js": "module.exports = (name) => require(`./${name}/help`);\n",
    }
    bins = {"one": "bin/one/index.js", "two": "bin/two/index.js"}
    value = memory(files, {"name": "one", "version": "1.0.0", "bin": bins}).fact(Cli).value
    assert (value.program, value.usage) == ("one", "one [tasks]")
    assert [(one.flags, one.help) for one in value.options] == [(("-l", "--label"), "Print it")]


def test_a_default_that_is_computed_is_none() -> None:
    value = cli("""
import meow from 'meow';
meow(`
  Usage
    $ tool

  Options
    --jobs  How many
    --port  Where
`, { flags: { jobs: { type: 'number', default: (many() ? 1 : 2) * 2 },
              port: { type: 'string', default: process.env.PORT ?? '80' } } });
""")
    assert [one.default for one in value.options] == ["", "80"]
