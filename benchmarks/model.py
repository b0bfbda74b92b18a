"""What a model adds to drafts, and what it costs: template, base model, fine-tuned model.

    python benchmarks/model.py --gguf base.gguf
    python benchmarks/model.py --model-url http://127.0.0.1:8080 --tuned-url http://127.0.0.1:8081
    python benchmarks/model.py --repos FOLDER_OF_CHECKOUTS --limit 5

Without --repos the pinned packages of tests/packages are drafted, without their READMEs. Claim
recall is the share of the human README's verified claims that the draft makes (as in quality.py).
The Generate README Eval score (BLEU .1, ROUGE-L .1, cosine .1, structure .1, information retrieval
.2, code consistency .2, readability .2) is computed with plain word counts, for the record only.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.generated import make_repository
from benchmarks.human import checkouts, packages
from benchmarks.measure import print_table, write_json
from benchmarks.quality import OWN_KINDS, REMOVED, Said
from moxi.checking import check
from moxi.config import Config
from moxi.draft import draft
from moxi.draft.model_writer import PROSE_SECTIONS
from moxi.draft.prompt import Prompts
from moxi.draft.prose import Prose, bettered
from moxi.draft.proved import proved
from moxi.errors import MoxiError
from moxi.facts import extract
from moxi.facts.model import Cli
from moxi.llm import open_client
from moxi.llm.settings import settings_from
from moxi.llm.tokens import estimated
from moxi.snapshot.filtered import without
from moxi.snapshot.local import LocalSnapshot

if TYPE_CHECKING:
    from moxi.llm.model import Client

FILES = 1_000
"""Of the repository on which the building of prompts is timed."""


def make_parser() -> argparse.ArgumentParser:
    """The settings."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--repos", type=Path, help="a folder of checkouts with their READMEs")
    parser.add_argument("--limit", type=int, default=8, help="how many repositories")
    parser.add_argument("--model-url", default="", help="the base model's server")
    parser.add_argument("--model", default="")
    parser.add_argument("--gguf", default="", help="the base model's file instead")
    parser.add_argument("--tuned-url", default="", help="a fine-tuned model's server")
    parser.add_argument("--answer-tokens", type=int, help="less than a person would use")
    return parser


def main() -> None:
    """Draft with each writer, print, write JSON."""
    arguments = make_parser().parse_args()
    if arguments.answer_tokens:
        from moxi.draft import model_writer

        model_writer.ANSWER_TOKENS = arguments.answer_tokens
    environ = dict(os.environ)
    clients: dict[str, Client | None] = {"template": None}
    base = settings_from(
        environ, url=arguments.model_url, model=arguments.model, gguf=arguments.gguf
    )
    if base is not None:
        clients["base"] = open_client(replace(base, timeout=300))
    if arguments.tuned_url:
        tuned = settings_from(environ, url=arguments.tuned_url)
        if tuned is not None:
            clients["tuned"] = open_client(replace(tuned, timeout=300))
    rows: list[dict[str, object]] = [prompts_row()]
    with tempfile.TemporaryDirectory() as scratch:
        found = checkouts(arguments.repos) if arguments.repos else packages(Path(scratch))
        for name, folder in list(found)[: arguments.limit]:
            for writer, client in clients.items():
                try:
                    rows.append(measure(name, folder, writer, client))
                except MoxiError as error:
                    print(f"{name}: left out: {error}")
                    break
    for client in clients.values():
        if client is not None:
            client.close()
    show(rows)
    print(write_json("model", rows))


def prompts_row() -> dict[str, object]:
    """How long building the prompts of a draft takes, per prompt and for the first one."""
    with tempfile.TemporaryDirectory() as scratch:
        repository = Path(scratch)
        make_repository(repository, FILES)
        snapshot = LocalSnapshot.open(repository)
        facts = extract(snapshot)
        sections = [
            section
            for section in draft(facts, snapshot, Config()).sections
            if section.id in PROSE_SECTIONS
        ]
        first: list[float] = []
        each: list[float] = []
        for _ in range(6):
            prompts = Prompts(facts, snapshot, Config())
            started = time.perf_counter()
            for number, section in enumerate(sections):
                before = time.perf_counter()
                prompts.for_section(section, budget=3_400, count=estimated)
                if not number:
                    first.append(time.perf_counter() - before)
            each.append((time.perf_counter() - started) / len(sections))
    row: dict[str, object] = {
        "writer": "prompts",
        "files": FILES,
        "ms a prompt": round(1_000 * statistics.median(each), 1),
        "ms the first": round(1_000 * statistics.median(first), 1),
    }
    print(f"prompts at {FILES} files: {row['ms a prompt']} ms each, first {row['ms the first']} ms")
    return row


