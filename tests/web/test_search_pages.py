"""The search box of the desk, and the drop address on the profile."""

import re

from tests.support.desk_story import ANNA, JOERG, morning
from tests.support.site import Website


def test_a_search_shows_where_the_words_stand(website: Website) -> None:
    morning(website.world, others=2)
    page = website.sign_in_as(ANNA).get("/desk?q=angebot+4711").text
    assert "Anna Kraft schrieb:" in page
    assert re.search(r"anbei unser <mark>Angebot</mark> 4711", page)


def test_the_number_of_a_ticket_leads_to_it(website: Website) -> None:
    morning(website.world, others=2)
    client = website.sign_in_as(ANNA)
    for words in ("%231001", "1001"):
        answer = client.get(f"/desk?q={words}", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/tickets/1001")
    assert client.get("/desk?q=%239999", follow_redirects=False).status_code == 200


def test_an_agent_makes_renews_and_removes_a_drop_address(website: Website) -> None:
    client = website.sign_in_as(ANNA)

    def shown() -> list[str]:
        return re.findall(r'value="(reply\+[a-z2-7]+@[^"]+)"', client.get("/profile").text)

    assert shown() == []
    client.post("/profile/drop-address")
    (first,) = shown()
    client.post("/profile/drop-address")
    (second,) = shown()
    assert first != second
    client.post("/profile/drop-address/remove")
    assert shown() == []


def test_a_customer_has_no_drop_address(website: Website) -> None:
    morning(website.world, others=2)
    client = website.sign_in_as(JOERG)
    assert "drop-address" not in client.get("/profile").text
    assert client.post("/profile/drop-address").status_code == 404
