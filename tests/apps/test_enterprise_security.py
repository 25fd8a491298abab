"""What content asks of Enterprise Security's profile besides its alert actions."""

from __future__ import annotations

from minisplunk.engine import Splunk

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
