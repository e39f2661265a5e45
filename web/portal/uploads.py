"""Takes a file in while the form around it is still being filled in; used by scripts only."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from web.dependencies import SignedIn
from web.forms import PostedForm
from web.portal.kept_files import take_files

router = APIRouter()


@router.post("/uploads")
def upload(here: SignedIn, form: PostedForm) -> Response:
    """Keep one file and give the field that stands for it, or say why it was not kept."""
    taken = take_files(here, form)
    if taken.refused or not taken.kept:
        sentence = taken.refused[0][1] if taken.refused else here.say("No file came along.")
        return JSONResponse({"error": sentence}, 422)
    kept = taken.kept[-1]
    return JSONResponse({"seal": kept.seal, "name": kept.file.name, "label": kept.label})
