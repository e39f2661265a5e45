"""What every test may ask for: private servers that start on first use, and no skips."""

import logging

import structlog

structlog.configure(
    wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()],
)

pytest_plugins = [
    "tests.support.no_skips",
    "tests.support.order",
    "tests.support.parts",
    "tests.support.servers.fixtures",
    "tests.support.worlds",
]
