"""The four documents: their headings, in the order that law or profession gives, and what stands under each."""

from django.utils.translation import gettext as _

from maatwerk.apps.register.models import Paper
from maatwerk.apps.register.papers import parts
from maatwerk.apps.register.papers.facts import Facts
from maatwerk.apps.register.papers.writing import Bullets, Document, Section, Table
from maatwerk.ui import formats

Kind = Paper.Kind


def document(kind: str, facts: Facts, *, language: str) -> Document:
    """Return one document in the language active now."""
    title = _("%(family)s, version %(number)d: %(kind)s") % {
        "family": facts.family.name,
        "number": facts.version.number,
        "kind": Kind(kind).label,
    }
    lead = [
        _(
            "Made by Maatwerk %(platform)s on %(day)s from the system's own facts. Nobody wrote these numbers by hand."
        )
        % {"platform": facts.platform, "day": formats.day(facts.made_on)}
    ]
    if facts.is_simulated:
        lead.insert(0, _("Simulated data: nobody in it exists."))
    sections = {
        Kind.TECHNICAL: technical,
        Kind.INSTRUCTIONS: instructions,
        Kind.COUNCIL: council,
        Kind.DPIA: dpia,
    }[Kind(kind)](facts)
    return Document(
        title=title,
        language=language,
        organisation=facts.organisation,
        lead=tuple(lead),
        sections=sections,
        made_on=facts.made_on,
    )


def technical(facts: Facts) -> tuple[Section, ...]:
    """Return the technical documentation by the nine points of Annex IV of the AI Act."""
    measures = (
        _("Concordance tells whether the order of people is right; skill tells whether the estimates are better than "
          "none at all. Both are measured on people kept out while fitting, with intervals over people."),
        *parts.accuracy(facts),
    )  # fmt: skip
    return (
        Section(_("1. General description"), (*parts.purpose(facts), _components(facts))),
        Section(
            _("2. Elements and development"),
            (
                _(
                    "A hazard of leaving per month: a baseline per month plus one weight per measured property. Experts' "
                    "expectations are the prior; outcomes of people hired update it."
                ),
                *parts.inputs(facts),
                *parts.data(facts),
            ),
        ),
        Section(
            _("3. Monitoring, functioning and control"),
            (*parts.oversight(facts), *parts.groups(facts), *parts.limits(facts)),
        ),
        Section(_("4. Why these measures"), measures),
        Section(_("5. Risk management"), parts.risk_table(facts)),
        Section(_("6. Changes during its life"), (*parts.changes(facts), *parts.plan(facts))),
        Section(
            _("7. Standards applied"),
            (
                _(
                    "No harmonised standard is cited in the Official Journal for this yet. Held to: the COTAN criteria for "
                    "tests, ISO 10667 for assessments, 29 CFR 1607 for impact, and the methods described in docs/methods."
                ),
            ),
        ),
        Section(
            _("8. Declaration of conformity"),
            (_("None. Whoever places this on the market as provider draws it up (AI Act, article 47)."),),
        ),
        Section(
            _("9. Watching it after it went live"),
            (
                _(
                    "Outcomes come back at fixed moments; validity is measured again in every version, apart for raters who "
                    "had seen the advice and who had not."
                ),
                *parts.review_list(facts),
            ),
        ),
    )


def _components(facts: Facts) -> Table:
    header = (_("Component"), _("Kind"), _("Versions"), _("State"), _("Ground"))
    return Table(
        header,
        tuple(
            (
                found.name,
                found.kind_label,
                found.versions or "–",
                found.state,
                found.statement.ground_label if found.statement else _("not stated"),
            )
            for found in facts.entries
            if found.is_in_use or found.statement
        ),
    )


