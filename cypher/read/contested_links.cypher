// Links of one kind that several statements speak of, by ends and key.
// params:
// returns: src, kind, dst, props
MATCH (a:Entity)-[r:KIND {source: '*'}]->(b:Entity)
RETURN a.uid AS src, type(r) AS kind, b.uid AS dst, r {.*} AS props
ORDER BY src, kind, dst, r.key
