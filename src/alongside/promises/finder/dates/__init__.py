"""When something is due: a sentence in, the dates it names out. Only a cue or a full form makes a date."""
