"""The command that opens the demo."""

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from stafette.commands.output import say
from stafette.memory import share_arenas


def run_demo(
    port: Annotated[
        int, typer.Option(help="Port of the pages; 0 takes 8080, or another where that is taken.")
    ] = 0,
    smtp_port: Annotated[int, typer.Option(help="Port of SMTP; 0 takes any free one.")] = 0,
) -> None:
    """Make a world of two firms with running conversations, and serve it until Ctrl+C.

    Everything stays inside this machine and in a temporary folder; nothing is left behind.

    Example: stafette demo
    """
    # Late, so that other commands start without loading the pages and the pictures.
    from stafette.demo.run import open_demo  # noqa: PLC0415 - see above
    from stafette.serve import wait_for_signal  # noqa: PLC0415 - see above

    share_arenas()
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Living through the last weeks", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        with open_demo(web_port=port, smtp_port=smtp_port, progress=progress) as demo:
            bar.stop()
            say(f"The demo is open: {demo.url}")
            say("Or straight in, with one click:")
            for chair in demo.stage.chairs():
                say(f"  {chair.first_name:<8} {chair.firm:<20} {chair.url}")
            say(f"SMTP listens on 127.0.0.1:{demo.smtp_port}. Ctrl+C ends it all.")
            wait_for_signal()
            say("Closing the demo.")
