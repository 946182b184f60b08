// Write links of one kind that stand as they are to stand now.
// params: rows
// returns: count
UNWIND $rows AS row
MATCH ()-[r:KIND {uid: row.uid}]->()
USING INDEX r:KIND(uid)
SET r = row.props
RETURN count(r) AS count
