"""`python -m tests.dashboard`: install what the browser tests need, where it is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tests.browser import chromium
from tests.dashboard import renderer

_INSTALL = ("apt-get", "install", "--yes", "--no-install-recommends", "chromium")


def main() -> int:
    if chromium() is None and not _installed():
        print("Chromium is missing: install it, or name a Chrome in $CHROMIUM, then run this again.", file=sys.stderr)
        return 2
    if not renderer.ready():
        print("Installing and bundling Splunk's Dashboard framework")
    try:
        renderer.make()
    except renderer.NoRenderer as error:
        print(error.message, file=sys.stderr)
        return 2
    return 0


def _installed() -> bool:
    """Debian's package, where this may install it."""
    if shutil.which("apt-get") is None:
        return False
    sudo = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    print("Installing chromium")
    subprocess.run([*sudo, "apt-get", "update", "--quiet"], stdout=subprocess.DEVNULL, check=False)
    subprocess.run([*sudo, *_INSTALL], stdout=subprocess.DEVNULL, check=False)
    return chromium() is not None


if __name__ == "__main__":
    sys.exit(main())
