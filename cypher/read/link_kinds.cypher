// The kinds of links that this database has ever held: the others need not be asked for.
// params:
// returns: kind
CALL db.relationshipTypes() YIELD relationshipType
RETURN relationshipType AS kind
ORDER BY kind
