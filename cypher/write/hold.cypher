// Make sure that the lock is still this writer's, until the end of the transaction.
// params: who
// returns: count
MATCH (m:Meta {uid: 'loading', who: $who})
SET m.who = $who
RETURN count(m) AS count
