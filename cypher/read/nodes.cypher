// Nodes as they stand, by uid.
// params: uids
// returns: props, labels
UNWIND $uids AS uid
MATCH (n:Entity {uid: uid})
USING INDEX n:Entity(uid)
RETURN n {.*} AS props, labels(n) AS labels
