// Who is a member of which cluster, in which role and since when.
// ru: Кто участвует в каком кластере, в какой роли и с какого времени.
// params: limit
// returns: cluster, uid, name, role, since, until
MATCH (m:Entity)-[r:MEMBER_OF]->(c:IndustrialCluster)
RETURN coalesce(c.name, c.uid) AS cluster, m.uid AS uid, m.name AS name, r.role AS role, r.since AS since, r.until AS until
ORDER BY cluster, role, uid
LIMIT $limit
