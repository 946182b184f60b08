// Let no load of a source stand any more, and forget what they changed.
// params: source, now
// returns:
MATCH (l:Load {source: $source})
SET l.undone_at = coalesce(l.undone_at, $now)
WITH l.no AS no
MATCH (c:Change {load: no})
DETACH DELETE c
