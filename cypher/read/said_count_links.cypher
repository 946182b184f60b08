// How many links of one kind are to be looked at to learn what a source says.
// params: source
// returns: count
MATCH ()-[r:KIND]->() WHERE r.source IN [$source, '*']
RETURN count(r) AS count
