"""Whether a retrained model may take the place of the one in use."""

from __future__ import annotations

from collections.abc import Mapping

HIGHER_IS_BETTER = ("average_precision", "precision_at_recall_90", "hard_auc", "same_found")
LOWER_IS_BETTER = ("false_same", "false_overlap", "calibration_error")
CALIBRATION_NOISE = 0.01
"""Calibration error that a set of some hundred pairs gains or loses by chance."""
ROUNDING = 1e-9
"""Of differences between floats: .8 less .79 is a little more than .01."""

Figures = Mapping[str, float]


def objections(
    old: Mapping[str, Figures], new: Mapping[str, Figures], *, tolerance: float = 0.0
) -> list[str]:
    """Why the new model may not be used; empty when it is no worse on any set.

    `old` and `new` map the name of a set to its figures. A set or figure that the old model has and
    the new one lacks is an objection: what is not measured is not accepted. `tolerance` is allowed
    on shares only; one false "same" more is always too many. The calibration error may rise by
    `tolerance` or `CALIBRATION_NOISE`, whichever is more: smaller changes are chance.
    """
    allowed = dict.fromkeys(HIGHER_IS_BETTER, tolerance)
    allowed["calibration_error"] = max(tolerance, CALIBRATION_NOISE)
    out: list[str] = []
    for name, before in old.items():
        after = new.get(name)
        if after is None:
            out.append(f"{name}: not measured")
            continue
        for figure in HIGHER_IS_BETTER + LOWER_IS_BETTER:
            if figure not in before:
                continue
            if figure not in after:
                out.append(f"{name}: {figure} not measured")
                continue
            was, now = before[figure], after[figure]
            if was != was:  # Not a number: nothing of that kind in the set.
                continue
            loss = was - now if figure in HIGHER_IS_BETTER else now - was
            worse = loss > allowed.get(figure, 0.0) + ROUNDING
            if worse or now != now:
                out.append(f"{name}: {figure} {now:.4g}, was {was:.4g}")
    return out
