// How many loads stand.
// params:
// returns: count
MATCH (l:Load) WHERE l.undone_at IS NULL AND l.finished_at IS NOT NULL
RETURN count(l) AS count
