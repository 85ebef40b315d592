"""Shows one made-up home: what was planted, found, made up and missed: `python -m bench.homes SEED`."""

import argparse
import time

from .make import kind_of, make
from .report import describe


def main() -> None:
    """Look at the home that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m bench.homes", description=__doc__)
    parser.add_argument("seed", type=int, nargs="+")
    parser.add_argument("--days", type=int, default=28, help="how much is known")
    arguments = parser.parse_args()
    for seed in arguments.seed:
        began = time.monotonic()
        print("\n".join(describe(make(kind_of(seed)), arguments.days)))
        print(f"  ({time.monotonic() - began:.1f} s)")


if __name__ == "__main__":
    main()
