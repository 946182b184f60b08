// Let others write.
// params: who
// returns:
MATCH (m:Meta {uid: 'loading', who: $who})
DELETE m
