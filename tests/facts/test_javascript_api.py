"""How a JavaScript library is taken in, and what it offers."""

from __future__ import annotations

from typing import Any

import pytest

from moxi.facts.model import Example, Import, Note, Setting, Symbol
from tests.facts.jskit import fixture, memory

LIBRARY = {"name": "left-pad", "version": "1.3.0", "files": ["lib"], "main": "lib/index.js"}


def test_typescript_library() -> None:
    found = fixture("js_library")
    assert found.fact(Import).value == Import("import backoffQueue from 'backoff-queue'", "ts")
    assert found.lines(Import) == ["examples/basic.ts:1"]
    symbols = [(one.name, one.kind, one.rank) for one in found.all(Symbol)]
    assert symbols == [
        ("backoffQueue", "function", 0),
        ("GiveUpError", "class", 20),
        ("delayFor", "function", 20),
        ("Options", "type", 65),
    ]
    main = found.fact(Symbol, name="backoffQueue").value
    assert main.signature == "backoffQueue(options?: Options): <T>(job: Job<T>) => Promise<T>"
    assert main.summary == "Create a queue that runs its jobs in order."
    assert found.lines(Symbol, name="GiveUpError") == ["src/errors.ts:2", "src/index.ts:4"]


def test_options_of_the_main_export() -> None:
    found = fixture("js_library")
    assert found.all(Setting) == [
        Setting("retries", "number", "3", "How often a job is tried again.",
                "options of `backoffQueue`"),
        Setting("minDelay", "number", "100",
                "The first pause in milliseconds. It doubles with each attempt.",
                "options of `backoffQueue`"),
        Setting("onRetry", "(attempt: number) => void", "", "Called before each new attempt.",
                "options of `backoffQueue`"),
    ]  # fmt: skip
    assert found.lines(Setting, name="minDelay") == ["src/types.ts:16"]


def test_examples() -> None:
    comment, file = fixture("js_library").all(Example)
    assert comment.origin == "docstring"
    assert comment.code.startswith("import backoffQueue from 'backoff-queue';\n")
    assert comment.language == "ts"
    assert (file.origin, file.title, file.rank) == ("examples", "basic", 10)
    # the path to the sources is the only thing that is changed
    assert file.code.startswith("import backoffQueue from 'backoff-queue';\n\nconst queue")


def statements(files: dict[str, str], manifest: dict[str, Any]) -> list[str]:
    return [one.statement for one in memory(files, {**LIBRARY, **manifest}).all(Import)]


@pytest.mark.parametrize(
    ("source", "manifest", "expected"),
    [
        ("module.exports = function leftPad() {}", {}, ["const leftPad = require('left-pad')"]),
        ("module.exports = { pad, trim };\nfunction pad() {}\nfunction trim() {}", {},
         ["const { pad, trim } = require('left-pad')"]),
        ("exports.pad = function () {}", {}, ["const { pad } = require('left-pad')"]),
        ("export default () => 1", {"type": "module"}, ["import leftPad from 'left-pad'"]),
        ("export function pad() {}", {"type": "module"}, ["import { pad } from 'left-pad'"]),
        ("export function pad() {}",
         {"exports": {"import": "./lib/index.js", "require": "./lib/index.cjs"}},
         ["import { pad } from 'left-pad'"]),
        ("export default class Padder {}", {"type": "module"}, ["import Padder from 'left-pad'"]),
        ("console.log(1)", {}, []),
    ],
)  # fmt: skip
def test_import_by_what_is_exported(
    source: str, manifest: dict[str, Any], expected: list[str]
) -> None:
    assert statements({"lib/index.js": source}, manifest) == expected


def test_import_as_the_docs_write_it() -> None:
    files = {
        "lib/index.js": "exports = module.exports = createPad;\nfunction createPad() {}\n",
        "examples/a/index.js": "var pad = require('../..');\npad();\n",
    }
    assert statements(files, {}) == ["const pad = require('left-pad')"]


def test_docs_that_name_what_is_not_exported_are_not_believed() -> None:
    files = {
        "lib/index.js": "export function pad() {}\n",
        "docs/old.md": "```js\nimport { gone } from 'left-pad'\n```\n",
    }
    assert statements(files, {"type": "module"}) == ["import { pad } from 'left-pad'"]


