// Links that a source speaks of, alone or with others, by ends and key: from nodes above one uid, up to another.
// params: source, after, upto
// returns: src, kind, dst, props
MATCH (a:Entity)
USING INDEX a:Entity(uid)
WHERE a.uid > $after AND a.uid <= $upto
MATCH (a)-[r]->(b:Entity) WHERE r.source = $source OR r.source = '*' AND $source IN r.sources
RETURN a.uid AS src, type(r) AS kind, b.uid AS dst, r {.*} AS props
ORDER BY src, kind, dst, r.key
