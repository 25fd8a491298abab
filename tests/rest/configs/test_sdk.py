"""Conf files, macros, apps, roles and users, with splunk-sdk as the client."""

from pathlib import Path

import pytest
from splunklib import client
from splunklib.binding import HTTPError

from minisplunk.engine import Splunk
from minisplunk.rest.server import serve

REPOSITORY = Path(__file__).parents[3]
APP = "DA-ESS-AwsConsoleMfa"
FILTER = "aws_console_login_failed_during_mfa_challenge_filter"


def connect(server, **kwargs):
    login = {"username": server.username, "password": server.password}
    return client.connect(host=server.host, port=server.management_port, **{**login, **kwargs})


@pytest.fixture
def app(service):
    """An app of the test's own."""
    made = service.apps.create("sdk_app", label="Made by a test")
    yield made
    service.apps.delete("sdk_app")


@pytest.fixture
def nobody(server, app):
    """What belongs to that app."""
    return connect(server, owner="nobody", app="sdk_app")


def refused(status, call, *args, **kwargs):
    with pytest.raises(HTTPError) as caught:
        call(*args, **kwargs)
    assert caught.value.status == status
    return str(caught.value)


def test_apps(service, app):
    assert "sdk_app" in service.apps
    assert "no_such_app" not in service.apps
    assert (app.label, app.core, app.disabled) == ("Made by a test", "0", "0")
    assert app.access.app == "system"
    app.update(description="changed", visible=0).refresh()
    assert (app.description, app.visible) == ("changed", "0")
    app.disable().refresh()
    assert app.disabled == "1"
    app.enable().refresh()
    assert app.disabled == "0"
    assert "already exists" in refused(409, service.apps.create, "sdk_app")
    assert app.updateInfo() == {}
    assert {found.name for found in service.apps.list(count=1)} == {service.apps.list()[0].name}
    assert service.apps.itemmeta().fields.required == ["name"]


def test_the_enterprise_security_profile_is_an_app():
    with Splunk() as splunk, serve(splunk) as address:
        service = connect(address)
        assert "SplunkEnterpriseSecuritySuite" not in service.apps
        splunk.install_enterprise_security()
        assert "SplunkEnterpriseSecuritySuite" in service.apps


def test_the_common_information_model_is_an_app():
    with Splunk() as splunk, serve(splunk) as address:
        service = connect(address)
        assert "SA-CIM-minisplunk" not in service.apps
        splunk.install_common_information_model()
        assert service.apps["SA-CIM-minisplunk"].label == "Common Information Model of minisplunk"
        assert service.confs["macros"]["cim_Web_indexes"].definition == "()"


def test_conf_files(nobody):
    assert "limits" in nobody.confs
    assert "no_such_conf" not in nobody.confs
    with pytest.raises(KeyError):
        nobody.confs["no_such_conf"]
    conf = nobody.confs.create("sdk_conf")
    assert "sdk_conf" in [found.name for found in nobody.confs]
    assert len(conf) == 0
    stanza = conf.create("a stanza/with a slash", key="v = 1")
    assert (stanza.name, stanza.key, stanza.content["eai:appName"]) == ("a stanza/with a slash", "v = 1", "sdk_app")
    stanza.submit({"key": "2", "other": "three"}).refresh()
    assert (stanza.key, stanza.other) == ("2", "three")
    assert [found.name for found in nobody.confs["sdk_conf"]] == ["a stanza/with a slash"]
    assert "already exists" in refused(409, conf.create, "a stanza/with a slash")
    conf.delete("a stanza/with a slash")
    assert "a stanza/with a slash" not in conf
    assert nobody.confs.create("sdk_conf").name == "sdk_conf"


def test_the_conf_files_that_clients_look_for(service):
    files = [conf.name for conf in service.confs]
    assert {"eventtypes", "indexes", "inputs", "props", "transforms", "savedsearches", "macros", "web"} <= set(files)
    for name in files:
        for stanza in service.confs[name].list(count=5):
            assert stanza.refresh().name == stanza.name
    assert service.confs["web"]["settings"].httpport == "8000"


def test_a_macro_s_flag_reads_back_as_it_was_meant(nobody):
    macro = nobody.macros.create("sdk_flag", "x", iseval=True)
    assert macro.refresh().iseval == "1"
    assert macro.update(iseval=False).refresh().iseval == "0"
    nobody.macros.delete("sdk_flag")


@pytest.mark.parametrize(
    "collection", ["apps", "event_types", "indexes", "messages", "roles", "users", "saved_searches"]
)
def test_what_an_entry_requires_is_there_and_names_sort_both_ways(service, collection):
    entities = getattr(service, collection)
    names = [entity.name for entity in entities.list(count=0)]
    assert names == [entity.name for entity in entities.list(count=0, sort_mode="auto")]
    assert names[::-1] == [entity.name for entity in entities.list(count=0, sort_dir="desc")]
    for entity in entities.list(count=3):
        assert set(entity.refresh().fields.required) <= entity.content.keys()


