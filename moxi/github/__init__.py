"""GitHub's API: the one client of the command, the Action and the App."""
