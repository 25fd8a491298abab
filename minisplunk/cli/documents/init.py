"""What `minisplunk init --json` prints: the app that it has made."""

from __future__ import annotations

from typing import Annotated

from .parts import Document, says


class Made(Document):
    """A new app."""

    folder: Annotated[str, says("The folder, as it was given.")]
    id: Annotated[str, says("The id of the app.")]
    files: Annotated[list[str], says("The paths of its files, from the folder.")]


DOCUMENTS = (Made,)
