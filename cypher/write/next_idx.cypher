// Note the next number of a node.
// params: next_idx
// returns:
MATCH (m:Meta {uid: 'meta'})
SET m.next_idx = $next_idx
