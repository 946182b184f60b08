// Keep a document.
// params: name, bytes
// returns:
MERGE (d:Document {name: $name})
SET d.bytes = $bytes
