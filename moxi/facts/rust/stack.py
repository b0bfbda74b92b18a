"""What a Rust program is built with, and the ports that its server listens on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence, Fact, Port, Technology
from moxi.facts.syntax import line_of, node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.rust.crate import Crate
    from moxi.facts.rust.source import Sources

_KNOWN: dict[str, tuple[str, str]] = {
    "axum": ("axum", "web framework"),
    "actix-web": ("Actix Web", "web framework"),
    "rocket": ("Rocket", "web framework"),
    "warp": ("warp", "web framework"),
    "poem": ("Poem", "web framework"),
    "salvo": ("Salvo", "web framework"),
    "tonic": ("Tonic", "gRPC"),
    "tokio": ("Tokio", "asynchronous runtime"),
    "sqlx": ("SQLx", "database access"),
    "diesel": ("Diesel", "database access"),
    "sea-orm": ("SeaORM", "database access"),
    "rusqlite": ("SQLite", "database"),
    "redis": ("Redis", "data store"),
    "ratatui": ("Ratatui", "terminal interface"),
    "tui": ("tui-rs", "terminal interface"),
    "cursive": ("Cursive", "terminal interface"),
    "egui": ("egui", "graphical interface"),
    "eframe": ("eframe", "graphical interface"),
    "iced": ("Iced", "graphical interface"),
    "tauri": ("Tauri", "desktop application"),
    "dioxus": ("Dioxus", "user interface"),
    "leptos": ("Leptos", "user interface"),
    "yew": ("Yew", "user interface"),
    "bevy": ("Bevy", "game engine"),
    "pyo3": ("PyO3", "Python bindings"),
    "napi": ("napi-rs", "Node.js bindings"),
    "wasm-bindgen": ("wasm-bindgen", "WebAssembly bindings"),
}
_BINDS = lazy_re(r"\b(?:bind|serve|try_bind)\s*\(")
_ADDRESS = lazy_re(r"^\[?[\w.:*]*\]?:(\d{2,5})$")
_TUPLE = lazy_re(r"\(\s*\[\s*\d+(?:\s*,\s*\d+){3}\s*\]\s*,\s*(\d{2,5})\s*\)")


def technology_facts(crate: Crate) -> Iterator[Fact[Technology]]:
    """The frameworks among the dependencies that are always there."""
    for package, entry in crate.dependencies.items():
        if package in _KNOWN and entry.get("optional") is not True:
            where = crate.reader.find(crate.manifest, "dependencies", str(entry["key"]))
            yield Fact(Technology(*_KNOWN[package]), (where,), crate.folder)


def port_facts(crate: Crate, sources: Sources) -> Iterator[Fact[Port]]:
    """The ports that stand as they are in a call that binds a server."""
    seen: set[int] = set()
    for path in sources.containing("bind(", "serve("):
        for node in sources.located(path, _BINDS):
            call = node.parent
            while call is not None and call.type != "call_expression":
                call = call.parent
            arguments = call.child_by_field_name("arguments") if call is not None else None
            source = node_text(arguments)
            texts = re.findall(r'"([^"\s]+)"', source)
            ports = [match.group(1) for text in texts if (match := _ADDRESS.match(text))]
            for port in (*ports, *_TUPLE.findall(source)):
                if arguments is not None and int(port) not in seen and int(port) < 65536:
                    seen.add(int(port))
                    where = Evidence(path, line_of(arguments), line_of(arguments))
                    yield Fact(Port(int(port)), (where,), crate.folder)
