"""The score table of the kit: python -m tests.intake [SEED]."""

import sys

from tests.intake.kit import print_kit

print_kit(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
