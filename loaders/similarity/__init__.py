"""How alike treaty texts are, and which took its words from which."""
