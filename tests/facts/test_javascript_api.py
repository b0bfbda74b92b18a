"""How a JavaScript library is taken in, and what it offers."""

from __future__ import annotations

from typing import Any

import pytest

from moxi.facts.model import Example, Import, Setting, Symbol
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
        ("Job", "type", 65),
    ]
    main = found.fact(Symbol, name="backoffQueue").value
    assert main.signature == "backoffQueue(options?: Options): <T>(job: Job<T>) => Promise<T>"
    assert main.summary == "Create a queue that runs its jobs in order."
    assert found.lines(Symbol, name="GiveUpError") == ["src/errors.ts:2", "src/index.ts:4"]


def test_options_of_the_main_export() -> None:
    found = fixture("js_library")
    assert found.all(Setting) == [
        Setting("retries", "number", "3", "How often a job is tried again.",
                "options of backoffQueue"),
        Setting("minDelay", "number", "100", "The first pause in milliseconds.",
                "options of backoffQueue"),
        Setting("onRetry", "(attempt: number) => void", "", "Called before each new attempt.",
                "options of backoffQueue"),
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
        "fill", "string", "space", "what to fill with", "options of createPad"
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
