// Who speaks, each with its latest standing load other than one, and loads that were interrupted.
// params: without
// returns: source, latest, unfinished
MATCH (s:Source)
OPTIONAL MATCH (l:Load {source: s.uid}) WHERE l.undone_at IS NULL AND l.no <> $without
WITH s, l ORDER BY l.no DESC
WITH s, collect(l) AS loads
RETURN s {.*} AS source,
    [l IN loads WHERE l.finished_at IS NOT NULL | l {.*}][0] AS latest,
    [l IN loads WHERE l.finished_at IS NULL | l.no][0] AS unfinished
ORDER BY s.uid
