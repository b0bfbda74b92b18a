"""What a repository states about itself, each fact with its evidence."""

from moxi.facts.extract import extract
from moxi.facts.index import Facts
from moxi.facts.model import Evidence, Fact, Problem

__all__ = ["Evidence", "Fact", "Facts", "Problem", "extract"]
