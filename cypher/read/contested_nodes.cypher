// Nodes that several statements speak of, by uid.
// params:
// returns: props, labels
MATCH (n:Entity {source: '*'})
RETURN n {.*} AS props, labels(n) AS labels
ORDER BY n.uid
