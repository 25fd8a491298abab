"""A workflow in; what is wrong with it out, a sentence each. FACTS is the list; a fact is a function."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator

from .workflow import Workflow, classified_pythons, lowest_python, make_targets

READ, RELEASE = {"contents": "read"}, {"contents": "write"}
ON_TAGS_ONLY = "github.ref_type == 'tag'"
CHECKED = {"lint": "lint", "pages": "test-dashboard", "test": "test", "vet": "vet"}
"""The jobs that a release waits for, and the targets that they make; CONTRIBUTING.md says that CI makes these."""
LONGEST = 60
"""Minutes that a job may have."""
PINNED = re.compile(r"\s*(?:- )?uses: (?P<action>[\w.-]+/[\w./-]+)@(?P<sha>[0-9a-f]{40}) # v\d+\.\d+\.\d+")
SCHEMA = ["-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]


def it_has_the_form_of_a_workflow(workflow: Workflow) -> Iterator[str]:
    """SchemaStore's schema for GitHub workflows, as check-jsonschema carries it."""
    command = [sys.executable, *SCHEMA, "--default-filetype", "yaml", "--output-format", "json", "-"]
    done = subprocess.run(command, input=workflow.text, capture_output=True, text=True, check=False)
    told = json.loads(done.stdout)
    yield from (error["message"] for error in told.get("parse_errors", ()))
    for error in told["errors"]:
        best = error.get("best_deep_match", error)
        yield f"{best['path']}: {best['message']}"


def actions_are_pinned(workflow: Workflow) -> Iterator[str]:
    """GitHub's guide to secure use: a full commit sha is the only way to use an action as an immutable release."""
    lines = [line for line in workflow.text.splitlines() if "uses:" in line]
    for line in lines:
        if not PINNED.fullmatch(line):
            yield f"{line.strip()}: give 40 hex digits, and the version behind a #"
    if len(lines) != sum("uses" in step for _, step in workflow.steps()):
        yield "an action is used in a way that this does not read: one `uses:` a line"


def an_action_has_one_version(workflow: Workflow) -> Iterator[str]:
    pins: dict[str, set[str]] = {}
    for line in workflow.text.splitlines():
        if found := PINNED.fullmatch(line):
            pins.setdefault(found["action"], set()).add(found["sha"])
    yield from (f"{action} has {len(shas)} versions" for action, shas in pins.items() if len(shas) > 1)


def only_the_release_may_write(workflow: Workflow) -> Iterator[str]:
    if workflow.document.get("permissions") != READ:
        yield f"the workflow's permissions are {workflow.document.get('permissions')}"
    for name, job in workflow.jobs.items():
        if name != "release" and "permissions" in job:
            yield f"{name} has permissions of its own"
    release = workflow.jobs["release"]
    if (release.get("permissions"), release.get("if")) != (RELEASE, ON_TAGS_ONLY):
        yield f"release may {release.get('permissions')} if {release.get('if')}"


def a_checkout_leaves_no_credentials(workflow: Workflow) -> Iterator[str]:
    for job, inputs in workflow.uses("actions/checkout"):
        if inputs.get("persist-credentials") is not False:
            yield f"{job} leaves the token in .git/config"


def a_shell_reads_no_expression(workflow: Workflow) -> Iterator[str]:
    """GitHub puts the value into the script's text, where a tag's name could be a command; env holds a value."""
    for job, step in workflow.steps():
        if "${{" in step.get("run", ""):
            yield f"{job} has an expression in a script: give it through env"


def a_job_has_an_end(workflow: Workflow) -> Iterator[str]:
    for name, job in workflow.jobs.items():
        if not 0 < job.get("timeout-minutes", 0) <= LONGEST:
            yield f"{name} has {job.get('timeout-minutes')} minutes"


def a_newer_push_ends_only_a_pull_request(workflow: Workflow) -> Iterator[str]:
    concurrency = workflow.document.get("concurrency", {})
    if "${{ github.ref }}" not in concurrency.get("group", ""):
        yield "two branches are in one group"
    if concurrency.get("cancel-in-progress") != "${{ github.event_name == 'pull_request' }}":
        yield "main or a tag may be cancelled"


def what_a_job_needs_is_there(workflow: Workflow) -> Iterator[str]:
    for name, job in workflow.jobs.items():
        yield from (f"{name} needs {wanted}" for wanted in job.get("needs", ()) if wanted not in workflow.jobs)
    for missing in sorted(CHECKED.keys() - workflow.jobs["release"].get("needs", ())):
        yield f"release does not wait for {missing}"


def what_it_makes_can_be_made(workflow: Workflow) -> Iterator[str]:
    known = make_targets()
    made = list(workflow.targets())
    yield from (
        f"{job} makes {target}, which the Makefile does not know" for job, target in made if target not in known
    )
    for job, target in CHECKED.items():
        if (job, target) not in made:
            yield f"no job {job} makes {target}"


def every_python_is_tested(workflow: Workflow) -> Iterator[str]:
    tested, classified = workflow.jobs["test"]["strategy"]["matrix"]["python"], classified_pythons()
    if tested != classified:
        yield f"the suite runs on {', '.join(tested)}, the classifiers say {', '.join(classified)}"
    if tested[0] != lowest_python():
        yield f"the lowest tested is {tested[0]}, the lowest allowed {lowest_python()}"
    for job, inputs in workflow.uses("actions/setup-python"):
        if inputs["python-version"] not in (*classified, "${{ matrix.python }}"):
            yield f"{job} has Python {inputs['python-version']}"


def what_is_downloaded_was_uploaded(workflow: Workflow) -> Iterator[str]:
    uploaded = {inputs["name"]: inputs for _, inputs in workflow.uses("actions/upload-artifact")}
    for job, inputs in workflow.uses("actions/download-artifact"):
        if inputs.get("name") not in uploaded:
            yield f"{job} downloads {inputs.get('name')}"
    spl = uploaded.get("spl", {})
    if spl.get("path", "").split() != ["dist/*.spl", "dist/*.spl.sha256"] or spl.get("if-no-files-found") != "error":
        yield "the artifact spl may lack the .spl or its checksum"


def the_container_is_asked_for_and_goes(workflow: Workflow) -> Iterator[str]:
    job = workflow.jobs["splunk"]
    label = "contains(github.event.pull_request.labels.*.name, 'splunk')"
    if job["if"] != f"github.ref == 'refs/heads/main' || {label}":
        yield f"the container runs if {job['if']}"
    if "labeled" not in workflow.triggers["pull_request"].get("types", ()):
        yield "the label starts nothing"
    if not any(step.get("run") == "make test SPLUNK=docker ARGS=--reuse" for step in job["steps"]):
        yield "the container is gone before its log can be shown"
    if not any("docker logs" in step.get("run", "") and step.get("if") == "failure()" for step in job["steps"]):
        yield "a failure shows no log of the container"
    last = job["steps"][-1]
    if (last.get("run"), last.get("if")) != ("make docker-down", "always()"):
        yield "the container stays"


FACTS: tuple[Callable[[Workflow], Iterator[str]], ...] = (
    it_has_the_form_of_a_workflow,
    actions_are_pinned,
    an_action_has_one_version,
    only_the_release_may_write,
    a_checkout_leaves_no_credentials,
    a_shell_reads_no_expression,
    a_job_has_an_end,
    a_newer_push_ends_only_a_pull_request,
    what_a_job_needs_is_there,
    what_it_makes_can_be_made,
    every_python_is_tested,
    what_is_downloaded_was_uploaded,
    the_container_is_asked_for_and_goes,
)
