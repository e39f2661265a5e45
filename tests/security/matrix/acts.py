"""Rows of action links: a secret opens the page, whoever asks, and without one there is nothing."""

from tests.security.matrix.rows import public
from tests.security.matrix.sign_in import by_secret

ROWS = (public("/act/", status=303), *by_secret("/act/{token}"))
