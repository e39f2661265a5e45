"""Run `python -m tests.support.servers prepare`: make sure that every server can be started."""

import sys

from tests.support.servers.prepare import main

if sys.argv[1:] != ["prepare"]:
    sys.stderr.write("Usage: python -m tests.support.servers prepare\n")
    sys.exit(2)
sys.exit(main())
