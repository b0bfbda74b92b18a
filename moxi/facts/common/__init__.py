"""Facts that every repository may state, whatever its ecosystem."""