def measure(name: str, folder: Path, writer: str, client: Client | None) -> dict[str, object]:
    """One repository drafted by one writer. Raises MoxiError."""
    human = check(None, f"{folder}")
    bare = without(LocalSnapshot.open(folder), REMOVED)
    facts = extract(bare)
    kept, report = proved(draft(facts, bare, Config()), facts, bare, Config())
    usage = client.usage if client else None
    before = (usage.tokens_in, usage.tokens_out) if usage else (0, 0)
    dropped = fell_back = asked = 0
    started = time.perf_counter()
    if client is not None:
        kept, report, notes = bettered(kept, facts, bare, Config(), Prose(client))
        dropped = sum(len(note.dropped) for note in notes)
        fell_back = sum(note.author == "template" for note in notes)
        asked = len(notes)
    seconds = time.perf_counter() - started
    programs = frozenset(fact.value.program for fact in facts.all(Cli))
    said = Said.of(kept.markdown, report, programs)
    wanted = [
        finding
        for finding in human.report.with_status("verified")
        if finding.claim.kind not in OWN_KINDS
    ]
    told = sum(said.makes(finding) for finding in wanted)
    row: dict[str, object] = {
        "writer": writer,
        "repository": name,
        "claims": report.tally["claims"],
        "refuted": report.tally["refuted"],
        "unknown": report.tally["unknown"],
        "dropped": dropped,
        "sections": asked,
        "fell back": fell_back,
        "recall": round(told / max(len(wanted), 1), 3),
        "tokens in": usage.tokens_in - before[0] if usage else 0,
        "tokens out": usage.tokens_out - before[1] if usage else 0,
        "seconds": round(seconds, 1),
        "eval": round(eval_score(kept.markdown, human.text), 1),
    }
    print(f"{name} {writer}: {row}", flush=True)
    return row


def eval_score(candidate: str, reference: str) -> float:
    """The Generate README Eval score, 0 to 100, with bags of words where it uses embeddings."""
    said, told = _words(candidate), _words(reference)
    parts = (
        (0.1, _bleu(said, told)),
        (0.1, _rouge_l(said[:3_000], told[:3_000])),
        (0.1, _cosine(Counter(said), Counter(told))),
        (0.1, _overlap(_headings(candidate), _headings(reference))),
        (0.2, _overlap(set(told), set(said))),
        (0.2, _overlap(_code(reference), _code(candidate))),
        (0.2, _readability(candidate)),
    )
    return 100 * sum(weight * value for weight, value in parts)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9_-]+", text.lower())


def _headings(text: str) -> set[str]:
    return {line.strip("# ").lower() for line in re.findall(r"(?m)^#{1,4} .+$", text)}


def _code(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text))


def _overlap(wanted: set[str], found: set[str]) -> float:
    return len(wanted & found) / len(wanted) if wanted else 1.0


def _cosine(a: Counter[str], b: Counter[str]) -> float:
    norm = math.sqrt(sum(n * n for n in a.values()) * sum(n * n for n in b.values()))
    return sum(count * b[word] for word, count in a.items()) / norm if norm else 0.0


def _bleu(said: list[str], told: list[str]) -> float:
    logs = 0.0
    for size in range(1, 5):
        own = Counter(zip(*(said[i:] for i in range(size)), strict=False))
        other = Counter(zip(*(told[i:] for i in range(size)), strict=False))
        matched = sum((own & other).values())
        logs += math.log((matched + 1) / (sum(own.values()) + 1)) / 4
    brevity = min(0.0, 1 - len(told) / max(len(said), 1))
    return math.exp(logs + brevity)


def _rouge_l(said: list[str], told: list[str]) -> float:
    row = [0] * (len(told) + 1)
    for word in said:
        before = 0
        for number, other in enumerate(told, 1):
            kept = row[number]
            row[number] = before + 1 if word == other else max(row[number], row[number - 1])
            before = kept
    common = row[-1]
    return 2 * common / (len(said) + len(told)) if said and told else 0.0


def _readability(text: str) -> float:
    """Flesch's reading ease of the prose, from 0 to 1."""
    prose = re.sub(r"```.*?```|`[^`]*`|^\|.*$|https?://\S+", " ", text, flags=re.S | re.M)
    words = re.findall(r"[A-Za-z]+", prose)
    sentences = max(len(re.findall(r"[.!?](?:\s|$)", prose)), 1)
    syllables = sum(max(len(re.findall(r"[aeiouy]+", word.lower())), 1) for word in words)
    ease = 206.835 - 1.015 * len(words) / sentences - 84.6 * syllables / max(len(words), 1)
    return min(max(ease / 100, 0.0), 1.0)


def show(rows: list[dict[str, object]]) -> None:
    """The sums and medians of each writer."""
    writers = list(dict.fromkeys(f"{row['writer']}" for row in rows if "repository" in row))
    header = ["writer", "repositories", "claims", "refuted", "unknown", "dropped", "fell back",
              "recall", "tokens in", "tokens out", "seconds", "eval"]  # fmt: skip
    table = []
    for writer in writers:
        own = [row for row in rows if row["writer"] == writer]

        def total(key: str, own: list[dict[str, object]] = own) -> float:
            return sum(float(f"{row[key]}") for row in own)

        table.append([
            writer, f"{len(own)}", f"{total('claims'):.0f}", f"{total('refuted'):.0f}",
            f"{total('unknown'):.0f}", f"{total('dropped'):.0f}",
            f"{total('fell back') / max(total('sections'), 1):.0%}",
            f"{total('recall') / len(own):.3f}", f"{total('tokens in'):.0f}",
            f"{total('tokens out'):.0f}", f"{total('seconds'):.0f}",
            f"{total('eval') / len(own):.1f}",
        ])  # fmt: skip
    print_table(header, table)


if __name__ == "__main__":
    main()
