"""What every test may ask for: private servers that start on first use, and no skips."""

pytest_plugins = [
    "tests.support.no_skips",
    "tests.support.parts",
    "tests.support.servers.fixtures",
    "tests.support.worlds",
]
