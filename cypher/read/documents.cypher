// The names of the documents.
// params:
// returns: name
MATCH (d:Document)
RETURN d.name AS name
ORDER BY name
