"""The texts that registered customers agree to: versioned, in the tenant's languages."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from tenants.people import Language

LegalText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class LegalDocument(BaseModel):
    """The terms of the portal, or how personal data is handled.

    Paragraphs stand apart by empty lines; one that begins with `## ` is a heading.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[\w .-]{1,40}$")]
    """Changed when the text changes in its meaning: then everybody is asked again."""
    texts: dict[Language, LegalText] = Field(min_length=1)

    def text_in(self, language: str) -> tuple[str, str]:
        """Return language and text: the one asked for, else the first one given."""
        if language in self.texts:
            return language, self.texts[language]
        return next(iter(self.texts.items()))
