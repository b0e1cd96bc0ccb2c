"""What can be wrong with files of another system, and what is worth knowing about them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from maatwerk.kernel.tables import know

SENTENCES: dict[str, Promise] = {
    "moving_formula": _(
        "“%(cell)s” starts like a spreadsheet formula. Put a letter or a quotation mark before it, or empty the cell."
    ),
    "moving_too_long": _("This text is longer than %(limit)d characters. Shorten it."),
    "moving_no_number": _("“%(cell)s” cannot be a number of the other system."),
    "moving_no_mail": _("“%(cell)s” is no mail address. Correct it or empty the cell."),
    "moving_no_date": _("“%(cell)s” is no date. Write it as 2024-01-31."),
    "moving_wrong_date": _("“%(cell)s” cannot be the day: it lies in the future or long ago."),
    "moving_no_name": _("This row names nobody. Give a name, or leave the row out."),
    "moving_no_job": _("This row names no vacancy."),
    "moving_no_key": _("This row has no number by which other rows could mean it."),
    "moving_person_unknown": _("The candidate “%(number)s” stands in none of the files."),
    "moving_job_unknown": _("The vacancy “%(number)s” stands in none of the files."),
    "moving_twice": _(
        "The same candidate and vacancy stand on line %(line)d already, and that line counts. If the file has a line per"
        " stage, keep the last of each."
    ),
    "moving_number_twice": _("The number “%(number)s” stands on line %(line)d already."),
    "moving_both_ends": _(
        "This row says that somebody was hired and that they were turned down. Which is it?"
    ),
    "moving_wrong_order": _("This ends before it begins: %(first)s, then %(second)s."),
    "moving_too_many_rows": _(
        "The file has more than %(limit)d rows. Split it, for example by year, and bring the parts in one by one."
    ),
    "moving_unknown_file": _(
        "It is not clear what the rows of this file are. Say which columns hold the name and the vacancy."
    ),
    "moving_no_applications": _("These files hold no application that can come in."),
    "moving_meaning_twice": _("Two columns mean “%(field)s”: “%(first)s” and “%(second)s”. Choose one."),
    "moving_person_differs": _(
        "The candidate “%(number)s” has another name or mail address here than on an earlier line. The first is kept."
    ),
    "moving_citizen_number": ngettext_lazy(
        "%(count)d text held a citizen service number. The text was emptied, the rest of the row comes in.",
        "%(count)d texts held a citizen service number. They were emptied, the rest of the rows comes in.",
        "count",
    ),
    "moving_no_applied_at": ngettext_lazy(
        "%(count)d application does not say when somebody applied. The first day that the row does tell is taken, or today.",
        "%(count)d applications do not say when somebody applied. The first day that the row does tell is taken, or today.",
        "count",
    ),
    "moving_day_first": ngettext_lazy(
        "%(count)d day can be read in two ways, as 3/4/2024. It is read with the day first; choose the other if wrong.",
        "%(count)d days can be read in two ways, as 3/4/2024. They are read with the day first; choose the other if wrong.",
        "count",
    ),
    "moving_month_first": ngettext_lazy(
        "%(count)d day can be read in two ways, as 3/4/2024. It is read with the month first; choose the other if wrong.",
        "%(count)d days can be read in two ways, as 3/4/2024. They are read with the month first; choose the other if wrong.",
        "count",
    ),
    "moving_no_vacancy_state": ngettext_lazy(
        "%(count)d vacancy does not say if it is still open. It counts as open if somebody is still under way there.",
        "%(count)d vacancies do not say if they are still open. They count as open if somebody is still under way there.",
        "count",
    ),
}
know(SENTENCES)
