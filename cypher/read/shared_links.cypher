// Links of one kind that a source speaks of with others.
// params: source
// returns: uid, said
MATCH ()-[r:KIND {source: '*'}]->() WHERE $source IN r.sources
RETURN r.uid AS uid, [i IN range(0, size(r.sources) - 1) WHERE r.sources[i] = $source | r.said[i]] AS said
