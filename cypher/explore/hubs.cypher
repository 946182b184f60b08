// Firms with the most partners.
// ru: Предприятия с наибольшим числом партнёров.
// params: limit
// returns: uid, name, suppliers, buyers
MATCH (n:Enterprise)
WITH n, count { (n)<-[:SUPPLIES]-() } AS suppliers, count { (n)-[:SUPPLIES]->() } AS buyers
WHERE suppliers + buyers > 0
RETURN n.uid AS uid, n.name AS name, suppliers, buyers
ORDER BY suppliers + buyers DESC, uid
LIMIT $limit
