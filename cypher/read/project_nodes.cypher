// Nodes for arrays: their number, uid, kind and the columns asked for.
// params: columns, on
// returns: idx, uid, labels, values
MATCH (n:Entity)
WHERE $on = '' OR coalesce(n.since, '') <= $on AND coalesce(n.until, '~') > $on
RETURN n.idx AS idx, n.uid AS uid, labels(n) AS labels, [name IN $columns | n[name]] AS values
ORDER BY uid
