"""What content asks of Enterprise Security's profile besides its alert actions."""

from __future__ import annotations

from minisplunk.conf import roles
from minisplunk.engine import Splunk
from tests.apps import samples

ASKED = '| makeresults | eval dest="PC" | `get_asset(dest)` | table dest dest_*'


def test_assets():
    with Splunk() as splunk:
        splunk.install_enterprise_security()
        assert splunk.search(ASKED).results == [{"dest": "PC"}]
        file = splunk.context()[0].lookup_file("assets_by_str.csv")
        columns = file.read_text().strip().split(",")
        known = {"asset": "pc", "priority": "high", "category": "laptop"}
        file.write_text(f"{','.join(columns)}\n{','.join(known.get(column, '') for column in columns)}\n")
        assert splunk.search(ASKED).results == [{"dest": "PC", "dest_category": "laptop", "dest_priority": "high"}]


def test_its_roles_build_on_the_platforms():
    """contentctl gives them to its user before it tests that findings are made."""
    with Splunk() as splunk:
        splunk.install_enterprise_security()
        view = splunk.contexts.everywhere
        assert roles.with_imported(view, ["ess_admin"]) == ("ess_admin", "ess_analyst", "ess_user", "power", "user")
        assert roles.capabilities(view, ["ess_admin"]) == roles.capabilities(view, ["power"])


def test_acceleration_is_enforced():
    asked = "| tstats summariesonly=true count from datamodel=Web"
    with Splunk() as splunk:
        cim = splunk.install_common_information_model().id
        samples.load(splunk)
        assert splunk.search(asked).results == [{"count": 1}]
        splunk.change(cim, "datamodels", "Web", {"acceleration": "false"})
        assert splunk.search(asked).results == [{"count": 0}]
        es = splunk.install_enterprise_security().id
        assert splunk.search(asked).results == [{"count": 1}]
        splunk.change(es, "inputs", "dm_accel_settings://Web", {"disabled": "1"})
        assert splunk.search(asked).results == [{"count": 0}]


RISK = (
    '1772528401, search_name="R", risk_object="al", risk_object_type="user", risk_score="20", risk_message="m", '
    'annotations.mitre_attack="T1078", annotations.mitre_attack="T1110", analyticstories="A"'
)


def test_risk_adds_up():
    with Splunk() as splunk:
        splunk.install_enterprise_security()
        splunk.ingest([(1772528401000000, RISK)] * 2, index="risk", sourcetype="stash", source="R", host="h")
        (row,) = splunk.search(
            "| tstats summariesonly=true sum(All_Risk.calculated_risk_score) as score values(source) as source "
            "dc(All_Risk.annotations.mitre_attack.mitre_technique_id) as techniques from datamodel=Risk.All_Risk "
            "by All_Risk.risk_object All_Risk.risk_object_type | `drop_dm_object_name(All_Risk)`"
        ).results
        assert row == {"risk_object": "al", "risk_object_type": "user", "score": 40, "source": "R", "techniques": 2}
        (row,) = splunk.search(
            '| from datamodel Risk.All_Risk | search normalized_risk_object IN ("al") '
            "| stats values(search_name) as by values(risk_message) as message by normalized_risk_object"
        ).results
        assert row == {"normalized_risk_object": "al", "by": "R", "message": "m"}
