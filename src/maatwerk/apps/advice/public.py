"""The front door of advice."""

from maatwerk.apps.advice.contracts import FeatureSpec, TrainingRow, TrainingSet
from maatwerk.apps.advice.giving import Replayed, give_advice, replay, replay_all, request_advice
from maatwerk.apps.advice.learning import propose
from maatwerk.apps.advice.models import Advice, ModelVersion, TrainingScore
from maatwerk.apps.advice.operations import (
    Admission,
    admit_feature,
    move_version,
    propose_version,
    withdraw_feature,
)
from maatwerk.apps.advice.queries import (
    AdviceRow,
    FeatureRow,
    ShortlistRow,
    VersionRow,
    advice_on,
    features,
    live_version,
    newest_shortlist,
    version,
    versions,
)
from maatwerk.apps.advice.rules import may_admit_features, may_fit, may_see_models, next_states
from maatwerk.apps.advice.trying import evaluate_version, say_about

__all__ = [
    "Admission",
    "Advice",
    "AdviceRow",
    "FeatureRow",
    "FeatureSpec",
    "ModelVersion",
    "Replayed",
    "ShortlistRow",
    "TrainingRow",
    "TrainingScore",
    "TrainingSet",
    "VersionRow",
    "admit_feature",
    "advice_on",
    "evaluate_version",
    "features",
    "give_advice",
    "live_version",
    "may_admit_features",
    "may_fit",
    "may_see_models",
    "move_version",
    "newest_shortlist",
    "next_states",
    "propose",
    "propose_version",
    "replay",
    "replay_all",
    "request_advice",
    "say_about",
    "version",
    "versions",
    "withdraw_feature",
]
