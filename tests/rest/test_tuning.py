"""The detection tuned as Splunk Web does it: the macro posted, kept through an upgrade of the app, and taken away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from splunklib.binding import HTTPError

from tests.detection import guide
from tests.detection.guide import EVENTS, LEFT, LOOKUP
from tests.detection.staging import APP, FILTER, SEARCH
from tests.detection.variants import next_version
from tests.rest.outside import Client, connected


def users(client: Client) -> list[str]:
    return sorted(row["user_name"] for row in client.dispatch())


def with_lookup(client: Client) -> None:
    """The list of the guide: its file put into the app, as an upload does it, and its definition posted."""
    (file,) = guide.blocks("csv")[LOOKUP]
    (definition,) = guide.blocks("ini")[LOOKUP]
    splunk = client.address.splunk
    folder = splunk.layers.app(APP).root / "lookups"
    folder.mkdir()
    (folder / "known_travellers.csv").write_text(file)
    splunk.reload()
    client.service.post(
        "configs/conf-transforms", owner="nobody", app=APP, name="known_travellers", **guide.settings(definition)
    )


@pytest.mark.parametrize("heading", LEFT)
def test_filter(heading: str, spl: Path, tmp_path: Path) -> None:
    (definition,) = guide.blocks("spl")[heading]
    with connected({"events": EVENTS}, spl) as client:
        with_lookup(client)
        root = client.address.splunk.layers.app(APP).root
        shipped = (root / "default" / "macros.conf").read_bytes()
        everybody = users(client)
        assert len(everybody) == len(EVENTS)

        client.set_filter(definition)
        assert users(client) == LEFT[heading]
        assert (root / "default" / "macros.conf").read_bytes() == shipped
        assert (root / "local" / "macros.conf").read_text() == f"[{FILTER}]\ndefinition = {definition}\n"

        client.install(next_version(spl, tmp_path))
        assert client.service.apps[APP].refresh()["version"] == "9.9.9"
        assert users(client) == LEFT[heading]

        client.remove_filter()
        assert users(client) == everybody


@pytest.mark.parametrize(
    ("definition", "message", "column"),
    [
        ('search NOT user_name="dana.reyes', "Unbalanced quotes.", 22),
        ("serch NOT user_name=dana.reyes", "Unknown search command 'serch'.", 1),
    ],
)
def test_a_wrong_filter_is_refused_with_its_place(definition: str, message: str, column: int, spl: Path) -> None:
    with connected({"events": EVENTS[:1]}, spl) as client:
        client.set_filter(definition)
        with pytest.raises(HTTPError) as caught:
            client.service.post(f"saved/searches/{SEARCH}/dispatch", owner="nobody", app=APP, output_mode="json")
    assert json.loads(caught.value.body)["messages"] == [
        {"type": "FATAL", "text": message},
        {"type": "INFO", "text": f"In the macro `{FILTER}`, line 1, column {column}: {definition}"},
    ]


def test_wrong_arguments_of_a_filter_fail_the_job_with_their_place(spl: Path) -> None:
    definition = 'where NOT cidrmatch("203.0.113.0/24")'
    with connected({"events": EVENTS[:1]}, spl) as client:
        client.set_filter(definition)
        job = client.run()
        told = json.loads(job.get(output_mode="json").body.read())["entry"][0]["content"]["messages"]
    assert told[0]["text"].startswith("Error in 'where' command: ")
    assert told[-1] == {"type": "INFO", "text": f"In the macro `{FILTER}`, line 1, column 11: {definition}"}
