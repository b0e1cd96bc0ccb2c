"""The front door of skills."""

from maatwerk.apps.skills.catalogue import CatalogueSkill, catalogue
from maatwerk.apps.skills.esco import OccupationRow, read_bilingual, read_occupations
from maatwerk.apps.skills.models import Concept
from maatwerk.apps.skills.operations import (
    ConceptSpec,
    adopt_skill,
    ensure_concept,
    load_occupations,
    place_below,
)
from maatwerk.apps.skills.queries import (
    ConceptRow,
    OccupationFound,
    SkillWords,
    concepts,
    occupations_named,
    skill_words,
)

__all__ = [
    "CatalogueSkill",
    "Concept",
    "ConceptRow",
    "ConceptSpec",
    "OccupationFound",
    "OccupationRow",
    "SkillWords",
    "adopt_skill",
    "catalogue",
    "concepts",
    "ensure_concept",
    "load_occupations",
    "occupations_named",
    "place_below",
    "read_bilingual",
    "read_occupations",
    "skill_words",
]
