"""From sources to one validated RDF dataset, and from there to a property graph."""
