"""The package has exactly the functions, classes and methods that every language has."""

from __future__ import annotations

import inspect
import json
from typing import Any

import leadstone
import pytest
from conftest import VECTORS
from leadstone import _native, errors

SURFACE: dict[str, Any] = json.loads((VECTORS / "surface.json").read_text("utf-8"))
#: What only Python has: results in bulk are an object that offers its columns.
HOST = {"Table"}


def test_functions_and_classes() -> None:
    assert set(_native.__all__) - HOST == {*SURFACE["functions"], *SURFACE["classes"]}
    assert set(leadstone.__all__) == {*_native.__all__, *errors.__all__, "__version__"}
    for name in SURFACE["functions"]:
        assert inspect.isroutine(getattr(leadstone, name))


@pytest.mark.parametrize("name", SURFACE["classes"])
def test_methods(name: str) -> None:
    kind = getattr(leadstone, name)
    assert {method for method in vars(kind) if not method.startswith("_")} == set(SURFACE["classes"][name])


@pytest.mark.parametrize("name", [*SURFACE["functions"], *SURFACE["classes"]])
def test_documented(name: str) -> None:
    found = getattr(leadstone, name)
    assert found.__doc__
    for method in SURFACE["classes"].get(name, []):
        assert getattr(found, method).__doc__, f"{name}.{method}"
