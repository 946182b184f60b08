// Nodes that neither a statement nor a link names.
// params: limit
// returns: uid
MATCH (n:Entity {source: ''}) WHERE NOT EXISTS { (n)--() }
RETURN n.uid AS uid
ORDER BY uid
LIMIT $limit
