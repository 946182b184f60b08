// Chains of three supplies that start at an enterprise.
// ru: Цепочки из трёх поставок, которые начинаются у предприятия.
// params: uid, limit
// returns: first, second, third, last
MATCH (a:Entity {uid: $uid})-[:SUPPLIES]->(b:Entity)-[:SUPPLIES]->(c:Entity)-[:SUPPLIES]->(d:Entity)
WHERE d <> b AND d <> a AND c <> a
RETURN DISTINCT a.uid AS first, b.uid AS second, c.uid AS third, d.uid AS last
ORDER BY second, third, last
LIMIT $limit
