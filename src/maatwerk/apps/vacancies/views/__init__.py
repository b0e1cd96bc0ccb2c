"""Pages of vacancies: the public board, and the desk of who publishes."""
