// Write links of one kind that were not there; each row whose ends are there makes one.
// params: rows
// returns: count
UNWIND $rows AS row
MATCH (a:Entity {uid: row.src})
MATCH (b:Entity {uid: row.dst})
CREATE (a)-[r:KIND]->(b)
SET r = row.props
RETURN count(r) AS count
