"""Moxi drafts a README for a repository from what the repository itself states."""

__version__ = "0.1.0"
