"""What the codes of findings and gaps are called on pages."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.vacancies.writing import Finding

Text = str | Promise

#: What a ground is, and what to do instead.
GROUND_WORDS: Mapping[str, tuple[Text, Text]] = {
    "sex": (_("sex"), _("Name the work, not who does it: “shop assistant (m/f/x)”.")),
    "age": (_("age"), _("Name the experience or skill the work asks.")),
    "origin": (_("origin"), _("Name the language and level: “you speak Dutch well enough to …”.")),
    "nationality": (_("nationality"), _("Ask only whether somebody may work here.")),
    "religion": (
        _("religion or belief"),
        _("Only an organisation founded on a belief may ask more, for some posts."),
    ),
    "politics": (_("political opinion"), _("Leave it out.")),
    "orientation": (_("sexual orientation"), _("Leave it out.")),
    "civil_status": (_("family life"), _("Say when the work is done, and ask whether that fits.")),
    "pregnancy": (_("pregnancy"), _("Nobody may ask this, and nobody has to answer it.")),
    "disability": (_("disability"), _("Name the task. People ask for an adjustment themselves.")),
    "health": (
        _("health"),
        _("Before an offer the law forbids questions about health. Name the task: “you lift 20 kg”."),
    ),
    "union": (_("union membership"), _("Leave it out.")),
    "criminal": (
        _("a criminal past"),
        _("If the law asks a certificate of conduct, say so; ask for nothing else."),
    ),
    "identity_number": (_("identity papers or numbers"), _("Ask for these only after somebody is hired.")),
    "pay_history": (
        _("what somebody earned before"),
        _("Say what you pay. The law forbids to ask what others paid."),
    ),
    "appearance": (_("appearance"), _("Name what the work asks, such as work clothes that you provide.")),
}
MISSING_WORDS: Mapping[str, Text] = {
    "title": _("a title"),
    "description": _("what somebody will do, in a few sentences"),
    "pay": _("what it pays, from low to high"),
    "hours": _("the hours a week"),
    "contract": _("the contract"),
    "place": _("the place, or that it is work from home"),
    "steps": _("the steps of the procedure"),
    "contact": _("where people can ask something"),
    "open": _("a vacancy that is still open"),
}
BAND_WORDS: Mapping[str, Text] = {
    "very_easy": _("very easy to read"),
    "easy": _("easy to read"),
    "fairly_easy": _("fairly easy to read"),
    "standard": _("neither easy nor hard to read"),
    "fairly_hard": _("fairly hard to read"),
    "hard": _("hard to read"),
    "very_hard": _("very hard to read"),
}
CODED_REASONS: Mapping[str, Text] = {
    "drive": _("speaks of drive"),
    "dominance": _("speaks of dominance"),
    "contest": _("speaks of contest"),
    "care": _("speaks of care"),
    "yielding": _("speaks of yielding"),
    "togetherness": _("speaks of togetherness"),
    "names_men": _("names men only"),
    "names_women": _("names women only"),
    "list": _("stands on the list you gave"),
}


def refused_question(finding: Finding) -> Promise | str:
    """Say why a question cannot be asked."""
    ground, advice = GROUND_WORDS[finding.ground]
    return _("This asks about %(ground)s (“%(words)s”), and the law does not allow that. %(advice)s") % {
        "ground": ground,
        "words": finding.words,
        "advice": advice,
    }


def said_of(finding: Finding) -> tuple[Text, Text]:
    """Return what a finding in a text says, and what to do."""
    ground, advice = GROUND_WORDS[finding.ground]
    return (
        _("“%(words)s” distinguishes by %(ground)s.") % {"words": finding.words, "ground": ground}
        if finding.severity == "refused"
        else _("“%(words)s” may distinguish by %(ground)s.") % {"words": finding.words, "ground": ground},
        advice,
    )
