"""Plays the stories over real SMTP and prints what everybody got."""

import smtplib
import tempfile
import time
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.policy import default
from email.utils import formatdate, make_msgid
from ipaddress import ip_network
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from mailgw.ingress.smtp_postbox import Received, SmtpPostbox
from stafette.demo.stories import STORIES, Story
from stafette.serve import Running, serve
from stafette.settings import load_settings
from tenants import Encryption, SmtpOut, TenantConfig, load_tenants
from tickets.services.tenants import apply_tenant
from tickets.store.tickets import TicketView, find_ticket, list_tickets

_PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
_PATIENCE_SECONDS = 30.0


def play() -> None:
    """Start everything on a fresh world, play each story, print mails and tickets, and end."""
    console = Console()
    with tempfile.TemporaryDirectory(prefix="stafette-demo-") as folder:
        postbox = SmtpPostbox()
        settings = load_settings(
            data_dir=Path(folder),
            database_url="",
            redis_url="",
            smtp_port=0,
            lmtp_port=-1,
            disk_reserve_bytes=0,
            check_dkim=False,
        )
        try:
            with serve(settings) as running:
                configs = _settle_tenants(running, settings.tenants_dir, postbox.port)
                for story in STORIES:
                    _Stage(console, running, postbox, configs[story.tenant], story).play()
        finally:
            postbox.stop()
    console.print(
        "\nThat was the whole journey over real SMTP. `stafette serve` starts it for your own mail."
    )


def _settle_tenants(running: Running, folder: Path, port: int) -> dict[str, TenantConfig]:
    """Let the demo tenants send to the postbox and trust mail from this machine."""
    way_out = SmtpOut(host="127.0.0.1", port=port, encryption=Encryption.PLAIN)
    changes = {"smtp": way_out, "declared_networks": (ip_network("127.0.0.0/8"),)}
    configs = {
        slug: config.model_copy(update=changes) for slug, config in load_tenants(folder).items()
    }
    for slug, config in configs.items():
        with running.house.core.write(slug) as uow:
            apply_tenant(uow, config)
    return configs


