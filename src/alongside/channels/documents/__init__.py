"""Files that people write in: bytes of a stranger in, the words in them out."""
