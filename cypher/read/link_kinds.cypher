// How many links of each kind there are. Made from the ontology, do not edit.
// params:
// returns: kind, count
MATCH ()-[r:SUPPLIES]->() RETURN 'SUPPLIES' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:BUYS]->() RETURN 'BUYS' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:MAKES]->() RETURN 'MAKES' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:MEMBER_OF]->() RETURN 'MEMBER_OF' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:MANAGES]->() RETURN 'MANAGES' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:PARTY_TO]->() RETURN 'PARTY_TO' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:RECEIVED]->() RETURN 'RECEIVED' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:OWNS]->() RETURN 'OWNS' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:DIRECTS]->() RETURN 'DIRECTS' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:SUCCEEDS]->() RETURN 'SUCCEEDS' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:LOCATED_AT]->() RETURN 'LOCATED_AT' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:RESIDENT_OF]->() RETURN 'RESIDENT_OF' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:OPERATES]->() RETURN 'OPERATES' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:SERVES]->() RETURN 'SERVES' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:HOLDS_POST]->() RETURN 'HOLDS_POST' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:CARRIES_OUT]->() RETURN 'CARRIES_OUT' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:INCLUDES]->() RETURN 'INCLUDES' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:HAS_ENTRY]->() RETURN 'HAS_ENTRY' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:ABOUT]->() RETURN 'ABOUT' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:PART_OF]->() RETURN 'PART_OF' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:EDITION_OF]->() RETURN 'EDITION_OF' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:BASED_ON]->() RETURN 'BASED_ON' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:CHECKS]->() RETURN 'CHECKS' AS kind, count(r) AS count UNION ALL
MATCH ()-[r:AGAINST]->() RETURN 'AGAINST' AS kind, count(r) AS count
