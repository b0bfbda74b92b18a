"""The command `moxi`: draft a README, list the facts behind it, show the settings."""

# Heavy imports stand inside the commands, so that `moxi --help` answers at once.
from __future__ import annotations

import gc
import json
import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from moxi import __version__
from moxi.errors import MoxiError, OutputError, UsageError
from moxi.terminal import log, plain, progress, say, show, warn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from moxi.draft.model_writer import SectionNote
    from moxi.draft.prose import Prose
    from moxi.drafting import Drafted
    from moxi.snapshot.model import Snapshot
    from moxi.writing import Writing

DEFAULT_OUTPUT = "README.draft.md"

app = typer.Typer(
    name="moxi",
    help="Draft a README from what a repository itself states.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Tell what is done, and why.")]
_MODEL = "A model for the prose"
Source = Annotated[
    str,
    typer.Argument(
        metavar="[PATH|URL|OWNER/REPO]",
        help="A folder, a git URL, or a repository that is read through GitHub's API.",
    ),
]
Ref = Annotated[
    str,
    typer.Option("--ref", metavar="R", help="With OWNER/REPO: this branch, tag or commit."),
]


def main() -> None:
    """Run the command; a user's mistake is one line on stderr and exit code 2."""
    # The process ends soon: looking for cycles among syntax trees costs a sixth of its time.
    gc.disable()
    try:
        app()
    except MoxiError as error:
        say(f"moxi: {error}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader has gone (`moxi facts | head`): nothing is left to say, nor to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"moxi {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Draft a README from what a repository itself states."""


@app.command("draft")
def draft_command(
    source: Source = ".",
    ref: Ref = "",
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where to write; - for stdout.")
    ] = DEFAULT_OUTPUT,
    force: Annotated[bool, typer.Option("--force", "-f", help="Overwrite the file.")] = False,
    section: Annotated[
        list[str] | None,
        typer.Option("--section", "-s", metavar="ID", help="Only this section; repeatable."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print sections, facts and evidence as JSON instead.")
    ] = False,
    tree: Annotated[
        str | None,
        typer.Option("--tree", metavar="FILE", help="Draft from a list of paths; - for stdin."),
    ] = None,
    project_type: Annotated[
        str, typer.Option("--project-type", metavar="T", help="With --tree: what it is.")
    ] = "",
    description: Annotated[
        str, typer.Option("--description", metavar="D", help="With --tree: what it does.")
    ] = "",
    update: Annotated[
        bool, typer.Option("--update", help="Bring the README in the folder up to date instead.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="With --update: show the change as a diff.")
    ] = False,
    write: Annotated[
        bool, typer.Option("--write", help="With --update: write the change.")
    ] = False,
    model_url: Annotated[
        str,
        typer.Option(
            "--model-url",
            metavar="URL",
            rich_help_panel=_MODEL,
            help="A server of TGI, vLLM, llama.cpp, Ollama or OpenAI. [MOXI_MODEL_URL]",
        ),
    ] = "",
    model: Annotated[
        str,
        typer.Option(
            "--model",
            metavar="NAME",
            rich_help_panel=_MODEL,
            help="Which of its models. [MOXI_MODEL]",
        ),
    ] = "",
    api: Annotated[
        str,
        typer.Option("--api", rich_help_panel=_MODEL, help="auto, openai or tgi."),
    ] = "auto",
    gguf: Annotated[
        str,
        typer.Option(
            "--gguf", metavar="FILE", rich_help_panel=_MODEL, help="A model run in this process."
        ),
    ] = "",
    language: Annotated[
        str,
        typer.Option(
            "--language", metavar="TAG", rich_help_panel=_MODEL, help="Of the prose, such as de."
        ),
    ] = "",
    max_tokens_total: Annotated[
        int | None,
        typer.Option(
            "--max-tokens-total",
            metavar="N",
            rich_help_panel=_MODEL,
            help="Stop asking before so many tokens are used.",
        ),
    ] = None,
    with_readme: Annotated[
        bool,
        typer.Option(
            "--with-readme", rich_help_panel=_MODEL, help="Show the model the existing README."
        ),
    ] = False,
    model_summaries: Annotated[
        bool,
        typer.Option(
            "--model-summaries",
            rich_help_panel=_MODEL,
            help="Have the model sum up the key files for its prompts.",
        ),
    ] = False,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", rich_help_panel=_MODEL, help="Ask again each time.")
    ] = False,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            rich_help_panel=_MODEL,
            help="Tell who wrote each section, what was dropped and why.",
        ),
    ] = False,
    show_prompt: Annotated[
        bool,
        typer.Option(
            "--show-prompt",
            rich_help_panel=_MODEL,
            help="Print what would be sent to the model, and send nothing.",
        ),
    ] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write a README for a repository, every statement of it with evidence.

    The draft is a file of its own, README.draft.md. With --update it goes into the README that is
    there, between markers, and what a person wrote stays; where there is none, --update --write
    makes it.
    """
    log(verbose)
    writing = _writing(
        url=model_url,
        model=model,
        api=api if api != "auto" else "",
        gguf=gguf,
        max_tokens_total=max_tokens_total,
        language=language,
        with_readme=with_readme,
        model_summaries=model_summaries,
        no_cache=no_cache,
    )
    if update:
        if ref:
            raise UsageError("--update amends the README in the folder; leave --ref out")
        others = (output != DEFAULT_OUTPUT, force, bool(section), as_json, tree is not None)
        _refuse_with_update(others)
        _update(source, writing, diff=diff, write=write, quiet=quiet, explain=explain)
        return
    if diff or write:
        raise UsageError("--diff and --write go with --update")
    started = time.monotonic()
    only = _sections(section or [])
    if tree is None and (project_type or description):
        raise UsageError("--project-type and --description go with --tree FILE")
    to_file = output != "-" and not (as_json and output == DEFAULT_OUTPUT)
    # The READMEs of packages stand below this folder as they do in the repository.
    packages = to_file and output == DEFAULT_OUTPUT and not as_json
    if writing and to_file and not force and Path(output).exists():
        raise OutputError(output, "is there already; give --force to overwrite it")
    opened = _opened(source, ref, tree, project_type, description)
    with opened as snapshot, progress(quiet) as tell:
        from moxi.drafting import drafts
        from moxi.files import write_whole
        from moxi.verify.as_text import tally

        if show_prompt:
            from moxi.writing import prompts

            show("".join(prompts(snapshot, writing, only, os.environ)))
            return
        with _model(writing, tell) as prose:
            drafted = list(drafts(snapshot, only=only, packages=packages, prose=prose))
    if not drafted[0].draft.sections:
        raise UsageError(f"{source}: nothing is stated there that a README could say")
    for number, item in enumerate(drafted):
        warn(item.facts.problems, quiet)
        text = _as_json(item) if as_json else item.draft.markdown
        if not to_file:
            show(text)
            continue
        path = Path(item.folder, DEFAULT_OUTPUT) if number else Path(output)
        if number:
            path.parent.mkdir(parents=True, exist_ok=True)
        written = write_whole(path, text, force=force)
        if not quiet:
            seconds = time.monotonic() - started
            told = f"{len(item.draft.sections)} sections from {item.draft.facts} facts"
            told += f", {tally(item.report)}"
            show(f"{path.resolve()}\n")
            say(f"{told} in {seconds:.1f} s{'' if written else ', unchanged'}")
    _end([note for item in drafted for note in item.notes], quiet=quiet, explain=explain)


def _writing(**options: Any) -> Writing | None:
    """What a model is to write, by the options and the environment; None where none is named."""
    if not any(options.values()) and not os.environ.get("MOXI_MODEL_URL"):
        return None  # the usual case imports nothing
    from moxi.writing import writing_of

    return writing_of(os.environ, **options)


@contextmanager
def _model(writing: Writing | None, tell: Callable[[str], None]) -> Iterator[Prose | None]:
    """The model while it is asked, and what that took."""
    if writing is None:
        yield None
        return
    from moxi.writing import opened, told_usage

    with opened(writing, os.environ, tell) as prose:
        yield prose
        if prose:
            say(told_usage(prose, writing.settings))


def _end(notes: list[SectionNote], *, quiet: bool, explain: bool) -> None:
    """Tell who wrote what; exit 3 where the model failed to answer."""
    if not notes:
        if explain:
            say("no model was asked: every section is written from the facts")
        return
    from moxi.writing import EXIT_MODEL_FAILED, told_notes

    for line in told_notes(notes, explain=explain):
        if not quiet:
            say(line)
    if any(note.failed for note in notes):
        raise typer.Exit(EXIT_MODEL_FAILED)


def _refuse_with_update(given: tuple[bool, ...]) -> None:
    names = ("--output", "--force", "--section", "--json", "--tree")
    for name, is_given in zip(names, given, strict=True):
        if is_given:
            raise UsageError(f"--update amends the README in the folder; leave {name} out")


def _update(
    source: str,
    writing: Writing | None,
    *,
    diff: bool,
    write: bool,
    quiet: bool,
    explain: bool,
) -> None:
    """Show what would change in the READMEs of a folder, or change it."""
    from moxi.update import updates

    with progress(quiet) as tell, _model(writing, tell) as prose:
        found = updates(source, prose)
    for update in found:
        if write and update.changed:
            update.write()
            show(f"{update.root / update.path}\n")
        if diff:
            show(update.diff())
        warn(update.problems, quiet)
        if not (write or diff):  # then the summary is the result
            show("".join(f"{plain(line)}\n" for line in update.summary()))
        elif not quiet:
            for line in update.summary(written=write):
                say(line)
    if not (write or diff or quiet) and any(update.changed for update in found):
        say("nothing is written yet: --diff shows the change, --write makes it")
    _end([note for update in found for note in update.notes], quiet=quiet, explain=explain)


def _as_json(item: Drafted) -> str:
    from moxi.draft.as_json import draft_as_json

    return json.dumps(draft_as_json(item.draft, item.facts), indent=2, ensure_ascii=False) + "\n"


@app.command("check")
def check_command(
    readme: Annotated[
        str | None, typer.Argument(metavar="[README]", help="The page to check.")
    ] = None,
    repo: Annotated[
        str | None, typer.Option("--repo", metavar="DIR", help="The repository it speaks of.")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="FORM", help="text, json, sarif or github.")
    ] = "text",
    fail_on: Annotated[
        str, typer.Option("--fail-on", metavar="STATUS", help="refuted, unknown or never.")
    ] = "refuted",
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what is beyond doubt; every other byte stays.")
    ] = False,
    base: Annotated[
        str | None, typer.Option("--base", metavar="REF", help="Only what is new since then.")
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option("--baseline", metavar="FILE", help="Only what a saved JSON report lacks."),
    ] = None,
    online: Annotated[
        bool, typer.Option("--online", help="Ask the pages outside whether they are there.")
    ] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Hold every claim of a README against its repository; exit 1 where one is refuted."""
    log(verbose)
    from moxi.checking import run

    with progress(quiet):
        outcome = run(readme, repo, form, fail_on, base, baseline, fix=fix, online=online)
    if not quiet:
        for line in outcome.notes:
            say(line)
    show(outcome.output)
    if outcome.failed:
        raise typer.Exit(1)


@app.command("facts")
def facts_command(
    source: Source = ".",
    ref: Ref = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    key_files: Annotated[
        bool, typer.Option("--key-files", help="List the files that tell a model most, and why.")
    ] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """List what a repository states about itself, and where."""
    log(verbose)
    with _opened(source, ref) as snapshot, progress(quiet):
        from moxi.config import load
        from moxi.facts import extract
        from moxi.snapshot.filtered import without

        snapshot = without(snapshot, load(snapshot).ignore)
        facts = extract(snapshot)
    if key_files:
        from moxi.draft import key_files as ranked

        files = ranked.key_files(facts, snapshot)
        lines = [f"{line}\n" for line in ranked.as_lines(files)]
        objects = json.dumps(ranked.as_objects(files), indent=2, ensure_ascii=False) + "\n"
        show(objects if as_json else "".join(lines))
        return
    from moxi.facts.listing import as_lines, as_objects

    warn(facts.problems, quiet)
    if as_json:
        show(json.dumps(as_objects(facts), indent=2, ensure_ascii=False) + "\n")
    else:
        show("".join(f"{line}\n" for line in as_lines(facts)))


@app.command("config")
def config_command(
    source: Source = ".",
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON schema of .moxi.yml.")
    ] = False,
) -> None:
    """Check the settings in .moxi.yml and print them in full."""
    if schema:
        from moxi.config import schema as json_schema

        value: Any = json_schema()
    else:
        with _opened(source) as snapshot:
            from moxi.config import load

            value = load(snapshot).as_object()
    show(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


@contextmanager
def _opened(
    source: str,
    ref: str = "",
    tree: str | None = None,
    project_type: str = "",
    description: str = "",
) -> Iterator[Snapshot]:
    if tree is not None:
        from moxi.snapshot.listed import read_listing

        yield read_listing(tree, project_type=project_type, description=description)
        return
    from moxi.github.repository import is_slug

    if is_slug(source) and not Path(source).exists():
        from moxi.github.source import open_remote

        with open_remote(source, ref, os.environ) as snapshot:
            yield snapshot
        return
    if ref:
        raise UsageError("--ref goes with OWNER/REPO, a repository on GitHub")
    from moxi.snapshot.clone import open_source

    with open_source(source) as snapshot:
        yield snapshot


def _sections(asked: list[str]) -> tuple[str, ...]:
    from moxi.draft.sections import SECTIONS

    known = [kind.id for kind in SECTIONS]
    for name in asked:
        if name not in known:
            raise UsageError(f"--section {name}: is no section; there are {', '.join(known)}")
    return tuple(asked)
