// Take away those of some nodes that neither a statement nor a link names any more.
// params: rows
// returns:
UNWIND $rows AS uid
MATCH (n:Entity {uid: uid})
USING INDEX n:Entity(uid)
WHERE n.source = '' AND NOT EXISTS { (n)--() }
DELETE n
