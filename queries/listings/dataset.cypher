// title: Data version
// question: Which version of the data is in this graph?
// returns version: string, data version
// returns ontology_version: string, version of the ontology
MATCH (d:Dataset)
RETURN d.version AS version, d.ontology_version AS ontology_version
ORDER BY d.version
