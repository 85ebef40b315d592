"""Writes the demo home as a folder of the recorded form: `python -m bench.demo_home FOLDER`."""

import argparse
from pathlib import Path

from ..house import write_house
from . import SEED, build


def main() -> None:
    """Write the folder that the command line names."""
    parser = argparse.ArgumentParser(description="Write the demo home as a folder.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--end", type=float, help="epoch seconds; default now")
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    house = build(end=arguments.end, seed=arguments.seed)
    write_house(house, arguments.folder)
    print(f"{arguments.folder}: {len(house.states)} states, {len(house.events)} events")


if __name__ == "__main__":
    main()
