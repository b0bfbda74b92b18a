"""Command lines, found by following a console script to where its parser is built."""
