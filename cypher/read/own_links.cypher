// What a source alone says of links of one kind: enough to compare.
// params: source
// returns: uid, said_as, digest, place
MATCH ()-[r:KIND {source: $source}]->()
RETURN r.uid AS uid, coalesce(r.said_as, '') AS said_as, r.digest AS digest, r.place AS place
