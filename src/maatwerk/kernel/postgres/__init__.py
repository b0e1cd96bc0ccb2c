"""PostgreSQL for everybody: the embedded server, its roles and the credentials that reach it."""
