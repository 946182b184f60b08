// Nodes that a source speaks of, alone or with others.
// params: source
// returns: props, labels
MATCH (n:Entity {source: $source})
RETURN n {.*} AS props, labels(n) AS labels
UNION ALL
MATCH (n:Entity {source: '*'}) WHERE $source IN n.sources
RETURN n {.*} AS props, labels(n) AS labels