def test_members_of_a_commonjs_function() -> None:
    source = """
exports = module.exports = createPad;

/**
 * Make a padder.
 *
 * @param {object} [options] settings
 * @param {string} [options.fill=space] what to fill with
 */
function createPad(options) {}

exports.version = '1';
exports.trim = function (text, side = 'left') {};
/**
 * @api private
 */
exports.secret = function () {};
"""
    found = memory({"lib/index.js": source}, LIBRARY)
    assert [(one.name, one.signature) for one in found.all(Symbol)] == [
        ("createPad", "createPad(options)"),
        ("createPad.trim", "createPad.trim(text, side = 'left')"),
        ("createPad.version", ""),
    ]
    setting = found.fact(Setting)
    assert setting.value == Setting(
        "fill", "string", "space", "what to fill with", "options of `createPad`"
    )
    assert [str(one) for one in setting.evidence] == ["lib/index.js:8"]


def test_declarations_tell_more_than_the_code() -> None:
    types = """
/** Pads a text. */
declare function pad(text: string, options?: pad.Options): string;
declare namespace pad {
  interface Options {
    /** How long. */
    length: number;
  }
}
export = pad;
"""
    files = {"lib/index.js": "module.exports = function (a, b) {}", "index.d.ts": types}
    found = memory(files, {**LIBRARY, "types": "index.d.ts"})
    symbol = found.fact(Symbol, rank=0).value
    assert (symbol.signature, symbol.summary) == (
        "leftPad(text: string, options?: pad.Options): string", "Pads a text.",
    )  # fmt: skip
    assert found.lines(Setting, name="length") == ["index.d.ts:7"]


def test_entry_of_a_bundler() -> None:
    found = memory(
        {
            "vite.config.ts": "export default { build: { lib: { entry: 'lib/index.ts' } } }\n",
            "lib/index.ts": "export { Box } from './Box.js';\n",
            "lib/Box.tsx": "/** A box. */\nexport function Box(props: { a?: string }) {\n"
            "  return <div />;\n}\n",
            "src/main.tsx": "export const demo = 1;\n",
            "index.html": "",
        },
        {"name": "box", "version": "1.0.0", "exports": "./dist/box.js", "files": ["dist"]},
    )
    assert found.fact(Symbol).value == Symbol("Box", "component", "", "A box.", 0)
    assert found.lines(Symbol) == ["lib/Box.tsx:2", "lib/index.ts:1"]


def test_a_function_that_is_exported_twice_is_told_once() -> None:
    code = "export function leftPad(text) {}\nexport default leftPad\n"
    found = memory({"lib/index.js": code}, {**LIBRARY, "type": "module"})
    assert [one.name for one in found.all(Symbol)] == ["leftPad"]


def test_reexports_and_cycles() -> None:
    found = memory(
        {
            "lib/index.js": "export * from './a.js';\nexport * as tools from './tools.js';\n",
            "lib/a.js": "export * from './index.js'\nexport const one = 1\n",
            "lib/tools.js": "export const x = 1\n",
        },
        {**LIBRARY, "type": "module"},
    )
    assert {one.name for one in found.all(Symbol)} == {"one", "tools"}


def test_example_made_of_assertions() -> None:
    files = {
        "index.js": "export default function slug(text, options) { return text; }\n",
        "test.js": "import test from 'ava';\nimport s from './index.js';\n\n"
        "test('a', t => {\n  t.is(s(''), '');\n  t.is(s('Foo Bar'), 'foo-bar');\n"
        "  t.is(s(given), 'x');\n  t.deepEqual(s(['a'], {deep: true}), ['a']);\n"
        "  t.not(s('c'), 'd');\n});\n",
    }
    manifest = {"name": "slug", "version": "1.0.0", "type": "module", "exports": "./index.js"}
    example = memory(files, manifest).fact(Example, origin="tests")
    assert example.value.code == (
        "import slug from 'slug'\n\nslug('')\n//=> ''\n\nslug('Foo Bar')\n//=> 'foo-bar'\n\n"
        "slug(['a'], {deep: true})\n//=> ['a']"
    )
    assert str(example.evidence[0]) == "test.js:5-8"


