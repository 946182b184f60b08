// Links of a kind that meet all conditions and hold on a day with both ends, from nodes above one uid up to another.
// params: where, on, after, upto
// returns: src, kind, dst, props
MATCH (a:Entity)
USING INDEX a:Entity(uid)
WHERE a.uid > $after AND a.uid <= $upto
MATCH (a)-[r:KIND]->(b:Entity)
WHERE ($on = '' OR coalesce(r.since, '') <= $on AND coalesce(r.until, '~') > $on
    AND coalesce(a.since, '') <= $on AND coalesce(a.until, '~') > $on
    AND coalesce(b.since, '') <= $on AND coalesce(b.until, '~') > $on)
    AND all(c IN $where WHERE any(v IN CASE WHEN c.many THEN coalesce(r[c.key], []) ELSE [r[c.key]] END WHERE
        CASE c.test
            WHEN 'in' THEN v IN c.values
            WHEN 'prefix' THEN v STARTS WITH c.low
            ELSE (c.low IS NULL OR v >= c.low) AND (c.high IS NULL OR v <= c.high)
        END))
RETURN a.uid AS src, type(r) AS kind, b.uid AS dst, r {.*} AS props
ORDER BY src, kind, dst, r.key
