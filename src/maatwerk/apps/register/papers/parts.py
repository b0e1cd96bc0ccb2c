"""Parts that several documents share: each says what is known with its numbers, or in words that it is not known."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from maatwerk.apps.advice.public import ModelVersion
from maatwerk.apps.audits.public import what_was_seen
from maatwerk.apps.register.papers.facts import Facts
from maatwerk.apps.register.papers.writing import Block, Bullets, Table
from maatwerk.apps.validity.public import LATEST_DAYS
from maatwerk.kernel.languages import language_now
from maatwerk.ui import formats

Blocks = tuple[Block, ...]


def purpose(facts: Facts) -> Blocks:
    """Say what it is for, on which legal ground, and who answers for it."""
    stated = facts.statement
    if stated is None:
        return (_("Not known: nobody stated in the register what this model is for."),)
    return (
        stated.purpose,
        Bullets(
            (
                _("Ground: %(ground)s.") % {"ground": stated.ground_label},
                _("It judges people and is treated as high-risk.")
                if stated.is_high_risk
                else _("It does not judge people and is not treated as high-risk."),
                _("Answers for it: %(owner)s.") % {"owner": stated.owner},
                _("Work: %(family)s. Horizons: %(months)s months.")
                % {
                    "family": facts.family.name,
                    "months": ", ".join(str(months) for months in facts.family.horizons_months),
                },
            )
        ),
    )


def accuracy(facts: Facts) -> Blocks:
    """Say how right it is on people it had not seen, with intervals; or that there were too few."""
    said: list[Block] = [facts.version.validity["gate"][language_now()]]
    found = facts.version.validity.get("validity")
    if not found:
        return (*said, _("Not known: there were too few people for a cross-validation."))
    rows = [_measure(_("Concordance"), found["concordance"])]
    for entry in found["at"]:
        name = _("Skill over no model at %(months)g months") % {"months": entry["months"]}
        rows.append(_measure(name, entry["skill"]))
    if facts.version.performance:
        rows.append(
            _measure(_("Concordance with ratings of the work"), facts.version.performance["concordance"])
        )
    header = (_("Measure"), _("Estimate"), _("Interval"), _("People"))
    return (*said, Table(header, tuple(rows)))


def _measure(name: str, found: Mapping[str, Any] | None) -> tuple[str, ...]:
    if not found:
        return (name, _("cannot be computed on these people"), "–", "–")
    between = _("%(sure)s: %(low)s to %(high)s") % {
        "sure": formats.percent(found["confidence"]),
        "low": formats.number(found["low"], 3),
        "high": formats.number(found["high"], 3),
    }
    return (name, formats.number(found["estimate"], 3), between, formats.number(found["n"]))


def groups(facts: Facts) -> Blocks:
    """Say how groups come out; small groups are withheld, and this is no independent audit."""
    label = _("This table is made by the platform itself. It is not an independent audit.")
    if not facts.impact:
        return (_("Not known: no attribute of people was recorded that groups could be counted by."), label)
    header = (_("Group"), _("People"), _("In the upper half"), _("Ratio to the highest"), _("Interval"))
    found: list[Block] = []
    for table in facts.impact:
        rows = tuple(_group(row) for row in sorted(table.table["rows"], key=_youngest_first))
        shown = Table(header, rows) if rows else _("withheld: too few people")
        found += [f"{capfirst(table.attribute_label)}:", shown]
        if unknown := table.table["unknown_applicants"]:
            number = formats.number(unknown)
            found.append(
                _("Of %(number)s people this is not known; they are in no group.") % {"number": number}
            )
    return (*found, label)


def _group_name(level: str) -> str:
    """Return what a group is called; what people call themselves stays as it is."""
    known = {"female": pgettext("a group of people", "women"), "male": pgettext("a group of people", "men")}
    return known.get(level, level)


def _youngest_first(row: Mapping[str, Any]) -> list[tuple[bool, str]]:
    return [(not level.startswith("<"), level) for level in row["levels"]]


def _group(row: Mapping[str, Any]) -> tuple[str, ...]:
    name = " × ".join(_group_name(level) for level in row["levels"])
    if row["suppressed"]:
        return (name, _("withheld: too few people"), "–", "–", "–")
    counts = (name, formats.number(row["applicants"]), formats.number(row["selected"]))
    if not row["impact"]:
        return (*counts, _("compared with"), "–")
    ratio = row["impact"]["ratio"]
    between = f"{formats.number(ratio['low'], 2)} – {formats.number(ratio['high'], 2)}"
    return (*counts, formats.number(ratio["estimate"], 2), between)


def limits(facts: Facts) -> Blocks:
    """Say what to keep in mind, and which misuse is foreseen."""
    said = [found["says"][language_now()] for found in facts.version.caveats]
    said.append(_("It says how often people with such results stayed, not what one person will do."))
    said.append(_("It learned from people who were hired; people who were not hired are unknown to it."))
    if not facts.version.absolute_rates:
        said.append(
            _("The people it learned from were chosen by outcome, so it gives an order and no rates.")
        )
    said += [
        _("Misuse one can expect: %(text)s") % {"text": risk.misuse} for risk in facts.risks if risk.misuse
    ]
    return (Bullets(tuple(dict.fromkeys(said))),)


def data(facts: Facts) -> Blocks:
    """Say what it learned from."""
    row = facts.version
    numbers = _("People: %(people)s, of whom %(left)s left. Fingerprint of the set: %(print)s.") % {
        "people": formats.number(row.n_people),
        "left": formats.number(row.n_separations),
        "print": row.training_fingerprint,
    }
    if facts.sheet is None:
        return (numbers, _("Origin, purpose, gaps and bias check: not known, no data sheet was written."))
    sheet = facts.sheet
    return (
        numbers,
        Bullets(
            (
                _("Origin: %(text)s") % {"text": sheet.origin},
                _("Collected for: %(text)s") % {"text": sheet.original_purpose},
                _("Gaps: %(text)s") % {"text": sheet.gaps},
                _("What was looked for, and found: %(text)s") % {"text": sheet.bias_check},
            )
        ),
    )


def _feature_labels(facts: Facts) -> dict[str, str]:
    return {feature.key: feature.label(language_now()) for feature in facts.version.features}


def inputs(facts: Facts) -> Blocks:
    """Say what it looks at, with each weight and its interval, and what it never sees."""
    labels = _feature_labels(facts)
    rows = []
    for weight in facts.version.fitted["features"]:
        key, _sign, level = weight["name"].partition("=")
        label = labels.get(key, key) + (f": {level}" if level else "")
        between = f"{formats.signed(-weight['weight_high'], 2)} – {formats.signed(-weight['weight_low'], 2)}"
        rows.append((label, formats.signed(-weight["weight"], 2), between))
    header = (_("What was measured"), _("Weight"), _("90% interval"))
    reasons = Bullets(
        tuple(f"{feature.label(language_now())}: {feature.reason}" for feature in facts.version.features)
    )
    return (
        _("Weights are the change in the log-odds of staying another month, per standard deviation."),
        Table(header, tuple(rows)),
        _("Each was admitted by a psychologist, for this reason:"),
        reasons,
        _(
            "It never sees names, addresses, photos, CVs, messages, earlier decisions, sex or age: its login to the "
            "database has no right to them."
        ),
    )


def oversight(facts: Facts) -> Blocks:
    """Say how people stay in charge."""
    said = [
        _(
            "Advice moves nobody. A signed-in person decides about one applicant at a time, with a reason of their own."
        ),
        _("Who has nothing to advise on says so: no advice is an answer."),
        _(
            "A named person can stop the advice on a vacancy, or of this version, at any moment; from then on no page shows "
            "any, and no worker can write any."
        ),
        _(
            "Everybody who was judged can ask for an explanation or contest the outcome; another person answers."
        ),
        _("Every advice, decision and approval is in a log that shows any later change."),
    ]
    if facts.prepared is None:
        said.append(_("Nobody wrote down yet who was trained to oversee it, and how workers were told."))
    else:
        said += [
            _("Trained to oversee it, on %(day)s: %(said)s")
            % {"day": formats.day(facts.prepared.overseers_on), "said": facts.prepared.overseers},
            _("Workers and their representatives were told on %(day)s: %(said)s")
            % {"day": formats.day(facts.prepared.workers_on), "said": facts.prepared.workers},
        ]
    if facts.stops:
        said.append(_("Times that this version was stopped: %(number)d.") % {"number": len(facts.stops)})
    return (Bullets(tuple(said)),)


def assessments(facts: Facts) -> Blocks:
    """Say where the assessments of the effect on people stand, as the organisation wrote it down."""
    found = facts.prepared
    if found is None:
        return (Bullets((_("Nobody wrote down yet where this assessment stands."),)),)
    said = [
        _("The data protection impact assessment, signed on %(day)s: %(said)s")
        % {"day": formats.day(found.assessment_on), "said": found.assessment}
    ]
    if found.is_public_service:
        said.append(
            _("The effect on fundamental rights, assessed on %(day)s: %(said)s")
            % {"day": formats.day(found.rights_on), "said": found.rights}
        )
    return (Bullets(tuple(said)),)


def colleagues(facts: Facts) -> Blocks:
    """Say what is kept about the people who work with it: who decides, and who was hired and is rated."""
    months = ", ".join(str(one) for one in facts.family.horizons_months)
    return (
        _(
            "About recruiters and managers: what they decided, with which reason, whether they had opened the advice and for how"
            " long, and the view that they wrote down before."
        ),
        Bullets(
            (
                _(
                    "How often decisions follow the advice is counted over %(days)d days, per person under a code."
                )
                % {"days": LATEST_DAYS},
                _("Names stand beside these counts for administrators alone."),
                _(
                    "Who follows more than %(share)s of at least %(fewest)s advices, as a rule within %(seconds)s seconds,"
                    " becomes a case that somebody else answers. It has no other consequence in the platform."
                )
                % {
                    "share": formats.percent(facts.stamp.share),
                    "fewest": formats.number(facts.stamp.fewest),
                    "seconds": formats.number(facts.stamp.seconds),
                },
                _("Who opened which page of an applicant is in the log."),
            )
        ),
        _(
            "About people who were hired: after %(months)s months their manager is asked whether they are still here and how the"
            " work goes. The answers serve to see whether the advice was right. Managers do not see what a score foretold."
        )
        % {"months": months},
    )


def experiments(facts: Facts) -> Blocks:
    """Say which ways of working were tried by lot on this work."""
    if not facts.experiments:
        return (_("No step of the procedure was tried in two ways by lot."),)
    header = (_("What is tried"), _("Expected"), _("State"), _("Applications dealt"), _("Last day"))
    rows = tuple(
        (
            capfirst(one.way_label) + (f": {one.part}" if one.part else ""),
            one.hypothesis,
            one.state_label,
            formats.number(one.dealt),
            formats.day(one.stop_on),
        )
        for one in facts.experiments
    )
    return (
        _(
            "Both ways may be used for everybody; who works which way is dealt by lot, and anybody who sees it can stop it."
        ),
        Table(header, rows),
    )


def risk_table(facts: Facts) -> Blocks:
    """Say what may go wrong, and what is done about it."""
    if not facts.risks:
        return (_("Not known: no risk was entered in the register."),)
    header = (_("What may go wrong"), _("Misuse"), _("What is done about it"), _("Test that shows it"))
    return (
        Table(
            header,
            tuple(
                (
                    risk.hazard,
                    risk.misuse or "–",
                    risk.mitigation or _("nothing yet"),
                    risk.test or _("none yet"),
                )
                for risk in facts.risks
            ),
        ),
    )


def plan(facts: Facts) -> Blocks:
    """Say how far it may learn without being something new."""
    found = facts.plan
    if found is None:
        return (_("Not known: no plan of change is in force, so no update can go live."),)
    labels = _feature_labels(facts)  # what is not in this version yet has its key alone
    enter = ", ".join(labels.get(key, key) for key in found.may_enter) or _("nothing")
    return (
        found.reason,
        Bullets(
            (
                _("A weight moves by at most %(most)s log-odds per standard deviation.")
                % {"most": formats.number(found.largest_move, 2)},
                _("It learns from at least %(people)s people.")
                % {"people": formats.number(found.least_people)},
                _("What may come in: %(labels)s.") % {"labels": enter},
                _("It goes live only with: %(verdicts)s.") % {"verdicts": ", ".join(found.verdict_labels)},
                _("Approved by %(name)s on %(day)s.")
                % {"name": found.approved_by, "day": formats.day(found.approved_at)},
                _("Works council: %(answer)s. %(reason)s")
                % {"answer": found.council_label, "reason": found.council_reason},
            )
        ),
        _("Whatever lies outside is a substantial modification. The platform refuses to put it live."),
    )


def changes(facts: Facts) -> Blocks:
    """Say what happened to this version, and what it replaced."""
    said = [
        _("%(day)s: from “%(before)s” to “%(after)s”. %(reason)s")
        % {
            "day": formats.day(step.at),
            "before": ModelVersion.State(step.from_state).label,
            "after": ModelVersion.State(step.to_state).label,
            "reason": step.reason,
        }
        for step in facts.version.steps
    ]
    first = (
        _("It replaced version %(number)d.") % {"number": facts.before.number}
        if facts.before
        else _("No version of this work advised before it.")
    )
    steps = Bullets(tuple(said)) if said else _("It took no step yet.")
    return (first, *steered(facts), steps)


def steered(facts: Facts) -> Blocks:
    """Say which version it was steered from, why, and what was shown when that was chosen; nothing for one nobody steered."""
    found = facts.steered
    if found is None:
        return ()
    said = _(
        "Its weighting, the same for everybody, was chosen by a person on %(day)s from those on the frontier of version "
        "%(number)d: “%(reason)s”"
    ) % {"day": formats.day(found.chosen_at), "number": found.number, "reason": found.reason}
    return (said, Bullets(tuple(what_was_seen(found.seen))))


def review_list(facts: Facts) -> Blocks:
    """Say what is looked at again and again."""
    if not facts.reviews:
        return (_("Not known: no review was planned."),)
    return (
        Bullets(
            tuple(
                _(
                    "%(subject)s: by %(owner)s, every %(months)d months, next on %(day)s. Last outcome: %(outcome)s"
                )
                % {
                    "subject": capfirst(row.subject_label),
                    "owner": row.owner,
                    "months": row.interval_months,
                    "day": formats.day(row.next_on),
                    "outcome": row.last_outcome or _("none yet"),
                }
                for row in facts.reviews
            )
        ),
    )
