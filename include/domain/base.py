"""What every model shares: it is frozen, strict about its fields, and can be digested."""

import hashlib
import json
from types import NoneType
from typing import Annotated, Any, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MOST_CHARACTERS = 1_000_000
"""Longest text of a model. Measuring it, pydantic also refuses halves of surrogate pairs."""


class Model(BaseModel):
    """A frozen value; an unknown field is an error, so a typo is never silently dropped.

    Numbers are finite and texts are Unicode: what is not could neither be stored nor digested.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, str_max_length=MOST_CHARACTERS
    )


Share = Annotated[float, Field(ge=0, le=1)]
"""A part of a whole."""
Seconds = Annotated[float, Field(ge=0, le=36_000)]
"""A time in a short, or of a part of it."""
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
"""``#rrggbb``."""


class RunRequest(Model):
    """The params of a run, checked once and then trusted; field names are the param names."""

    @classmethod
    def from_params(cls, params: dict[str, Any]) -> Self:
        """Check a run's params; an empty one means the default, unless nothing is a choice.

        Raises:
            ValueError: Names the param, what is wrong with it, and the params there are.
        """
        try:
            return cls.model_validate({k: v for k, v in params.items() if cls._says(k, v)})
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            known = ", ".join(cls.model_fields)
            raise ValueError(
                f"Param {where!r} of this run is refused: {first['msg']}. "
                f"Correct it and trigger again; the params are: {known}."
            ) from None

    @classmethod
    def _says(cls, name: str, value: Any) -> bool:
        field = cls.model_fields.get(name)
        return value is not None or (field is not None and NoneType in get_args(field.annotation))


def digest_of(value: Any) -> str:
    """SHA-256 (64 hex digits) over the canonical JSON of ``value``.

    The same value gives the same digest on every machine and Python version.
    """
    plain = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
