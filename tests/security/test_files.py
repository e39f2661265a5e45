"""P13: attachments cannot act: names x types x identities, and pictures that tell or burst."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from itertools import product
from urllib.parse import quote, unquote

import httpx
import pytest

from mailgw.reading import Reader
from tests.security.hostile.payloads import PAGE
from tests.security.hostile.pictures import SECRET, bombs, talkative
from tests.security.matrix import rows
from tests.security.matrix.scene import JAN, TOMASZ, Scene
from tests.support.mails import Mail
from tests.support.site import Website, open_website
from tests.support.world import OFFICE, open_world
from tickets.model.ticket import Attachment, Message
from tickets.store.tickets import TicketView

NAMES = (
    "Plan.pdf",
    "Plan",
    "Rechnung.html",
    '"><script>alert(1)</script>.svg',
    "\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe",
    "../../etc/passwd",
    "a\tSet-Cookie: x=y.pdf",
    "n" * 300 + ".pdf",
    "Zażółć „gęślą“ \N{GRINNING FACE}; filename=x.exe",
    "document",
)
TYPES = (
    "application/pdf",
    "text/html",
    "image/svg+xml",
    "application/xhtml+xml",
    "text/xml",
    "text/xsl",
    "text/javascript",
    "text/css",
    "image/png",
    "application/x-shockwave-flash",
    "text/plain",
    "application/octet-stream",
)
INERT = frozenset(
    {
        "application/pdf",
        "image/png",
        "application/x-shockwave-flash",
        "text/plain",
        "application/octet-stream",
    }
)
"""The media types among them that no browser runs."""
SHAPES = ("{}/Plan.pdf", "{}/document/Plan.pdf", "{}/picture/small", "{}/picture/large")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Iterator[Scene]:
    """The site of the matrix, for questions about files alone."""
    with (
        open_world(tmp_path_factory.mktemp("files"), reader) as world,
        open_website(world) as website,
    ):
        yield Scene(website)


def received(website: Website, files: Sequence[tuple[str, str, bytes]]) -> list[Attachment]:
    """Let Jan send files; gives them as they are kept."""
    world = website.world
    mail = Mail(to="reklamation@hellmoor.example", subject="Dateien", files=tuple(files))
    arrival = world.receive(mail, peer=OFFICE)
    view = view_of(website, arrival.ticket_id)
    return list(view.attachments[view.messages[0].id])


def view_of(website: Website, ticket_id: int | None) -> TicketView:
    """Give a ticket by its id."""
    views = (website.world.ticket(number) for number in reversed(website.world.numbers()))
    return next(view for view in views if view.line.ticket.id == ticket_id)


def assert_sealed(answer: httpx.Response) -> None:
    """Check what keeps a file from acting, whatever is in it."""
    policy = answer.headers["content-security-policy"].replace(" ", "").split(";")
    assert {"default-src'none'", "sandbox"} <= set(policy)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "public" not in answer.headers["cache-control"]
    assert "set-cookie" not in answer.headers


def test_p13_a_file_of_any_name_and_type_can_do_nothing(scene: Scene) -> None:
    wanted = [(name, kind, PAGE) for name, kind in product(NAMES, TYPES)]
    kept = received(scene.website, wanted)
    assert len(kept) == len(wanted)
    for address in (JAN, TOMASZ):
        client = scene.website.sign_in_as(address)
        for row in kept:
            answer = client.get(f"/files/{row.id}/{quote(row.name, safe='')}")
            assert answer.status_code == 200, row.name
            assert_sealed(answer)
            assert answer.headers["content-type"].partition(";")[0] in INERT, row.content_type
            assert hashlib.sha256(answer.content).hexdigest() == row.sha256
            (disposition,) = answer.headers.get_list("content-disposition")
            kind, _, name = disposition.partition("; filename*=UTF-8''")
            assert kind == "attachment"
            assert name.isascii()
            assert unquote(name) == row.name
            assert row.name.isprintable()
            assert "/" not in row.name
            assert len(row.name) <= 200


@pytest.mark.parametrize("kind", TYPES)
def test_p13_only_a_pdf_and_a_painted_picture_are_shown(scene: Scene, kind: str) -> None:
    (row,) = received(scene.website, [("Plan.html", kind, PAGE)])
    client = scene.website.sign_in_as(JAN)
    document = client.get(f"/files/{row.id}/document/Plan.html")
    assert document.status_code == (200 if kind == "application/pdf" else 404)
    if document.status_code == 200:
        assert_sealed(document)
        assert document.headers["content-type"] == "application/pdf"
        assert document.headers["content-disposition"].startswith("inline;")
    # A page that is called a picture is no picture.
    picture = client.get(f"/files/{row.id}/picture/large")
    assert picture.status_code == (415 if kind == "image/png" else 404)


def test_p13_whoever_may_not_see_a_message_gets_its_file_by_no_way(scene: Scene) -> None:
    staff, missing = (rows.AGENT, rows.LEAD, rows.ADMIN), scene.ids["missing"]
    (taken_back,) = received(scene.website, [("Zurück.pdf", "application/pdf", PAGE)])
    withdraw(scene.website, taken_back.message_id)
    sees = {
        scene.ids["file"]: (*staff, rows.CUSTOMER, rows.LINK),
        scene.ids["note_file"]: staff,
        scene.ids["foreign_file"]: (),
        taken_back.id: (),
    }
    for who in rows.EVERYBODY:
        client = scene.client(who)
        for shape in SHAPES:
            nothing = client.get("/files/" + shape.format(missing))
            for file_id, allowed in sees.items():
                answer = client.get("/files/" + shape.format(file_id))
                if who in allowed:
                    assert answer.status_code == (404 if "picture" in shape else 200)
                    continue
                assert answer.status_code == (303 if who in rows.OUTSIDE else 404), (who, shape)
                assert bare(answer, file_id) == bare(nothing, missing), (who, shape)


def bare(answer: httpx.Response, file_id: int) -> str:
    """Give an answer without the address that was asked for."""
    said = answer.text + str(answer.headers.get("location", ""))
    return said.replace(str(file_id), "")


def withdraw(website: Website, message_id: int) -> None:
    """Take a message back as its writer would within the first seconds."""
    with website.world.core.write("hellmoor") as uow:
        uow.session.get_one(Message, message_id).withdrawn_at = uow.now


def test_p13_a_painted_picture_tells_nothing_of_its_file(scene: Scene) -> None:
    sent = [(name, kind, content) for name, (kind, content) in talkative().items()]
    assert all(SECRET in content for _, _, content in sent)
    client = scene.website.sign_in_as(JAN)
    for row in received(scene.website, sent):
        for size in ("small", "large"):
            answer = client.get(f"/files/{row.id}/picture/{size}")
            assert answer.status_code == 200, row.name
            assert answer.headers["content-type"] == "image/jpeg"
            assert_sealed(answer)
            assert SECRET not in answer.content
            # Neither Exif, profile nor comment is in it at all.
            markers = (b"Exif\0", b"ICC_PROFILE", b"http://ns.adobe.com", b"\xff\xfe")
            assert [one for one in markers if one in answer.content[:2_000]] == [], row.name


def test_p13_a_picture_that_would_burst_is_refused_in_words(scene: Scene) -> None:
    sent = [(name, kind, content) for name, (kind, content) in bombs().items()]
    assert all(len(content) < 100_000 for _, _, content in sent)
    client = scene.website.sign_in_as(JAN)
    for row in received(scene.website, sent):
        started = time.process_time()
        answer = client.get(f"/files/{row.id}/picture/large")
        assert time.process_time() - started < 2, row.name
        assert answer.status_code == 415, row.name
        assert "Dieses Bild lässt sich hier nicht anzeigen." in answer.text
        assert client.get(f"/files/{row.id}/{row.name}").status_code == 200
