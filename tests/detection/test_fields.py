"""The app's fields beside those of the add-on stand-ins, over every sign-in record: the same where both have one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.detection.fields import CALCULATED, fields
from tests.detection.sign_ins import made_up, sign_ins
from tests.detection.staging import STAND_INS


@pytest.mark.parametrize(("add_on", "defined"), [("aws_addon_5", 4), ("aws_addon_7", 5), ("aws_addon_8", 5)])
def test_the_apps_fields_are_the_add_ons_where_it_has_them(add_on: str, defined: int, spl: Path) -> None:
    records = [*sign_ins().values(), *made_up()]
    theirs, ours = list(fields(STAND_INS / add_on, records)), list(fields(spl, records))
    assert len(theirs) > 1000
    assert len({name for each in theirs for name in each}) == defined
    for their, our in zip(theirs, ours, strict=True):
        assert {name: our.get(name) for name in their} == their


def test_the_app_leaves_none_out_of_a_failed_challenge(spl: Path) -> None:
    records = [*sign_ins().values()]
    failed = [
        our
        for each, our in zip(records, fields(spl, records), strict=True)
        if each["eventName"] == "ConsoleLogin"
        and each.get("errorMessage") == "Failed authentication"
        and each["additionalEventData"].get("MFAUsed", "").lower() == "yes"
    ]
    assert len(failed) > 20
    assert all(our.keys() == set(CALCULATED) for our in failed)


def test_an_arn_is_put_together_for_iam_users_who_sign_in_and_for_nobody_else(spl: Path) -> None:
    records = [*sign_ins().values()]
    for each, our in zip(records, fields(spl, records), strict=True):
        who = each["userIdentity"]
        put_together = "arn" not in who and "userIdentity.arn" in our
        known = who["type"] == "IAMUser" and who["userName"] != "HIDDEN_DUE_TO_SECURITY_REASONS"
        assert put_together == ("arn" not in who and each["eventName"] == "ConsoleLogin" and known)
