"""Bulletin messages, by splunk-sdk."""

from __future__ import annotations

import pytest
from splunklib import binding

from minisplunk.rest.instance.bulletins import Bulletin, BulletinBoard


@pytest.fixture(autouse=True)
def clean(server):
    yield
    for message in server.splunkd.bulletins.visible(("admin",), server.splunkd.capabilities(("admin",))):
        server.splunkd.bulletins.remove(message.name)


def test_a_message_is_made_read_and_removed(service):
    message = service.messages.create("sdk_message", value="Look at this", severity="info")
    assert message.name == "sdk_message"
    content = service.messages["sdk_message"].content
    assert (content["message"], content["severity"], content["server"]) == ("Look at this", "info", "minisplunk")
    assert content["sdk_message"] == "Look at this"
    assert content["timeCreated_epochSecs"].isdecimal()
    assert content["timeCreated_iso"].endswith("+00:00")
    assert "sdk_message" in [found.name for found in service.messages]
    service.messages.delete("sdk_message")
    assert "sdk_message" not in service.messages


def test_the_same_name_is_another_text(service):
    for text in ("first", "second"):
        service.messages.create("sdk_message", value=text)
    assert [found.content["message"] for found in service.messages.list(search="name=sdk_message")] == ["second"]
    assert service.messages["sdk_message"].content["severity"] == "warn"


def test_a_name_with_all_kinds_of_characters(service):
    name = "a b/c+d%2Be (é)"
    service.messages.create(name, value="x")
    assert service.messages[name].name == name
    assert service.messages[name].refresh().content["message"] == "x"
    service.messages.delete(name)
    assert name not in service.messages


def test_json_has_numbers_and_lists(rest):
    reply = rest("POST", "/services/messages", name="m", value="x", role="admin,power", output_mode="json")
    assert reply.status == 201
    (entry,) = reply.json["entry"]
    assert isinstance(entry["content"]["timeCreated_epochSecs"], int)
    assert entry["content"]["roles"] == ["admin", "power"]
    assert entry["links"]["remove"] == "/services/messages/m"


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"value": "x"}, 'Cannot perform action "POST" without a target name to act on.'),
        ({"name": "m"}, "The following required arguments are missing: value."),
        (
            {"name": "m", "value": "x", "severity": "loud"},
            "Invalid value for argument 'severity': 'loud' is none of info, warn, error.",
        ),
    ],
)
def test_a_message_that_is_none(rest, given, text):
    reply = rest("POST", "/services/messages", output_mode="json", **given)
    assert (reply.status, reply.json["messages"]) == (400, [{"type": "ERROR", "text": text}])


def test_a_message_that_is_not_there(service, rest):
    with pytest.raises(KeyError):
        service.messages["nonsense"]
    with pytest.raises((KeyError, binding.HTTPError)):
        service.messages.delete("nonsense")
    for method in ("GET", "DELETE"):
        reply = rest(method, "/services/messages/nonsense", output_mode="json")
        assert (reply.status, reply.json["messages"][0]["text"]) == (404, "Could not find object id=nonsense")


def test_messages_are_for_those_that_they_are_for():
    messages = BulletinBoard()
    messages.put(Bulletin("all", "", "info", 0))
    messages.put(Bulletin("role", "", "info", 0, roles=("admin", "power")))
    messages.put(Bulletin("capability", "", "info", 0, capabilities=("edit_user",)))

    def seen(roles, capabilities):
        return [message.name for message in messages.visible(roles, frozenset(capabilities))]

    assert seen(["user"], []) == ["all"]
    assert seen(["power"], ["search"]) == ["all", "role"]
    assert seen(["user"], ["edit_user"]) == ["all", "capability"]


def test_what_a_new_one_takes(service):
    fields = service.messages.itemmeta().fields
    assert fields["required"] == ["name", "value"]
    assert "severity" in fields["optional"]
