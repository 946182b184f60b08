// Nodes whose names hold every word; those that start with the query first, then the shorter name.
// params: longest, words, form, kinds, limit
// returns: uid, labels, name
MATCH (n:Entity) WHERE n.name_cf CONTAINS $longest
WITH n WHERE all(word IN $words WHERE n.name_cf CONTAINS word)
    AND (size($kinds) = 0
    OR any(k IN $kinds WHERE k.name IN labels(n) AND none(below IN k.below WHERE below IN labels(n))))
RETURN n.uid AS uid, labels(n) AS labels, coalesce(n.name, n.legal_name, n.name_en, '') AS name
ORDER BY CASE WHEN n.name_cf STARTS WITH $form THEN 0 ELSE 1 END, size(split(n.name_cf, '\n')[0]), uid
LIMIT $limit
