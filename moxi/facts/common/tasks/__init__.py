"""Tasks that a developer runs by name: make, just, task, tox, nox, hatch, scripts, pre-commit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moxi.facts.common.purpose import essence
from moxi.facts.common.tasks import justfile, makefile, scripts, sessions, tables, taskfile
from moxi.facts.model import Task
from moxi.facts.registry import Common

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.model import Fact
    from moxi.facts.reader import Reader


class Tasks(Common):
    """The named tasks of a project's folder."""

    name = "tasks"

    def facts(self, reader: Reader, known: Facts, folder: str) -> Iterator[Fact[Any]]:
        """See `Common.facts`. A task that is known already, as CI runs it or by an ecosystem's
        file, is written as it is written there."""
        written: dict[tuple[object, str], Task] = {}
        tasks = [known_fact.value for known_fact in known.all(Task)]
        for task in sorted(tasks, key=lambda task: not task.in_ci):
            written.setdefault((essence(task.command), task.directory), task)
        for module in (makefile, justfile, taskfile, sessions, tables, scripts):
            for fact in module.tasks(reader, folder):
                same = written.get((essence(fact.value.command), fact.value.directory))
                value = fact.value
                if same:
                    value = replace(value, command=same.command, in_ci=same.in_ci)
                yield replace(fact, folder=folder, value=value)
