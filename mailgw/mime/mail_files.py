"""Tells which files are mails; whoever only asks this need not load what reads them."""

from mailgw.mime.mail import Attachment

_OUTLOOK_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OUTLOOK_TYPES = ("application/vnd.ms-outlook", "application/x-msg")


def is_attached_mail(file: Attachment) -> bool:
    """Tell whether a file is a mail, as Internet mail or as Outlook saves it."""
    return file.is_message or is_outlook_file(file)


def is_outlook_file(file: Attachment) -> bool:
    """Tell whether a file looks like a mail saved by Outlook."""
    is_named = file.name.lower().endswith(".msg") or file.content_type in _OUTLOOK_TYPES
    return is_named and file.content.startswith(_OUTLOOK_SIGNATURE)
