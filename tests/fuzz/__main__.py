"""`python -m tests.fuzz TARGET --minutes N`: fuzz one target, print what was found as JSON."""

import argparse
import json
import random
import sys
import time
from pathlib import Path

from tests.fuzz.runner import Campaign, kept_findings
from tests.fuzz.targets import TARGETS


def main() -> int:
    """Fuzz, tell, and end with 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=None, help="repeat a run")
    parser.add_argument("--keep", type=Path, help="folder into which findings are written")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else time.time_ns() % 1_000_000
    target = TARGETS[options.target]
    campaign = Campaign(options.target, target, random.Random(seed))
    campaign.corpus = [
        *target.seeds(),
        *(path.read_bytes() for path in kept_findings(options.target)),
    ]
    campaign.go_on(options.minutes * 60)
    for finding in campaign.findings.values():
        sys.stderr.write(f"{finding.name} ({len(finding.raw)} bytes)\n{finding.trouble}\n")
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / finding.name).write_bytes(finding.raw)
    told = {
        "target": options.target,
        "seed": seed,
        "runs": campaign.runs,
        "corpus": len(campaign.corpus),
        "lines": len(campaign.seen),
        "findings": len(campaign.findings),
    }
    sys.stdout.write(json.dumps(told) + "\n")
    return 1 if campaign.findings else 0


if __name__ == "__main__":
    sys.exit(main())
