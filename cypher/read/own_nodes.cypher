// What a source alone says of nodes: enough to compare.
// params: source
// returns: uid, said_as, digest, place
MATCH (n:Entity {source: $source})
RETURN n.uid AS uid, coalesce(n.said_as, '') AS said_as, n.digest AS digest, n.place AS place
