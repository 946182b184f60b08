// Write nodes as they are to stand.
// params: rows
// returns:
UNWIND $rows AS row
MERGE (n:Entity {uid: row.uid})
SET n = row.props
SET n:$(row.labels)
REMOVE n:$(row.gone)
