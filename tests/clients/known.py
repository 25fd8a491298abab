"""CLIENTS: each client under the name of its environment, in the order in which they run."""

from __future__ import annotations

from . import contentctl, splunk_sdk
from .client import Client

CLIENTS: dict[str, Client] = {
    "splunk-sdk-2": splunk_sdk.CLIENT_2,
    "splunk-sdk-3": splunk_sdk.CLIENT_3,
    "contentctl": contentctl.CLIENT,
}
