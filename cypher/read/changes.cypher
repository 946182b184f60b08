// What a load changed, by identity.
// params: load
// returns: identity, source, said_as, before, place
MATCH (c:Change {load: $load})
RETURN c.identity AS identity, c.source AS source, c.said_as AS said_as, c.before AS before, c.place AS place
ORDER BY identity, said_as
