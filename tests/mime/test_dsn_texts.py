"""Delivery reports in free text: whom they name, why, and what only speaks of deliveries."""

import base64
import tomllib
from pathlib import Path
from typing import Any

import pytest

from mailgw.mime.mail import AutomaticKind
from mailgw.mime.read import read
from mailgw.mime.reasons import is_hard, reason_of
from tests.mime.builder import mail


def _table(name: str, key: str = "notices") -> list[dict[str, Any]]:
    text = (Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = tomllib.loads(text)[key]
    return entries


def _mail(notice: dict[str, Any]) -> bytes:
    subject = base64.b64encode(notice["subject"].encode()).decode()
    return mail(
        f"From: {notice['from']}",
        "To: sales@firm.example",
        f"Subject: =?utf-8?B?{subject}?=",
        "Content-Type: text/plain; charset=utf-8",
        *notice.get("header", ()),
        body=notice["body"],
    )


@pytest.mark.parametrize("notice", _table("notices"), ids=lambda notice: str(notice["name"]))
def test_a_notice_names_recipient_action_and_reason(notice: dict[str, Any]) -> None:
    found = read(_mail(notice))
    assert found.automatic is not None
    assert found.automatic.kind is AutomaticKind.BOUNCE
    assert found.report is not None
    wanted = notice["wanted"]
    assert [one.recipient for one in found.report.recipients] == [
        one["recipient"] for one in wanted
    ]
    for one, expected in zip(found.report.recipients, wanted, strict=True):
        assert one.action == expected["action"]
        assert not expected["reasons"] or one.reason in expected["reasons"]
        assert one.hard == expected.get("hard", one.hard)
    if "Message-ID: <offer-1@firm.example>" in notice["body"]:
        assert "offer-1@firm.example" in found.report.original_message_ids


@pytest.mark.parametrize("notice", _table("no_notices"), ids=lambda notice: str(notice["name"]))
def test_mail_about_deliveries_is_no_report(notice: dict[str, Any]) -> None:
    automatic = read(_mail(notice)).automatic
    assert automatic is None or automatic.kind is not AutomaticKind.BOUNCE


@pytest.mark.parametrize("answer", _table("server_words", "answers"), ids=lambda one: one["words"])
def test_the_words_of_many_servers_name_their_reason(answer: dict[str, Any]) -> None:
    words = answer["words"]
    code = next((word for word in words.split() if word.count(".") == 2 and word[0] in "245"), "")
    assert reason_of(words, code) == answer["reason"]


def test_only_a_wrong_address_is_hard() -> None:
    assert is_hard("userunknown")
    assert is_hard("hostunknown")
    assert not is_hard("mailboxfull")
    assert not is_hard("blocked")
