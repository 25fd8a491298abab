"""pytest-splunk-addon makes tests of an add-on, sends its samples, and searches for what the add-on is to make of them.

The file of tests and the options are those that its documentation has for a Splunk that is there already. It starts
without retries: what has been acknowledged can be found. Its own sleep of fifty seconds is most of its time.

Its own fault: from 7.0.3 on at the latest it imports splunk_cim_models, which it does not require, and which is an
empty package on PyPI. What it takes from there lies in its wheel still, but for the fields that CIM recommends; MODELS
says where.
"""

import json
import shutil
import subprocess
import sys
import xml.etree.ElementTree
from pathlib import Path

ADDON = Path(sys.argv[0]).parents[1] / "addon" / "TA_toy"
TESTS = """
from pytest_splunk_addon.standard_lib.addon_basic import Basic

class Test_App(Basic):
    pass
"""
MODELS = """
from importlib.util import find_spec
from pathlib import Path

_PACKAGE = Path(find_spec("pytest_splunk_addon").origin).parent
DATA_MODELS_PATH = str(_PACKAGE / "data_models")
COMMON_FIELDS_PATH = str(_PACKAGE / "cim_tests" / "CommonFields.json")
DATAMODEL_SCHEMA_PATH = str(_PACKAGE / "cim_tests" / "DatamodelSchema.json")
datamodels = {"latest": {"Authentication": {"BaseEvent": ["action", "app", "dest", "src", "src_user", "user"]}}}
"""
LEAST = {  # how many of each kind it makes at least, for the add-on
    "test_props_fields": 40,
    "test_props_fields_no_dash_not_empty": 35,
    "test_tags": 3,
    "test_eventtype": 1,
    "test_savedsearches": 1,
    "test_requirements_fields": 1,
    "test_datamodels": 1,
    "test_cim_required_fields": 5,
    "test_cim_fields_not_allowed_in_search": 1,
    "test_eventtype_mapped_multiple_cim_datamodel": 1,
    "test_cim_fields_recommended": 1,
    "test_indextime_key_fields": 1,
    "test_indextime_time": 2,
    "test_indextime_line_breaker": 2,
    "test_splunk_internal_errors": 1,
}


def main():
    place = json.loads(sys.argv[1])
    Path("test_addon.py").write_text(TESTS)
    Path("splunk_cim_models.py").write_text(MODELS)
    shutil.copytree(ADDON, "TA_toy")
    options = {
        "splunk-type": "external",
        "splunk-app": "TA_toy",
        "splunk-data-generator": "TA_toy/default",
        "splunk-host": place["host"],
        "splunk-port": place["port"],
        "splunk-hec-port": place["hec_port"],
        "splunk-hec-token": place["hec_token"],
        "splunk-user": place["username"],
        "splunk-password": place["password"],
        "search-index": "*,_internal",
        "search-retry": 0,
        "search-interval": 0,
        "junitxml": "found.xml",
    }
    given = [f"--{name}={value}" for name, value in options.items()]
    command = [sys.executable, "-m", "pytest", "-q", "test_addon.py", "-p", "no:cacheprovider", *given]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not Path("found.xml").exists():
        sys.exit(done.stdout + done.stderr)
    cases = list(xml.etree.ElementTree.parse("found.xml").iter("testcase"))
    failed = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    for case in failed:
        print(case.get("name"), *(part.get("message", "")[:2000] for part in case), sep="\n  ")
    counts = {name: sum(case.get("name").split("[")[0] == name for case in cases) for name in LEAST}
    print(counts)
    few = {name: count for name, count in counts.items() if count < LEAST[name]}
    if done.returncode or few:
        sys.exit(f"{len(failed)} of {len(cases)} tests failed; too few of {few}\n{done.stdout[-3000:]}")
    print(
        f"{len(cases)} tests passed: fields, tags, event types, saved searches, data models, requirements, index time"
    )


main()
