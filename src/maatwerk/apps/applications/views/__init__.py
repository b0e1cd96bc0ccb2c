"""Pages of the pipeline; those of applying stand in `applying/`."""
