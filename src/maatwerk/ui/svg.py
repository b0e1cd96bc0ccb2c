"""Small drawings that stand beside the words: the ruler, the contribution bar, the band mark.

Positions are percentages in SVG attributes, because the content security policy forbids inline style. Every
drawing here is decoration to a text that says the same, and therefore hidden from assistive technology.
"""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BAND_STEPS = 5


def share(value: float) -> str:
    """Write a proportion as an SVG percentage, kept inside the drawing."""
    return f"{min(max(value, 0.0), 1.0) * 100:.2f}%"


def ruler(low: float, high: float, reference: float | None = None) -> SafeString:
    """Draw a range on a ruler from 0 to 100, with a line where the reference group stands."""
    ticks = format_html_join(
        "",
        '<line class="ruler__tick" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>',
        (
            (share(step / 10), "20%" if step % 5 == 0 else "32%", "80%" if step % 5 == 0 else "68%")
            for step in range(11)
        ),
    )
    # a range narrower than the eye can see is still drawn
    width = max(min(high, 1.0) - max(low, 0.0), 0.008)
    band = format_html(
        '<rect class="ruler__band" x="{}" width="{}" y="34%" height="32%" rx="3"/>',
        share(min(low, 1 - width)),
        share(width),
    )
    mark = (
        format_html('<line class="ruler__reference" x1="{0}" x2="{0}" y1="8%" y2="92%"/>', share(reference))
        if reference is not None
        else ""
    )
    return format_html(
        '<svg class="ruler" aria-hidden="true" focusable="false">'
        '<rect class="ruler__track" x="0" width="100%" y="43%" height="14%" rx="2"/>{}{}{}</svg>',
        ticks,
        band,
        mark,
    )


def contribution_bar(size: float, largest: float) -> SafeString:
    """Draw a bar right (raises) or left (lowers) of a middle axis, relative to the largest one."""
    part = 0.5 * min(abs(size) / largest, 1.0) if largest > 0 else 0.0
    kind = "raises" if size >= 0 else "lowers"
    return format_html(
        '<svg class="bar-plot" aria-hidden="true" focusable="false">'
        '<rect class="bar-plot__track" width="100%" y="47%" height="6%"/>'
        '<rect class="bar-plot__{}" x="{}" width="{}" y="15%" height="70%" rx="2"/>'
        '<line class="bar-plot__axis" x1="50%" x2="50%" y1="0" y2="100%"/></svg>',
        kind,
        share(0.5 if size >= 0 else 0.5 - part),
        share(part),
    )


def band_mark(position: int, count: int) -> SafeString:
    """Draw small steps, more filled for a higher band; an empty set of steps means no advice."""
    steps = min(max(count, 2), BAND_STEPS)
    filled = 0 if position < 1 else max(1, round((count - position + 1) / count * steps))
    bars = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="4" height="{}" rx="1"/>',
        (
            (
                "band__on" if step < filled else "band__off",
                step * 5,
                f"{12 - 12 * (step + 1) / steps:.1f}",
                f"{12 * (step + 1) / steps:.1f}",
            )
            for step in range(steps)
        ),
    )
    return format_html(
        '<svg viewBox="0 0 {} 12" aria-hidden="true" focusable="false">{}</svg>', steps * 5 - 1, bars
    )
