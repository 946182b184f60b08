// Nodes that a source speaks of, alone or with others, by uid: those above one uid, up to another.
// params: source, after, upto
// returns: props, labels
MATCH (n:Entity)
USING INDEX n:Entity(uid)
WHERE n.uid > $after AND n.uid <= $upto AND (n.source = $source OR n.source = '*' AND $source IN n.sources)
RETURN n {.*} AS props, labels(n) AS labels
ORDER BY n.uid
