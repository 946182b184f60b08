// Links of one kind as they stand, by uid.
// params: uids
// returns: src, kind, dst, props
UNWIND $uids AS uid
MATCH (a:Entity)-[r:KIND {uid: uid}]->(b:Entity)
USING INDEX r:KIND(uid)
RETURN a.uid AS src, type(r) AS kind, b.uid AS dst, r {.*} AS props
