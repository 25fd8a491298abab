"""Pictures: the app's icons and the icons of its alert actions are there, are PNG files, and have the right size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..finding import Finding
from ..unpacked import Unpacked

SIZES: Mapping[str, tuple[int, int]] = {
    "appIcon.png": (36, 36),
    "appIcon_2x.png": (72, 72),
    "appIconAlt.png": (36, 36),
    "appIconAlt_2x.png": (72, 72),
    "appLogo.png": (160, 40),
    "appLogo_2x.png": (320, 80),
}
"""File in static/ -> width and height in pixels (dev.splunk.com, "Create apps": add icons to your app)."""
REQUIRED = ("appIcon.png", "appIcon_2x.png", "appIconAlt.png", "appIconAlt_2x.png")
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def app_icons_are_there(app: Unpacked) -> Iterator[Finding]:
    for name in REQUIRED:
        if f"static/{name}" not in app.files:
            yield Finding(f"static/{name}", 0, "is missing", "Splunk Web shows a blank picture for the app")


def app_icons_have_their_size(app: Unpacked) -> Iterator[Finding]:
    for name, wanted in SIZES.items():
        data = app.files.get(f"static/{name}")
        size = None if data is None else png_size(data)
        if data is not None and size is None:
            yield Finding(f"static/{name}", 0, "is no PNG file", "Splunk Web shows a blank picture for the app")
        elif size not in (None, wanted):
            why = f"Splunk Web wants {wanted[0]} x {wanted[1]}"
            yield Finding(f"static/{name}", 0, f"is {size[0]} x {size[1]} pixels", why)


def alert_icons_are_there(app: Unpacked) -> Iterator[Finding]:
    """icon_path of alert_actions.conf names a file in appserver/static."""
    for stanza in app.conf("alert_actions").stanzas.values():
        setting = stanza.settings.get("icon_path")
        if setting is None:
            continue
        data = app.files.get(f"appserver/static/{setting.value}")
        if data is None:
            what = f"icon_path is {setting.value}"
            yield Finding.at(setting, what, "there is no such file in appserver/static")
        elif png_size(data) is None:
            yield Finding(f"appserver/static/{setting.value}", 0, "is no PNG file", "Splunk Web shows a blank picture")


def png_size(data: bytes) -> tuple[int, int] | None:
    """Width and height from the header of a PNG file (its first chunk is IHDR), None for anything else."""
    if not data.startswith(SIGNATURE) or data[12:16] != b"IHDR" or len(data) < 24:
        return None
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
