// The number of the next load.
// params:
// returns: no
OPTIONAL MATCH (l:Load)
RETURN coalesce(max(l.no), 0) + 1 AS no
