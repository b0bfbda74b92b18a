"""Downloads one source distribution as pip would find it, and runs nothing of it.

`pip download` learns a source distribution's metadata from the package's own build code. Only
pip's command classes know its settings in full (indexes, proxies, certificates, its keyring),
so this one takes pip's settings and its finder, and stops where pip would start to build.

    python -m tests.packages.pip_sdist NAME VERSION FILE
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from pip._internal.commands.download import DownloadCommand
from pip._internal.exceptions import DistributionNotFound
from pip._vendor.packaging.specifiers import SpecifierSet

IDENTITY = {"Accept-Encoding": "identity"}  # else a proxy may unzip the archive on the way


class Sdist(DownloadCommand):
    """`pip download`, without what comes after the file is found."""

    def run(self, options: Any, args: list[str]) -> int:
        name, version, target = args
        session = self.get_default_session(options)
        finder = self._build_package_finder(
            options=options, session=session, ignore_requires_python=True
        )
        found = finder.find_best_candidate(name, SpecifierSet(f"=={version}")).best_candidate
        if found is None:
            raise DistributionNotFound("no such source distribution, or no index answers")
        response = session.get(found.link.url_without_fragment, headers=IDENTITY)
        response.raise_for_status()
        Path(target).write_bytes(response.content)
        return 0


if __name__ == "__main__":
    sys.exit(Sdist("download", "").main(["--no-binary", ":all:", "--quiet", *sys.argv[1:]]))
