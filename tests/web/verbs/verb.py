"""What one row of the forms says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.support.desk_story import THOMAS, TOMASZ
from tests.web.verbs.scene import Scene

Words = str | Callable[[Scene], str]


@dataclass(frozen=True)
class Verb:
    """A form of a page, and how somebody fills it in and sends it."""

    route: str
    at: Words
    """The page, or what makes it ready and gives its address."""
    fields: Mapping[str, Words] = field(default_factory=dict)
    """By name; `on` ticks a box, and a file gets a mail with these words."""
    button: str = "button[type=submit]"
    who: Words = THOMAS
    """Address of who is signed in, asked after the page; empty for nobody."""
    nth: int = 0
    """Which of the page's forms that go there."""

    def page(self, scene: Scene) -> str:
        """Make the page ready and give its address."""
        return self.at if isinstance(self.at, str) else self.at(scene)

    def said(self, words: Words, scene: Scene) -> str:
        """Give what is filled into a field."""
        text = words if isinstance(words, str) else words(scene)
        return text.format(tomasz=scene.person(TOMASZ))

    def whoever(self, scene: Scene) -> str:
        """Give the address of who is signed in."""
        return self.who if isinstance(self.who, str) else self.who(scene)
