// What a source says of the nodes numbered from lo to below hi, alone and with others: enough to compare, as lists.
// params: source, lo, hi
// returns: own, shared
MATCH (n:Entity)
USING INDEX n:Entity(idx)
WHERE n.idx >= $lo AND n.idx < $hi AND (n.source = $source OR n.source = '*' AND $source IN n.sources)
RETURN collect(CASE n.source WHEN $source THEN [n.uid, coalesce(n.said_as, ''), n.digest, n.place] END) AS own,
    collect(CASE n.source WHEN '*' THEN [n.uid]
        + [i IN range(0, size(n.sources) - 1) WHERE n.sources[i] = $source | n.said[i]] END) AS shared
