"""A double of GitHub: an HTTP server over real bare repositories.

What it answers is held to GitHub's own descriptions; what it does not know is a failure of the
test, not an empty answer. `described` has the descriptions, `hub` what is there, `rest` and
`graph` the routes, `server` the HTTP.
"""

from tests.fakes.github.hub import Hub, Repo
from tests.fakes.github.server import Fault, GitHubDouble

__all__ = ["Fault", "GitHubDouble", "Hub", "Repo"]
