// How many nodes are to be looked at to learn what a source says.
// params: source
// returns: count
MATCH (n:Entity) WHERE n.source IN [$source, '*']
RETURN count(n) AS count
