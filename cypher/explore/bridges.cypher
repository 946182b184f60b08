// Firms that supply two groups or more, clusters and candidates alike, and belong to none of them.
// ru: Предприятия, которые поставляют участникам нескольких кластеров и кандидатов, а сами ни в один из них не входят.
// params: limit
// returns: uid, name, groups, links
MATCH (s:Entity)-[r:SUPPLIES]->(m:Entity)-[:MEMBER_OF|INCLUDES]-(g:Entity)
WHERE (g:IndustrialCluster OR g:ClusterCandidate) AND NOT EXISTS { (s)-[:MEMBER_OF|INCLUDES]-(g) }
WITH s, count(DISTINCT g) AS groups, count(DISTINCT r) AS links
WHERE groups > 1
RETURN s.uid AS uid, s.name AS name, groups, links
ORDER BY groups DESC, links DESC, uid
LIMIT $limit
