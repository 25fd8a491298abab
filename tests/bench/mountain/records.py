"""A number of records in; so many CloudTrail records of one day, the same each time, out.

One in a thousand is a failed sign-in that the app's detection finds, two of these in odd case. Seven in a thousand have
the words of one somewhere and are none. Some are written with escapes, and a few are longer than 5,000 characters.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

DAY = "2026-01-01"
START = 1_767_225_600
SEED = 7
AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) "quoted \\ agent"',
    "aws-cli/2.22.7 Python/3.12.6 Linux/6.8",
)
ACCOUNTS = ("123456789012", "210987654321", "345678901234", "456789012345")
REGIONS = ("us-east-1", "us-west-2", "eu-central-1", "eu-west-1", "ap-southeast-2")
USERS = ("Ana", "Ren\u00e9e", 'quoted "name"', "dana.reyes", "\u674e\u6587", "m.okafor", "svc-report", "li.wen")
"""Of the console. json.dumps escapes what is not ASCII, and ESCAPED the name of Ana."""
ESCAPED = ('"userName":"Ana"', '"userName":"\\u0041na"')
ODD = (("consolelogin", "FAILED AUTHENTICATION"), ("CONSOLELOGIN", "failed Authentication"))
CALLS = (
    ("ec2.amazonaws.com", "DescribeInstances", "instancesSet"),
    ("sts.amazonaws.com", "AssumeRole", "tags"),
    ("s3.amazonaws.com", "GetObject", "keys"),
    ("s3.amazonaws.com", "ListBuckets", "filter"),
    ("kms.amazonaws.com", "Decrypt", "grants"),
    ("logs.amazonaws.com", "CreateLogStream", "streams"),
    ("sts.amazonaws.com", "GetCallerIdentity", "tags"),
)
LITERAL = b"failed authentication"
"""What is rarest among what the detection asks for, in lower case."""
ONE_IN = 1000
FAILED = 500
MENTIONS = (70, 210, 350, 490, 630, 770, 910)
"""Which of each thousand is a failed sign-in, and which only have its words."""
LONG_ONE_IN = 20_000
LONG = 7

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """`line`: its JSON, without a line feed. `at`: its time, in epoch seconds. `finding`: the detection's row of it, or
    None where it does not find it.
    """

    line: bytes
    at: int
    account: str
    region: str
    name: str
    finding: dict[str, str] | None = None


def records(count: int) -> Iterator[Record]:
    """In the order of their times, evenly over the day. 1,430 bytes each on average."""
    source = random.Random(SEED)
    for number in range(count):
        within = number % ONE_IN
        at = START + number * 86_400 // count
        document = call(source, at)
        finding = None
        if within == FAILED:
            sign_in(document, number // ONE_IN)
            finding = found(document)
        elif within in MENTIONS:
            mention(document, MENTIONS.index(within))
        elif number % LONG_ONE_IN == LONG:
            document["requestParameters"] = {"policyDocument": '{"Sid":"\u00e9","Action":"s3:*"}' * 200}
        line = json.dumps(document, separators=(",", ":")).replace(*ESCAPED)
        yield Record(line.encode(), at, account(document), document["awsRegion"], document["eventName"], finding)


def call(source: random.Random, at: int) -> Document:
    """What most records are: an assumed role has called something."""
    service, name, items = source.choice(CALLS)
    owner, role = source.choice(ACCOUNTS), f"role{source.randrange(40)}"
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
    key = f"{source.getrandbits(80):020X}"
    return {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "AssumedRole",
            "principalId": f"AROA{key}:session",
            "arn": f"arn:aws:sts::{owner}:assumed-role/{role}/session",
            "accountId": owner,
            "accessKeyId": f"ASIA{key[:16]}",
            "sessionContext": {
                "sessionIssuer": {
                    "type": "Role",
                    "principalId": f"AROA{key}",
                    "arn": f"arn:aws:iam::{owner}:role/{role}",
                    "accountId": owner,
                    "userName": role,
                },
                "attributes": {"creationDate": stamp, "mfaAuthenticated": "false"},
            },
        },
        "eventTime": stamp,
        "eventSource": service,
        "eventName": name,
        "awsRegion": source.choice(REGIONS),
        "sourceIPAddress": f"198.51.100.{source.randrange(1, 255)}",
        "userAgent": AGENTS[2],
        "requestParameters": {items: [{"id": f"i-{source.getrandbits(68):017x}"} for _ in range(source.randrange(17))]},
        "responseElements": None,
        "additionalEventData": {"CipherSuite": "ECDHE-RSA-AES128-GCM-SHA256", "bytesTransferredOut": 204},
        "requestID": f"{source.getrandbits(128):032x}",
        "eventID": f"{source.getrandbits(128):032x}",
        "readOnly": True,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": owner,
        "eventCategory": "Management",
        "tlsDetails": {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": service,
        },
    }


def sign_in(document: Document, number: int) -> None:
    """Make it a failed sign-in with MFA, the first two in odd case. Every second one has an ARN."""
    name, message = ODD[number] if number < len(ODD) else ("ConsoleLogin", "Failed authentication")
    owner, user = account(document), USERS[number % len(USERS)]
    arn = {"arn": f"arn:aws:iam::{owner}:user/staff/{user}"} if number % 2 else {}
    document |= {
        "userIdentity": {"type": "IAMUser", "principalId": "AIDA", **arn, "accountId": owner, "userName": user},
        "eventSource": "signin.amazonaws.com",
        "eventName": name,
        "userAgent": AGENTS[number % 2],
        "errorMessage": message,
        "requestParameters": None,
        "responseElements": {"ConsoleLogin": "Failure"},
        "additionalEventData": {
            "LoginTo": "https://console.aws.amazon.com/console/home?state=hashArgs%23&isauthcode=true",
            "MobileVersion": "No",
            "MFAUsed": "Yes",
        },
        "readOnly": False,
        "eventType": "AwsConsoleSignIn",
    }


def mention(document: Document, kind: int) -> None:
    """Give it words of a failed sign-in: of one without MFA, one that went well, another step, or in a text."""
    if kind >= 4:
        text = json.dumps({"eventName": "ConsoleLogin", "errorMessage": "Failed authentication", "MFAUsed": "Yes"})
        document["requestParameters"] = {"lookupAttributes": "ConsoleLogin" if kind == 4 else text}
        return
    sign_in(document, len(ODD))
    if kind == 0:
        document["additionalEventData"]["MFAUsed"] = "No"
    elif kind == 1:
        document["eventName"] = "CheckMfa"
    else:
        del document["errorMessage"]
        document["responseElements"] = {"ConsoleLogin": "Success"}


def found(document: Document) -> dict[str, str]:
    """The detection's row, by the rules of default/props.conf. Its event ID is its own, so it counts one record."""
    user, at = document["userIdentity"], document["eventTime"].removesuffix("Z")
    same = ("eventName", "eventSource", "errorMessage", "userAgent", "eventID", "awsRegion")
    return {
        **{name: document[name] for name in same},
        "src": document["sourceIPAddress"],
        "aws_account_id": user["accountId"],
        "errorCode": "failure",
        "user_name": user["userName"],
        "userIdentity.arn": user.get("arn", f"arn:aws:iam::{user['accountId']}:user/{user['userName']}"),
        "count": "1",
        "firstTime": at,
        "lastTime": at,
    }


def account(document: Document) -> str:
    """Whose trail it is in."""
    owner: str = document["recipientAccountId"]
    return owner
