"""The scorecard of ../scorecard.json written by hand: the fastest that plain Python can do."""

from __future__ import annotations

from typing import Any

SEED = 20261123

GRADES = (("A1", "A2", "A3"), ("B1", "B2", "B3"), ("C1", "C2", "C3"))
QUALIFIED = frozenset(("A1", "A2", "B1"))


def band(points: int) -> int:
    return 0 if points >= 60 else 1 if points >= 30 else 2


def score_by_hand(lead: dict[str, Any]) -> dict[str, Any]:
    reasons = []
    fit = 0
    employees = lead.get("employees")
    if employees is not None:
        if employees >= 500:
            fit += 35
            reasons.append({"rule": "large", "contribution": 35})
        elif employees >= 100:
            fit += 15
            reasons.append({"rule": "middle", "contribution": 15})
    segment = lead.get("segment")
    if segment == "fleet":
        fit += 30
        reasons.append({"rule": "fleet", "contribution": 30})
    elif segment == "private":
        fit -= 10
        reasons.append({"rule": "private", "contribution": -10})
    if lead["budget_known"]:
        fit += 25
        reasons.append({"rule": "budget", "contribution": 25})
    engagement = 5
    if lead["source"] in ("web", "referral"):
        engagement += 20
        reasons.append({"rule": "inbound", "contribution": 20})
    if lead["visits"] >= 3:
        engagement += 25
        reasons.append({"rule": "visits", "contribution": 25})
    if lead["test_drive"]:
        engagement += 40
        reasons.append({"rule": "drove", "contribution": 40})
    days = lead.get("days_since_contact")
    if days is not None:
        if days <= 7:
            engagement += 15
            reasons.append({"rule": "recent", "contribution": 15})
        elif days > 60:
            engagement -= 20
            reasons.append({"rule": "cold", "contribution": -20})
    fit = min(100, max(0, fit))
    engagement = min(100, max(0, engagement))
    grade = GRADES[band(fit)][band(engagement)]
    return {
        "score": fit + engagement,
        "grade": grade,
        "qualified": grade in QUALIFIED,
        "fit": fit,
        "engagement": engagement,
        "reasons": reasons,
    }
