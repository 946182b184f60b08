// Which files each load read: places name them by number.
// params:
// returns: no, source, parts
MATCH (l:Load)
RETURN l.no AS no, l.source AS source, l.parts AS parts
ORDER BY no
