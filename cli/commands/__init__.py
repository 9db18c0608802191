"""Commands, one module a group of nouns."""
