"""Backtests built by hand: an ordinary one, and one of what somebody with bad intentions has logged."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timezone

from minisplunk.backtest.report import Backtest, Behind, Change, Finding, Reach, Risk, Stage
from minisplunk.ingest.skipped import Skipped
from minisplunk.search import Message
from minisplunk.times import TimeRange

FIELDS = (
    "count",
    "firstTime",
    "src",
    "eventName",
    "aws_account_id",
    "errorCode",
    "userAgent",
    "awsRegion",
    "user_name",
)
USERS = ("dana.reyes", "m.okafor", "li.wen", "root")
HOSTILE = "</script><img src=x onerror=alert(1)>\"'&\x1b[31m\x00\x9b\u202egnp\u2066 =1+1"


def at(text: str) -> int:
    """`2026-03-03T09:20:00`, UTC."""
    return round(datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp()) * 1_000_000


def finding(time: int, user: str = "dana.reyes", score: float = 64.0, **more: object) -> Finding:
    address, account = f"198.51.100.{len(user)}", "123456789012"
    raw = {
        "eventTime": f"{time}",
        "userIdentity": {"userName": user},
        "sourceIPAddress": address,
        "eventName": "ConsoleLogin",
    }
    result = {
        "count": "1",
        "firstTime": "2026-03-03T09:20:11",
        "src": address,
        "eventName": "ConsoleLogin",
        "aws_account_id": account,
        "errorCode": "success",
        "userAgent": "Mozilla/5.0 (X11; Linux x86_64; rv:134.0) Gecko/20100101 Firefox/134.0",
        "awsRegion": ("us-east-1", "eu-north-1")[len(user) % 2],
        "user_name": user,
    }
    made = Finding(
        time,
        result,
        (user,),
        (address,),
        (account,),
        (Risk(user, "user", score), Risk(address, "system", score / 2)),
        (Behind(time, "AWSLogs/123456789012/CloudTrail/us-east-1/2026/03/03/a.json.gz", json.dumps(raw)),),
        1,
    )
    return replace(made, **more)


def backtest(*findings: Finding, **more: object) -> Backtest:
    made = Backtest(
        "DA-ESS-AwsConsoleMfa",
        "1.2.3",
        "Threat - AWS Console Login Failed During MFA Challenge - Rule",
        'sourcetype=aws:cloudtrail eventName=ConsoleLogin errorMessage="Failed authentication"\n| stats count by src',
        TimeRange.ALL,
        FIELDS,
        findings,
        Reach(307, 33_000_000, 201_000_000, 140_000, 212, 31),
    )
    return replace(made, **more)


def ordinary() -> Backtest:
    """Three weeks, with a night on which one user passes 100."""
    found = [
        finding(at(f"2026-03-{day:02}T{hour:02}:{minute:02}:11"), USERS[user], score)
        for day, hour, minute, user, score in (
            (2, 8, 15, 1, 32), (3, 9, 20, 0, 64), (3, 9, 34, 0, 64), (3, 9, 41, 0, 64), (3, 10, 2, 1, 32),
            (3, 22, 5, 3, 80), (4, 2, 12, 3, 80), (5, 9, 58, 2, 32), (9, 8, 3, 1, 32), (10, 9, 12, 1, 32),
            (11, 17, 40, 2, 32), (13, 9, 5, 1, 64), (13, 9, 17, 1, 64), (13, 9, 30, 1, 64), (16, 8, 1, 2, 32),
            (17, 9, 9, 0, 64), (19, 14, 45, 1, 32), (20, 3, 30, 0, 64), (20, 3, 31, 0, 64), (20, 3, 44, 0, 64),
        )
    ]  # fmt: skip
    found[4] = replace(found[4], suppressed=True)
    return backtest(
        *found,
        window=TimeRange(at("2026-03-01T00:00:00"), at("2026-03-22T00:00:00")),
        skipped=(
            Skipped("AWSLogs/123456789012/CloudTrail/eu-north-1/cut.json.gz", "the gzip data is cut short", 41),
            Skipped("AWSLogs/notes.txt", "not CloudTrail: the first line is no JSON"),
        ),
        stages=(
            Stage('search sourcetype=aws:cloudtrail eventName=ConsoleLogin errorMessage="Failed*"', 140_000, 31, 0.41),
            Stage("stats count min(_time) as firstTime by src user_name userIdentity.arn", 31, 20, 0.0021),
            Stage("eval firstTime=strftime(firstTime, '%c')", 20, 20, 0.0004),
        ),
        messages=(Message("WARN", "Field extraction stopped after 100 fields."),),
        notes=("307 files in 2 accounts, of which 5 lie outside of the window.",),
        change=Change(
            "baseline.spl", [found[2], found[13]], [finding(at("2026-03-12T11:00:00"), "li.wen")],
            [*found[:2], *found[3:13], *found[14:], finding(at("2026-03-12T11:00:00"), "li.wen")],
        ),
        elapsed=1.23,
    )  # fmt: skip


def hostile() -> Backtest:
    """Each text is one that does harm somewhere."""
    long = "A" * 100_000
    fields = {
        HOSTILE: HOSTILE,
        "many": [HOSTILE, "=cmd|' /C calc'!A0", "-5"],
        "long": long,
        "formula": "@SUM(1)",
        "n": "-5.5",
    }
    found = [
        Finding(
            at("2026-03-03T09:20:00") + number * 60_000_000,
            fields,
            (HOSTILE, long),
            (HOSTILE,),
            (HOSTILE,),
            (Risk(HOSTILE, HOSTILE, 60.5),),
            (Behind(at("2026-03-03T09:20:00"), HOSTILE, HOSTILE), Behind(0, "s", json.dumps({"a": HOSTILE}))),
            200,
        )
        for number in range(3)
    ]
    return backtest(
        *found,
        app=HOSTILE,
        search=HOSTILE,
        spl=HOSTILE,
        fields=(HOSTILE, "many", "long", "formula", "n"),
        skipped=(Skipped(HOSTILE + "\udcff\nFired", HOSTILE, 3),),
        stages=(Stage(HOSTILE, None, 3, 0.5),),
        messages=(Message("WARN", HOSTILE),),
        notes=(HOSTILE,),
        partial=True,
        change=Change(HOSTILE, found[:1], found[1:2], found[1:]),
    )


def many() -> Backtest:
    """2,000 findings over two years."""
    start = at("2024-03-03T09:20:00")
    return backtest(*(finding(start + number * 31_000_000_000, f"user{number % 97}", 10) for number in range(2_000)))
