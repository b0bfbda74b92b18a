"""Looking through what only starts another program: `sudo`, `uv run`, `npx`, `coverage run -m`."""

from __future__ import annotations

import re

from moxi.facts.common.words import words as listed
from moxi.patterns import lazy_re

Words = tuple[str, ...]
_ASSIGNMENT = lazy_re(r"[A-Za-z_]\w*=")

# Prefix → its options that take a value of their own.
_PREFIXES: dict[Words, frozenset[str]] = {
    ("sudo",): frozenset(("-u", "-g", "--user")),
    ("env",): frozenset(("-u",)),
    ("time",): frozenset(),
    ("nice",): frozenset(("-n",)),
    ("command",): frozenset(),
    ("exec",): frozenset(),
    ("stdbuf",): frozenset(("-o", "-e", "-i")),
    ("xvfb-run",): frozenset(("-n", "-s", "--server-args", "-e")),
    ("dbus-run-session",): frozenset(),
    ("uv", "run"): frozenset(
        listed(
            """--group --only-group --no-group --extra --no-extra --with --with-editable --with-
            requirements -w --python -p --package --directory --project --env-file --index
            --index-url --resolution --color --config-file --config-setting --prerelease --python-
            platform --no-binary-package --refresh-package --reinstall-package"""
        )
    ),
    ("uv", "tool", "run"): frozenset(("--from", "--with", "--python", "-p")),
    ("uvx",): frozenset(("--from", "--with", "--python", "-p")),
    ("pipx", "run"): frozenset(("--spec", "--python", "--pip-args", "--index-url")),
    ("poetry", "run"): frozenset(("-C", "--directory", "-P", "--project")),
    ("pipenv", "run"): frozenset(),
    ("rye", "run"): frozenset(("-p", "--pyproject")),
    ("bundle", "exec"): frozenset(),
    ("npx",): frozenset(("-p", "--package", "-w", "--workspace")),
    ("bunx",): frozenset(),
    ("npm", "exec"): frozenset(("-p", "--package", "-w", "--workspace")),
    ("pnpm", "exec"): frozenset(),
    ("pnpm", "dlx"): frozenset(("--package",)),
    ("yarn", "exec"): frozenset(),
    ("yarn", "dlx"): frozenset(("-p",)),
    ("bun", "x"): frozenset(),
    ("nyc",): frozenset(("--reporter", "-r", "--reporter-dir", "-x", "-n", "--require")),
    ("c8",): frozenset(("--reporter", "-r", "-x", "-n", "-o")),
    ("cross-env",): frozenset(),
    ("dotenv",): frozenset(("-e", "-f")),
    ("timeout",): frozenset(("-s", "-k")),
    ("nix", "develop"): frozenset(),
    ("nix-shell",): frozenset(),
    ("direnv", "exec"): frozenset(),
    ("mise", "exec"): frozenset(),
    ("mise", "x"): frozenset(),
    ("devbox", "run"): frozenset(),
    ("catchsegv",): frozenset(),
    ("conda", "run"): frozenset(("-n", "-p", "--name")),
    ("micromamba", "run"): frozenset(("-n", "-p")),
}
_WITH_OPERAND = frozenset((("timeout",), ("direnv", "exec")))  # one word before the program
_COMMAND_FLAG = frozenset(("-c", "--command", "--run"))
_PACKAGE_MANAGERS = frozenset(("npm", "pnpm", "yarn", "bun"))
_MANAGER_VALUES = frozenset(
    ("-w", "--workspace", "--filter", "-F", "-C", "--cwd", "--dir", "--prefix", "--workspace-root")
)
_OWN_COMMANDS = frozenset(
    listed(
        """install i ci add remove rm uninstall update upgrade publish pack link unlink config cache
        audit outdated version login logout info view why list ls prune rebuild dedupe init create
        store set fetch import deploy setup global node pm build-native patch env self-update help
        root bin access owner team dist-tag deprecate ping pkg approve-builds licenses patch-
        commit"""
    )
)


def unwrap(words: Words) -> tuple[str, Words]:
    """The program that is really run and its arguments; a script of a package manager (`npm run
    lint`) comes back as `@lint`. `("", ())` where nothing is left."""
    for _ in range(8):
        while words and _ASSIGNMENT.match(words[0]):
            words = words[1:]
        inner = _inner(words)
        if inner is None:
            break
        words = inner
    return (words[0], words[1:]) if words else ("", ())


