"""Addresses that a click in Splunk Web opens: they lead to a page of the app, of Splunk Web, or of the web."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from ..unpacked import Unpacked

VIEWS = "default/data/ui/views"
BUILT_IN = frozenset({"alerts", "analytics_workspace", "dashboards", "datasets", "reports", "search"})
"""Views that the search app exports to every app; the navigation that Splunk gives a new app names them."""
SHOWING = frozenset({"alert", "report"})
"""Further ones, which show what their query names."""
MANAGER = (
    "admin/macros", "alert_actions", "apps/local", "authentication/users", "authorization/roles", "data/indexes",
    "data/inputs", "data/lookup-table-files", "data/props", "data/transforms", "data/ui", "http-eventcollector",
    "saved/eventtypes", "saved/searches",
)  # fmt: skip
"""Where pages of Settings begin, behind /manager/<app>/."""
LOCALE = re.compile(r"/[a-z]{2}-[A-Z]{2}(?=/)")
BLANK = re.compile(r"\s")


def views(app: Unpacked) -> frozenset[str]:
    """The views that Splunk Web finds in the app."""
    return BUILT_IN | {PurePosixPath(name).stem for name, _ in app.under(VIEWS)}


def fault(app: Unpacked, address: str) -> str:
    """What is wrong with an address; empty for nothing. What tokens decide, nobody can tell."""
    address = address.replace("$env:app$", app.app_id)
    if BLANK.search(address):
        return "has a blank, so that Splunk Web does not open it"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "is no address"
    if parts.scheme or parts.netloc:
        return "" if parts.scheme == "https" and parts.netloc else "is no https address"
    if parts.path.startswith("$"):
        return ""
    _, area, *rest = (*LOCALE.sub("", parts.path).split("/"), "")
    if not parts.path.startswith("/") or area not in {"app", "manager"}:
        return "is neither https, nor begins with /app/ or /manager/"
    owner, page = rest[0], "/".join(rest[1:]).rstrip("/")
    if area == "app" and owner == app.app_id and page and "$" not in page and page not in views(app) | SHOWING:
        return f"leads to the view {page}, which does not exist"
    if area == "manager" and not any(f"{page}/".startswith(f"{known}/") for known in MANAGER):
        return f"leads to the page {page or 'without a name'} of Settings, which is not known here"
    return ""
