"""apps/apptemplates: what a new app can be made from.

REST API Reference, "Application endpoint descriptions". There is `barebones` alone; splunkd has `sample_app` too.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...conf.template import BAREBONES
from ..eai import Content
from ..eai.single import Single, routes_of
from ..instance import Splunkd


def templates(splunkd: Splunkd) -> Mapping[str, Mapping[str, Content]]:
    return {BAREBONES: {}}


ROUTES = routes_of((Single("apps/apptemplates", "apptemplates", templates),))
