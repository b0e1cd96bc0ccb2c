"""Messages about applications: who may read them, what letters fill in, and the clock that watches for silence."""
