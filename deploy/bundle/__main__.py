"""Make the bundles: `python -m deploy.bundle [aws|google] [FUNCTION...] [--from environment] [--with ja]`."""

import argparse
from pathlib import Path

from deploy.bundle.make import function_names, make_folder, make_layers, make_zip
from deploy.bundle.reach import EXTRAS, ROOT
from deploy.bundle.zips import Bundle


def main() -> None:
    """One line per bundle and layer: its size, zipped or not, and where it is."""
    parser = argparse.ArgumentParser(prog="python -m deploy.bundle", description=__doc__)
    parser.add_argument("cloud", choices=["aws", "google"], nargs="?", default="aws")
    parser.add_argument("functions", nargs="*", metavar="FUNCTION", help="all of them when none is named")
    parser.add_argument("--from", dest="source", choices=["registry", "environment"], default="registry")
    parser.add_argument("--to", type=Path, default=ROOT / "build", help="folder to put them in (default: build)")
    parser.add_argument("--with", dest="extras", action="append", choices=sorted(EXTRAS), default=[])
    given = parser.parse_args()
    for name in given.functions or function_names():
        if given.cloud == "aws":
            _say(make_zip(name, given.to / "aws" / f"{name}.zip", source=given.source, extras=given.extras))
        else:
            _say(make_folder(name, given.to / "google" / name, extras=given.extras))
    if given.cloud == "aws":
        for layer in make_layers(given.to / "aws", given.extras):
            _say(layer)


def _say(made: Bundle) -> None:
    print(f"{made.megabytes:6.1f} MB  {made.path}")


if __name__ == "__main__":
    main()
