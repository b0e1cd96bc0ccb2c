"""The front door of skills."""

from maatwerk.apps.skills.models import Concept
from maatwerk.apps.skills.operations import ConceptSpec, ensure_concept
from maatwerk.apps.skills.queries import ConceptRow, concepts

__all__ = ["Concept", "ConceptRow", "ConceptSpec", "concepts", "ensure_concept"]
