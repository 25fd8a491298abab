"""Kinds of inputs that apps bring, with splunk-sdk."""

from __future__ import annotations

import pytest
import splunklib.client
from splunklib.binding import HTTPError

SPEC = """\
[test2://<name>]
* A kind of inputs.

field1 = <value>
* Its field.
interval = <integer>

[monitor://<path>]
other = <value>

[default]
nothing = <value>
"""


@pytest.fixture
def app(server, tmp_path):
    root = tmp_path / "modular_inputs"
    (root / "README").mkdir(parents=True)
    (root / "README" / "inputs.conf.spec").write_text(SPEC)
    (root / "default").mkdir()
    (root / "default" / "app.conf").write_text("[ui]\nlabel = x\n")
    server.splunk.install(root)
    yield root.name
    server.splunk.uninstall(root.name)


def test_a_kind_and_its_arguments(service, app):
    kind = service.modular_input_kinds["test2"]
    assert kind.arguments.keys() == {"name", "field1", "interval"}
    assert "monitor" not in service.modular_input_kinds
    with pytest.raises(splunklib.client.IllegalOperationException):
        kind.update(a="b")


def test_its_inputs(service, app):
    made = service.inputs.create("abcd", "test2", field1="boris")
    assert "test2" in service.inputs.kinds
    assert service.inputs["abcd", "test2"].field1 == "boris"
    made.update(field1="natasha").refresh()
    assert made.field1 == "natasha"
    made.disable()
    assert made.refresh()["disabled"] == "1"
    service.inputs.delete("abcd", "test2")
    assert service.inputs.list("test2") == []


def test_an_argument_that_the_kind_does_not_have(service, app):
    with pytest.raises(HTTPError, match='Argument "other" is not supported'):
        service.inputs.create("abcd", "test2", other="x")


def test_a_kind_of_no_app(service):
    with pytest.raises(HTTPError, match="404"):
        service.get("data/inputs/test2")
    with pytest.raises(HTTPError, match="404"):
        service.post("data/inputs/test2", name="abcd")


def test_a_kind_of_an_app_that_is_disabled(service, app):
    service.apps[app].disable()
    assert "test2" not in service.modular_input_kinds
