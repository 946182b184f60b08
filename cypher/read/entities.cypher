// Nodes of a kind and those below it, by uid, that meet all conditions and hold on a day ("": all days).
// params: after, where, on, limit
// returns: props, labels
MATCH (n:Entity:KIND)
WHERE n.uid > $after
    AND ($on = '' OR coalesce(n.since, '') <= $on AND coalesce(n.until, '~') > $on)
    AND all(c IN $where WHERE any(v IN CASE WHEN c.many THEN coalesce(n[c.key], []) ELSE [n[c.key]] END WHERE
        CASE c.test
            WHEN 'in' THEN v IN c.values
            WHEN 'prefix' THEN v STARTS WITH c.low
            ELSE (c.low IS NULL OR v >= c.low) AND (c.high IS NULL OR v <= c.high)
        END))
RETURN n {.*} AS props, labels(n) AS labels
ORDER BY n.uid
LIMIT $limit
