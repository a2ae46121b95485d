"""Where a cloud has put each function, as the JSON object that the vault, the doctor and a page's config take.

Surprise: on Cloud Run nobody has to be asked. An address follows from the project's number; on AWS it is made up when
the function is deployed.
"""

import argparse
import json

from deploy.google import Target, manifest


def on_google(target: Target) -> dict[str, str]:
    """Addresses that follow from their names."""
    return {name: target.address_of(name) for name in manifest()["functions"]}


def on_aws(stage: str) -> dict[str, str]:
    """Addresses of the functions' URLs, as AWS tells them."""
    import boto3  # only those who deploy to AWS have it

    client = boto3.client("lambda")

    def ask(name: str) -> str:
        url: str = client.get_function_url_config(FunctionName=f"wordmill-{stage}-{name}")["FunctionUrl"]
        return url.rstrip("/")

    return {name: ask(name) for name in manifest()["functions"]}


def main() -> None:
    """Print them on one line."""
    parser = argparse.ArgumentParser(prog="python -m deploy.addresses", description=__doc__)
    clouds = parser.add_subparsers(dest="cloud", required=True)
    aws = clouds.add_parser("aws")
    aws.add_argument("--stage", default="prod")
    google = clouds.add_parser("google")
    google.add_argument("--number", required=True, help="the project's number")
    google.add_argument("--region", default="europe-west3")
    given = parser.parse_args()
    found = on_aws(given.stage) if given.cloud == "aws" else on_google(Target("", given.region, given.number, {}))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