def test_example_of_expectations() -> None:
    files = {
        "index.js": "exports.sum = (a, b) => a + b;\nexports.half = (a) => a / 2;\n",
        "test/sum.test.js": "const { sum, half } = require('../index.js');\n"
        "it('adds', () => { expect(sum(1, 2)).toBe(3); expect(sum(1, 2)).not.toBe(4); });\n"
        "it('halves', () => { expect(half(4)).toEqual(2); });\n",
    }
    example = memory(files, {"name": "sums", "version": "1.0.0", "main": "index.js"})
    (found,) = example.all(Example)
    assert found.code.split("\n\n")[1:] == ["sum(1, 2)\n//=> 3", "half(4)\n//=> 2"]


def test_props_and_options_by_declared_types() -> None:
    files = {
        "src/index.tsx": "import { FC } from 'react';\nexport type ChartProps = {\n"
        "  /** In pixels. */\n  height?: number;\n} & Common;\ntype Common = { id: string };\n"
        "export const Chart: FC<ChartProps> = (all) => <p />;\nexport default Chart;\n",
    }
    found = memory(files, {**LIBRARY, "main": "src/index.tsx", "name": "chart"})
    assert found.all(Setting) == [
        Setting("height", "number", "", "In pixels.", "props of `Chart`"),
        Setting("id", "string", "", "", "props of `Chart`"),
    ]
    assert [one.name for one in found.all(Symbol)].count("Chart") == 1


def test_options_of_a_plugin_creator() -> None:
    types = (
        "import { PluginCreator } from 'postcss'\ndeclare namespace nest {\n"
        "  interface Options {\n    /** Rules to keep. */\n    keep?: string[]\n  }\n"
        "  type Nest = PluginCreator<Options>\n}\ndeclare const nest: nest.Nest\nexport = nest\n"
    )
    found = memory({"index.js": "module.exports = (o) => o\n", "index.d.ts": types},
                   {"name": "postcss-nest", "version": "1.0.0"})  # fmt: skip
    assert [(one.name, one.meaning) for one in found.all(Setting)] == [("keep", "Rules to keep.")]
    assert found.lines(Setting) == ["index.d.ts:5"]


def test_options_that_most_functions_share() -> None:
    source = (
        "export interface Options {\n  /** Match dots. */\n  dot?: boolean;\n}\n"
        "export function glob(p: string, options?: Options): string[] { return []; }\n"
        "export function walk(p: string, options?: Options): void {}\n"
        "export function escape(p: string): string { return p; }\n"
    )
    found = memory({"src/index.ts": source}, {**LIBRARY, "main": "src/index.ts", "name": "x"})
    assert [(one.name, one.group) for one in found.all(Setting)] == [
        ("dot", "options of `glob` and `walk`")
    ]


def test_fields_of_an_exported_configuration() -> None:
    source = (
        "export interface Check {\n  /** Which file. */\n  path: string;\n"
        "  /** How large. */\n  limit?: string;\n  hidden?: boolean;\n}\n"
        "export type WeighConfig = Check[];\nexport const weigh = 1;\n"
    )
    found = memory({"src/index.ts": source}, {**LIBRARY, "main": "src/index.ts", "name": "weigh"})
    assert [(one.name, one.group) for one in found.all(Setting)] == [
        ("path", "fields of `WeighConfig`"), ("limit", "fields of `WeighConfig`"),
    ]  # fmt: skip


def test_methods_of_what_the_main_function_returns() -> None:
    types = (
        "declare function prog(usage: string): prog.Prog;\ndeclare namespace prog {\n"
        "  interface Prog {\n    command(name: string): Prog;\n    parse(argv: string[]): void;\n"
        "  }\n}\nexport = prog;\n"
    )
    found = memory({"index.js": "module.exports = () => 1\n", "index.d.ts": types},
                   {"name": "prog", "version": "1.0.0"})  # fmt: skip
    assert [one.signature for one in found.all(Symbol)] == [
        "prog(usage: string): prog.Prog", "Prog.command(name: string): Prog",
        "Prog.parse(argv: string[]): void",
    ]  # fmt: skip


def test_types_on_one_line_keep_their_semicolons() -> None:
    source = "export function ask(id: string): {\n  name: string\n  age: number\n} { return x; }\n"
    found = memory({"src/index.ts": source}, {**LIBRARY, "main": "src/index.ts", "name": "x"})
    assert found.fact(Symbol).value.signature == "ask(id: string): { name: string; age: number }"


