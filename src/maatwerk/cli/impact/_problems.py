"""What can be wrong with an audit table or hiring records, in sentences that name line and column."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from maatwerk.kernel.tables import know

know(
    {
        "impact_no_table": _(
            "No audit table and no hiring records were found in this file. Name the columns: --group COL, and --selected COL "
            "(with --applicants COL for a table of counts), --score COL or --stage COL. It begins with: %(begins)s."
        ),
        "impact_no_group": _(
            "No column with groups of people was recognised (sex, age, race/ethnicity, group, …). Name one with --group. "
            "The columns are: %(names)s."
        ),
        "impact_no_outcome": _(
            "No column says who was selected, how far somebody came or how they scored. Name one with --selected, --stage or "
            "--score. The columns are: %(names)s."
        ),
        "impact_which_outcome": _(
            "No column is called as one that says who was selected. Is it one of these? %(asked)s"
        ),
        "impact_no_number": _("“%(cell)s” is no number of people."),
        "impact_no_rate": _("“%(cell)s” is no rate between 0 and 100%%."),
        "impact_negative": _("“%(cell)s” is below zero; a number of people cannot be."),
        "impact_more_selected": _("%(selected)s selected of %(applicants)s applicants: that cannot be."),
        "impact_group_twice": _(
            "“%(group)s” stands here and on line %(first)d as well. Name the column that tells the two apart with --by, or "
            "remove one."
        ),
        "impact_group_missing": _("This row has numbers and no group."),
        "impact_not_yes_or_no": _(
            "“%(cell)s” is neither yes nor no. Say which cells mean selected: --selected-is “%(cell)s”"
        ),
        "impact_no_score": _("“%(cell)s” is no score."),
        "impact_no_date": _("“%(cell)s” is no date that is understood; write 2026-01-31."),
        "impact_no_age": _("“%(cell)s” is no age, year of birth or date of birth that can be."),
        "impact_total_differs": _(
            "The total of %(what)s is %(printed)s here, and the groups add up to %(found)s."
        ),
        "impact_selected_and_rest": _(
            "%(selected)s selected and %(rejected)s not selected do not add up to %(applicants)s."
        ),
        "impact_rate_differs": _(
            "%(group)s: a rate of %(printed)s is printed, and %(selected)s of %(applicants)s is %(found)s."
        ),
        "impact_ratio_differs": _(
            "%(group)s: a ratio of %(printed)s is printed, and its rate beside that of %(other)s gives %(found)s."
        ),
        "impact_ratio_other": _(
            "The printed ratios compare with %(other)s, which does not have the highest rate (%(highest)s does)."
        ),
        "impact_ratio_listed": _(
            "The printed ratios compare with %(other)s; %(highest)s has a higher rate and so few people that it was left out."
        ),
        "impact_ratio_none": _("The printed ratios follow from no group of this table."),
        "impact_withheld_in_file": _(
            "%(group)s is withheld in the file (“%(cell)s”) and counts nowhere here."
        ),
        "impact_row_without_numbers": _(
            "%(group)s has no number of people or selected here and is left out."
        ),
        "impact_rounded": _(
            "“%(cell)s” is no whole number of people; it is rounded, as if worked back from a rate."
        ),
        "impact_from_rate": _(
            "How many were selected is worked back from the printed rates, so tests and intervals are approximate."
        ),
        "impact_rates_only": _(
            "The table has rates and no numbers of people: ratios can be given, no interval, no test and no weight of chance."
        ),
        "impact_parts_apart": _(
            "The parts by “%(column)s” are not added up: they may be about the same people. Where everybody stands in one part "
            "only, say so: --by “%(column)s”"
        ),
        "impact_empty_group": _("%(group)s has no applicants and is left out."),
        "impact_none_selected": _("Nobody was selected (%(where)s): there is no ratio of rates."),
        "impact_all_selected": _(
            "Everybody was selected (%(where)s): no group was chosen less often than another."
        ),
        "impact_one_group": _("There is one group only (%(where)s): nothing to compare it with."),
        "impact_withdrew": ngettext_lazy(
            "%(count)d person withdrew and counts as no applicant (Uniform Guidelines, Questions and Answers, no. 15).",
            "%(count)d people withdrew and count as no applicants (Uniform Guidelines, Questions and Answers, no. 15).",
            "count",
        ),
        "impact_under_way": ngettext_lazy(
            "%(count)d application is still under way and is left out.",
            "%(count)d applications are still under way and are left out.",
            "count",
        ),
        "impact_no_outcome_cell": ngettext_lazy(
            "%(count)d row has no outcome and is left out.",
            "%(count)d rows have no outcome and are left out.",
            "count",
        ),
        "impact_no_score_cell": ngettext_lazy(
            "%(count)d row has no score and is left out of the scoring rates.",
            "%(count)d rows have no score and are left out of the scoring rates.",
            "count",
        ),
        "impact_person_twice": ngettext_lazy(
            "%(count)d row is about a person who is in the file already (first: “%(person)s”); every row counts.",
            "%(count)d rows are about a person who is in the file already (first: “%(person)s”); every row counts.",
            "count",
        ),
        "impact_outside_period": ngettext_lazy(
            "%(count)d row lies outside the period asked and is left out.",
            "%(count)d rows lie outside the period asked and are left out.",
            "count",
        ),
        "impact_not_asked": _(
            "The rules of %(jurisdiction)s do not let an employer ask this of applicants (%(attribute)s), so nothing is counted "
            "by it. Remove the column, or have the people who hold it lawfully make the table."
        ),
        "impact_score_tied": _(
            "Many scores equal the median; ties do not count as above it, so %(share)s%% score above."
        ),
        "impact_stages_differ": _(
            "Stages do not fit together: more people enter “%(stage)s” than were selected before it, so nothing is added up."
        ),
        "impact_parts_pooled": _(
            "The total adds up all parts; a part with another rate and another mix of people can hide or feign a difference."
        ),
        "impact_law_missing": _(
            "Local Law 144 asks for sex and for race/ethnicity; this file has no %(missing)s."
        ),
        "impact_law_old": _(
            "The last day in the data is %(day)s. Local Law 144 lets a tool be used for one year after its most recent "
            "independent audit; these tables are none."
        ),
    }
)
