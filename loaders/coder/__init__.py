"""Finds the digital clauses of a treaty text by rules that name themselves and quote the words they rest on."""