def test_component_of_a_markup_file() -> None:
    files = {
        "src/index.ts": "import { Toast } from './all';\nexport { Toast };\n",
        "src/all.ts": "export { default as Toast } from './Toast.vue'\n",
        "src/Toast.vue": "<template><p/></template>",
    }
    found = memory(files, {**LIBRARY, "main": "src/index.ts", "name": "x"})
    assert [(one.name, one.kind) for one in found.all(Symbol)] == [("Toast", "component")]


def test_the_namesake_is_taken_before_what_tests_take_more() -> None:
    files = {
        "src/index.ts": "export const wipe = Object.assign(f, {});\nexport const manual = g;\n"
        "export type WipeOptions = { a?: string };\n",
        "test/a.ts": "import { manual } from '../src/index.js'\n",
        "test/b.ts": "import { manual } from '../src/index.js'\n",
        "test/c.ts": "import { WipeOptions } from '../src/index.js'\n",
        "test/d.ts": "import { wipe } from '../src/index.js'\n",
    }
    found = memory(files, {**LIBRARY, "main": "src/index.ts", "name": "wipe"})
    assert found.all(Import)[0].statement == "import { wipe } from 'wipe'"


def test_an_import_within_a_text_is_no_example() -> None:
    files = {
        "lib/index.js": "exports.pad = () => 1;\n",
        "examples/texts.js": "export default `import { pad } from 'left-pad'\\npad(1)`\n",
    }
    assert not memory(files, LIBRARY).all(Example)


def test_default_told_in_the_meaning() -> None:
    source = (
        "export interface Options {\n  /** Use words. Defaults to `false`. */\n  long?: boolean;\n"
        "  /** Hide it (default: true). */\n  hide?: boolean;\n}\n"
        "export default function say(n: number, options?: Options): string { return ''; }\n"
    )
    found = memory({"src/index.ts": source}, {**LIBRARY, "main": "src/index.ts", "name": "say"})
    assert [(one.meaning, one.default) for one in found.all(Setting)] == [
        ("Use words.", "false"), ("Hide it", "true"),
    ]  # fmt: skip


def test_options_behind_the_parameters_of_a_type() -> None:
    types = (
        "type Plugin = Callback<NonNullable<cors.CorsOptions> | cors.Delegate>\n"
        "declare namespace cors {\n  interface CorsOptions {\n    /** Who may ask. */\n"
        "    origin?: string\n  }\n}\n"
        "declare function cors(...all: Parameters<Plugin>): ReturnType<Plugin>\nexport = cors\n"
    )
    found = memory({"index.js": "module.exports = f\n", "index.d.ts": types},
                   {"name": "cors", "version": "1.0.0"})  # fmt: skip
    assert [(one.name, one.meaning) for one in found.all(Setting)] == [("origin", "Who may ask.")]


def test_defaults_that_a_sentence_in_the_middle_tells() -> None:
    types = """
export interface CutOptions {
  /** How many to keep. A higher number makes it slower. Defaults to 5. */
  keep?: number;
  /**
   * The most that is read. Useful for very long texts, where the time it takes matters more than
   * whether the very last words are looked at or not, as is the case in a browser.
   * Defaults to 0 (no limit).
   */
  most?: number;
  /** Defaults to an empty list. */
  names?: string[];
}
export class Cutter {
  constructor(text: string, options?: CutOptions);
  cut(): string | null;
}
"""
    manifest = {"name": "cutter", "version": "1.0.0", "main": "index.js", "types": "index.d.ts"}
    found = memory({"index.d.ts": types, "index.js": "module.exports = {}"}, manifest)
    assert [(s.name, s.default) for s in found.all(Setting)] == [
        ("keep", "5"),
        ("most", "0"),
        ("names", ""),
    ]
    assert found.all(Setting)[0].meaning == ("How many to keep. A higher number makes it slower.")
    assert "Cutter.cut" in [symbol.name for symbol in found.all(Symbol)]


