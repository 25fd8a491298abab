"""The data models that minisplunk ships have the form that Splunk reads, and all that they say can be run."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from minisplunk.conf.app import load
from minisplunk.conf.settings import check_app
from minisplunk.datamodels.reading import read
from minisplunk.engine import CIM_APP, ES_APP, Splunk
from minisplunk.fields.macros import expanded
from minisplunk.functions import check
from minisplunk.functions.regex import compile_regex
from minisplunk.lookups.catalog import Catalog
from minisplunk.spl.parser import parse_expression, parse_terms
from tests.apps.shipped import BASES, FILES, datasets

MODEL = {"modelName", "displayName", "description", "editable", "objects"}
OBJECT = {"objectName", "displayName", "parentName", "constraints", "fields", "calculations", "children"}
FIELD = {"fieldName", "displayName", "type", "fieldSearch", "required", "multivalue", "hidden"}
CALCULATION = {"calculationID", "calculationType", "outputFields"}
BY_TYPE = {
    "Eval": {"expression"},
    "Rex": {"inputField", "expression"},
    "Lookup": {"lookupName", "lookupInputs"},
}
TYPES = {"string", "number", "boolean", "timestamp"}
USED = yaml.safe_load((Path(__file__).parent / "used.yaml").read_text())

each_dataset = pytest.mark.parametrize("dataset", datasets().values(), ids=str)


@pytest.fixture(scope="module")
def splunk():
    with Splunk() as splunk:
        splunk.install_common_information_model()
        splunk.install_enterprise_security()
        yield splunk


@pytest.fixture(scope="module")
def view(splunk):
    return splunk.context()[0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_model_has_the_form_of_splunk_s(path):
    model = json.loads(path.read_text())
    assert set(model) == MODEL
    assert model["modelName"] == path.stem
    names = [each["objectName"] for each in model["objects"]]
    assert len(names) == len(set(names))
    for each in model["objects"]:
        parent = each["parentName"]
        assert set(each) == OBJECT | ({"baseSearch"} if parent == "BaseSearch" else set())
        assert parent in BASES or parent in names[: names.index(each["objectName"])]
        name = each["objectName"]
        assert each["children"] == [child["objectName"] for child in model["objects"] if child["parentName"] == name]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_of_a_model_is_passed_over(path):
    assert read(path.read_bytes(), path.stem).faults == ()


@each_dataset
def test_a_search_of_a_dataset_has_nothing_to_say(dataset, splunk):
    job = splunk.search(f"| datamodel {dataset.model} {dataset.json['objectName']} search")
    assert (job.results, job.messages) == ([], [])


@each_dataset
def test_fields_have_the_form_of_splunk_s(dataset):
    for field in dataset.json["fields"]:
        assert set(field) == FIELD
    for field in dataset.own_fields:
        assert field["type"] in TYPES
        assert (field["fieldSearch"], field["required"], field["hidden"]) == ("", False, False)
    assert len(dataset.fields) == len(set(dataset.fields)), "no field is defined twice, nor again by a child"


@each_dataset
def test_calculations_have_the_form_of_splunk_s(dataset):
    for number, each in enumerate(dataset.json["calculations"], 1):
        kind = each["calculationType"]
        assert set(each) == CALCULATION | BY_TYPE[kind]
        output = FIELD | ({"lookupOutputFieldName"} if kind == "Lookup" else set())
        assert all(set(field) == output for field in each["outputFields"])
        # in the order of the list and of the ids alike, since no page says which of the two counts
        assert re.fullmatch(rf"{dataset.json['objectName']}_{number:02}_\w[\w.]*", each["calculationID"])


@each_dataset
def test_constraints_are_search_terms(dataset, splunk, view):
    environment = splunk.request("").environment
    searches = [each["search"] for each in dataset.json["constraints"]]
    for search in searches:
        parse_terms(expanded(search, view, environment).text)
    if dataset.parent is None and dataset.model != "Risk":
        (root,) = [*searches, *([dataset.json["baseSearch"]] if "baseSearch" in dataset.json else [])]
        assert root.startswith(f"(`cim_{dataset.model}_indexes`) tag=")
    if "baseSearch" in dataset.json:
        splunk.read(splunk.request(dataset.json["baseSearch"]))


@each_dataset
def test_calculations_can_be_made(dataset, view):
    for each in dataset.json["calculations"]:
        outputs = [field["fieldName"] for field in each["outputFields"]]
        match each["calculationType"]:
            case "Eval":
                assert not check(parse_expression(each["expression"])), "a field is no boolean"
                assert len(outputs) == 1
            case "Rex":
                assert [*compile_regex(each["expression"]).names] == outputs
            case "Lookup":
                table = Catalog(view).table(each["lookupName"])
                used = [pair["lookupField"] for pair in each["lookupInputs"]]
                assert {*used, *(field["lookupOutputFieldName"] for field in each["outputFields"])} <= {*table.fields}


@pytest.mark.parametrize("name", USED)
def test_datasets_have_the_fields_that_security_content_uses(name):
    assert set(USED[name]) <= {*datasets()[name].fields, "_time", "host", "source", "sourcetype"}


def test_each_model_is_accelerated_and_has_a_macro_for_its_indexes(view):
    models = {path.stem for path in FILES}
    stanzas = view.conf("datamodels").stanzas
    assert models == {name for name, stanza in stanzas.items() if stanza.flag("acceleration")}
    macros = view.conf("macros").stanzas
    assert {f"cim_{name}_indexes" for name in models - {"Risk"}} == {
        name for name in macros if name.endswith("_indexes")
    }


def test_enterprise_security_enforces_the_acceleration_of_each_model(view):
    enforced = {name.removeprefix("dm_accel_settings://") for name in view.conf("inputs").stanzas if "dm_accel" in name}
    assert enforced == {path.stem for path in FILES}


def test_splunk_s_own_add_on_wins_where_it_is_installed(splunk, tmp_path):
    addon = tmp_path / "Splunk_SA_CIM"
    for name, text in {
        "default/app.conf": "[ui]\nlabel = Splunk Common Information Model\n",
        "default/macros.conf": "[cim_Web_indexes]\ndefinition = (index=web)\n",
        "metadata/default.meta": "[]\nexport = system\n",
    }.items():
        (addon / name).parent.mkdir(parents=True, exist_ok=True)
        (addon / name).write_text(text)
    with Splunk() as both:
        both.install_common_information_model()
        both.install(addon)
        macros = both.context()[0].conf("macros").stanzas
        assert macros["cim_Web_indexes"].get("definition") == "(index=web)"
        assert macros["cim_Endpoint_indexes"].get("definition") == "()"


def test_the_page_names_each_model():
    named = re.findall(r"(?m)^\| (\w+) \| .* \| .* \|$", (Path(__file__).parents[2] / "docs/cim.md").read_text())
    assert [name for name in named if name != "model"] == [*sorted({path.stem for path in FILES} - {"Risk"}), "Risk"]


@pytest.mark.parametrize("app", [CIM_APP, ES_APP], ids=lambda app: app.name)
def test_all_settings_have_their_effect(app):
    assert check_app(load(app), ours=True) == []
