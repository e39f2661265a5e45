"""All hostile mails."""

from tests.security.hostile.coded import CODED
from tests.security.hostile.files import FILES
from tests.security.hostile.heads import HEADS
from tests.security.hostile.mail import Hostile
from tests.security.hostile.pages import read_pages
from tests.security.hostile.parts import PARTS

MAILS: tuple[Hostile, ...] = (*read_pages(), *CODED, *PARTS, *FILES, *HEADS)