class _Stage:
    """One story being played."""

    def __init__(
        self,
        console: Console,
        running: Running,
        postbox: SmtpPostbox,
        config: TenantConfig,
        story: Story,
    ) -> None:
        self._console = console
        self._running = running
        self._postbox = postbox
        self._config = config
        self._story = _with_agent(config, story)

    def play(self) -> None:
        """Ask, answer with a file, thank, remark; then show the ticket."""
        story, postbox = self._story, self._postbox
        self._console.print(Rule(f"{self._config.name}: {story.subject}"))
        self._send(_mail(story.customer, story.customer_address, story.department, story.subject))
        receipt = postbox.wait_for(story.customer_address, 1, _PATIENCE_SECONDS)
        self._show(f"{story.customer} gets a receipt", receipt)
        notice = postbox.wait_for(story.agent_address, 1, _PATIENCE_SECONDS)
        self._show(f"{story.agent} gets the request and presses Reply", notice)
        self._answer_as_agent(notice)
        answer = postbox.wait_for(story.customer_address, 2, _PATIENCE_SECONDS)
        self._show(f"{story.customer} gets the answer and just answers that", answer)
        self._answer_as_customer(answer)
        thanks = postbox.wait_for(story.agent_address, 2, _PATIENCE_SECONDS)
        self._show(f"{story.agent} gets it as a mail again", thanks)
        self._console.print(_ticket_panel(self._ticket()))

    def _answer_as_agent(self, notice: Received) -> None:
        story = self._story
        reply = _reply(notice, story.agent, story.agent_address, story.answer, story)
        name, content_type = story.answer_file
        main, _, sub = content_type.partition("/")
        reply.add_attachment(_PDF, maintype=main, subtype=sub, filename=name)
        self._send(reply)

    def _answer_as_customer(self, answer: Received) -> None:
        story = self._story
        self._send(_reply(answer, story.customer, story.customer_address, story.thanks, story))

    def _send(self, mail: EmailMessage) -> None:
        if not mail.is_multipart() and mail["In-Reply-To"] is None:
            mail.set_content(self._story.request)
            name, content_type = self._story.request_file
            main, _, sub = content_type.partition("/")
            mail.add_attachment(_PDF, maintype=main, subtype=sub, filename=name)
        port = self._running.smtp_port
        assert port is not None
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as connection:
            connection.send_message(mail)

    def _show(self, title: str, received: Received) -> None:
        mail = message_from_bytes(received.raw, policy=default)
        assert isinstance(mail, EmailMessage)
        body = mail.get_body(("plain",))
        head = Text()
        for name in ("From", "To", "Reply-To", "Subject"):
            if mail[name]:
                head.append(f"{name}: ", style="dim").append(f"{mail[name]}\n")
        files = [part.get_filename() for part in mail.iter_attachments()]
        if files:
            head.append("Files: ", style="dim").append(", ".join(map(str, files)) + "\n")
        text = Text(body.get_content().strip() if body is not None else "")
        self._console.print(Panel(head + Text("\n") + text, title=title, title_align="left"))

    def _ticket(self) -> TicketView:
        """Give the story's ticket once all its mails are sent."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            with self._running.house.core.read(self._story.tenant) as unit:
                number = list_tickets(unit)[0].ticket.number
                view = find_ticket(unit, number)
            assert view is not None
            if all(mail.state == "sent" for mail in view.mails) or time.monotonic() > deadline:
                return view
            time.sleep(0.1)


def _with_agent(config: TenantConfig, story: Story) -> Story:
    """Fill in the first member of the department where a story names no agent."""
    if story.agent_address:
        return story
    department = config.department_for(story.department) or config.default_department
    agent = config.members_of(department)[0]
    return replace(story, agent=agent.name, agent_address=agent.address)


def _mail(name: str, address: str, to: str, subject: str) -> EmailMessage:
    mail = EmailMessage(policy=SMTP_POLICY)
    mail["From"] = f"{name} <{address}>"
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = formatdate(localtime=True)
    mail["Message-ID"] = make_msgid(domain=address.rpartition("@")[2])
    return mail


def _reply(received: Received, name: str, address: str, text: str, story: Story) -> EmailMessage:
    """Answer a mail as a mail client does: to Reply-To, with the old text quoted below."""
    original = message_from_bytes(received.raw, policy=default)
    assert isinstance(original, EmailMessage)
    body = original.get_body(("plain",))
    old = body.get_content() if body is not None else ""
    subject = str(original["Subject"])
    reply = _mail(
        name,
        address,
        str(original["Reply-To"] or original["From"]),
        subject if subject.startswith("Re:") else f"Re: {subject}",
    )
    reply["In-Reply-To"] = original["Message-ID"]
    reply["References"] = f"{original['References'] or ''} {original['Message-ID']}".strip()
    sender = original["From"].addresses[0]
    intro = story.quote_intro.format(name=sender.display_name, address=sender.addr_spec)
    quoted = "\n".join(f"> {line}".rstrip() for line in old.splitlines())
    reply.set_content(f"{text}\n\n{intro}\n{quoted}\n")
    return reply


def _ticket_panel(view: TicketView) -> Panel:
    ticket = view.line.ticket
    owner = view.line.owner.name if view.line.owner else "nobody"
    text = Text()
    text.append(f"{ticket.kind} · {ticket.state} · {view.line.department} · owner {owner}\n\n")
    for message in view.messages:
        text.append(f"{message.author_name} ({message.visibility})\n", style="bold")
        text.append(message.text.strip() + "\n")
        for file in view.attachments[message.id]:
            text.append(f"[{file.name}, {file.size} bytes, {file.sha256[:12]}]\n", style="dim")
        text.append("\n")
    for mail in view.mails:
        text.append(f"{mail.state}: {mail.notice} to {mail.to_address}\n", style="dim")
    return Panel(text, title=f"Ticket #{ticket.number} {ticket.subject}", title_align="left")