def instructions(facts: Facts) -> tuple[Section, ...]:
    """Return the instructions for use (AI Act, article 13(3))."""
    return (
        Section(_("Who supplies it"), (_("%(organisation)s runs this model with the open-source platform Maatwerk.")
                                       % {"organisation": facts.organisation},)),
        Section(_("What it is for"), parts.purpose(facts)),
        Section(_("How right it is"), parts.accuracy(facts)),
        Section(_("How groups come out"), parts.groups(facts)),
        Section(_("What to keep in mind"), parts.limits(facts)),
        Section(_("What it looks at"), parts.inputs(facts)),
        Section(_("What stays with people"), parts.oversight(facts)),
        Section(_("How it may change"), parts.plan(facts)),
        Section(
            _("Keeping it in order"),
            (
                _("Look at a new version when outcomes came in; the platform proposes one, and puts none live by itself."),
                *parts.review_list(facts),
            ),
        ),
    )  # fmt: skip


def council(facts: Facts) -> tuple[Section, ...]:
    """Return the dossier for the works council (WOR, article 27(1)(e), (g), (k), (l))."""
    return (
        Section(_("What is asked of you"), (
            _("Your consent to how this model may be used and how far it may learn. Nothing goes live before it is written "
              "down, or before it is written down why it is not needed."),)),
        Section(_("What it is for"), parts.purpose(facts)),
        Section(_("About whom it speaks"), (
            _("Applicants for %(family)s. It gives no advice about people who work here already. What is kept about them "
              "stands below, under “What is kept about colleagues”.")
            % {"family": facts.family.name},)),
        Section(_("Which data it uses"), (*parts.inputs(facts), *parts.data(facts))),
        Section(_("Who decides"), parts.oversight(facts)),
        Section(_("What is kept about colleagues"), parts.colleagues(facts)),
        Section(_("What is tried on the procedure"), parts.experiments(facts)),
        Section(_("How right it is"), parts.accuracy(facts)),
        Section(_("How groups come out"), parts.groups(facts)),
        Section(_("How far it may learn"), (*parts.steered(facts), *parts.plan(facts))),
        Section(_("What may go wrong"), parts.risk_table(facts)),
        Section(_("When it is looked at again"), parts.review_list(facts)),
    )  # fmt: skip


def dpia(facts: Facts) -> tuple[Section, ...]:
    """Return the facts that a data protection impact assessment needs (GDPR, article 35(7))."""
    weeks = facts.weeks_kept
    kept = (
        _("Data of applicants who were turned down: %(weeks)d weeks after the procedure.") % {"weeks": weeks}
        if weeks is not None
        else _("Not known: the rule table has no term for this country.")
    )
    return (
        Section(_("The processing and its purpose"), parts.purpose(facts)),
        Section(_("Whose data, and which"), parts.inputs(facts)),
        Section(_("Where the data come from"), parts.data(facts)),
        Section(_("Necessity and proportion"), (
            _("Only results that a psychologist admitted with a reason are looked at. What it adds over no model:"),
            *parts.accuracy(facts))),
        Section(_("Who receives it"), (
            _("Recruiters and hiring managers of the vacancy, each opening recorded; the applicant, on a page of their own. "
              "Nothing goes to another organisation unless the applicant takes it there."),)),
        Section(_("How long it is kept"), (kept, _("What an advice rested on is sealed under a key per person. Erasing the "
                                                   "person destroys the key; that there was an advice stays in the log."))),
        Section(_("Risks for people"), (*parts.risk_table(facts), *parts.groups(facts))),
        Section(_("Measures"), (
            *parts.oversight(facts),
            Bullets((
                _("Rows of other organisations are unreachable: PostgreSQL refuses them."),
                _("Sex, age and background can be counted by the audit login alone, and only counts come out."),
                _("The log is sealed in batches, and each seal is kept outside the database."),
            )))),
        Section(_("What is not known"), (
            _("Whether people who were not hired would have stayed. Whether the work will stay as it was. The advice of the "
              "data protection officer and the view of applicants stand in the assessment itself, which this sheet feeds."),
            *parts.assessments(facts))),
    )  # fmt: skip
