"""Sets up the log: one line for each step, on standard error."""

import logging
import sys

# The log library loads rich where it is installed, with 5 MiB of lexers, for tracebacks in colour
# that we do not show. Where the command line begins here, it finds none.
_is_hidden = "rich" not in sys.modules
if _is_hidden:
    sys.modules["rich"] = None  # type: ignore[assignment] # how the import system says "none"
import structlog  # noqa: E402 - see above

if _is_hidden:
    del sys.modules["rich"]


def set_up_logs(level: str) -> None:
    """Write one line for each step to standard error; the libraries speak up from WARNING on."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    is_terminal = sys.stderr.isatty()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(number),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
            if is_terminal
            else structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=max(number, logging.WARNING), stream=sys.stderr)
