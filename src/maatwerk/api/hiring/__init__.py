"""Version 1 for hiring: vacancies, applications, candidates, scorecards and advice are read; applications are brought in."""
