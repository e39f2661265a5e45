"""`explain` and `analyse` for people, and the rehearsal by a tenant's own rules."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from stafette.analysed import show_report
from stafette.decisions import decide_for_nobody
from stafette.explain import explain_mails
from stafette.explained import show_explained
from stafette.rehearsal import rehearse
from stafette.settings import load_settings
from stafette.sources import account_of, copied, mails_in
from stafette.survey import Survey, survey_mails, with_live_lines
from tenants import Encryption, ImapAccount, TenantConfig, load_tenants
from tests.mime.builder import mail
from tests.stafette.test_commands import run
from tests.support.mails import Mail, reply_as_thunderbird
from tests.support.servers.dovecot import DovecotServer
from tests.support.world import TENANTS
from tickets.errors import NotFoundError, TemporaryError

FIRST = Mail()
ANSWER = Mail(
    subject="Re: Anfrage: 12 Fenster",
    text=reply_as_thunderbird(FIRST.text, "Wann können Sie liefern?", "Am 16.11.26 schrieb Jan:"),
    in_reply_to=FIRST.message_id,
    date="Tue, 17 Nov 2026 09:10:00 +0100",
)
STRANGER = Mail(
    sender="Eva Fremd <eva@elsewhere.example>",
    subject="Re: Anfrage: 12 Fenster",
    in_reply_to=FIRST.message_id,
    date="Wed, 18 Nov 2026 09:10:00 +0100",
)
ABSENT = Mail(
    subject="Abwesenheitsnotiz",
    headers=(("Auto-Submitted", "auto-replied"),),
    date="Thu, 19 Nov 2026 09:10:00 +0100",
)
UNCLEAR = Mail(sender="a@b.example, c@d.example", date="Fri, 20 Nov 2026 09:10:00 +0100")
LARGE = Mail(
    sender="Otto <otto@kunde.example>",
    files=(("Zeichnung.pdf", "application/pdf", b"%PDF" + bytes(60_000)),),
    date="Sat, 21 Nov 2026 09:10:00 +0100",
)


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    """Give a folder of mails, whose names are in no order of their dates."""
    folder = tmp_path / "mails"
    folder.mkdir()
    mails = {
        "z-first": FIRST,
        "a-answer": ANSWER,
        "stranger": STRANGER,
        "absent": ABSENT,
        "unclear": UNCLEAR,
        "large": LARGE,
        "copy": FIRST,
    }
    for name, one in mails.items():
        (folder / f"{name}.eml").write_bytes(one.raw)
    return folder


@pytest.fixture
def config() -> TenantConfig:
    """Give the settings of one tenant."""
    return load_tenants(TENANTS)["hellmoor"]


def shown(told: Survey, tenant: str | None = None, width: int = 120) -> str:
    """Give the report as it stands on a screen."""
    screen = io.StringIO()
    show_report(Console(file=screen, width=width), told, tenant)
    return screen.getvalue()


def explained(raw: bytes, folder: Path, *, unfold: bool = False, colour: bool = False) -> str:
    """Give what `explain` shows of one mail."""
    (folder / "mail.eml").write_bytes(raw)
    ((line, read),) = explain_mails([folder / "mail.eml"], decide=decide_for_nobody)
    screen = io.StringIO()
    to = Console(file=screen, width=100, force_terminal=colour, markup=False, highlight=False)
    show_explained(to, line, read, unfold=unfold)
    return screen.getvalue()


def test_explain_shows_the_decision_and_folds_what_was_quoted(tmp_path: Path) -> None:
    raw = replace(ANSWER, text=ANSWER.text + "> eins\n> zwei\n> drei\n").raw
    text = explained(raw, tmp_path)
    assert "deliver: It is a new matter" in text
    assert "Wann können Sie liefern?" in text
    assert "lines, folded)" in text
    assert "> drei" not in text
    assert "> drei" in explained(raw, tmp_path, unfold=True)


def test_explain_shows_command_words_and_doubts(tmp_path: Path) -> None:
    text = "Aufgabe: Preis prüfen bis 20.11.\nfällig: 31.02.\n\nDanke\n"
    told = explained(replace(FIRST, text=text).raw, tmp_path)
    assert "task Preis prüfen / 2026-11-20" in told
    assert "unreadable date" in told


def test_explain_names_what_makes_a_sender_doubtful(tmp_path: Path) -> None:
    headers = (("Reply-To", "kasse@elsewhere.example"),)
    assert "answers elsewhere" in explained(replace(FIRST, headers=headers).raw, tmp_path)
    assert "answers elsewhere" not in explained(FIRST.raw, tmp_path)


def test_no_mail_commands_the_terminal_of_who_looks_at_it(tmp_path: Path) -> None:
    trick = "\x1b]0;owned\x07\x1b[2J\u202egpj.exe [bold]x[/bold]"
    raw = mail(
        "From: a@b.example",
        "Subject: =?utf-8?q?=1B[31m" + "red?=",
        "Content-Type: text/plain; charset=utf-8",
        body=trick,
    )
    for colour in (True, False):
        text = explained(raw, tmp_path, colour=colour)
        assert "\x1b]" not in text
        assert "\x1b[2J" not in text
        assert "\x1b[31m" not in text
        assert "\u202e" not in text
        assert "[bold]x[/bold]" in text
    assert "\x1b" not in explained(raw, tmp_path)


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    screen = io.StringIO()
    ((line, read),) = explain_mails([tmp_path / "missing"])
    show_explained(Console(file=screen, width=100), line, read)
    assert "The file cannot be read: No such file or directory." in screen.getvalue()


def test_the_report_tells_threads_senders_automatic_mail_and_files(mailbox: Path) -> None:
    told = survey_mails([mailbox, mailbox / "missing"], decide_for_nobody)
    text = shown(told)
    assert "7 mails, 4 tickets, by header threading alone" in text
    assert "written from 2026-11-16 to 2026-11-21" in text
    assert "Its From field names no single, plain address" in text
    assert "auto_reply" in text
    assert "Zeichnung.pdf" in text
    assert "The file cannot be read" in text
    (longest, *_) = sorted(told.threads.values(), key=len, reverse=True)
    assert [Path(one["file"]).stem for one in longest] == [
        "copy",
        "z-first",
        "a-answer",
        "stranger",
    ]


def test_a_rehearsal_applies_the_live_rules_and_leaves_nothing(
    mailbox: Path, config: TenantConfig, tmp_path: Path
) -> None:
    settings = load_settings(data_dir=tmp_path / "data", tenants_dir=TENANTS)
    lines = list(rehearse(settings, config, [mailbox]))
    found = {Path(one["file"]).stem: one for one in lines}
    assert {found["copy"]["why"], found["z-first"]["why"]} == {"new", "duplicate"}
    opened = next(found[name] for name in ("copy", "z-first") if found[name]["why"] == "new")
    assert found["a-answer"]["why"] == "references"
    assert found["a-answer"]["ticket"] == opened["ticket"]
    assert found["a-answer"]["parent"] == FIRST.message_id
    # P10: who only knows an id gets a ticket of their own, with a hint for agents.
    assert found["stranger"]["why"] == "new"
    assert found["stranger"]["suggested"] == opened["ticket"]
    assert (found["absent"]["why"], found["unclear"]["why"]) == ("dropped", "held")
    assert not (tmp_path / "data").exists()
    told = with_live_lines(survey_mails([mailbox], decide_for_nobody), lines)
    text = shown(told, "hellmoor")
    assert "7 mails, 3 tickets, by the rules of hellmoor" in text
    assert "May belong to another ticket" in text


def test_the_command_line_analyses_by_the_rules_of_a_tenant(mailbox: Path, tmp_path: Path) -> None:
    done = run(tmp_path, "analyse", str(mailbox), "--tenant", "hellmoor", "--json")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == 7
    assert all({"file", "message_id", "ticket", "why", "parent"} <= line.keys() for line in lines)
    ledger = json.loads(run(tmp_path, "ledger", "--json").stdout)
    assert ledger["arrivals"] == 0


@pytest.mark.parametrize("arguments", [(), ("mails", "--imap", "x"), ("--imap", "inbox")])
def test_analyse_wants_one_mailbox(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert run(tmp_path, "analyse", *arguments).returncode == 2


def test_every_mail_of_an_mbox_file_counts(tmp_path: Path) -> None:
    lines = [b"From x Mon Nov 16 09:10:00 2026\n" + one.raw for one in (FIRST, ANSWER)]
    (tmp_path / "old.mbox").write_bytes(b"\n".join(line.replace(b"\r\n", b"\n") for line in lines))
    assert [found.file[-2:] for found in mails_in([tmp_path])] == [":0", ":1"]


@pytest.fixture
def account(dovecot_server: DovecotServer, tmp_path: Path) -> ImapAccount:
    """Give an account with two mails in its inbox."""
    user = dovecot_server.add_user(tmp_path.name)
    dovecot_server.append(user, "INBOX", FIRST.raw)
    dovecot_server.append(user, "INBOX", ANSWER.raw)
    return ImapAccount(
        name="inbox",
        host="127.0.0.1",
        port=dovecot_server.imap_port,
        encryption=Encryption.PLAIN,
        username=user,
        password=dovecot_server.password,
    )


def test_an_imap_account_is_read_and_no_flag_changes(
    account: ImapAccount, dovecot_server: DovecotServer
) -> None:
    with copied(account) as folder:
        told = survey_mails([folder], decide_for_nobody)
    assert [line["why"] for line in told.lines] == ["new", "references"]
    assert not folder.exists()
    with dovecot_server.session(account.username) as client:
        client.select_folder("INBOX", readonly=True)
        flags = [one[b"FLAGS"] for one in client.fetch(client.search("ALL"), ["FLAGS"]).values()]
    assert [b"\\Seen" in one for one in flags] == [False, False]


def test_an_account_that_is_not_there_is_said_so(
    account: ImapAccount, config: TenantConfig
) -> None:
    with pytest.raises(NotFoundError, match="has no IMAP account"):
        account_of(config, "nowhere")
    wrong = account.model_copy(update={"password": "wrong"})
    with pytest.raises(TemporaryError), copied(wrong):
        pass
