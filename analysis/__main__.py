"""`python -m analysis VERB ...`: the same engine from a shell."""

import sys

from analysis.command_line import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
