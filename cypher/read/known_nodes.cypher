// Which of some nodes are there, and what each is where a statement says so.
// params: uids
// returns: uid, labels
UNWIND $uids AS uid
MATCH (n:Entity {uid: uid})
USING INDEX n:Entity(uid)
RETURN n.uid AS uid, CASE n.source WHEN '' THEN [] ELSE labels(n) END AS labels
