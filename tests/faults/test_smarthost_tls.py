"""A way out that is encrypted or asks for a login, and what happens when that goes wrong (P6)."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import trustme

from tenants import Encryption
from tests.faults.outpost import Outpost
from tests.support.smarthost import GARBAGE, RESET, SILENCE, Smarthost, Step
from tests.support.world import World
from tickets.model.mail import Delivery

MakeOutpost = Callable[..., Outpost]


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """Give a certificate authority that this machine trusts during one test."""
    made = trustme.CA()
    made.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return made


@pytest.fixture
def make_outpost(world: World, authority: trustme.CA) -> Iterator[MakeOutpost]:
    """Give one test a world behind a smarthost with a certificate."""
    with ExitStack() as stack:

        def make(encryption: Encryption, issuer: trustme.CA = authority, **more: str) -> Outpost:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            issuer.issue_cert("127.0.0.1").configure_cert(context)
            plain = Smarthost()
            stack.callback(plain.stop)
            made = Outpost(world, plain)
            made.transport.close()
            is_tls = encryption is Encryption.TLS
            made.smarthost = Smarthost(context, is_tls_from_start=is_tls)
            stack.callback(made.smarthost.stop)
            made.leave_by(encryption, **more)
            stack.callback(made.transport.close)
            return made

        yield make


SECURED = pytest.mark.parametrize("encryption", [Encryption.TLS, Encryption.STARTTLS])


@SECURED
def test_p06_a_mail_leaves_encrypted_where_the_certificate_is_trusted(
    make_outpost: MakeOutpost, encryption: Encryption
) -> None:
    outpost = make_outpost(encryption, username="stafette", password="geheim")
    assert outpost.answer("Anbei das Angebot.").state == Delivery.SENT


@SECURED
def test_p06_a_certificate_that_is_not_trusted_keeps_the_mail_owed(
    make_outpost: MakeOutpost, encryption: Encryption
) -> None:
    outpost = make_outpost(encryption, trustme.CA())
    mail = outpost.answer("Anbei das Angebot.")
    assert mail.state == Delivery.DEFERRED
    assert "certificate verify failed" in mail.answer
    assert mail.answer.startswith("The connection to 127.0.0.1:")
    assert outpost.smarthost.tried == []
    assert outpost.tasks() == []


@pytest.mark.parametrize("trouble", ["454 4.7.0 No TLS just now", SILENCE, RESET, GARBAGE])
def test_p06_no_mail_leaves_in_the_clear_when_starttls_fails(
    make_outpost: MakeOutpost, trouble: str
) -> None:
    outpost = make_outpost(Encryption.STARTTLS)
    outpost.smarthost.fail(Step.STARTTLS, trouble)
    mail = outpost.answer("Anbei das Angebot.")
    assert (mail.state, outpost.owed()[0].attempts) == (Delivery.DEFERRED, 1)
    outpost.wait(minutes=1)
    assert outpost.owed()[0].state == Delivery.SENT


@pytest.mark.parametrize("refusal", ["535 5.7.8 Wrong password", "454 4.7.0 Not just now"])
def test_p06_a_refused_login_keeps_the_mail_until_somebody_mends_it(
    make_outpost: MakeOutpost, refusal: str
) -> None:
    outpost = make_outpost(Encryption.STARTTLS, username="stafette", password="falsch")
    outpost.smarthost.fail(Step.AUTH, refusal, times=2)
    mail = outpost.answer("Anbei das Angebot.")
    assert (mail.state, mail.answer) == (Delivery.DEFERRED, refusal)
    outpost.wait(minutes=10)
    assert outpost.owed()[0].state == Delivery.SENT


def test_p06_a_password_that_is_missing_is_said_in_a_sentence(make_outpost: MakeOutpost) -> None:
    outpost = make_outpost(Encryption.TLS, username="stafette", password_env="NO_SUCH_VARIABLE")
    mail = outpost.answer("Anbei das Angebot.")
    assert mail.state == Delivery.DEFERRED
    assert "NO_SUCH_VARIABLE, which is not set." in mail.answer
