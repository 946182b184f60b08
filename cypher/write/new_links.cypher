// Write links of one kind that were not there; each row whose ends are there makes one.
// params: rows
// returns: count
UNWIND $rows AS row
MATCH (a:Entity {uid: row.src})
USING INDEX a:Entity(uid)
MATCH (b:Entity {uid: row.dst})
USING INDEX b:Entity(uid)
CREATE (a)-[r:KIND]->(b)
SET r = row.props
RETURN count(r) AS count
