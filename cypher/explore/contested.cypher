// Records that several sources speak of.
// ru: Записи, о которых говорят несколько источников.
// params: limit
// returns: uid, name, sources
MATCH (n:Entity {source: '*'})
RETURN n.uid AS uid, n.name AS name, n.sources AS sources
ORDER BY size(sources) DESC, uid
LIMIT $limit
