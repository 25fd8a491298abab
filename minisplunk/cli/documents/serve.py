"""What `minisplunk serve --json` prints, in one line, when it is ready."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, UnsetType

from .parts import Document, says


class Serving(Document):
    """Where it serves, and who may sign in."""

    management: Annotated[str, says("The URL of splunkd's REST API.")]
    hec: Annotated[str, says("The URL of HEC.")]
    username: Annotated[str, says("Who may sign in.")]
    password: Annotated[str, says("The password.")]
    hec_token: Annotated[str, says("The token of HEC.")]
    web: Annotated[str | UnsetType, says("The URL of minisplunk's page. Only with --web.")] = UNSET


DOCUMENTS = (Serving,)
