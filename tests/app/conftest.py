"""The app as it lies in the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from minisplunk.conf.parser import Conf, Stanza, read

ROOT = Path(__file__).parents[2]
STANZA = "Threat - AWS Console Login Failed During MFA Challenge - Rule"


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def confs() -> dict[str, Conf]:
    """The app's confs, read strictly, by name without `.conf`."""
    return {file.stem: read(file) for file in sorted((ROOT / "default").glob("*.conf"))}


@pytest.fixture(scope="session")
def stanza(confs) -> Stanza:
    """The detection's stanza."""
    return confs["savedsearches"].stanzas[STANZA]


@pytest.fixture(scope="session")
def reports(confs) -> list[Stanza]:
    """The other saved searches."""
    return [stanza for name, stanza in confs["savedsearches"].stanzas.items() if name != STANZA]