def test_removing_an_app_asks_for_a_restart(service):
    service.apps.create("sdk_gone")
    service.apps.delete("sdk_gone")
    assert service.restart_required
    service.messages.delete("restart_required")
    assert not service.restart_required


def test_macros(nobody):
    macro = nobody.macros.create("sdk_macro(1)", "index=$i$", args="i", iseval="0")
    assert (macro.definition, macro.args, macro.iseval) == ("index=$i$", "i", "0")
    macro.update(definition="index=x", errormsg="no")
    macro.refresh()
    assert (macro.definition, macro.args, macro.errormsg) == ("index=x", "i", "no")
    macro.disable().refresh()
    assert macro.content.disabled == "1"
    macro.acl_update(sharing="global", owner="admin", **{"perms.read": "admin, nobody"})
    assert (macro.access.sharing, macro.access.owner) == ("global", "admin")
    assert macro.access.perms == {"read": ["admin", "nobody"], "write": ["admin", "power"]}
    nobody.macros.delete("sdk_macro(1)")
    assert "sdk_macro(1)" not in nobody.macros
    with pytest.raises(KeyError):
        nobody.macros.delete("sdk_macro(1)")


def test_a_private_macro_and_one_of_the_app(server, nobody):
    nobody.macros.create("sdk_both", "the app's")
    own = connect(server, owner="admin", app="sdk_app")
    own.macros.create("sdk_both", "mine")
    assert own.macros["sdk_both"].definition == "mine"
    assert nobody.macros["sdk_both"].definition == "the app's"
    everything = connect(server, owner="-", app="-")
    with pytest.raises(client.AmbiguousReferenceException):
        everything.macros["sdk_both"]
    found = everything.macros["sdk_both", client.namespace(sharing="user", owner="admin", app="sdk_app")]
    assert found.definition == "mine"
    found.delete()
    assert everything.macros["sdk_both"].definition == "the app's"


def test_roles(service):
    role = service.roles.create("SDK_Role", imported_roles=["user"], srchIndexesDefault=["main", "aws"])
    try:
        assert (role.name, role.imported_roles) == ("sdk_role", ["user"])
        assert role.srchIndexesDefault == ["main", "aws"]
        role.grant("edit_tcp", "edit_user").refresh()
        assert role.capabilities == ["edit_tcp", "edit_user"]
        with pytest.raises(client.NoSuchCapability):
            role.grant("fly")
        role.revoke("edit_tcp", "edit_user").refresh()
        assert role.capabilities == []
        assert "sdk_role" in [found.name for found in service.roles]
    finally:
        service.roles.delete("SDK_Role")
    assert "sdk_role" not in service.roles


def test_users(server, service):
    user = service.users.create("SDK_User", password="changed!", roles=["user"], realname="Somebody")
    try:
        assert (user.name, user.realname, user.roles) == ("sdk_user", "Somebody", ["user"])
        assert [role.name for role in user.role_entities] == ["user"]
        theirs = connect(server, username="sdk_user", password="changed!")
        assert "admin_all_objects" in refused(403, theirs.post, "configs/conf-tags", name="host=x", y="enabled")
        assert theirs.macros.create("mine", "x").access.owner == "sdk_user"
        assert "edit_user" in refused(403, theirs.users.delete, "admin")
        user.update(password="changed again")
        assert connect(server, username="sdk_user", password="changed again").users.list()[0].name == "sdk_user"
        with pytest.raises(client.AuthenticationError):
            theirs.apps.list()
    finally:
        service.users.delete("SDK_User")
    assert "sdk_user" not in service.users
    refused(400, service.users.delete, "sdk_user")


@pytest.fixture(scope="module")
def tuned():
    """A server of its own with the detection's app, and a search that its filter macro decides."""
    with Splunk() as splunk, serve(splunk) as address:
        connect(address).post("apps/local", name=str(REPOSITORY), filename="1")
        yield address


def test_the_filter_macro_is_tuned_as_splunk_web_does_it(tuned):
    def users(user="admin"):
        spl = f'| makeresults | eval user_name="mfa-monitor" | `{FILTER}` | table user_name'
        return [row["user_name"] for row in tuned.splunk.search(spl, app=APP, user=user).results]

    service = connect(tuned, owner="nobody", app=APP)
    path = f"admin/macros/{FILTER}"
    assert users() == ["mfa-monitor"]

    service.post(path, definition='search NOT user_name="mfa-monitor"')
    assert service.macros[FILTER].definition == 'search NOT user_name="mfa-monitor"'
    assert users() == []

    service.post("apps/local", name=str(REPOSITORY), filename="1", update="1")
    assert users() == []

    own = connect(tuned, owner="admin", app=APP)
    own.post("admin/macros", name=FILTER, definition="search *")
    assert (users("admin"), users("somebody")) == (["mfa-monitor"], [])
    own.delete(path)
    assert users("admin") == []

    service.delete(path)
    assert service.macros[FILTER].definition == "search *"
    assert users() == ["mfa-monitor"]
    refused(403, service.delete, path)
