// Nodes by an official code or uid.
// params: uids, code, kinds, limit
// returns: uid, labels, name
MATCH (n:Entity) WHERE n.uid IN $uids OR n.inn = $code OR n.ogrn = $code
WITH n WHERE size($kinds) = 0
    OR any(k IN $kinds WHERE k.name IN labels(n) AND none(below IN k.below WHERE below IN labels(n)))
RETURN n.uid AS uid, labels(n) AS labels, coalesce(n.name, n.legal_name, n.name_en, '') AS name
ORDER BY uid
LIMIT $limit
