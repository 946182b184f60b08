// How far the next nodes by uid reach, and how many they are.
// params: after, limit
// returns: upto, count
MATCH (n:Entity) WHERE n.uid > $after
WITH n.uid AS uid
ORDER BY uid
LIMIT $limit
RETURN max(uid) AS upto, count(uid) AS count
