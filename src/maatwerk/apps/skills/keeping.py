"""What skills keeps: nothing about anybody."""

from maatwerk.kernel.keeping import About, Kept, Until, Why

KEPT = {
    "Concept": Kept(
        fields="kind key label_en label_nl description_en description_nl uri alt_labels_en alt_labels_nl broader_id",
        why=Why.RUNNING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "Occupation": Kept(
        fields="uri isco label_en label_nl alt_labels_en alt_labels_nl",
        why=Why.RUNNING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
}
