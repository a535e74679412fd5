"""The exceptions of leadstone: one class per class of error, all data made by the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leadstone._types import ErrorBody, ErrorClass, ErrorCode, ViolationBody

__all__ = [
    "DefinitionError",
    "InputError",
    "InternalError",
    "LeadstoneError",
    "NumericError",
    "TransitionError",
]


class LeadstoneError(Exception):
    """What went wrong, with every violation that was found.

    ``code`` is stable and listed by ``leadstone.error_codes()``; ``message`` is for people.
    """

    code: ErrorCode
    error_class: ErrorClass
    message: str
    pointer: str
    violations: list[ViolationBody]
    omitted: int

    def __init__(self, body: ErrorBody, /) -> None:
        super().__init__(body)  # The only argument, so that pickle can build it again.
        self.code = body["code"]
        self.error_class = body["class"]
        self.message = body["message"]
        self.pointer = body["pointer"]
        self.violations = body["violations"]
        self.omitted = body["omitted"]

    def __str__(self) -> str:
        return self.message


class DefinitionError(LeadstoneError):
    """A definition is wrong: its author has to mend it."""


class InputError(LeadstoneError):
    """A record, table or option is wrong: the caller has to mend it."""


class TransitionError(LeadstoneError):
    """A state machine refused: the user has to do what is missing first."""


class NumericError(LeadstoneError):
    """A computation has no answer, such as a sum beyond its range."""


class InternalError(LeadstoneError):
    """A bug in leadstone."""
