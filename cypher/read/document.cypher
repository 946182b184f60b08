// One document.
// params: name
// returns: bytes
MATCH (d:Document {name: $name})
RETURN d.bytes AS bytes
