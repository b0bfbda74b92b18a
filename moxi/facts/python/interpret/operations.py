"""The harmless operations of the interpreter: on texts, numbers and lists, all bounded."""

from __future__ import annotations

import ast
import inspect
import textwrap
from typing import TYPE_CHECKING, Any

from moxi.facts.python.interpret.values import UNKNOWN, Class, Function, Special, is_known

if TYPE_CHECKING:
    from moxi.facts.python.interpret.values import Call

MAX_TEXT = 60_000
MAX_ITEMS = 2_000
MAX_NUMBER = 10**15

_TEXT_METHODS = {
    "capitalize", "casefold", "endswith", "expandtabs", "join", "lower", "lstrip", "partition",
    "removeprefix", "removesuffix", "replace", "rpartition", "rstrip", "split", "splitlines",
    "startswith", "strip", "title", "upper", "rsplit",
}  # fmt: skip
_TRANSLATE = {"_", "gettext", "ngettext", "gettext_lazy", "ugettext", "lazy_gettext", "N_", "t"}


def binary(operator: ast.operator, left: Any, right: Any) -> Any:
    """`left operator right`, UNKNOWN where it is not harmless or not known."""
    if isinstance(operator, ast.BitOr) and isinstance(left, dict) and isinstance(right, dict):
        return {**left, **right}
    if isinstance(operator, ast.Div) and isinstance(left, Special):
        return left.divide(right)
    if isinstance(operator, ast.Mod) and isinstance(left, str):
        return _percent(left, right)
    if isinstance(operator, ast.Add):
        return _add(left, right)
    if isinstance(operator, ast.Mult) and isinstance(left, str) and isinstance(right, int):
        return left * right if 0 <= right * len(left) < 1_000 else UNKNOWN
    if not (_is_number(left) and _is_number(right)):
        return UNKNOWN
    try:
        if isinstance(operator, ast.Sub):
            result: Any = left - right
        elif isinstance(operator, ast.Mult):
            result = left * right
        elif isinstance(operator, ast.Div):
            result = left / right
        elif isinstance(operator, ast.FloorDiv):
            result = left // right
        elif isinstance(operator, ast.Pow) and 0 <= right <= 64 and abs(left) <= 1024:
            result = left**right
        else:
            return UNKNOWN
    except ArithmeticError:
        return UNKNOWN
    return result if abs(result) < MAX_NUMBER else UNKNOWN


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and abs(value) < MAX_NUMBER


def _add(left: Any, right: Any) -> Any:
    if isinstance(left, str) and isinstance(right, str):
        return left + right if len(left) + len(right) < MAX_TEXT else UNKNOWN
    if isinstance(left, list) and isinstance(right, list):
        return left + right if len(left) + len(right) < MAX_ITEMS else UNKNOWN
    if isinstance(left, tuple) and isinstance(right, tuple):
        return left + right if len(left) + len(right) < MAX_ITEMS else UNKNOWN
    if _is_number(left) and _is_number(right):
        return left + right
    return UNKNOWN


def _percent(pattern: str, values: Any) -> Any:
    if not is_known(values) or len(pattern) > MAX_TEXT or _wide(pattern):
        return UNKNOWN
    try:
        return pattern % values
    except (TypeError, ValueError, KeyError, OverflowError):
        return UNKNOWN


def _wide(pattern: str) -> bool:
    """Whether a format could ask for an absurd width."""
    run = 0
    for letter in pattern:
        run = run + 1 if letter.isdigit() else 0
        if run > 3:
            return True
    return "*" in pattern and "%*" in pattern


def compare(operator: ast.cmpop, left: Any, right: Any) -> Any:
    """A comparison, UNKNOWN where a side is not known."""
    if isinstance(operator, (ast.Is, ast.IsNot)) and (left is None or right is None):
        if left is UNKNOWN or right is UNKNOWN:
            return UNKNOWN
        return (left is right) == isinstance(operator, ast.Is)
    if isinstance(operator, (ast.In, ast.NotIn)) and is_known(left):
        return _member(isinstance(operator, ast.In), left, right)
    if not (is_known(left) and is_known(right)):
        return UNKNOWN
    try:
        if isinstance(operator, ast.Eq):
            return left == right
        if isinstance(operator, ast.NotEq):
            return left != right
    except TypeError:
        pass
    return UNKNOWN


def _member(wanted: bool, left: Any, right: Any) -> Any:
    """`left in right`; a list that holds unknown items can still hold the one asked for."""
    if isinstance(right, dict):
        return (left in list(right)) == wanted
    if isinstance(right, str) and isinstance(left, str):
        return (left in right) == wanted
    if isinstance(right, (list, tuple)):
        if any(is_known(item) and item == left for item in right):
            return wanted
        return not wanted if is_known(right) else UNKNOWN
    return UNKNOWN


def text_method(text: str, name: str, call: Call) -> Any:
    """A method of a text."""
    if name == "format":
        return _format(text, call)
    if name in ("encode", "decode"):
        return text
    if name not in _TEXT_METHODS or not call.complete:
        return UNKNOWN
    args = [list(arg) if isinstance(arg, dict) else arg for arg in call.args]
    if not is_known(args) or call.kwargs:
        return UNKNOWN
    try:
        result = getattr(text, name)(*args)
    except (TypeError, ValueError):
        return UNKNOWN
    if isinstance(result, (str, list, tuple)) and len(result) > MAX_TEXT:
        return UNKNOWN
    return result


