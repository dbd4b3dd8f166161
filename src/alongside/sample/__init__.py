"""The sample practice: a moment in, a year with four invented clients out, as if somebody had worked at this desk."""
