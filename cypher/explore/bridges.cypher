// Firms that supply the members of two clusters or more.
// ru: Предприятия, которые поставляют участникам нескольких кластеров.
// params: limit
// returns: uid, name, clusters
MATCH (s:Entity)-[:SUPPLIES]->(:Entity)-[:MEMBER_OF]->(c:IndustrialCluster)
WITH s, count(DISTINCT c) AS clusters
WHERE clusters > 1
RETURN s.uid AS uid, s.name AS name, clusters
ORDER BY clusters DESC, uid
LIMIT $limit
