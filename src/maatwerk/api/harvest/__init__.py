"""What Greenhouse Harvest (v1) answers, over what is here. `docs/reference/api.md` says what differs."""
