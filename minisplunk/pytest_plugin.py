"""pytest's way to the cases of an app: without the ini option `minisplunk_app` it does nothing.

Every run of pytest in an environment that has minisplunk loads this file, be it about a Splunk app or not. So it
imports nothing but pytest, and all the rest comes with that option.
"""

from __future__ import annotations

import pytest

APP = "minisplunk_app"
_APP = "the Splunk app under test, its folder or .spl, and then the apps beside it; seen from the folder of this file"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(APP, _APP, type="paths")
    add = parser.getgroup("minisplunk", "cases of a Splunk app (with the ini option minisplunk_app)").addoption
    add("--minisplunk-splunk", default="embedded", metavar="WHERE", help="embedded, docker, or a management port's URL")
    add("--minisplunk-index", default="", metavar="NAME", help="an index there; else one is made and removed")
    add("--minisplunk-ca-file", metavar="FILE", help="authorities that have signed the certificates there")
    add("--minisplunk-insecure", action="store_true", help="do not check the certificates there")
    add("--minisplunk-write-risk", action="store_true", help="let the risk actions of searches run there")
    add("--minisplunk-run-scripts", action="store_true", help="let alert actions run the scripts of the apps")
    add("--minisplunk-attack-data", metavar="FOLDER", help="a copy of splunk/attack_data")
    add(
        "--minisplunk-seconds",
        type=float,
        default=300.0,
        metavar="N",
        help="the most time for one case; 0 for no bound",
    )
    add("--minisplunk-offline", action="store_true", help="fetch no data set")


def pytest_configure(config: pytest.Config) -> None:
    if config.getini(APP):
        from .testing import collecting

        config.pluginmanager.register(collecting, "minisplunk-cases")
        collecting.begin(config)
