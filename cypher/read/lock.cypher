// Who is writing.
// params:
// returns: who, since
MATCH (m:Meta {uid: 'loading'})
RETURN m.who AS who, m.since AS since
