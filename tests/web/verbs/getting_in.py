"""One row for each form of getting in and out, of the profile and of the language menu."""

from tests.support.desk_story import ANNA, JOERG
from tests.web.sign_in_story import WORDS
from tests.web.verbs.rows import PRIMARY
from tests.web.verbs.scene import Scene
from tests.web.verbs.verb import Verb

PROFILE = "/profile"
AGREED = {"terms": "on", "privacy": "on"}


def registered(scene: Scene) -> str:
    """Name the customer who registered last."""
    return scene.guests[-1]


VERBS = (
    Verb("/language", "/sign-in", button="button[value=pl]", who=""),
    Verb("/sign-in", "/sign-in", {"address": Scene.fresh_customer}, who=""),
    Verb("/sign-in/{token}", Scene.login_link, who=""),
    Verb("/again/{kind}/{token}", Scene.spent_link, who=""),
    Verb(
        "/sign-in/password",
        "/sign-in/password",
        {"address": Scene.with_password, "password": WORDS},
        who="",
    ),
    Verb("/sign-out", PROFILE, who=JOERG),
    Verb("/password/forgotten", "/password/forgotten", {"address": Scene.fresh_customer}, who=""),
    Verb("/password/{token}", Scene.reset_link, {"password": WORDS}, who=""),
    Verb("/invitation/{token}", Scene.invitation, AGREED, PRIMARY, who=""),
    Verb("/n/{token}", Scene.notice_link, who=""),
    Verb("/consent", Scene.changed_terms, {"terms": "on"}, PRIMARY, who=registered),
    Verb("/tour", "/tour?step=3", who=JOERG),
    Verb(PROFILE, PROFILE, {"phone": "+49 555 0142-18"}, who=JOERG),
    Verb("/profile/password", PROFILE, {"new": WORDS}, who=Scene.fresh_customer),
    Verb(
        "/profile/password/remove",
        PROFILE,
        {"present": WORDS},
        "button[formaction]",
        who=Scene.with_password,
    ),
    Verb("/profile/drop-address", PROFILE, who=ANNA),
    Verb("/profile/drop-address/remove", Scene.drop_address, who=ANNA),
    Verb("/profile/sessions/{session_id}/end", Scene.second_device, who=JOERG),
    Verb("/profile/sessions/end-others", Scene.second_device, who=JOERG),
)
