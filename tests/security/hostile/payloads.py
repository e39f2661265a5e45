"""What hostile mails carry in more than one place."""

from tests.security.hostile.mail import RUN

SCRIPT = f"<script>{RUN}</script>"
MARKUP = f'\'"><img src=x onerror="{RUN}">{SCRIPT}'
PAGE = f"<!doctype html><html><body>{SCRIPT}</body></html>".encode()
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RUN}">{SCRIPT}</svg>'.encode()
