"""contentctl validates, builds and tests a library: what its user types, with `test_servers` for a Splunk of his own.

Its `test` is the same behind a container that it starts. The app that it builds is installed as its user would do it.

Its own ways: a page of its state is served on port 7999, of all addresses, and opened in a browser, here `true`;
and of the data models that it accelerates some are not in minisplunk's app of them, which it prints and goes on.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

import splunklib.client
import yaml

CONTENT = Path(sys.argv[0]).parents[1] / "content"
CONTENTCTL = str(Path(sys.executable).with_name("contentctl"))


def contentctl(*arguments):
    """What it prints. `disable_tqdm` and `never_pause` are what it asks for where nobody watches."""
    env = {**os.environ, "BROWSER": "true"}
    done = subprocess.run([CONTENTCTL, *arguments], capture_output=True, text=True, check=False, env=env)
    results = Path("test_results/summary.yml")
    if done.returncode:
        found = results.read_text() if results.exists() else ""
        sys.exit(f"contentctl {arguments[0]} ended with {done.returncode}\n{done.stdout}{done.stderr}{found}")
    return done.stdout


def main():
    place = json.loads(sys.argv[1])
    contentctl("init", "--bare")
    shutil.copytree(CONTENT, ".", dirs_exist_ok=True)
    attack()
    contentctl("build")
    install(place)
    address = f"{place['host']},{place['username']},{place['password']},8000,{place['hec_port']},{place['port']}"
    unattended = ["--disable-tqdm", "--post-test-behavior", "never_pause", "--server-info", address]
    said = contentctl("test_servers", *unattended, "--enable-integration-testing")
    summary = yaml.safe_load(Path("test_results/summary.yml").read_text())
    tests = summary["tested_detections"][0]["tests"]
    found = {test["test_type"]: test["status"] for test in tests}
    if not summary["summary"]["success"] or found != {"unit": "pass", "integration": "pass"}:
        sys.exit(f"{said}\n{Path('test_results/summary.yml').read_text()}")
    print("validated and built an app; its unit test and its integration test passed in Enterprise Security's place")


def attack():
    """Four logins of an hour ago, three of which fail."""
    Path("attack_data").mkdir()
    started = time.time() - 3600
    actions = ["failure", "failure", "failure", "success"]
    lines = [
        json.dumps({"time": text(started + second), "user": "mallory", "src": "203.0.113.9", "action": action})
        for second, action in enumerate(actions)
    ]
    Path("attack_data/logins.log").write_text("\n".join(lines) + "\n")


def text(epoch):
    return datetime.fromtimestamp(int(epoch), timezone.utc).strftime("%Y-%m-%dT%H:%M:%S%z")


def install(place):
    service = splunklib.client.connect(**{name: place[name] for name in ("host", "port", "username", "password")})
    service.post("apps/local", name=str(Path("dist/ToyContent-latest.tar.gz").absolute()), filename="true")


main()