def _inner(words: Words) -> Words | None:
    """What the outermost wrapper starts; None where there is no wrapper."""
    if not words:
        return None
    for size in (3, 2, 1):
        prefix = words[:size]
        if len(prefix) == size and prefix in _PREFIXES:
            return _past_prefix(prefix, words[size:])
    if words[0] in _PACKAGE_MANAGERS:
        return _script(words[0], words[1:])
    if re.fullmatch(
        r"(.*/)?python[\d.]*t?|(.*/)?pypy\d*|py|\{envpython\}|\{env_python\}", words[0]
    ):
        return _python_module(words[1:])
    if words[0] == "coverage" and words[1:2] == ("run",):
        return _python_module(words[2:]) or _last_path(words[2:])
    if words[0] in ("bash", "sh", "zsh", "source", ".") and len(words) > 1:
        rest = [word for word in words[1:] if not re.fullmatch(r"-[a-z]+|-o|pipefail", word)]
        if any(re.fullmatch(r"-[a-z]*c", word) for word in words[1:3]):
            return tuple(rest[0].split()) if rest else ()
        return tuple(rest)
    if words[:2] in (("pdm", "run"), ("pixi", "run"), ("hatch", "run")):
        return _named(_past_options(words[2:], frozenset(("-e", "-p", "--environment"))))
    if words[0] == "hatch" and words[1:2] in (("-e",), ("--env",)):
        return ("hatch", *words[3:])
    if words[:2] == ("go", "tool") and words[2:]:
        return (_without_version(words[2]), *words[3:])
    if words[:2] == ("go", "run") and words[2:3] and "@" in words[2]:
        return (_without_version(words[2]), *words[3:])
    if words[0] == "corepack" and words[1:]:
        return words[1:] if words[1] in _PACKAGE_MANAGERS else None
    return None


def _past_prefix(prefix: Words, rest: Words) -> Words:
    if prefix in (("nix", "develop"), ("nix-shell",)):
        for index, word in enumerate(rest):
            if word in _COMMAND_FLAG:
                tail = rest[index + 1 :]
                return tuple(tail[0].split()) if len(tail) == 1 else tail
        return ()
    if prefix == ("command",) and rest[:1] in (("-v",), ("-V",)):
        return ()  # it only asks where a program is
    inner = _past_options(rest, _PREFIXES[prefix])
    if prefix in _WITH_OPERAND:
        inner = inner[1:]
    if prefix[-1] in ("npx", "bunx", "dlx", "uvx", "x", "run") and inner:
        inner = (re.sub(r"(?<=\w)@[\w.^~*-]+$", "", inner[0]), *inner[1:])
    if prefix[0] in ("poetry", "pipenv", "rye") and inner:
        return _named(inner)
    return inner


def _past_options(words: Words, with_value: frozenset[str]) -> Words:
    index = 0
    while index < len(words) and (words[index].startswith("-") or _ASSIGNMENT.match(words[index])):
        if words[index] == "--":
            return words[index + 1 :]
        index += 2 if words[index] in with_value else 1
    return words[index:]


def _python_module(arguments: Words) -> Words | None:
    """`-b -W error -m pytest tests` → `pytest tests`; None for a script or plain code."""
    index = 0
    while index < len(arguments) and arguments[index].startswith("-"):
        option = arguments[index]
        if option == "-m":
            return arguments[index + 1 :] or None
        if option in ("-c", "-"):
            return None
        takes_value = option in ("-W", "-X") or (
            option.startswith("--") and "=" not in option and option in ("--source", "--rcfile")
        )
        index += 2 if takes_value else 1
    return None


def _last_path(arguments: Words) -> Words | None:
    paths = [word for word in arguments if not word.startswith("-")]
    return tuple(paths[:1]) if paths and paths[0].endswith("pytest") else None


def _script(manager: str, arguments: Words) -> Words | None:
    """`npm run lint`, `pnpm --filter web lint`, `yarn workspace web test` → the script."""
    rest = _past_options(arguments, _MANAGER_VALUES)
    while rest[:1] in (("workspace",), ("workspaces",), ("recursive",), ("foreach",)):
        rest = _past_options(rest[2:] if rest[0] == "workspace" else rest[1:], _MANAGER_VALUES)
    if not rest:
        return None
    if rest[0] in ("run", "run-script", "rum"):
        named = _past_options(rest[1:], _MANAGER_VALUES)
        return (f"@{named[0]}", *named[1:]) if named else ()
    if rest[0] in ("test", "t", "tst", "start"):
        name = "start" if rest[0] == "start" else "test"
        return (f"@{name}", *rest[1:])
    if manager == "npm" or rest[0] in _OWN_COMMANDS or (manager == "bun" and rest[0] == "build"):
        return None
    return _named(rest, script=True)


def _named(words: Words, *, script: bool = False) -> Words:
    """A word that may be a program or a script of that name: the program where it is known.
    `env:pytest` of hatch is `pytest` in an environment, a `script` called `lint:eslint` is not."""
    from moxi.facts.common.programs import RULES

    if not words or words[0].startswith("@"):
        return words
    apart = words[0].count(":") == 1 and not script
    name = words[0].rpartition(":")[2] if apart else words[0]
    if words[0] in RULES or "/" in words[0] or re.match(r"(python[\d.]*|bash|sh)$", words[0]):
        return words
    return (f"@{name if name in RULES else words[0]}", *words[1:])


def _without_version(package: str) -> str:
    """`honnef.co/go/tools/cmd/staticcheck@latest` → `staticcheck`, a `/v2` at its end dropped."""
    path = package.partition("@")[0]
    parts = [part for part in path.split("/") if not re.fullmatch(r"v\d+", part)]
    return parts[-1] if parts else path
