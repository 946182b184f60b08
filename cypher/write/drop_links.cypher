// Take away links of one kind.
// params: rows
// returns:
UNWIND $rows AS uid
MATCH ()-[r:KIND {uid: uid}]->()
USING INDEX r:KIND(uid)
DELETE r
