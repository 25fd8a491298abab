"""CLIENTS: each client under the name of its environment, in the order in which they run."""

from __future__ import annotations

from . import contentctl, hec_handlers, hec_loggers, pytest_splunk_addon, search_job, solnlib, splunk_sdk, splunk_sdk_js
from .client import Client

CLIENTS: dict[str, Client] = {
    "splunk-sdk-2": splunk_sdk.CLIENT_2,
    "splunk-sdk-3": splunk_sdk.CLIENT_3,
    "splunk-sdk-js": splunk_sdk_js.CLIENT,
    "search-job": search_job.CLIENT,
    **hec_handlers.CLIENTS,
    **hec_loggers.CLIENTS,
    "solnlib": solnlib.CLIENT,
    "contentctl": contentctl.CLIENT,
    "pytest-splunk-addon-7": pytest_splunk_addon.CLIENT_7,
    "pytest-splunk-addon-8": pytest_splunk_addon.CLIENT_8,
}
