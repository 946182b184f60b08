// Links of one kind for arrays, of the nodes numbered from lo to below hi: lists of equal length.
// params: lo, hi, weight, missing, columns, where, on
// returns: src, dst, weight, values
MATCH (a:Entity)
USING INDEX a:Entity(idx)
WHERE a.idx >= $lo AND a.idx < $hi
MATCH (a)-[r:KIND]->(b:Entity)
WHERE ($on = '' OR coalesce(r.since, '') <= $on AND coalesce(r.until, '~') > $on)
    AND all(c IN $where WHERE any(v IN CASE WHEN c.many THEN coalesce(r[c.key], []) ELSE [r[c.key]] END WHERE
        CASE c.test
            WHEN 'in' THEN v IN c.values
            WHEN 'prefix' THEN v STARTS WITH c.low
            ELSE (c.low IS NULL OR v >= c.low) AND (c.high IS NULL OR v <= c.high)
        END))
RETURN collect(a.idx) AS src, collect(b.idx) AS dst, collect(coalesce(r[$weight], $missing)) AS weight,
    CASE WHEN size($columns) = 0 THEN [] ELSE collect([name IN $columns | r[name]]) END AS values
