"""The detection tuned as Splunk Web does it: the macro posted, kept through an upgrade of the app, and taken away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from splunklib.binding import HTTPError
from splunklib.client import Entity

from tests.detection import guide
from tests.detection.guide import EVENTS, LEFT, LOOKUP
from tests.detection.staging import APP, ES, FILTER, SEARCH
from tests.detection.variants import next_version
from tests.rest.outside import Client, connected


def users(client: Client) -> list[str]:
    return sorted(row["user_name"] for row in client.dispatch())


def with_lookup(client: Client, sharing: str = "global") -> None:
    """The list of the guide, as Splunk Web has it: uploaded, defined, and both shared, with all apps."""
    service = client.service
    (file,) = guide.blocks("csv")[LOOKUP]
    (definition,) = guide.blocks("ini")[LOOKUP]
    uploaded = Path(service.settings["SPLUNK_HOME"]) / "var/run/splunk/lookup_tmp/upload"
    uploaded.write_text(file)
    given = {"eai:data": str(uploaded)}
    service.post("data/lookup-table-files", owner="nobody", app=APP, name="known_travellers.csv", **given)
    settings = guide.settings(definition)
    service.post("data/transforms/lookups", owner="nobody", app=APP, name="known_travellers", **settings)
    for path in ("data/lookup-table-files/known_travellers.csv", "data/transforms/lookups/known_travellers"):
        Entity(service, path).acl_update(sharing=sharing, owner="admin", **{"perms.read": "*"})


@pytest.mark.parametrize("heading", LEFT)
def test_filter(heading: str, spl: Path, tmp_path: Path) -> None:
    (definition,) = guide.blocks("spl filter")[heading]
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


def test_a_list_hides_travellers_from_every_app(spl: Path) -> None:
    """And those who are added to it later, by the search of the guide."""
    (definition,), (adding,) = guide.blocks("spl filter")[LOOKUP], guide.blocks("spl")[LOOKUP]
    with connected({"events": EVENTS}, spl) as client:
        with_lookup(client)
        client.set_filter(definition)
        for left in (LEFT[LOOKUP], [user for user in LEFT[LOOKUP] if user != "m.okafor"]):
            assert users(client) == left
            for app in (ES, "search"):
                rows = client.search(f'| savedsearch "{SEARCH}"', app=app)
                assert sorted(row["user_name"] for row in rows) == left
            client.search(adding)


def test_a_list_that_is_not_shared_is_in_this_app_alone(spl: Path) -> None:
    (definition,) = guide.blocks("spl filter")[LOOKUP]
    with connected({"events": EVENTS}, spl) as client:
        with_lookup(client, sharing="app")
        client.set_filter(definition)
        assert users(client) == LEFT[LOOKUP]
        told = json.loads(client.service.jobs.oneshot(f'| savedsearch "{SEARCH}"', app=ES, output_mode="json").read())
    text = "The lookup table 'known_travellers' does not exist or is not available."
    assert told["messages"] == [{"type": "FATAL", "text": text}]
    assert "results" not in told


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
