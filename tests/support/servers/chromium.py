"""One headless Chromium of this machine, driven by playwright."""

from playwright.sync_api import Browser, sync_playwright

from tests.support.servers.programs import CHROMIUM, require

_FLAGS = (
    "--no-sandbox",  # the tests may run as root, and open pages of ours alone
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
)


class Chromium:
    """The browser; ends with the run."""

    def __init__(self) -> None:
        program = require(CHROMIUM)
        self._playwright = sync_playwright().start()
        self.browser: Browser = self._playwright.chromium.launch(
            executable_path=program.path, args=list(_FLAGS)
        )

    def stop(self) -> None:
        """Close the browser and its driver."""
        self.browser.close()
        self._playwright.stop()
