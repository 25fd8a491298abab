"""Splunk configuration: conf bytes to stanzas, folders and archives to apps, apps to the view that a search has."""

from .app import App, app_name, load
from .btool import btool
from .copying import copied, unlinked
from .home import bare, home, system
from .install import AlreadyInstalled, install, prepared, uninstall, unpacked
from .layers import Layers, Personal
from .parser import Conf, Setting, Stanza, parse, read
from .settings import SettingFinding, Support, check, check_app, refuse_unsupported
from .view import Level, View

__all__ = [
    "AlreadyInstalled",
    "App",
    "Conf",
    "Layers",
    "Level",
    "Personal",
    "Setting",
    "SettingFinding",
    "Stanza",
    "Support",
    "View",
    "app_name",
    "bare",
    "btool",
    "check",
    "check_app",
    "copied",
    "home",
    "install",
    "load",
    "parse",
    "prepared",
    "read",
    "refuse_unsupported",
    "system",
    "uninstall",
    "unlinked",
    "unpacked",
]
