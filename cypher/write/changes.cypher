// Note what a source said before a load changed it; what was noted first stays.
// params: rows
// returns:
UNWIND $rows AS row
MERGE (c:Change {uid: row.uid})
ON CREATE SET c = row
