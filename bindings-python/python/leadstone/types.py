"""The shapes of documents as types, for annotations: ``from leadstone.types import BriefReport``."""

from leadstone._types import *  # noqa: F403
