"""What the catalogue of the engine says for a code."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches

import leadstone

LOCALES = ("en", "zh-CN")


def explain_code(code: str) -> str | None:
    """The text of an error code and of a reason code, in every language; nothing for another word.

    Some rules of journeys have one code for both: a refused event is an error, a stored row a reason.
    """
    found = []
    if leadstone.error_text(code, "en") is not None:
        found.append(f"{code}: error\n{said(leadstone.error_text, code)}")
    if leadstone.reason_text(code, "en") is not None:
        found.append(f"{code}: reason\n{said(leadstone.reason_text, code)}")
    return "\n".join(found) or None


def near_codes(word: str) -> str | None:
    """The codes that are nearly written like this, where it looks like a code."""
    if "." not in word:
        return None
    near = get_close_matches(word, sorted({*leadstone.error_codes(), *leadstone.reason_codes()}))
    return f"no such code; near: {', '.join(near)}" if near else "no such code"


def said(text: Callable[[str, str], str | None], code: str) -> str:
    return "\n".join(f"  {locale}: {text(code, locale)}" for locale in LOCALES)
