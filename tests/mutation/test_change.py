"""An app with changes: in memory, in default/ and local/, and what a Splunk with it sees."""

from __future__ import annotations

from dataclasses import replace

from minisplunk.mutation import Change, changed
from tests.mutation.apps import app, conf, of

OWN = replace(
    app(savedsearches={"s": {"search": "a=1", "quantity": "0"}}),
    local={"savedsearches": conf("savedsearches", {"s": {"quantity": "5"}})},
)


def seen(*changes: Change) -> dict[str, dict[str, str]]:
    view = of(changed(OWN, changes)).view
    return {
        name: {key: setting.value for key, setting in stanza.settings.items() if key in ("search", "quantity", "x")}
        for name, stanza in view.conf("savedsearches").stanzas.items()
        if name in ("s", "t")
    }


def test_another_value() -> None:
    assert seen(Change("savedsearches", "s", "search", "b=2")) == {"s": {"search": "b=2", "quantity": "5"}}


def test_another_value_of_what_local_says() -> None:
    assert seen(Change("savedsearches", "s", "quantity", "7")) == {"s": {"search": "a=1", "quantity": "7"}}


def test_taken_away_from_both() -> None:
    assert seen(Change("savedsearches", "s", "quantity", None))["s"].get("quantity") != "5"


def test_a_new_setting_and_a_new_stanza() -> None:
    found = seen(Change("savedsearches", "s", "x", "1"), Change("savedsearches", "t", "search", "c=3"))
    assert found["s"]["x"] == "1"
    assert found["t"]["search"] == "c=3"


def test_what_is_not_there_is_taken_away_without_harm() -> None:
    assert changed(OWN, [Change("macros", "m", "definition", None)]) == OWN
