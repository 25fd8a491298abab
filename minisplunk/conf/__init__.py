"""Splunk configuration: conf bytes to stanzas, folders and archives to apps, apps to the view that a search has."""

from .app import App, load
from .btool import btool
from .install import install
from .layers import Layers, Personal, View, home, system
from .parser import Conf, Setting, Stanza, parse, read
from .settings import Finding, Support, check, check_app, refuse_unsupported

__all__ = [
    "App",
    "Conf",
    "Finding",
    "Layers",
    "Personal",
    "Setting",
    "Stanza",
    "Support",
    "View",
    "btool",
    "check",
    "check_app",
    "home",
    "install",
    "load",
    "parse",
    "read",
    "refuse_unsupported",
    "system",
]
