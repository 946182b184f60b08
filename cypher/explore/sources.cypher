// Who says what is known of a record: each source with its priority and date.
// ru: Откуда известно о записи: источники, их приоритет и дата.
// params: uid
// returns: source, title, priority, observed_on
MATCH (n:Entity {uid: $uid})
UNWIND CASE n.source WHEN '*' THEN n.sources WHEN '' THEN [] ELSE [n.source] END AS uid
WITH DISTINCT uid
MATCH (s:Source {uid: uid})
RETURN s.uid AS source, s.title AS title, s.priority AS priority, s.observed_on AS observed_on
ORDER BY priority DESC, source