def _format(text: str, call: Call) -> Any:
    """`str.format` with plain fields only, so that no attribute is ever looked up."""
    from string import Formatter

    out: list[str] = []
    auto = 0
    try:
        for literal, name, spec, _conversion in Formatter().parse(text):
            out.append(literal)
            if name is None:
                continue
            if spec and _wide(spec):
                return UNKNOWN
            if not name:
                value = call.args[auto] if auto < len(call.args) else UNKNOWN
                auto += 1
            elif name.isdigit():
                value = call.args[int(name)] if int(name) < len(call.args) else UNKNOWN
            else:
                value = call.kwargs.get(name, UNKNOWN)
            if not isinstance(value, (str, int, float)):
                return UNKNOWN
            out.append(format(value, spec or ""))
    except (ValueError, TypeError):
        return UNKNOWN
    return "".join(out)


def list_method(items: list[Any], name: str, call: Call) -> Any:
    """A method of a list; it changes the list as the program would."""
    if name == "append" and call.args and len(items) < MAX_ITEMS:
        items.append(call.args[0])
    elif name == "extend" and call.args and isinstance(call.args[0], (list, tuple)):
        items.extend(call.args[0][: MAX_ITEMS - len(items)])
    elif name == "insert" and len(call.args) == 2 and isinstance(call.args[0], int):
        items.insert(call.args[0], call.args[1])
    elif name == "copy":
        return list(items)
    else:
        return UNKNOWN
    return None


def mapping_method(mapping: dict[Any, Any], name: str, call: Call) -> Any:
    """A method of a mapping."""
    if name == "keys":
        return list(mapping)
    if name == "values":
        return list(mapping.values())
    if name == "items":
        return list(mapping.items())
    if name == "copy":
        return dict(mapping)
    if name in ("get", "setdefault", "pop") and call.args:
        key = call.args[0]
        fallback = call.args[1] if len(call.args) > 1 else None
        if not isinstance(key, (str, int, float)):
            return UNKNOWN
        if name == "setdefault":
            return mapping.setdefault(key, fallback)
        return mapping.get(key, fallback)
    if name == "update":
        if call.args and isinstance(call.args[0], dict):
            mapping.update(call.args[0])
        mapping.update(call.kwargs)
        return None
    return UNKNOWN


def builtin(name: str, call: Call) -> Any:
    """A function of Python or of its library that only turns one known value into another."""
    short = name.rpartition(".")[2]
    first = call.args[0] if call.args else None
    if short in _TRANSLATE:
        return first if isinstance(first, str) else UNKNOWN
    if name in ("textwrap.dedent", "inspect.cleandoc", "dedent", "cleandoc"):
        if not isinstance(first, str):
            return UNKNOWN
        return textwrap.dedent(first) if short == "dedent" else inspect.cleandoc(first)
    if name == "functools.partial":
        return UNKNOWN
    if name.startswith("builtins."):
        return _plain(short, first, call)
    if short == "OrderedDict" and isinstance(first, (list, tuple, dict)):
        return _plain("dict", first, call)
    return UNKNOWN


def _plain(name: str, first: Any, call: Call) -> Any:
    if name == "dict":
        return _dict(first, call)
    if not call.args:
        return {"list": [], "tuple": (), "str": "", "set": []}.get(name, UNKNOWN)
    if name in ("list", "tuple", "set", "frozenset", "iter", "reversed", "sorted"):
        return _sequence(name, first)
    if name == "str" and isinstance(first, (str, int, float)):
        return str(first)
    if name == "int" and isinstance(first, (int, float)) and abs(first) < MAX_NUMBER:
        return int(first)
    if name == "callable" and (is_known(first) or isinstance(first, (Class, Function))):
        return isinstance(first, (Class, Function))
    if name == "len" and isinstance(first, (str, list, tuple, dict)):
        return len(first)
    if name == "range" and all(isinstance(arg, int) for arg in call.args):
        return list(range(*call.args[:3])[:MAX_ITEMS]) if 0 not in call.args[2:3] else UNKNOWN
    if name == "enumerate" and isinstance(first, (list, tuple)):
        return list(enumerate(first))
    if name == "zip" and all(isinstance(arg, (list, tuple)) for arg in call.args):
        return list(zip(*call.args, strict=False))
    if name == "repr" and isinstance(first, (str, int, float)):
        return repr(first)
    return UNKNOWN


def _dict(first: Any, call: Call) -> Any:
    if isinstance(first, dict):
        return {**first, **call.kwargs}
    if isinstance(first, (list, tuple)):
        pairs = [item for item in first if isinstance(item, (list, tuple)) and len(item) == 2]
        if len(pairs) == len(first):
            found = {key: value for key, value in pairs if isinstance(key, (str, int))}
            return {**found, **call.kwargs}
        return UNKNOWN
    return dict(call.kwargs) if first is None else UNKNOWN


def _sequence(name: str, items: Any) -> Any:
    if isinstance(items, (dict, str)):
        items = list(items)
    if not isinstance(items, (list, tuple)):
        return UNKNOWN
    if name == "sorted":
        try:
            return sorted(items)
        except TypeError:
            return list(items)
    if name == "reversed":
        return list(reversed(items))
    return tuple(items) if name == "tuple" else list(items)
