"""Knowledge objects, with splunk-sdk: fields, event types and views."""

from __future__ import annotations

import pytest
from splunklib.binding import HTTPError
from splunklib.client import Collection
from splunklib.results import JSONResultsReader

APP = {"owner": "nobody", "app": "search", "sharing": "app"}


def found(service, spl):
    return [row for row in JSONResultsReader(service.jobs.oneshot(spl, output_mode="json")) if isinstance(row, dict)]


def test_a_calculated_field_counts_in_the_next_search(service):
    service.indexes["main"].submit("seven words", sourcetype="sdk:knowledge")
    fields = Collection(service, "data/props/calcfields")
    field = fields.create("letters", stanza="sdk:knowledge", value="len(_raw)", **APP)
    assert (field.name, field["field.name"]) == ("sdk:knowledge : EVAL-letters", "letters")
    assert found(service, "search sourcetype=sdk:knowledge | table letters") == [{"letters": "11"}]
    field.update(value="1").refresh()
    assert field["value"] == "1"
    field.delete()
    assert found(service, "search sourcetype=sdk:knowledge | table letters sourcetype") == [
        {"sourcetype": "sdk:knowledge"}
    ]


def test_an_alias_by_the_name_of_its_stanza(service):
    aliases = Collection(service, "data/props/fieldaliases")
    aliases.create("n", stanza="source::/var/log/*", **{"alias.src": "ip"}, **APP)
    (alias,) = (alias for alias in aliases.list(**APP) if alias["stanza"] == "source::/var/log/*")
    assert alias["alias.0.src"] == "ip"
    alias.update(**{"alias.src": "address", "overwrite": False}).refresh()
    assert (alias["value"], alias["overwrite"]) == ("src ASNEW address", "0")
    alias.delete()


def test_an_event_type_as_its_tests_have_it(service):
    event_type = service.event_types.create("sdk_event", search="index=_internal *")
    assert (event_type["disabled"], event_type["priority"], event_type["color"]) == ("0", "1", "none")
    event_type.update(search="index=_audit *", description="An audit event", priority="3", tags="audit").refresh()
    assert (event_type["search"], event_type["description"]) == ("index=_audit *", "An audit event")
    assert (event_type["priority"], event_type["tags"]) == ("3", ["audit"])
    assert event_type.disable().refresh()["disabled"] == "1"
    assert event_type.enable().refresh()["disabled"] == "0"
    service.event_types.delete("sdk_event")
    assert "sdk_event" not in service.event_types


def test_a_view_from_its_making_to_its_end(service):
    views = Collection(service, "data/ui/views")
    text = "<dashboard version='1.1'>\n  <label>\u00dcbersicht &amp; more</label>\n</dashboard>"
    view = views.create("sdk_view", **{"eai:data": text}, **APP)
    assert (view["label"], view["eai:data"], view["isDashboard"]) == ("\u00dcbersicht & more", text, "1")
    view.update(**{"eai:data": "<form isVisible='0'/>"}).refresh()
    assert (view["rootNode"], view["isVisible"], view["label"]) == ("form", "0", "sdk_view")
    view.acl_update(sharing="global", owner="admin", **{"perms.read": "admin"})
    assert view.refresh().access["sharing"] == "global"
    with pytest.raises(HTTPError, match="no element found"):
        view.update(**{"eai:data": "<form>"})
    view.delete()
    assert "sdk_view" not in [view.name for view in views.list(**APP)]
