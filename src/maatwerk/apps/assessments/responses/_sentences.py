"""Sentences about responses and keys, by code: what is wrong or remarkable, then what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from maatwerk.kernel.tables import know

KEY: dict[str, Promise] = {
    "key_kind_unknown": _("A key is a CSV, XLSX, JSON or TOML file; “%(suffix)s” is none of these."),
    "key_unreadable": _("The key is not valid %(format)s: %(detail)s."),
    "key_empty": _(
        "The key names no items. Give each item its scale, and its direction or its correct answer."
    ),
    "key_no_item_column": _(
        "The key has no column with item names (such as “item”). It has: %(columns)s. Name the column item."
    ),
    "key_no_such_column": _("The key has no column “%(name)s”. It has: %(columns)s."),
    "key_shape": _(
        "The key says something else than expected at “%(where)s”. Give a list of items per scale "
        "(such as “-A1”), or per item its scale, direction or correct answer."
    ),
    "key_direction": _(
        "“%(value)s” is no direction. Write 1 or + for an item that counts up, -1 or - for one that is turned round."
    ),
    "key_reverse": _("“%(value)s” is neither yes nor no: is this item turned round?"),
    "key_item_twice": _("The key gives “%(item)s” twice for the scale “%(scale)s”. Remove one of the two."),
    "key_item_blank": _("This row of the key has no item name. Name the item, or remove the row."),
    "key_item_absent": _("The key names “%(item)s”, but the responses have no such column. Correct the key."),
    "key_item_absent_near": _(
        "The key names “%(item)s”, but the responses have no such column. Did you mean “%(near)s”?"
    ),
    "key_range": _("The lowest answer (%(low)s) must be a whole number below the highest (%(high)s)."),
    "key_correct_and_reversed": _(
        "“%(item)s” has a correct answer and is turned round as well. An item with a correct answer has no direction."
    ),
    "key_never_chosen": _(
        "Nobody chose the correct answer “%(correct)s” of “%(item)s”; the answers are %(answers)s. "
        "Is the key of another version?"
    ),
    "key_never_right": _(
        "Nobody gave a single correct answer to “%(scale)s”: for instance “%(item)s” has %(correct)s as correct, and the "
        "answers are %(answers)s. The key does not fit these answers."
    ),
    "key_one_item_many_scales": _("“%(item)s” counts in more than one scale: %(scales)s."),
}

CELLS: dict[str, Promise] = {
    "answer_not_a_number": _(
        "“%(cell)s” is not a number (%(times)d times). Is it one of the answers? Then say all of them from low to high: "
        "--answers “low|middle|high”. Does it mean that there is no answer? Then add --missing “%(cell)s”. Is one answer "
        "correct? Then give it in the key."
    ),
    "answer_not_whole": _("“%(cell)s” is not a whole number: an answer is one of a few categories."),
    "answer_outside": _(
        "%(cell)s lies outside the answers %(low)s to %(high)s of the key. Correct the cell, or the range in the key."
    ),
    "answer_apart": _(
        "%(cell)s stands apart from the other answers (%(low)s to %(high)s); it occurs %(times)d times. Does it mean that "
        "there is no answer? Then add --missing %(cell)s. Is it an answer? Then state low and high in the key."
    ),
    "answers_too_many": _(
        "This column has more than %(limit)d different answers, so these are no answer categories. Is it an item?"
    ),
    "key_row_differs": _(
        "This row of the answers looks like the key, but says “%(cell)s” where the key says %(correct)s. Which of the two is "
        "right?"
    ),
    "long_twice": _("“%(person)s” answers “%(item)s” a second time here. Keep one of the two rows."),
    "long_incomplete": _("This row names no person or no item. Fill it in, or remove the row."),
    "group_absent": _("There is no column “%(name)s” to compare groups by. The file has: %(columns)s."),
    "group_is_item": _("“%(name)s” is an item of the key, so it cannot be the group as well."),
    "group_too_many": _(
        "The column has more than %(limit)d different groups. Make a few groups first (for instance of ages)."
    ),
    "group_one": _("Everybody is in the same group (%(group)s): there is nothing to compare."),
    "people_too_few": _(
        "%(n)d people answered; a calibration needs at least %(least)d. Collect more answers first."
    ),
    "no_answers": _("Nobody answered a single item of the key. Is this the right file?"),
    "more_problems": _("There are %(count)d more problems like these."),
}

NOTES: dict[str, Promise] = {
    "note_key_as_direction": _("The column “%(name)s” of the key is read as direction (1 and -1)."),
    "note_key_as_correct": _("The column “%(name)s” of the key is read as the correct answer."),
    "note_key_row_of_answers": _(
        "The key is read as one row of correct answers, under the names of the items."
    ),
    "note_key_row_of_directions": _(
        "The key is read as one row of directions, under the names of the items."
    ),
    "note_key_matrix": _(
        "The key is read as a table of items by scales: 1 counts up, -1 is turned round, 0 not at all."
    ),
    "note_survey_rows": _(
        "Lines %(lines)s hold the questions of a survey tool and nobody's answers; they are left out."
    ),
    "note_key_row": _("This row holds the key and nobody's answers; it is left out."),
    "note_long": _(
        "The file has a row per answer; it is read by person (“%(person)s”), item (“%(item)s”) and answer (“%(answer)s”)."
    ),
    "note_words_of_key": _(
        "The answers of “%(scale)s” are words; they count from 1 in the order that was given."
    ),
    "note_right_and_wrong": _("The answers of “%(scale)s” are read as right (1) and wrong (0)."),
    "note_labelled": _("Answers of “%(scale)s” such as “4 - agree” are read by their number."),
    "note_one_scale": _("The key names no scales, so all items count as one scale: “%(scale)s”."),
    "note_rows_without_scale": _("%(count)d rows of the key have no scale and are left out: %(names)s."),
    "note_columns_ignored": ngettext_lazy(
        "The key does not name %(count)d column; left out: %(names)s.",
        "The key does not name %(count)d of the columns; left out: %(names)s.",
        "count",
    ),
    "note_items_absent": _("%(count)d items of the test are not in the file: %(names)s."),
    "note_people_without_answers": _("%(n)d people answered no item of the key; they count nowhere."),
    "note_repeated_ids": _(
        "“%(name)s” looks like a number of persons, and %(count)d of them occur more than once (first “%(example)s”). "
        "One person counted twice makes everything look more certain than it is."
    ),
    "note_other_range": _(
        "“%(item)s” has answers %(low)s to %(high)s, other items of its scale %(scale_low)s to %(scale_high)s; "
        "it is turned round within its own range."
    ),
    "note_range_seen": _(
        "The key does not say which answers were possible; for “%(scale)s” the range seen is used: %(low)s to %(high)s."
    ),
    "note_zero_is_missing": _(
        "Options are numbered from 1, so 0 (%(times)d times in “%(scale)s”) is read as: no answer. "
        "Does it mean a wrong answer? Then add --wrong 0."
    ),
    "note_rare_zero": _(
        "0 is far rarer than 1 to %(high)s in “%(scale)s” (%(times)d times), so it is read as: no answer. "
        "Is it an answer? Then state low = 0 in the key."
    ),
    "note_zero_is_answer": _(
        "0 occurs %(times)d times in “%(scale)s” and counts as the lowest of the answers 0 to %(high)s. "
        "Does it mean that there is no answer? Then add --missing 0."
    ),
    "note_decoded": _("The text is not UTF-8; it is read as %(encoding)s."),
}

know(KEY | CELLS | NOTES)