def test_example_made_of_the_beginning_of_a_test() -> None:
    body = """const test = require('tape');
const kiln = require('..');
const { helper } = require('./helper');

test('throws on errors', t => {
  const oven = kiln.open({ heat: 1 });
  oven.add('x');
  oven.add('y');
  t.end();
});

test('bakes', t => {
  t.plan(1);

  const oven = kiln.open({ heat: 200 });
  oven.add('clay', (name) => name);
  const done = oven.close();

  t.ok(helper(done));
});

test('with a helper', t => {
  const oven = kiln.open(helper());
  oven.add('clay').add('mud').add('sand');
});
"""
    files = {"index.js": "exports.open = (settings) => 1;\n", "test/index.js": body}
    found = memory(files, {"name": "kiln", "version": "1.0.0", "main": "index.js"})
    example = found.fact(Example)
    assert example.value.code == (
        "const kiln = require('kiln')\n\nconst oven = kiln.open({ heat: 200 });\n"
        "oven.add('clay', (name) => name);\nconst done = oven.close();"
    )
    assert str(example.evidence[0]) == "test/index.js:15-17"


def test_example_that_ends_with_what_it_gives() -> None:
    body = """import { it, expect } from 'vitest';
import { List } from '../src/index.js';
it('sums', () => {
  const list = new List([1, 2]);
  list.add(3);
  const sum = list.sum();
  expect(sum).toBe(6);
});
"""
    files = {"src/index.ts": "export class List {}\n", "test/list.test.ts": body}
    manifest = {"name": "lists", "version": "1.0.0", "type": "module", "exports": "./dist/index.js"}
    (example,) = memory(files, manifest).all(Example)
    assert example.code.endswith("const sum = list.sum();\n//=> 6")


def test_a_program_of_the_tests_is_an_example() -> None:
    files = {
        "src/index.js": "export default (name) => ({});\n",
        "test/fixtures/one.js": "#!/usr/bin/env node\nrequire('../../lib')('a').go();\n",
        "test/fixtures/two.js": "#!/usr/bin/env node\nrequire('../../lib')('b').add('c').go();\n",
        "test/fixtures/unknown.js": "#!/usr/bin/env node\nrequire('../../lib')(1)(2)(3)(4)();\n",
    }
    manifest = {"name": "cmd", "version": "1.0.0", "main": "lib/index.js"}
    example = memory(files, manifest).fact(Example)
    assert example.value.code == "#!/usr/bin/env node\nrequire('cmd')('b').add('c').go();"
    assert str(example.evidence[0]) == "test/fixtures/two.js:1-3"


def test_an_example_of_a_comment_takes_in_what_it_calls() -> None:
    source = """/**
 * Watch.
 * @example
 * look('.').stop();
 */
export function look(path) {}
export default { look };
"""
    manifest = {"name": "looker", "version": "1.0.0", "type": "module", "exports": "./index.js"}
    (example,) = memory({"index.js": source}, manifest).all(Example)
    assert example.code == "import { look } from 'looker'\n\nlook('.').stop();"


def test_further_entry_points() -> None:
    exports = {".": "./index.js", "./config": "./c.js", "./config.js": "./c.js", "./": "./",
               "./package.json": "./package.json", "./x/*": "./x/*.js"}  # fmt: skip
    found = memory({"index.js": "module.exports = 1\n", "c.js": ""},
                   {"name": "kelp", "version": "1.0.0", "exports": exports})  # fmt: skip
    assert [note.markdown for note in found.all(Note)] == ["Further entry point: `kelp/config`."]


def test_declarations_beside_the_module_that_is_handed_on() -> None:
    types = """
export interface ReadOptions {
  /**
   * Default: `'.env'`
   *
   * Which file to read.
   */
  path?: string;
}
/** Reads a file. */
export function read(options?: ReadOptions, _inner?: boolean): string;
"""
    files = {
        "index.js": "module.exports = require('./lib/main')\n",
        "lib/main.js": "function read (options, x) {}\nmodule.exports = { read }\n",
        "lib/main.d.ts": types,
    }
    found = memory(files, {"name": "reads", "version": "1.0.0", "types": "dist/index.d.ts"})
    symbol = found.fact(Symbol, name="read").value
    assert symbol.signature == "read(options?: ReadOptions): string"
    setting = found.fact(Setting).value
    assert (setting.meaning, setting.default) == ("Which file to read.", "'.env'")


