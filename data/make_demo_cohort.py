"""Write the SYNTHETIC demonstration cohort: `python data/make_demo_cohort.py [FOLDER]`.

One seed, the same bytes every time. Without FOLDER it goes to `demo_cohort/` beside this script,
one CSV a table, and the mapping to `demo_cohort.map.json` beside that folder.
"""

import sys
from pathlib import Path

from demo_generator import write_cohort

if __name__ == "__main__":
    beside = Path(__file__).resolve().parent / "demo_cohort"
    written = write_cohort(Path(sys.argv[1]) if len(sys.argv) > 1 else beside)
    print("\n".join(f"{file.name}: {file.stat().st_size:,} bytes" for file in written))
