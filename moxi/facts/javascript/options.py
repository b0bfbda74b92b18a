"""The options object that a package takes: one setting for each field."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from moxi.facts.javascript.api import NAMED, default_name, doc_of_export, main_name
from moxi.facts.javascript.code_options import options_in_code
from moxi.facts.javascript.doc_examples import FENCE
from moxi.facts.javascript.exports import Export, Exports, is_class, is_function
from moxi.facts.javascript.jsdoc import Doc, doc_of, parameter_docs, plain_links
from moxi.facts.javascript.manifest import TYPED
from moxi.facts.javascript.option_types import arguments_of, declared_type, members, options_within
from moxi.facts.javascript.signatures import compact, is_component
from moxi.facts.javascript.values import argument
from moxi.facts.model import Fact, Setting
from moxi.facts.prose import collapse, first_sentence, listed
from moxi.facts.syntax import node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.javascript.values import Scope

MAX_SETTINGS = 40
MAX_TYPES = 2
MAX_MEANING = 180
MAX_TYPE = 70
_DEFAULTS = lazy_re(
    r"(?:(?<=[.;]) [Dd]efault(?:s to|s?:| is) `([^`]+)`|"
    r"\([Dd]efault(?:s to|s?:) `?([^`()]+?)`?\))\.?$"
)
_PLAIN_DEFAULT = lazy_re(
    r"(?:^|(?<=[.;]) )(?:The )?[Dd]efault(?:s to| value is|s?:| is) "
    r"(`[^`]+`|\"[^\"]+\"|'[^']+'|-?\d[\d_]*(?:\.\d+)?|true|false)(?: \([^()]+\))?(?:\.(?= |$)|$)"
)
_OPTIONS = lazy_re(r"(?i)^(?:\{|\w*(?:options?|opts?|config(?:uration)?|settings|props)$)")


def settings(exports: Exports, package: str, written: str, leading: str) -> Iterator[Fact[Setting]]:
    """The options of the main export; else those that most functions share; else those that an
    exported type describes."""
    found = list(_of_main(exports, package, written, leading))
    if not found:
        found = _shared(exports) or list(_of_types(exports, package))
    yield from islice(found, MAX_SETTINGS)


def _of_main(exports: Exports, package: str, written: str, leading: str) -> Iterator[Fact[Setting]]:
    main = _main(exports, package, leading)
    if main is None or main.node is None:
        return
    name = default_name(main, package, written) if main.name == "default" else main.name
    kind = "options"
    if is_component(name, main.node, main.scope.source.path) or "forwardRef" in node_text(
        main.node
    ):
        kind = "props"
    group = f"{kind} of `{name}`"
    found = list(_options_of(main.node, main, group))
    yield from found or _by_type(main, group)


def _main(exports: Exports, package: str, leading: str) -> Export | None:
    taken = exports.found.get(leading)
    if taken is not None and taken.node is not None:
        return taken
    default = exports.default
    if default is not None and default.node is not None and default.node.type != "object":
        return default
    wanted = main_name(package).lower()
    callables = [e for e in exports.values if is_function(e.node) or is_class(e.node)]
    named = next((e for e in callables if e.name.lower() == wanted), None)
    functions = [export for export in callables if is_function(export.node)]
    return named or next((some[0] for some in (callables, functions) if len(some) == 1), None)


def _options_of(node: Node, main: Export, group: str) -> Iterator[Fact[Setting]]:
    doc = doc_of_export(main)
    function = node
    if is_class(node):
        body = node.child_by_field_name("body")
        inner = body.named_children if body is not None else []
        constructors = [m for m in inner
                        if node_text(m.child_by_field_name("name")) == "constructor"]  # fmt: skip
        if not constructors:
            return
        function = constructors[0]
        doc = doc_of(function)
    for pattern, typed in _option_parameters(function):
        found = list(_typed_fields(typed, main.scope, group)) if typed is not None else []
        if not found:
            found = list(_documented_fields(doc, node_text(pattern), main, group))
        yield from found
        if found:
            return
    if not _by_types(main):
        yield from options_in_code(function, main.scope, group)


def _by_types(main: Export) -> bool:
    """Whether types would tell the options, so that the code need not be asked."""
    return main.scope.source.path.endswith(TYPED)


def _option_parameters(function: Node) -> Iterator[tuple[Node, Node | None]]:
    """Parameters that take options, each with its type."""
    parameters = function.child_by_field_name("parameters")
    for parameter in parameters.named_children if parameters is not None else ():
        pattern = parameter.child_by_field_name("pattern") or parameter
        if pattern.type == "assignment_pattern":
            pattern = pattern.child_by_field_name("left") or pattern
        if _OPTIONS.match(node_text(pattern)):
            yield pattern, _bound(function, parameter.child_by_field_name("type"))


def _bound(function: Node, typed: Node | None) -> Node | None:
    """`Options` of `<O extends Options>(options: O)`."""
    given = function.child_by_field_name("type_parameters")
    name = node_text(typed).lstrip(": ")
    for parameter in given.named_children if given is not None and name else ():
        constraint = parameter.child_by_field_name("constraint")
        if node_text(parameter.child_by_field_name("name")) == name and constraint is not None:
            return next(iter(constraint.named_children), None)
    return typed


def _by_type(main: Export, group: str) -> Iterator[Fact[Setting]]:
    """Where not the function says what it takes, but the type that it is declared to have."""
    node = main.node
    if node is None:
        return
    holder = node if node.type == "variable_declarator" else node.parent
    typed: Node | None = None
    if holder is not None and holder.type == "variable_declarator":
        typed = holder.child_by_field_name("type")
        value = holder.child_by_field_name("value")
        if typed is None and value is not None and value.type == "call_expression":
            # `forwardRef<Element, Props>(…)`, `memo((props: Props) => …)`
            typed = value
    elif node.type == "identifier":
        typed = declared_type(node_text(node), main.scope)
    elif is_function(node):
        yield from _by_parameters(node, main, group)
        return
    if typed is not None and typed.type == "call_expression":
        given = typed.child_by_field_name("type_arguments")
        for one in given.named_children if given is not None else ():
            if NAMED.search(node_text(one)):
                yield from _typed_fields(one, main.scope, group)
        inner = argument(typed, 0)
        if inner is not None and is_function(inner):
            yield from _options_of(inner, main, group)
        return
    if found := options_within(typed, main.scope):
        yield from _typed_fields(*found, group)


def _by_parameters(node: Node, main: Export, group: str) -> Iterator[Fact[Setting]]:
    """`(...all: Parameters<Plugin>)`, where `Plugin` is a type that takes options."""
    parameters = node.child_by_field_name("parameters")
    for parameter in parameters.named_children if parameters is not None else ():
        typed = parameter.child_by_field_name("type")
        inner = typed.named_children[0] if typed is not None and typed.named_children else None
        if inner is None or inner.type != "generic_type":
            continue
        if node_text(inner.child_by_field_name("name")) == "Parameters":
            for argument_node in arguments_of(inner):
                if found := options_within(argument_node, main.scope):
                    yield from _typed_fields(*found, group)
                    return


def _shared(exports: Exports) -> list[Fact[Setting]]:
    """Options of one type that at least half of the exported functions take."""
    callables = [e for e in exports.values if is_function(e.node) and not doc_of_export(e).hidden]
    takers: dict[str, list[tuple[Export, Node]]] = {}
    for export in callables:
        for _, typed in _option_parameters(export.node) if export.node is not None else ():
            if typed is not None:
                key = node_text(typed).lstrip(": ").rpartition("& ")[2]
                takers.setdefault(key, []).append((export, typed))
    counts = Counter({key: len(found) for key, found in takers.items()})
    for key, count in counts.most_common(1):
        if count * 2 >= len(callables) and count > 1:
            names = [f"`{export.name}`" for export, _ in takers[key]]
            group = f"options of {listed(names)}" if len(names) <= 4 else "options"
            export, typed = takers[key][0]
            return list(_typed_fields(typed, export.scope, group))
    return []


def _bare_name(name: str) -> str:
    """`thing` of `ThingOptions`, `""` of `Options`."""
    return NAMED.sub(lambda match: match[0][:1] if match[0][:1].islower() else "", name).lower()


def _of_types(exports: Exports, package: str) -> Iterator[Fact[Setting]]:
    """Fields of exported types such as `Options` or `Config`, where most of them are described."""
    count = 0
    named = [e for e in exports.found.values() if e.only_type and NAMED.search(e.name)]
    if len(named) > MAX_TYPES:  # which of many is the main one, only its name can tell
        named = [e for e in named if _bare_name(e.name) in ("", main_name(package).lower())]
    for export in named:
        node = export.node
        if node is None:
            continue
        value = node.child_by_field_name("value")
        if value is not None and value.type == "array_type" and value.named_children:
            node = value.named_children[0]
        found = list(_typed_fields(node, export.scope, f"fields of `{export.name}`"))
        told = sum(bool(fact.value.meaning) for fact in found)
        if len(found) >= 3 and told * 2 >= len(found):
            yield from (fact for fact in found if fact.value.meaning)
            count += 1
        if count >= MAX_TYPES:
            return


def _typed_fields(annotation: Node, scope: Scope, group: str) -> Iterator[Fact[Setting]]:
    seen: set[str] = set()
    for member, where in members(annotation, scope):
        name = node_text(member.child_by_field_name("name")).strip("\"'")
        doc = doc_of(member)
        kind = member.child_by_field_name("type")
        text = compact(node_text(kind)).removeprefix(":").strip() if kind is not None else ""
        if not name or name in seen or doc.hidden or text in ("never", "undefined"):
            continue
        seen.add(name)
        if member.type == "method_signature" or (len(text) > MAX_TYPE and "=>" in text):
            text = "function"
        default = next(iter(doc.all("default", "defaultValue")), "")
        meaning, told = _told_default(_meaning(doc))
        if not told:
            meaning, told = _plain_default(meaning, doc)
        setting = Setting(
            name, text if len(text) <= MAX_TYPE else "", _default(default) or told, meaning, group
        )
        yield Fact(setting, (where.source.evidence(member),))


def _told_default(meaning: str) -> tuple[str, str]:
    """A meaning without the sentence at its end that tells the default, and the default."""
    match = _DEFAULTS.search(meaning)
    if not match:
        return meaning, ""
    return meaning[: match.start()].rstrip(), match[1] or match[2]


def _plain_default(meaning: str, doc: Doc) -> tuple[str, str]:
    """The same where the sentence stands anywhere in the first paragraph: `Defaults to 5.`"""
    paragraph = collapse(plain_links(doc.description).split("\n\n")[0])
    match = _PLAIN_DEFAULT.search(paragraph)
    if not match:
        return meaning, ""
    if "(" not in match[0]:
        meaning = meaning.replace(match[0], "").strip() or meaning
    return meaning, match[1].strip("`")


def _meaning(doc: Doc) -> str:
    """The first paragraph of a field's comment, or its first sentence where that is long."""
    paragraph, *further = plain_links(doc.description).split("\n\n")
    whole = collapse(paragraph)
    if further and _PLAIN_DEFAULT.fullmatch(whole):  # the default stands before the meaning
        paragraph, whole = further[0], collapse(further[0])
    listing = re.search(r"\n\s*[-*] ", paragraph) or whole.endswith(":") or "```" in whole
    if len(whole) <= MAX_MEANING and not listing:
        return whole
    return doc.summary if whole.startswith(doc.summary) else first_sentence(whole)


def _default(text: str) -> str:
    match = FENCE.search(text)
    line = (match[2] if match else text.split("\n\n")[0]).strip().removeprefix(": ")
    if not line or "\n" in line or len(line) > 60 or line in ("undefined", "null"):
        return ""
    return line.strip("`")


def _documented_fields(
    doc: Doc, parameter: str, main: Export, group: str
) -> Iterator[Fact[Setting]]:
    """`@param {string} [options.name=x] - what it is`."""
    path, reader = main.scope.source.path, main.scope.sources.reader
    for name, (kind, default, text) in parameter_docs(doc).items():
        holder, _, field = name.partition(".")
        if field and (holder == parameter or parameter.startswith("{")):
            meaning = first_sentence(plain_links(text)) if text else ""
            evidence = reader.find(path, f"{name}", start=doc.line)
            yield Fact(Setting(field, collapse(kind), default, meaning, group), (evidence,))
