"""An app and records in; the fields that the detection groups by, as that app alone makes them of each record, out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from minisplunk.conf import Layers, install, system
from minisplunk.fields import Knowledge
from minisplunk.functions import Environment
from minisplunk.spl.fields import Fields
from minisplunk.store import Meta

CALCULATED = ("src", "aws_account_id", "errorCode", "user_name", "userIdentity.arn")
META = Meta(index="main", host="test", source="test", sourcetype="aws:cloudtrail")
ENVIRONMENT = Environment(now=0.0, zone=timezone.utc)


def fields(app: Path, records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Those of `CALCULATED` that have a value, for each record."""
    with TemporaryDirectory() as folder:
        installed = install(app, Path(folder))
        knowledge = Knowledge(Layers(system(), (installed,)).context(installed.id))
        extract = knowledge.extraction(lambda *_: None, ENVIRONMENT).of(META, Fields.of(CALCULATED))
        for each in records:
            yield extract(0, 0, json.dumps(each))
