"""Types and composite literals: zero values, `T{…}`, struct fields, methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.go import expressions
from moxi.facts.go.values import Bound, Function, Items, Object, Place, Scope
from moxi.facts.syntax import node_text

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.go.interpreter import Interpreter


def attribute(interpreter: Interpreter, value: Any, name: str) -> Any:
    """`value.name`: a field, else a method."""
    if isinstance(value, Object):
        if name in value.fields:
            return value.fields[name]
        if method := method_of(interpreter, value, name):
            return method
        if embedded := _embedded(interpreter, value, name):
            return embedded
        if value.struct is not None and (kind := _field_type(value.struct[0], name)) is not None:
            value.fields[name] = zero(interpreter, kind, value.struct[1])
            return value.fields[name]
    return Bound(value, name) if value is not None else None


def method_of(interpreter: Interpreter, value: Object, name: str) -> Function | None:
    """A method that this module declares on the value's type."""
    package = interpreter.module.package_at(value.library)
    found = package.function(f"{value.name}.{name}") if package is not None else None
    if found is None or package is None:
        return None
    return Function(found[1], Place(found[0], package, Scope()), value)


def _embedded(interpreter: Interpreter, value: Object, name: str) -> Any:
    """What an embedded value of a library's type offers: `struct { *cobra.Command }`."""
    for key, inner in value.fields.items():
        if not isinstance(inner, Object) or inner.name != key or not name[:1].isupper():
            continue
        if name in inner.fields or interpreter.module.package_at(inner.library) is None:
            return attribute(interpreter, inner, name)
    return None


def _field_type(struct: Node, name: str) -> Node | None:
    for declaration in fields_of(struct):
        for child in declaration.children_by_field_name("name"):
            if node_text(child) == name:
                return declaration.child_by_field_name("type")
    return None


def fields_of(struct: Node) -> list[Node]:
    """The `field_declaration` nodes of a `struct_type`."""
    lists = [child for child in struct.named_children if child.type == "field_declaration_list"]
    return [c for found in lists for c in found.named_children if c.type == "field_declaration"]


def zero(interpreter: Interpreter, kind: Node, place: Place, depth: int = 0) -> Any:
    """The zero value of a type, where it is a struct or something simple."""
    while kind.type in ("pointer_type", "parenthesized_type") and kind.named_children:
        kind = kind.named_children[0]
    if kind.type == "struct_type":
        return Object("", kind, place, struct=(kind, place))
    if kind.type in ("slice_type", "array_type", "map_type"):
        return Items([])
    if kind.type == "generic_type" and (inner := kind.child_by_field_name("type")) is not None:
        kind = inner
    text = node_text(kind)
    simple = {"string": "", "bool": False, "int": 0, "float64": 0.0}
    if text in simple:
        return simple[text]
    if kind.type in ("type_identifier", "qualified_type"):
        return typed(interpreter, kind, kind, place)
    return None


def typed(interpreter: Interpreter, kind: Node, node: Node, place: Place) -> Object | None:
    """An empty object of a named type."""
    text = node_text(kind)
    if kind.type == "qualified_type":
        alias, _, name = text.partition(".")
        path = interpreter.imported(alias, place)
        package = interpreter.module.package_at(path) if path else None
        if path is None:
            return None
    else:
        path, name, package = interpreter.import_path(place.package), text, place.package
    if package is None:
        return Object(f"{path}.{name}", node, place)
    found = package.type(name)
    if found is None:
        return None
    source, spec = found
    inside = Place(source, package, Scope())
    actual = spec.child_by_field_name("type")
    if actual is None:
        return None
    if actual.type == "struct_type":
        return Object(f"{path}.{name}", node, place, struct=(actual, inside))
    if spec.type == "type_alias" and actual.type in ("type_identifier", "qualified_type"):
        return typed(interpreter, actual, node, inside) if text != node_text(actual) else None
    return Object(f"{path}.{name}", node, place)


def composite(interpreter: Interpreter, node: Node, place: Place) -> Any:
    """The value of a `composite_literal`."""
    kind, body = node.child_by_field_name("type"), node.child_by_field_name("body")
    if kind is None or body is None:
        return None
    return literal(interpreter, kind, body, place, node)


def literal(interpreter: Interpreter, kind: Node, body: Node, place: Place, node: Node) -> Any:
    """The value of `kind{…}`; an element may leave its own type out."""
    if kind.type in ("slice_type", "array_type", "implicit_length_array_type", "map_type"):
        field = "value" if kind.type == "map_type" else "element"
        return _elements(interpreter, kind.child_by_field_name(field), body, place)
    if kind.type == "generic_type" and (inner := kind.child_by_field_name("type")) is not None:
        kind = inner
    if kind.type == "struct_type":
        value: Object | None = Object("", node, place, struct=(kind, place))
    else:
        value = typed(interpreter, kind, node, place)
    if value is None:
        return None
    if value.struct is None and interpreter.module.package_at(value.library) is not None:
        named = _named_collection(interpreter, value)
        if named is not None:
            return _elements(interpreter, named, body, place)
    for child in body.named_children:
        if child.type == "keyed_element":
            key, given = _keyed(child)
            if key is not None and given is not None:
                value.fields[node_text(key)] = _element(interpreter, given, None, place)
    return value


def _named_collection(interpreter: Interpreter, value: Object) -> Node | None:
    package = interpreter.module.package_at(value.library)
    found = package.type(value.name) if package is not None else None
    actual = found[1].child_by_field_name("type") if found else None
    if actual is not None and actual.type in ("slice_type", "map_type"):
        return actual.child_by_field_name("element") or actual.child_by_field_name("value")
    return None


def _keyed(node: Node) -> tuple[Node | None, Node | None]:
    parts = [child for child in node.named_children if child.type != "comment"]
    return (parts[0], parts[1]) if len(parts) == 2 else (None, None)


def _elements(interpreter: Interpreter, kind: Node | None, body: Node, place: Place) -> Items:
    items = Items([])
    for child in body.named_children:
        if child.type == "keyed_element":
            key, given = _keyed(child)
            if key is not None and given is not None:
                items.keys.append(_element(interpreter, key, None, place))
                items.values.append(_element(interpreter, given, kind, place))
        elif child.type != "comment":
            items.values.append(_element(interpreter, child, kind, place))
    return items


def _element(interpreter: Interpreter, node: Node, kind: Node | None, place: Place) -> Any:
    if node.type == "literal_element" and node.named_children:
        node = node.named_children[0]
    if node.type == "literal_value":
        while kind is not None and kind.type == "pointer_type":
            kind = kind.named_children[0]
        return literal(interpreter, kind, node, place, node) if kind is not None else None
    return expressions.evaluate(interpreter, node, place)
