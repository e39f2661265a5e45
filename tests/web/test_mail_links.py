"""What mails name instead of attaching lies in the portal, one button away."""

from tenants import AttachmentRule
from tests.support.mails import PDF, Mail
from tests.support.site import Website
from tests.support.world import OFFICE
from tests.web.sign_in_story import ANNA, JAN, ask, link_for

OFFER = ("Angebot.pdf", "application/pdf", PDF)


def anna_answers_with_a_file(site: Website) -> None:
    notice = site.world.postbox.last(ANNA)
    mail = Mail(sender=f"Anna Kraft <{ANNA}>", to=notice.reply_to, text="Anbei.", files=(OFFER,))
    site.world.receive(mail, peer=OFFICE)


def test_files_stay_in_the_portal_where_the_tenant_wants_links_only(website: Website) -> None:
    website.change_tenant(attachments=AttachmentRule.LINK_ONLY)
    ask(website.world)
    anna_answers_with_a_file(website)
    sent = website.world.postbox.last(JAN)
    assert sent.files == []
    assert "Im Portal: Angebot.pdf" in sent.text
    client = website.client()
    page = client.get(client.post(link_for(website, JAN)).headers["location"]).text
    path = next(part.split('"')[0] for part in page.split('href="') if part.startswith("/files/"))
    assert client.get(path).content == PDF


def test_a_file_too_large_for_mail_is_named_with_the_way_to_it(website: Website) -> None:
    website.change_tenant(max_attach_bytes=10)
    website.world.receive(Mail(files=(OFFER,)), peer=OFFICE)
    told = website.world.postbox.last(ANNA)
    assert (told.files, "Liegt beim Ticket: Angebot.pdf" in told.text) == ([], True)
    anna_answers_with_a_file(website)
    assert "Im Portal: Angebot.pdf" in website.world.postbox.last(JAN).text


def test_an_agent_keeps_the_language_chosen_on_the_profile(website: Website) -> None:
    anna = website.sign_in_as(ANNA)
    anna.post("/profile", data={"language": "nl", "time_zone": "Europe/Berlin"})
    website.change_tenant(phone="+49 555 0170-1")
    assert 'lang="nl"' in anna.get("/profile").text
