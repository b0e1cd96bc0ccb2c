"""The look and the parts of every page: tokens, base pages, partials, filters, charts. No domain in it."""
