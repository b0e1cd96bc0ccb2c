"""Pure statistics for hiring: arrays in, results with their uncertainty out.

No Django, clock, file or network: usable alone, from a notebook.
"""
