// What a source says of links of one kind from the nodes numbered from lo to below hi: enough to compare, as lists.
// params: source, lo, hi
// returns: own, shared
MATCH (a:Entity)
USING INDEX a:Entity(idx)
WHERE a.idx >= $lo AND a.idx < $hi
MATCH (a)-[r:KIND]->(:Entity) WHERE r.source = $source OR r.source = '*' AND $source IN r.sources
RETURN collect(CASE r.source WHEN $source THEN [r.uid, coalesce(r.said_as, ''), r.digest, r.place] END) AS own,
    collect(CASE r.source WHEN '*' THEN [r.uid]
        + [i IN range(0, size(r.sources) - 1) WHERE r.sources[i] = $source | r.said[i]] END) AS shared
