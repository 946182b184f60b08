// Make or change a source.
// params: uid, props
// returns:
MERGE (s:Source {uid: $uid})
SET s = $props
