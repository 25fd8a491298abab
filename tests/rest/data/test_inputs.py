"""data/inputs, with splunk-sdk: the kinds of inputs, and those that minisplunk does not read."""

from __future__ import annotations

import pytest
from splunklib.binding import HTTPError

KINDS = ["http", "monitor", "script", "tcp/cooked", "tcp/raw", "udp"]
STANZAS = {
    "monitor": ("monitor:///var/log/inputs test", "/var/log/inputs test"),
    "script": ("script://$SPLUNK_HOME/bin/inputs.sh", "$SPLUNK_HOME/bin/inputs.sh"),
    "splunktcp": ("splunktcp://19997", "19997"),
    "tcp": ("tcp://inputs.example:19998", "inputs.example:19998"),
    "udp": ("udp://19514", "19514"),
}


@pytest.fixture
def configured(server):
    """An input of each kind, as an app sets them up."""
    for stanza, _ in STANZAS.values():
        server.splunk.change("search", "inputs", stanza, {"sourcetype": "inputs-test", "disabled": "True"})
    yield
    for stanza, _ in STANZAS.values():
        item = server.splunk.contexts.everywhere.levels("inputs")[stanza]
        server.splunk.update(lambda layers, item=item, stanza=stanza: layers.without_stanza(item, "inputs", stanza))


def test_kinds(service):
    assert service.inputs.kinds == KINDS
    assert [kind for kind in KINDS if not service.inputs.list(kind)] == KINDS[1:]
    assert "http://splunk_hec_token" in [item.name for item in service.inputs]


@pytest.mark.parametrize("kind", STANZAS)
def test_what_an_app_sets_up_is_shown(service, configured, kind):
    name = STANZAS[kind][1]
    (found,) = service.inputs.list(kind)
    assert (found.name, found["sourcetype"], found["disabled"]) == (name, "inputs-test", "1")
    assert found.refresh().name == name
    assert service.inputs[name, kind].name == name
    assert (name, kind) in service.inputs
    assert name in [item.name for item in service.inputs]


@pytest.mark.parametrize("kind", STANZAS)
def test_none_is_made(service, kind):
    with pytest.raises(HTTPError, match="minisplunk does not serve POST data/inputs/") as refused:
        service.inputs.create("19999", kind)
    assert refused.value.status == 501
    assert service.inputs.list(kind) == []
