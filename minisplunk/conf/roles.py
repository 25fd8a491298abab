"""authorize.conf as the global context sees it in; roles, what they import and what they may do, out.

The rules are those of authorize.conf.spec: a role is the stanza `[role_<name>]`; `importRoles` names the roles whose
capabilities and indexes it has as well; `<capability> = enabled` gives it a capability, and no other value does.
"""

from __future__ import annotations

from collections.abc import Iterable

from .parser import Stanza
from .view import View

CONF = "authorize"
ALL_OBJECTS = "admin_all_objects"
"""The capability to read and change every object, whatever its access list says."""
SYSTEM_ROLES = ("admin",)
"""The roles of what nobody owns."""
ENABLED = "enabled"
_ROLE = "role_"
_CAPABILITY = "capability::"


def stanza_name(role: str) -> str:
    return _ROLE + role


def names(view: View) -> list[str]:
    """The names of all roles, in order."""
    return sorted(name.removeprefix(_ROLE) for name in view.conf(CONF).stanzas if name.startswith(_ROLE))


def find(view: View, role: str) -> Stanza | None:
    return view.conf(CONF).stanzas.get(stanza_name(role))


def with_imported(view: View, held: Iterable[str]) -> tuple[str, ...]:
    """The roles and those that they import, each once, those held first."""
    expanded: dict[str, None] = {}
    waiting = list(held)
    for role in waiting:
        if role not in expanded:
            expanded[role] = None
            stanza = find(view, role)
            waiting += listed("" if stanza is None else stanza.get("importRoles"))
    return tuple(expanded)


def own_capabilities(stanza: Stanza) -> frozenset[str]:
    """The capabilities that a role has of its own."""
    return frozenset(key for key, setting in stanza.settings.items() if setting.value == ENABLED)


def capabilities(view: View, held: Iterable[str]) -> frozenset[str]:
    """What somebody with these roles may do."""
    stanzas = (find(view, role) for role in with_imported(view, held))
    return frozenset().union(*(own_capabilities(stanza) for stanza in stanzas if stanza is not None))


def grantable(view: View, held: Iterable[str]) -> frozenset[str] | None:
    """The capabilities that users may have whom somebody with these roles manages; None for any.

    authorize.conf.spec, grantableRoles: it binds who has edit_user and edit_roles_grantable, and not edit_roles.
    """
    may = capabilities(view, held)
    stanzas = (find(view, role) for role in with_imported(view, held))
    named = [name for stanza in stanzas if stanza for name in listed(stanza.get("grantableRoles"))]
    if not named or "edit_roles" in may or not may.issuperset(("edit_user", "edit_roles_grantable")):
        return None
    return capabilities(view, named)


def all_capabilities(view: View) -> frozenset[str]:
    """Every capability there is: those with a stanza of their own, and those that some role has."""
    declared = (name.removeprefix(_CAPABILITY) for name in view.conf(CONF).stanzas if name.startswith(_CAPABILITY))
    return capabilities(view, names(view)).union(declared)


def listed(text: str) -> list[str]:
    """The items of a list as authorize.conf writes them, `a;b`."""
    return [item for part in text.split(";") if (item := part.strip())]
