"""Pages that join several apps, one module per subject."""
