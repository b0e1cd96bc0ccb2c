"""The border: what a partner sends and we do not need is dropped before anything is kept, and it is written down that it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import AfterValidator, BaseModel, ConfigDict, WithJsonSchema, field_validator

from maatwerk.api.parsing import holds_nul

#: Fields that partners send, by name. The log names these; of others it says only how many, since names of fields are theirs.
NAMED = frozenset(
    {
        "resume_url", "resume", "cv_url", "cv", "phone_number", "phone", "phones", "address", "addresses", "photo_url",
        "linkedin_url", "social_links", "date_of_birth", "gender", "race", "attachments", "cover_letter", "cover_letter_url",
        "additional_fields", "custom_fields", "summary", "education", "experience", "headline", "image_url",
    }
)  # fmt: skip


def _is_address(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise ValueError("give an e-mail address") from None
    return text


#: An e-mail address, looked at as everywhere else in the product.
Address = Annotated[
    str, AfterValidator(_is_address), WithJsonSchema({"type": "string", "format": "email", "maxLength": 254})
]


class Sent(BaseModel):
    """What came in: the fields we use; others are seen by name alone and dropped."""

    model_config = ConfigDict(extra="allow", str_max_length=500, str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _is_text(cls, value: Any) -> Any:
        if holds_nul(value):
            raise ValueError("leave out the character NUL (U+0000): it is no text")
        return value


@dataclass(frozen=True, slots=True)
class Dropped:
    """What did not come through: known names, and how many others."""

    names: tuple[str, ...]
    others: int


def dropped(sent: Iterable[Sent]) -> Dropped:
    """Return what of these was not taken."""
    extra = [name for each in sent for name in (each.model_extra or {})]
    return Dropped(tuple(sorted({*extra} & NAMED)), sum(name not in NAMED for name in extra))
