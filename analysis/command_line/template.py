"""`template`: write the files of an empty cohort into a folder."""

import argparse

from analysis.loading import write_template


def run_template(options: argparse.Namespace) -> int:
    """Write each template file, never over one that is there."""
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, content in write_template().items():
        place = options.folder / name
        if place.exists():
            print(f"{name} is there already and was left as it is")
        else:
            place.write_bytes(content)
            print(name)
    return 0
