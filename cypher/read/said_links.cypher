// Links of one kind that a source speaks of, alone or with others.
// params: source
// returns: src, kind, dst, props
MATCH (a:Entity)-[r:KIND {source: $source}]->(b:Entity)
RETURN a.uid AS src, type(r) AS kind, b.uid AS dst, r {.*} AS props
UNION ALL
MATCH (a:Entity)-[r:KIND {source: '*'}]->(b:Entity) WHERE $source IN r.sources
RETURN a.uid AS src, type(r) AS kind, b.uid AS dst, r {.*} AS props
