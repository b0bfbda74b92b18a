"""Tables of words that read better as a text than as a list of quoted ones."""


def words(text: str) -> list[str]:
    """The words of a text."""
    return text.split()
