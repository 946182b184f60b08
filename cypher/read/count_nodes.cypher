// How many nodes there are, by their labels and by how many sources speak of them.
// params:
// returns: labels, bare, contested, count
MATCH (n:Entity)
RETURN labels(n) AS labels, n.source = '' AS bare, n.source = '*' AS contested, count(*) AS count
ORDER BY labels