def test_the_class_that_the_only_function_returns() -> None:
    source = """
export class Pool {
  /** Stops it. */
  close(): void {}
}
/** Makes a pool. */
export function open(size: number): Pool { return new Pool(); }
"""
    manifest = {"name": "pools", "version": "1.0.0", "type": "module", "exports": "./dist/index.js"}
    found = memory({"src/index.ts": source}, manifest)
    assert "Pool.close" in [symbol.name for symbol in found.all(Symbol)]


def test_options_that_only_the_code_tells() -> None:
    files = {
        "index.js": "const held = require('./lib/held');\n"
        "function take(file, options) { return wrap(held.take)(file, options); }\n"
        "module.exports = take;\n",
        "lib/held.js": "function take(file, options) {\n"
        "  options = { stale: 10000, deep: true, fs, ...options };\n"
        "  const { label = 'none' } = options;\n}\nmodule.exports.take = take;\n",
    }
    found = memory(files, {"name": "takes", "version": "1.0.0", "main": "index.js"})
    assert [(s.name, s.default, s.group) for s in found.all(Setting)] == [
        ("stale", "10000", "options of `take`"),
        ("deep", "true", "options of `take`"),
        ("fs", "", "options of `take`"),
        ("label", "none", "options of `take`"),
    ]
    assert found.lines(Setting, name="stale") == ["lib/held.js:2"]


@pytest.mark.parametrize(
    "body",
    [
        "export default function cut(text, { most = 3, end = '.' } = {}) {}\n",
        "export default function cut(text, opts) { opts = Object.assign({ most: 3, end: '.' },"
        " opts); }\n",
    ],
)
def test_options_of_a_pattern_and_of_an_older_form(body: str) -> None:
    manifest = {"name": "cut", "version": "1.0.0", "type": "module", "exports": "./index.js"}
    found = memory({"index.js": body}, manifest)
    assert [(s.name, s.default) for s in found.all(Setting)] == [("most", "3"), ("end", ".")]


def test_a_constant_that_is_called_by_its_type() -> None:
    source = """
export interface FetchOptions { /** How long. */ timeout?: number; retry?: number }
export interface Fetch { (url: string, options?: FetchOptions): Promise<string>; raw: Fetch }
export const fetcher: Fetch = make();
"""
    manifest = {"name": "fetcher", "version": "1.0.0", "type": "module", "exports": "./d/index.js"}
    found = memory({"src/index.ts": source}, manifest)
    symbol = found.fact(Symbol, name="fetcher").value
    assert symbol.signature == "fetcher(url: string, options?: FetchOptions): Promise<string>"
    assert [s.name for s in found.all(Setting)] == ["timeout", "retry"]


def test_functions_of_a_namespace_hang_on_what_is_exported() -> None:
    types = """
declare function matter<O extends matter.Options>(input: string, options?: O): string
declare namespace matter {
  interface Options { language?: string; excerpt?: boolean }
  /** Reads a file. */
  export function read(path: string): string
}
export = matter
"""
    files = {"index.js": "module.exports = matter\n", "index.d.ts": types}
    found = memory(files, {"name": "matter", "version": "1.0.0", "types": "index.d.ts"})
    assert [s.name for s in found.all(Symbol)][:2] == ["matter", "matter.read"]
    assert [s.name for s in found.all(Setting)] == ["language", "excerpt"]


def test_methods_of_a_returned_interface_and_its_base() -> None:
    source = """
interface Base { stop(): void }
interface Finder extends Base { find: (name: string) => Promise<string> }
export function finder(name: string): Finder { return make(); }
"""
    manifest = {"name": "finder", "version": "1.0.0", "type": "module", "exports": "./d/index.js"}
    found = memory({"src/index.ts": source}, manifest)
    assert [s.signature for s in found.all(Symbol)][1:] == [
        "Finder.find(name: string): Promise<string>", "Finder.stop(): void",
    ]  # fmt: skip


def test_types_are_no_part_of_the_import_line() -> None:
    files = {
        "src/index.ts": "export function sort() {}\nexport interface SortOptions { a: 1 }\n",
        "test/a.test.ts": "import { sort, SortOptions } from '../src';\n",
    }
    manifest = {"name": "sorter", "version": "1.0.0", "type": "module", "exports": "./d/index.js"}
    (one,) = memory(files, manifest).all(Import)
    assert one.statement == "import { sort } from 'sorter'"


