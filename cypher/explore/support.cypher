// Which support firms received.
// ru: Какую поддержку получили предприятия.
// params: limit
// returns: uid, name, measure, date, amount
MATCH (n:Entity)-[r:RECEIVED]->(m:Entity)
RETURN n.uid AS uid, n.name AS name, coalesce(m.name, m.uid) AS measure, r.date AS date, r.amount AS amount
ORDER BY date DESC, uid, measure
LIMIT $limit
