"""Pictures of answers: typed shapes that every picture format writes, each with a table that says the same."""
