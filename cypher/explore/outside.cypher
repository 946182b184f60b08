// What members of clusters buy from firms outside of them: the first places to look for a new member.
// ru: Что участники кластеров покупают у предприятий вне кластера.
// params: limit
// returns: cluster, supplier, name, buyers, links
MATCH (c:IndustrialCluster)<-[:MEMBER_OF]-(buyer:Entity)<-[:SUPPLIES]-(s:Entity)
WHERE NOT EXISTS { (s)-[:MEMBER_OF]->(c) }
RETURN coalesce(c.name, c.uid) AS cluster, s.uid AS supplier, s.name AS name, count(DISTINCT buyer) AS buyers, count(*) AS links
ORDER BY buyers DESC, links DESC, cluster, supplier
LIMIT $limit
