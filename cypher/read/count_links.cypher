// How many links there are, by kind and by how many sources speak of them.
// params:
// returns: kind, contested, count
MATCH (:Entity)-[r]->(:Entity)
RETURN type(r) AS kind, r.source = '*' AS contested, count(*) AS count
ORDER BY kind