def test_what_docs_write_counts_for_more_than_all_tests() -> None:
    tests = {f"test/t{n}.test.js": "const nodeApi = require('..');\n" for n in range(9)}
    files = {
        "index.js": "module.exports = function nodeApi() {};\n",
        "docs/api.md": '```js\nconst runAll = require("runs");\n```\n',
    }
    found = memory({**files, **tests}, {"name": "runs", "version": "1.0.0", "main": "index.js"})
    assert found.all(Import)[0].statement == "const runAll = require('runs')"


def test_a_class_that_documents_nothing_still_has_methods() -> None:
    source = "export class Hooks { hook(name) {} call(name) {} _inner() {} }\n"
    manifest = {"name": "hooks", "version": "1.0.0", "type": "module", "exports": "./index.js"}
    found = memory({"index.js": source}, manifest)
    assert [s.name for s in found.all(Symbol)] == ["Hooks", "Hooks.hook", "Hooks.call"]


def test_results_that_depend_on_the_system_are_not_shown() -> None:
    files = {
        "index.js": "exports.put = (a) => a;\nexports.get = (a) => a;\n",
        "test/index.js": "const { put, get } = require('..');\n"
        "t.equal(put('a'), 'a\\r\\n');\nt.equal(get('b=1'), 'b');\nt.equal(get('c'), 'cc');\n",
    }
    (one,) = memory(files, {"name": "puts", "version": "1.0.0", "main": "index.js"}).all(Example)
    assert "put('a')" not in one.code
    assert "get('b=1')\n//=> 'b'" in one.code


def test_options_that_the_code_only_reads() -> None:
    source = """
module.exports = function redact(opts) {
  const options = opts || {};
  const paths = options.paths || [];
  const depth = options.depth ?? 3;
  options.seen = true;
  return options.hasOwnProperty('censor') ? options.censor : paths;
};
"""
    found = memory({"index.js": source}, {"name": "redact", "version": "1.0.0", "main": "index.js"})
    assert [(s.name, s.default) for s in found.all(Setting)] == [
        ("paths", ""), ("depth", "3"), ("censor", "")
    ]  # fmt: skip


def test_a_class_is_told_before_the_namespace_of_its_types() -> None:
    source = """
export namespace Cache { export interface Options { max?: number } }
/** Keeps what was used last. */
export class Cache {
  constructor(options: Cache.Options) {}
  /** Takes it out. */
  get(key: string) {}
  /** How many there are. */
  get size() { return 1; }
}
"""
    manifest = {"name": "cache", "version": "1.0.0", "type": "module", "exports": "./d/index.js"}
    found = memory({"src/index.ts": source}, manifest)
    assert [s.name for s in found.all(Symbol)] == ["Cache", "Cache.get"]


def test_an_example_in_the_text_of_the_main_comment() -> None:
    source = """/**
 * Makes an id.
 *
 * ```js
 * import { ident } from 'ident'
 * user.id = ident()
 * ```
 */
export function ident() {}
/**
 * Another one.
 *
 * ```js
 * import { other } from 'ident'
 * ```
 */
export function other() {}
"""
    manifest = {"name": "ident", "version": "1.0.0", "type": "module", "exports": "./index.js"}
    (example,) = memory({"index.js": source}, manifest).all(Example)
    assert example.code == "import { ident } from 'ident'\nuser.id = ident()"


def test_modules_that_are_spread_into_one() -> None:
    files = {
        "index.js": "const move = require('./move');\nmodule.exports = {\n"
        "  ...require('./copy'),\n  ...move,\n  last: () => 1,\n};\n",
        "copy.js": "module.exports = { copy: wrap(require('./impl')), copySync: (a) => a };\n",
        "move.js": "module.exports = { move: (from, to) => to };\n",
    }
    found = memory(files, {"name": "files", "version": "1.0.0", "main": "index.js"})
    assert {s.name for s in found.all(Symbol)} == {"copy", "copySync", "move", "last"}


def test_a_type_that_is_made_of_itself_has_an_end() -> None:
    source = """
type Options = Partial<Options> | Options | Readonly<Options> | { deep?: boolean };
export function cut(text: string, options?: Options): string { return text; }
"""
    manifest = {"name": "cut", "version": "1.0.0", "type": "module", "exports": "./d/index.js"}
    found = memory({"src/index.ts": source}, manifest)
    assert [s.name for s in found.all(Setting)] == ["deep"]
