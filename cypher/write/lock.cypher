// Become the one writer; the constraint refuses a second one.
// params: who, since
// returns:
CREATE (:Meta {uid: 'loading', who: $who, since: $since})
