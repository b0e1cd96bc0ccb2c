"""The only bridge from validity to the science core: plain numbers in, plain JSON out."""

from maatwerk.apps.validity.analysis.comparing import arms_compared, deal_arm, retention_compared
from maatwerk.apps.validity.analysis.following import followed
from maatwerk.apps.validity.analysis.groups import predicted_by_group, proxies
from maatwerk.apps.validity.analysis.measuring import measure
from maatwerk.apps.validity.analysis.missing import dropped_out, weighted
from maatwerk.apps.validity.analysis.research import with_research
from maatwerk.apps.validity.analysis.worth import worth

__all__ = [
    "arms_compared",
    "deal_arm",
    "dropped_out",
    "followed",
    "measure",
    "predicted_by_group",
    "proxies",
    "retention_compared",
    "weighted",
    "with_research",
    "worth",
]
