"""The sample practice: a moment in, the mail of an invented year with four invented clients out."""
