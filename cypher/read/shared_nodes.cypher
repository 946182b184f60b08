// Nodes that a source speaks of with others.
// params: source
// returns: uid, said
MATCH (n:Entity {source: '*'}) WHERE $source IN n.sources
RETURN n.uid AS uid, [i IN range(0, size(n.sources) - 1) WHERE n.sources[i] = $source | n.said[i]] AS said
