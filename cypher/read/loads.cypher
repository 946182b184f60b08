// The loads that were finished, of one source or, with "", of all.
// params: source
// returns: load
MATCH (l:Load) WHERE l.finished_at IS NOT NULL AND $source IN ['', l.source]
RETURN l {.*} AS load
ORDER BY l.no
