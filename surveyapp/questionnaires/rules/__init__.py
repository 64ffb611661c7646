"""What a questionnaire is and how its rules are worked out; pure, no database, no web."""
