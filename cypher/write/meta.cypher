// Make the store: its version, and the next number of a node.
// params: schema
// returns:
MERGE (m:Meta {uid: 'meta'})
ON CREATE SET m.next_idx = 0
SET m.schema = $schema
