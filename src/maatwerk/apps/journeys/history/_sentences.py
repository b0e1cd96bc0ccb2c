"""Every sentence about a history or a mapping, by code: what is wrong, then what to do; those about any file stand
in `kernel.tables`.

Messages are English ids with named placeholders; the Dutch stands in the catalogue.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: About the mapping file.
MAPPING: dict[str, Promise] = {
    "mapping_not_toml": _(
        "The mapping is not valid TOML from here on. Look for a quote, a bracket or an equals sign that is missing."
    ),
    "mapping_not_text": _("The mapping is no UTF-8 text. Save it as UTF-8 and try again."),
    "mapping_missing": _("The mapping lacks %(name)s. Add it: %(example)s"),
    "mapping_missing_choice": _("The mapping lacks %(name)s. Add it: %(example)s (or %(others)s)"),
    "mapping_unknown": _(
        "The mapping has “%(name)s”, which means nothing here. Did you mean one of: %(known)s?"
    ),
    "mapping_wrong_type": _("%(name)s must be %(expected)s, got %(got)s."),
    "mapping_not_one_of": _("%(name)s must be one of %(expected)s, got “%(got)s”."),
    "mapping_key": _(
        "%(name)s must be a short key of small letters, digits and underscores, such as "
        "%(example)s; got “%(got)s”."
    ),
    "mapping_construct_twice": _("The construct “%(name)s” comes from two columns. Give each its own key."),
    "mapping_range": _("%(name)s: the lowest value (%(low)s) must be below the highest (%(high)s)."),
    "mapping_needs_range": _("%(name)s turns the scale round, so it needs both min and max."),
    "mapping_protected_evidence": _(
        "The column “%(name)s” is a protected attribute, so it cannot be evidence as well. Remove "
        "one of the two."
    ),
    "mapping_protected_source": _(
        "The column “%(name)s” is a protected attribute, so it can have no other role. Remove the other one."
    ),
    "mapping_outcome_form": _(
        "[outcome] needs either a duration (tenure, unit, left_column, left, still) or dates "
        "(hired_on, ended_on, observed_on), and not both."
    ),
    "mapping_date_format": _(
        "%(name)s: “%(got)s” is no form of a date. Write %%d for the day, %%m for the month and %%Y for the year, "
        "such as %%d-%%m-%%Y."
    ),
    "mapping_too_long": _("%(name)s is longer than %(limit)d characters. Shorten it."),
    "mapping_left_and_still": _(
        "[outcome] says of “%(value)s” both that the person left and that they stayed."
    ),
    "mapping_person": _(
        '[person] must say how to recognise one person: key = ["column"], or same_when = [["column", …]].'
    ),
    "mapping_linked_key": _(
        '[file.%(name)s] needs key = ["column"]: the column that tells which person a row is about.'
    ),
    "mapping_linked_outcome": _(
        '[outcome] needs file = "…", naming the one of your files that holds the employments: %(known)s.'
    ),
    "mapping_file_unknown": _("%(name)s names the file “%(got)s”; the mapping has: %(known)s."),
    "column_absent": _(
        "The mapping names the column “%(name)s”, which the file does not have. It has: %(columns)s."
    ),
    "column_absent_near": _(
        "The mapping names the column “%(name)s”, which the file does not have. Did you mean “%(near)s”?"
    ),
    "column_unnamed": _(
        "The mapping says nothing about the column “%(name)s”. Give it a role, "
        "or add it to the columns that are left out: %(line_to_add)s"
    ),
    "column_ambiguous": _(
        'The column “%(name)s” occurs in several files. Add file = "…" to say which one is meant.'
    ),
    "files_unmatched": _(
        "We cannot tell which file is “%(name)s”: expected a name like “%(hint)s”, got %(got)s."
    ),
    "files_count": _(
        "Files the mapping describes: %(expected)d. Files given: %(got)d. Give each of them once."
    ),
}

#: About a cell or a row.
CELL: dict[str, Promise] = {
    "not_a_number": _(
        "“%(cell)s” is not a number. Write a plain number such as %(example)s, or leave the cell empty."
    ),
    "decimal_sign": _(
        "“%(cell)s” uses another decimal sign than the rest of the file. Write it as “%(proposal)s”, "
        'or state decimal = "point" or "comma" in the mapping.'
    ),
    "outside_range": _(
        "%(cell)s lies outside %(low)s to %(high)s. Correct the cell, or the range in the mapping."
    ),
    "outside_range_left_out": _("%(cell)s lies outside %(low)s to %(high)s; it is read as missing."),
    "unknown_level": _("“%(cell)s” is not a value we know here. Expected: %(known)s."),
    "text_too_long": _(
        "“%(cell)s” is longer than %(limit)d characters, so it is no category but free text. Leave this column out."
    ),
    "too_many_levels": _(
        "This column has more than %(limit)d different values, so it cannot be used as categories. "
        "Map its values, or leave the column out."
    ),
    "missing_value": _("This cell is empty, and the value is needed. Fill it in, or remove the row."),
    "formula": _(
        "“%(cell)s” starts like a spreadsheet formula (=, +, - or @), so it is not accepted as text. "
        "Remove the first sign."
    ),
    "not_a_date": _(
        "“%(cell)s” is not a date written as %(formats)s. Correct it, or state its form in date_format."
    ),
    "excel_serial": _(
        "“%(cell)s” looks like an Excel date number (%(date)s). Format the column as a date before "
        "you export, "
        "or state excel_dates = true in the mapping."
    ),
    "excel_serial_text": _(
        "“%(cell)s” looks like an Excel date number (%(date)s) in a column of texts. "
        "Check that the columns have not shifted."
    ),
    "tenure_negative": _("A tenure of %(cell)s is below zero. Correct it, or remove the row."),
    "tenure_zero_length": _(
        "A tenure of 0 is counted as half a day. Rows like this: %(count)d, this one first."
    ),
    "tenures_whole": _(
        "All tenures are whole %(unit)s. Do they count completed %(unit)s, so that 3 means “3 and some”? Then state "
        "completed = true in [outcome]; if they were rounded, completed = false."
    ),
    "tenures_coarse": _(
        "Tenures are whole years, so nobody can say what happens in the first months: estimates for less than a year rest "
        "on where in the year a leaver is put. Use dates if you have them."
    ),
    "tenure_impossible": _(
        "A tenure of %(cell)s %(unit)s is %(years)s years, which is hardly possible. Is the unit right? "
        "If it is, state longest = %(proposal)s in [outcome]."
    ),
    "left_before_hired": _(
        "The person left on %(ended)s, before they were hired on %(hired)s. Correct one of the dates."
    ),
    "end_means_none": _(
        "%(ended)s stands for “no end date” in many systems. Add it, as the file writes it, to the cells that mean missing: "
        'missing = ["…"] in [history].'
    ),
    "hired_in_future": _(
        "The person was hired on %(hired)s, after the observation date %(observed)s. Correct one of "
        "the dates."
    ),
    "left_in_future": _(
        "The person left on %(ended)s, after the observation date %(observed)s. Correct one of the dates, "
        "or leave the end date empty if they still work there."
    ),
    "entry_after_end": _(
        "The person came under observation after %(entry)s months, but the tenure is %(tenure)s months. "
        "Nobody can be seen after they left: correct one of the two."
    ),
    "entry_negative": _("The start of observation lies before the hire. Write 0, or correct the cell."),
    "left_unknown": _("“%(cell)s” does not say whether the person left. Expected: %(known)s."),
}

#: About rows together.
TOGETHER: dict[str, Promise] = {
    "protected_contradicts": _(
        "This is the same person as on line %(other)d, but there it says “%(there)s” and here “%(here)s”. "
        "Correct one of them, or the way persons are recognised."
    ),
    "outcome_contradicts": _(
        "The same person with the same tenure left according to one row (line %(left)d) and still "
        "works there "
        'according to another (line %(still)d). Correct one, or state rows_disagree = "drop" in [outcome].'
    ),
    "ends_contradict": _(
        "The same person was hired on the same day and left at two different moments (lines %(left)d and "
        '%(still)d). Correct one, or state rows_disagree = "drop" in [outcome].'
    ),
    "facts_disagree": _(
        "Rows of one employment (from line %(other)d) give different values: %(cells)s. “%(used)s” is used."
    ),
    "no_engagements": _("Nothing is left to import: every row was dropped. See the reasons."),
    "all_left": _(
        'Everybody in this history left. Was it sampled on the outcome? Then state sampling = "by_outcome".'
    ),
    "nobody_left": _("Nobody in this history left, so staying cannot be learned from it."),
    "many_employments": _(
        "%(count)d of %(people)d people have several employments. Does the file hold one row per person for each year or "
        "month? Then keep only the last row of each person."
    ),
    "evidence_follows_tenure": _(
        "“%(name)s” goes up with the tenure (correlation %(correlation)s). Was it known before the hire? Years in a role or "
        "trainings followed are not: leave such a column out."
    ),
    "header_found": _("The header is on line %(line)d; what stands above it is not read."),
    "tenures_short": _("The longest tenure is %(longest)s days. Is the unit (%(unit)s) right?"),
    "sampling_by_outcome": _(
        "People were sampled by outcome, so this history can rank people and weigh evidence, "
        "but it cannot say how many stay."
    ),
    "same_when_used": _("Persons are recognised by equal columns (%(columns)s), not by a key."),
    "decoded_as": _("The text is not UTF-8; it is read as %(encoding)s. Check names with accents."),
    "decimal_comma_used": _("Numbers are read with a decimal comma."),
    "evidence_all_missing": _("Nobody has a value for “%(name)s”."),
    "evidence_constant": _("“%(name)s” has the same value for everybody, so it says nothing here."),
}

#: Reasons for leaving employments out.
DROPPED: dict[str, Promise] = {
    "dropped_filter": _("“%(name)s” is not one of: %(kept)s."),
    "dropped_no_tenure": _("The tenure is missing."),
    "dropped_max_tenure": _("The tenure is over %(limit)s months. %(reason)s"),
    "dropped_disagree": _(
        "One row says that the person left and another that they stayed, with the same tenure."
    ),
    "dropped_no_match": _("The person has no row in the file “%(name)s”."),
}

SENTENCES: dict[str, Promise] = MAPPING | CELL | TOGETHER | DROPPED

#: Words that stand as values in sentences.
WORDS: dict[str, Promise] = {
    "days": _("days"),
    "weeks": _("weeks"),
    "months": _("months"),
    "years": _("years"),
    "a text": _("a text"),
    "true or false": _("true or false"),
    "a number": _("a number"),
    "a section": _("a section"),
    "a list": _("a list"),
    'name = "Service staff 2021-2025"': _('name = "Service staff 2021-2025"'),
    'instrument = "name of the test"': _('instrument = "name of the test"'),
    'max_tenure_reason = "Hired long before the questionnaire existed."': _(
        'max_tenure_reason = "Hired long before the questionnaire existed."'
    ),
}
