"""A small abstract interpreter: what a module's objects would be, found without running it.

It walks syntax trees and knows a fixed list of harmless operations on texts, numbers and lists;
everything else is `UNKNOWN`. Steps, depth and sizes are bounded, so hostile source costs nothing.
"""

from moxi.facts.python.interpret.interpreter import Interpreter
from moxi.facts.python.interpret.values import (
    UNKNOWN,
    Call,
    Class,
    External,
    Function,
    Instance,
    Special,
    Stop,
    is_known,
)

__all__ = [
    "UNKNOWN",
    "Call",
    "Class",
    "External",
    "Function",
    "Instance",
    "Interpreter",
    "Special",
    "Stop",
    "is_known",
]
