// What people filter by and what loading looks up. Made from the ontology, do not edit.
// params:
// returns:
CREATE INDEX entity_source IF NOT EXISTS FOR (n:Entity) ON (n.source);
CREATE INDEX entity_idx IF NOT EXISTS FOR (n:Entity) ON (n.idx);
CREATE INDEX change_load IF NOT EXISTS FOR (n:Change) ON (n.load);
CREATE INDEX load_source IF NOT EXISTS FOR (n:Load) ON (n.source);
CREATE INDEX entity_inn IF NOT EXISTS FOR (n:Entity) ON (n.inn);
CREATE INDEX entity_ogrn IF NOT EXISTS FOR (n:Entity) ON (n.ogrn);
CREATE INDEX entity_okpo IF NOT EXISTS FOR (n:Entity) ON (n.okpo);
CREATE INDEX entity_region IF NOT EXISTS FOR (n:Entity) ON (n.region);
CREATE INDEX entity_okved2 IF NOT EXISTS FOR (n:Entity) ON (n.okved2);
CREATE INDEX entity_period IF NOT EXISTS FOR (n:Entity) ON (n.period);
CREATE INDEX entity_status IF NOT EXISTS FOR (n:Entity) ON (n.status);
CREATE INDEX supplies_source IF NOT EXISTS FOR ()-[r:SUPPLIES]-() ON (r.source);
CREATE INDEX buys_source IF NOT EXISTS FOR ()-[r:BUYS]-() ON (r.source);
CREATE INDEX makes_source IF NOT EXISTS FOR ()-[r:MAKES]-() ON (r.source);
CREATE INDEX member_of_source IF NOT EXISTS FOR ()-[r:MEMBER_OF]-() ON (r.source);
CREATE INDEX manages_source IF NOT EXISTS FOR ()-[r:MANAGES]-() ON (r.source);
CREATE INDEX party_to_source IF NOT EXISTS FOR ()-[r:PARTY_TO]-() ON (r.source);
CREATE INDEX received_source IF NOT EXISTS FOR ()-[r:RECEIVED]-() ON (r.source);
CREATE INDEX owns_source IF NOT EXISTS FOR ()-[r:OWNS]-() ON (r.source);
CREATE INDEX directs_source IF NOT EXISTS FOR ()-[r:DIRECTS]-() ON (r.source);
CREATE INDEX succeeds_source IF NOT EXISTS FOR ()-[r:SUCCEEDS]-() ON (r.source);
CREATE INDEX located_at_source IF NOT EXISTS FOR ()-[r:LOCATED_AT]-() ON (r.source);
CREATE INDEX resident_of_source IF NOT EXISTS FOR ()-[r:RESIDENT_OF]-() ON (r.source);
CREATE INDEX operates_source IF NOT EXISTS FOR ()-[r:OPERATES]-() ON (r.source);
CREATE INDEX serves_source IF NOT EXISTS FOR ()-[r:SERVES]-() ON (r.source);
CREATE INDEX holds_post_source IF NOT EXISTS FOR ()-[r:HOLDS_POST]-() ON (r.source);
CREATE INDEX carries_out_source IF NOT EXISTS FOR ()-[r:CARRIES_OUT]-() ON (r.source);
CREATE INDEX includes_source IF NOT EXISTS FOR ()-[r:INCLUDES]-() ON (r.source);
CREATE INDEX has_entry_source IF NOT EXISTS FOR ()-[r:HAS_ENTRY]-() ON (r.source);
CREATE INDEX about_source IF NOT EXISTS FOR ()-[r:ABOUT]-() ON (r.source);
CREATE INDEX part_of_source IF NOT EXISTS FOR ()-[r:PART_OF]-() ON (r.source);
CREATE INDEX edition_of_source IF NOT EXISTS FOR ()-[r:EDITION_OF]-() ON (r.source);
CREATE INDEX based_on_source IF NOT EXISTS FOR ()-[r:BASED_ON]-() ON (r.source);
CREATE INDEX checks_source IF NOT EXISTS FOR ()-[r:CHECKS]-() ON (r.source);
CREATE INDEX against_source IF NOT EXISTS FOR ()-[r:AGAINST]-() ON (r.source);
CREATE TEXT INDEX entity_name_cf IF NOT EXISTS FOR (n:Entity) ON (n.name_cf);
