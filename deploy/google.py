"""serverless.yml as gcloud commands: Cloud Run functions, their secrets, and Cloud Scheduler for the sweeps.

Surprise: every service is open to the internet, `cleanup` too. Users, our database and Cloud Scheduler each come with
a token or a signature that the function checks itself, so one address serves them all. And each step is a list of
commands, of which one has to succeed, so that deploying again changes what is there instead of failing on it.
"""

import argparse
import json
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

ROOT: Final = Path(__file__).parents[1]
MOUNTED: Final = "/secrets/wordmill.json"
"""A mounted secret is read anew each time, so that a rotated one needs no deployment; a variable would."""
PLAIN: Final = ("SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY", "WORDMILL_ALLOWED_ORIGINS")

Command = list[str]
Step = list[Command]
"""Commands that are tried in turn until one succeeds."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to deploy, and with which settings that are no secret."""

    project: str
    region: str
    number: str
    settings: Mapping[str, str]
    held_in: str = "wordmill"
    """The entry of Secret Manager that holds the other variables as a JSON object."""

    def account(self, name: str) -> str:
        """`wordmill-functions` may read the secret, and nothing else; `wordmill-scheduler` calls cleanup."""
        return f"{name}@{self.project}.iam.gserviceaccount.com"

    def address_of(self, name: str) -> str:
        """Cloud Run's address of a function; it follows from the project's number."""
        return f"https://{service_of(name)}-{self.number}.{self.region}.run.app"


def manifest() -> dict[str, Any]:
    """serverless.yml; the one list of functions, their sizes and their rhythms."""
    import yaml

    class Loader(yaml.SafeLoader):
        """CloudFormation's short forms are for the other cloud: their text will do."""

    def short_form(_loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> str:
        return str(node.value)

    Loader.add_multi_constructor("!", short_form)
    return cast("dict[str, Any]", yaml.load((ROOT / "serverless.yml").read_text(encoding="utf-8"), Loader))  # noqa: S506 - a safe loader's child


def steps(target: Target) -> Iterator[Step]:
    """All of it, in the order in which it has to run."""
    functions = manifest()["functions"]
    for account in ("wordmill-functions", "wordmill-scheduler"):
        yield account_step(account, target)
    yield [secret_command(target)]
    for name, entry in functions.items():
        yield [deploy_command(name, entry, target)]
    for name, entry in functions.items():
        for event in entry.get("events", ()):
            yield [schedule_command(verb, name, event["schedule"], target) for verb in ("update", "create")]


def account_step(name: str, target: Target) -> Step:
    """An account, unless it is there."""
    account, project = ["gcloud", "iam", "service-accounts"], f"--project={target.project}"
    return [[*account, "describe", target.account(name), project], [*account, "create", name, project]]


def secret_command(target: Target) -> Command:
    """The functions may read their secret."""
    return [
        *["gcloud", "secrets", "add-iam-policy-binding", target.held_in],
        f"--project={target.project}",
        f"--member=serviceAccount:{target.account('wordmill-functions')}",
        "--role=roles/secretmanager.secretAccessor",
    ]


def deploy_command(name: str, entry: Mapping[str, Any], target: Target) -> Command:
    """One function as a Cloud Run service of its own."""
    settings = {"WORDMILL_PLATFORM": "google", "CLOUD_RUN_TIMEOUT_SECONDS": str(entry["timeout"]), **target.settings}
    settings["WORDMILL_SECRETS"] = f"file:{MOUNTED}"
    if entry.get("events"):
        settings["WORDMILL_SCHEDULER_ACCOUNT"] = target.account("wordmill-scheduler")
        settings["WORDMILL_SCHEDULER_AUDIENCE"] = target.address_of(name)
    # Another separator than the comma: origins are a list with commas.
    variables = "^|^" + "|".join(f"{variable}={value}" for variable, value in settings.items())
    return [
        *["gcloud", "run", "deploy", service_of(name)],
        f"--project={target.project}",
        f"--region={target.region}",
        f"--source=build/google/{name}",
        "--function=main",
        "--base-image=python312",
        f"--set-build-env-vars=GOOGLE_FUNCTION_SOURCE=functions/{name}/main.py",
        f"--set-env-vars={variables}",
        f"--set-secrets={MOUNTED}={target.held_in}:latest",
        f"--service-account={target.account('wordmill-functions')}",
        f"--memory={max(512, entry['memorySize'])}Mi",
        f"--timeout={entry['timeout']}",
        f"--max-instances={entry['reservedConcurrency']}",
        # One call at a time, as on Lambda: a stage needs the processor, and a worker's memory is one document's.
        "--concurrency=1",
        f"--labels=app=wordmill,function={name.replace('_', '-')}",
        "--allow-unauthenticated",
        "--quiet",
    ]


def schedule_command(verb: str, name: str, schedule: Mapping[str, Any], target: Target) -> Command:
    """One rhythm of a sweep: Cloud Scheduler calls with a token that says who it is and whom it calls."""
    task, address = schedule["input"]["task"], target.address_of(name)
    return [
        *["gcloud", "scheduler", "jobs", verb, "http", f"wordmill-cleanup-{task}"],
        f"--project={target.project}",
        f"--location={target.region}",
        f"--schedule={cron_of(schedule['rate'])}",
        f"--uri={address}",
        "--http-method=POST",
        f"--{'update-headers' if verb == 'update' else 'headers'}=Content-Type=application/json",
        f"--message-body={json.dumps(schedule['input'])}",
        f"--oidc-service-account-email={target.account('wordmill-scheduler')}",
        f"--oidc-token-audience={address}",
        "--attempt-deadline=300s",
        "--max-retry-attempts=2",
    ]


def cron_of(rate: str) -> str:
    """AWS's `rate(15 minutes)` as cron writes it."""
    number, unit = rate.removeprefix("rate(").removesuffix(")").split()
    if unit.rstrip("s") == "minute":
        return "* * * * *" if number == "1" else f"*/{number} * * * *"
    return "0 * * * *" if number == "1" else f"0 */{number} * * *"


def service_of(name: str) -> str:
    """Cloud Run takes no underscores."""
    return f"wordmill-{name.replace('_', '-')}"


def main() -> None:
    """Run the commands, or print them."""
    parser = argparse.ArgumentParser(prog="python -m deploy.google", description=__doc__)
    parser.add_argument("--project", required=True)
    parser.add_argument("--number", required=True, help="the project's number, part of every Cloud Run address")
    parser.add_argument("--region", default="europe-west3")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help=", ".join(PLAIN))
    parser.add_argument("--secret", default="wordmill", help="the entry of Secret Manager with the other variables")
    parser.add_argument("--dry-run", action="store_true", help="print the commands and run none")
    given = parser.parse_args()
    settings = dict(pair.split("=", 1) for pair in given.set)
    target = Target(given.project, given.region, given.number, settings, given.secret)
    for step in steps(target):
        print(" || ".join(map(shlex.join, step)))
        if not given.dry_run and not any(
            subprocess.run(command, check=False, cwd=ROOT).returncode == 0 for command in step
        ):
            sys.exit("stopped: that did not work; what ran before it stays")


if __name__ == "__main__":
    main()
