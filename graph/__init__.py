"""Property graph: the declarative schema read from the ontology, and the engines that hold the graph."""
