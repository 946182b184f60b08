// What the store says of itself, and whether the database holds anything of others.
// params:
// returns: schema, next_idx, foreign
OPTIONAL MATCH (m:Meta {uid: 'meta'})
RETURN m.schema AS schema, m.next_idx AS next_idx, m IS NULL AND EXISTS { MATCH (n) } AS foreign
